//! The catalogues as they stand: the editions of the law's files, and those recorded as acts of the city.

use casework::store::StoreResult;
use casework::{Reader, StoreError};
use rules::Law;
use rules::injury::catalogue::{Catalogue, Catalogues, Edition};
use serde::Deserialize;
use values::CaseNumber;

/// The procedure under which editions are recorded.
pub const TREATMENT_CATALOGUE: &str = "treatment_catalogue";
/// The kind of the event that holds one.
pub const RECORDED: &str = "edition_recorded";
/// More editions than a city records in decades.
const EDITIONS_MAX: u32 = 500;

/// An edition with the case that recorded it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedEdition {
    pub case: CaseNumber,
    pub recorded_by: String,
    pub edition: Edition,
}

#[derive(Deserialize)]
struct Payload {
    edition: Edition,
}

/// The editions the city recorded, the oldest first.
pub fn recorded(reader: &mut dyn Reader, law: &Law) -> StoreResult<Vec<RecordedEdition>> {
    let Some(city) = law.city() else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for head in reader.agency_cases(city.code, TREATMENT_CATALOGUE, EDITIONS_MAX)?.into_iter().rev() {
        let Some(record) = reader.case(head.area, head.id)? else { continue };
        for event in record.events.iter().filter(|event| event.kind == RECORDED) {
            let read: Result<Payload, _> = serde_json::from_value(event.payload.clone());
            let Payload { edition } = read.map_err(|error| StoreError::Damaged(format!("edition of case {}: {error}", head.number)))?;
            found.push(RecordedEdition { case: head.number, recorded_by: event.stamp.actor_name.clone(), edition });
        }
    }
    Ok(found)
}

/// The catalogues of the law with what the city recorded. An edition that a file of the law has taken over meanwhile, under the same
/// number, is read from the file.
pub fn with_recorded(law: &Law, recorded: &[RecordedEdition]) -> Catalogues {
    let mut catalogues = law.catalogues().clone();
    for RecordedEdition { edition, .. } in recorded {
        let joined = match catalogues.get(&edition.catalogue) {
            Some(catalogue) => catalogue.with_edition(edition.clone()).ok(),
            None => Catalogue::new(edition.catalogue.clone(), vec![edition.clone()]).ok(),
        };
        if let Some(joined) = joined {
            catalogues = catalogues.with(joined);
        }
    }
    catalogues
}

/// The catalogues as they stand now.
pub fn catalogues(reader: &mut dyn Reader, law: &Law) -> StoreResult<Catalogues> {
    Ok(with_recorded(law, &recorded(reader, law)?))
}
