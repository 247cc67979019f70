//! Small things that several pages need.

use casework::store::Reader;
use casework::{Actor, StoreError};
use maud::{Markup, html};
use values::{AreaCode, CaseNumber, Month, PartyKind, Text};
use web::csrf::KEY_FIELD;
use web::{FormData, PageError};

/// The employer an account speaks for.
pub fn own_employer(actor: &Actor) -> Result<i64, PageError> {
    match actor.party {
        Some(party) if party.kind == PartyKind::Employer => Ok(party.id),
        _ => Err(PageError::Forbidden {
            what: Text::new("单位的业务（本账号未绑定单位）", "an employer's affairs (this account speaks for no employer)"),
        }),
    }
}

/// The person an account speaks for.
pub fn own_person(actor: &Actor) -> Result<i64, PageError> {
    match actor.party {
        Some(party) if party.kind == PartyKind::Person => Ok(party.id),
        _ => Err(PageError::Forbidden {
            what: Text::new("个人的业务（本账号未绑定个人）", "a person's own affairs (this account speaks for no person)"),
        }),
    }
}

/// The key under which sending a form twice does it once.
pub fn key_field(fresh_key: &str) -> Markup {
    hidden(KEY_FIELD, fresh_key)
}

pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// A month of an address; what is none leads nowhere.
pub fn month_of(path: &str) -> Result<Month, PageError> {
    path.parse().map_err(|_| PageError::NotFound)
}

/// The page of a long list, from 1; everything that is no page is the first.
pub fn page_of(query: Option<&str>) -> usize {
    let data = FormData::from_urlencoded(query.unwrap_or("")).unwrap_or_default();
    data.trimmed("page").parse().unwrap_or(1).max(1)
}

/// The number of a case of the same area; `None` where there is no such case any more.
pub fn number_of(reader: &mut dyn Reader, area: AreaCode, case_id: i64) -> Result<Option<CaseNumber>, StoreError> {
    Ok(reader.case(area, case_id)?.map(|record| record.head.number))
}
