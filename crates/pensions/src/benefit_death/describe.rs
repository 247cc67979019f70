//! The report in words. The ID number is shown as on every page: in part.

use values::{IdNumber, Text};

use super::{DeathAction, Form};
use agency::registry::Described;

pub fn describe(form: &Form) -> Described {
    let action = match form.action {
        DeathAction::Report => Text::new("死亡申报", "report"),
        DeathAction::TakeBack => Text::new("更正死亡登记", "taking back"),
    };
    let masked = IdNumber::parse(&form.id_number).map_or_else(|_| "—".to_owned(), |id_number| id_number.masked());
    let mut described = vec![
        (Text::new("事项", "Matter"), action),
        (Text::new("去世人员", "Who died"), Text::same(form.name.clone())),
        (Text::new("身份证号码", "ID number"), Text::same(masked)),
        (Text::new("去世日期", "Day of death"), Text::same(form.died_on.to_string())),
        (Text::new("申报人", "Reported by"), form.relation.name()),
    ];
    if let Some(account) = &form.account {
        let to = format!("{} {} {}", account.holder, account.bank_name, account.number.masked());
        described.push((Text::new("收款账户", "Account"), Text::same(to)));
    }
    if let Some(balance) = form.account_balance {
        described.push((Text::new("个人账户余额", "Left in the account"), Text::same(balance.to_string())));
    }
    if !form.note.is_empty() {
        described.push((Text::new("说明", "Note"), Text::same(form.note.clone())));
    }
    described
}
