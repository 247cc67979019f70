//! Decisions on lapsed deferrals. Pure.

use casework::procedure::CaseRef;
use casework::{Effects, Given, Notification, ObligationChange, Outcome, Refusal, Refusals, Role, Stage};
use ledger::{Due, Obligation};
use values::{Language, Party, Text, day_in_language};

use super::{Event, Lapsed};
use agency::common::{postings, unbalanced};

/// 威人社函〔2020〕6号 一（三） with 社会保险法 第86条: who does not make up inside the window owes the fee like anybody else.
pub(super) fn end_lapsed(case: CaseRef<'_>, lapsed: &[Obligation], given: &Given) -> Result<Outcome<Event>, Refusals> {
    if !given.actor.has_any(&[Role::FundAccountant, Role::System]) || !given.actor.reaches(case.area) {
        let text = Text::new("由系统或本区域基金会计办理", "done by the system or the area's fund accountant");
        return Err(Refusal { code: "not_allowed".into(), field: None, text, hint: None, citation: None }.into());
    }
    let mut effects = Effects {
        party: Some(Party::AGENCY),
        subject: Some(Text::new("缓缴期满未缴，恢复为应缴", "deferrals that lapsed unpaid")),
        stage: Some(Stage::Completed),
        awaiting: Some(None),
        ..Effects::default()
    };
    let mut ended = Vec::new();
    for obligation in lapsed {
        let Due::On(until) = obligation.due else { continue };
        let fee_counts_from = if obligation.snaps_back { obligation.original_due_on } else { until };
        if let Some(transfer) = postings::unmarked(given.today, obligation) {
            effects.transfers.push(transfer.map_err(|error| unbalanced(&error))?);
        }
        effects.obligations.push(ObligationChange::Moved {
            id: obligation.id,
            debtor: obligation.debtor,
            due: Due::On(fee_counts_from),
            deferral_case_id: None,
            snaps_back: false,
        });
        let entry = Lapsed {
            obligation_id: obligation.id,
            employer_id: obligation.debtor.id,
            month: obligation.month,
            open: obligation.open_principal(),
            until,
            fee_counts_from,
            deferral_case_id: obligation.deferral_case_id,
        };
        effects.notifications.push(letter(&entry));
        ended.push(entry);
    }
    if ended.is_empty() {
        return Err(Refusal::new("nothing_lapsed", "没有期满未缴的缓缴", "no deferral has lapsed").into());
    }
    Ok(Outcome { events: vec![Event::DeferralsLapsed { lapsed: ended }], effects })
}

fn letter(lapsed: &Lapsed) -> Notification {
    let Lapsed { month, open, until, fee_counts_from, .. } = lapsed;
    Notification {
        to: Party::employer(lapsed.employer_id),
        subject: Text::new(
            format!("{month}缓缴期已满，请尽快缴费", month = month.in_language(Language::Chinese)),
            format!("The window for {month} has closed; please pay", month = month.in_language(Language::English)),
        ),
        body: Text::new(
            format!(
                "{month}社会保险费 {open} 元应于{until}前补缴而未补缴，自{fee_counts_from}起按日加收万分之五的滞纳金。",
                month = month.in_language(Language::Chinese),
                until = day_in_language(*until, Language::Chinese),
                fee_counts_from = day_in_language(*fee_counts_from, Language::Chinese)
            ),
            format!(
                "{open} yuan of {month} were to be made up by {until}. The late fee counts from {fee_counts_from}.",
                month = month.in_language(Language::English),
                until = day_in_language(*until, Language::English),
                fee_counts_from = day_in_language(*fee_counts_from, Language::English)
            ),
        ),
    }
}
