//! What holds for every document that somebody asks for: who may, how often, and who is told.

use casework::procedure::CaseRef;
use casework::{Actor, Gathering, Given, Notification, Refusal, Refusals, Role, StoreError};
use values::{AreaCode, Basis, Citation, Date, Party, PartyKind, Text};

/// A party may have so many documents a day; nobody needs more, and each is kept for ever.
pub const DAILY_MOST: u32 = 20;

/// How many documents of the party were issued today already.
pub fn issued_today(gathering: &mut Gathering<'_>, party: Party, today: Date) -> Result<usize, StoreError> {
    let area = gathering.area();
    let issued = gathering.reader().issued_documents_of_party(area, party, DAILY_MOST)?;
    Ok(issued.iter().filter(|record| record.issued_on == today).count())
}

/// 社会保险法 第74条: persons and employers are given what they ask about their contributions and rights, free of charge. To the person, the
/// employer's clerk, or staff of the area who handle people's affairs; to nobody else. A case is one document.
pub fn refuse(case: CaseRef<'_>, party: Party, issued_today: usize, given: &Given) -> Result<(), Refusals> {
    refuse_wrong_actor(&given.actor, case.area, party)?;
    if case.head.is_some() {
        let refusal = Refusal::new("already_issued", "该文书已出具，不能重复出具", "this document is already issued");
        return Err(refusal.hint("需要最新的，请重新申请出具", "ask for a new one if the records have moved").into());
    }
    if issued_today >= DAILY_MOST as usize {
        let refusal =
            Refusal::new("issued_often", format!("今天已出具{DAILY_MOST}份文书"), format!("{DAILY_MOST} documents have been issued today"));
        return Err(refusal.hint("可下载已出具的文书，或明天再申请", "fetch one of those, or ask again tomorrow").into());
    }
    Ok(())
}

fn refuse_wrong_actor(actor: &Actor, area: AreaCode, party: Party) -> Result<(), Refusals> {
    let own_role = if party.kind == PartyKind::Person { Role::Person } else { Role::EmployerClerk };
    let is_own = actor.has(own_role) && actor.speaks_for(area, party);
    let handles =
        actor.roles.iter().any(|role| (role.is_staff() && !matches!(role, Role::Administrator | Role::Auditor)) || *role == Role::System);
    if is_own || (handles && actor.reaches(area)) {
        return Ok(());
    }
    let text = Text::new(
        "文书只出具给参保人本人、本单位经办人，或由本区域工作人员代为打印",
        "documents are issued to the person, to the employer's own clerk, or by staff of the area",
    );
    let citation = Citation { basis: Basis::Memory, ..Citation::new("社会保险法", "第74条") };
    Err(Refusal { code: "not_allowed".into(), field: None, text, hint: None, citation: Some(Box::new(citation)) }.into())
}

/// Who did not ask in person is told: somebody else had a document of theirs printed.
pub fn letter(party: Party, title: &Text, code: &str, given: &Given) -> Vec<Notification> {
    if given.actor.party == Some(party) {
        return Vec::new();
    }
    let subject = Text::new(format!("已为您出具{}", title.zh), format!("{} issued", title.en));
    let body = Text::new(
        format!("经办机构于{}为您出具了{}，验证码 {code}。如非本人办理，请拨打12333。", given.today, title.zh),
        format!(
            "The agency issued a {} on {}; its verification code is {code}. If you did not ask for it, call 12333.",
            title.en, given.today
        ),
    );
    vec![Notification { to: party, subject, body }]
}
