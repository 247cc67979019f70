//! A payee's account is put right: what came back, or could not be sent at all, goes there from now on.

use agency::common::fields::Fields;
use casework::payee::PayeeAccount;
use casework::{Effects, Outcome, Refusal, Refusals, RegistryChange};
use values::{AccountNumber, BankCode, Text};

use super::Event;
use super::decide::Asked;
use super::pay::entitlement_of;

/// As typed.
pub struct Written<'a> {
    pub holder: &'a str,
    pub bank_name: &'a str,
    pub bank_code: &'a str,
    pub number: &'a str,
}

const HOLDER_LENGTH: usize = 70;
const BANK_LENGTH: usize = 100;

pub fn correct(asked: &Asked<'_>, written: &Written<'_>) -> Result<Outcome<Event>, Refusals> {
    let facts = entitlement_of(asked)?;
    let is_concerned = facts.is_returned || facts.payment.is_none() && !facts.findings.is_empty();
    if !is_concerned {
        return Err(Refusal::new(
            "nothing_to_correct",
            "这项待遇没有被退回，也没有被暂扣",
            "this entitlement is neither held nor was it sent back",
        )
        .on_field("entitlement_id")
        .into());
    }
    let mut fields = Fields::default();
    let holder = fields.words("holder", ("户名", "holder's name"), written.holder, HOLDER_LENGTH);
    let bank_name = fields.words("bank_name", ("开户银行", "name of the bank"), written.bank_name, BANK_LENGTH);
    let bank_code = read("bank_code", BankCode::parse(written.bank_code).map_err(|error| (error.code(), error.text())), &mut fields);
    let number = read("number", AccountNumber::parse(written.number).map_err(|error| (error.code(), error.text())), &mut fields);
    let (Some(holder), Some(bank_name), Some(bank_code), Some(number)) = (holder, bank_name, bank_code, number) else {
        return Err(fields.refusals);
    };
    let masked = number.masked();
    let account = PayeeAccount { holder, bank_name, bank_code, number };
    if facts.account.as_ref().is_some_and(|(_, known)| *known == account) {
        return Err(Refusal::new("same_account", "与现在的账户相同", "this is the account there is already").on_field("number").into());
    }
    let change = RegistryChange::SetPayeeAccount { party: facts.entitlement.payee, account };
    let event = Event::AccountCorrected { entitlement_id: facts.entitlement.id, masked };
    Ok(Outcome { events: vec![event], effects: Effects { registry: vec![change], ..Effects::default() } })
}

fn read<T>(field: &str, read: Result<T, (&'static str, Text)>, fields: &mut Fields) -> Option<T> {
    match read {
        Ok(value) => Some(value),
        Err((code, text)) => {
            let refusal = Refusal { code: code.into(), field: Some(field.into()), text, hint: None, citation: None };
            fields.refusals.push(refusal);
            None
        }
    }
}
