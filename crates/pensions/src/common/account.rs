//! The bank account a pension goes to, as typed on a form.

use agency::registry::Described;
use casework::{PayeeAccount, Refusal, Refusals};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use values::{AccountNumber, BankCode, Text};
use web::FormData;
use web::components::{FormView, Width, fieldset};

/// As typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StatedAccount {
    pub holder: String,
    pub bank_name: String,
    pub bank_code: String,
    pub number: String,
}

pub const NAMES: [&str; 4] = ["holder", "bank_name", "bank_code", "account_number"];

impl StatedAccount {
    pub fn is_blank(&self) -> bool {
        [&self.holder, &self.bank_name, &self.bank_code, &self.number].iter().all(|text| text.trim().is_empty())
    }

    pub fn read(data: &FormData) -> StatedAccount {
        let text = |name: &str| data.trimmed(name).to_owned();
        StatedAccount { holder: text("holder"), bank_name: text("bank_name"), bank_code: text("bank_code"), number: text("account_number") }
    }

    /// The account, or every answer that is wrong. A pension goes to an account of the person's own.
    pub fn verify(&self, person_name: &str) -> Result<PayeeAccount, Refusals> {
        let mut refusals = Refusals::default();
        if self.holder.trim() != person_name {
            refusals.push(
                Refusal::new("account_holder", "户名应为本人姓名", "the holder is the person the pension is for")
                    .on_field("holder")
                    .hint("请填写本人的银行账户", "give an account of the person's own"),
            );
        }
        let bank_name = self.bank_name.trim();
        if bank_name.is_empty() || bank_name.chars().count() > 100 || bank_name.chars().any(char::is_control) {
            refusals.push(Refusal::new("bank_name", "请填写开户银行名称", "write the name of the bank").on_field("bank_name"));
        }
        let code = BankCode::parse(&self.bank_code);
        if let Err(error) = &code {
            let text = error.text();
            refusals.push(Refusal::new(error.code(), text.zh, text.en).on_field("bank_code"));
        }
        let number = AccountNumber::parse(&self.number);
        if let Err(error) = &number {
            let text = error.text();
            refusals.push(Refusal::new(error.code(), text.zh, text.en).on_field("account_number"));
        }
        match (code, number) {
            (Ok(bank_code), Ok(number)) if refusals.is_empty() => {
                Ok(PayeeAccount { holder: self.holder.trim().to_owned(), bank_name: bank_name.to_owned(), bank_code, number })
            }
            _ => Err(refusals),
        }
    }

    /// In words, the number masked.
    pub fn described(&self) -> Described {
        if self.is_blank() {
            return vec![(Text::new("发放账户", "Account"), Text::new("沿用已登记的账户", "the one on record"))];
        }
        let number = AccountNumber::parse(&self.number).map_or_else(|_| "—".to_owned(), |number| number.masked());
        vec![(Text::new("发放账户", "Account"), Text::same(format!("{} {} {number}", self.holder, self.bank_name)))]
    }
}

/// The questions. With an account on record they may stay empty.
pub fn fields(view: &FormView<'_>, on_record: Option<&PayeeAccount>) -> Markup {
    let hint = on_record.map_or_else(
        || Text::new("养老金只发到本人账户。", "The pension goes to an account of your own only."),
        |account| {
            let masked = account.number.masked();
            Text::new(
                format!("已登记 {} {masked}；不更换的，以下都不用填写。", account.bank_name),
                format!("On record: {} {masked}. Leave everything empty to keep it.", account.bank_name),
            )
        },
    );
    let optional = |field: web::components::Field| if on_record.is_some() { field.optional() } else { field };
    fieldset(
        &Text::new("养老金发到哪个账户", "Where the pension goes"),
        Some(&hint),
        html! {
            (optional(view.text("holder", Text::new("户名", "Holder")).autocomplete("name").width(Width::Medium)))
            (optional(view.text("bank_name", Text::new("开户银行", "Bank"))))
            (optional(view.text("bank_code", Text::new("银行行号", "Bank code")).hint(Text::new("12 位联行号", "Twelve digits")).width(Width::Medium).input_mode("numeric")))
            (optional(view.text("account_number", Text::new("账号", "Account number")).width(Width::Medium).input_mode("numeric")))
        },
        view.language,
    )
}
