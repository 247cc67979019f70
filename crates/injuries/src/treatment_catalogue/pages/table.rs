//! An edition as the table it could be recorded from: what the next one begins with.

use agency::Agency;
use agency::common::spreadsheet::harmless;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use rules::injury::catalogue::{CSV_COLUMNS, Edition, ItemKind};
use values::Basis;
use web::{FormData, PageError, SignedIn, blocking};

use super::read;

pub(super) async fn download(
    State(agency): State<Agency>,
    signed_in: SignedIn,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    let made = blocking(move || {
        let (catalogues, _) = read(&agency)?;
        let catalogue = catalogues.get(&name).ok_or(PageError::NotFound)?;
        let edition = catalogue.edition(query.trimmed("edition")).ok_or(PageError::NotFound)?;
        let bytes = written(edition).map_err(|error| web::blocking::internal(&format!("a table could not be written: {error}")))?;
        Ok::<_, PageError>((bytes, format!("attachment; filename=\"{}-{}.csv\"", edition.catalogue, edition.number)))
    });
    match made.await {
        Ok((bytes, disposition)) => {
            ([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
        }
        Err(error) => signed_in.refuse(&error),
    }
}

/// The columns of [`CSV_COLUMNS`], as [`rules::injury::catalogue::import_rows`] reads them.
fn written(edition: &Edition) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(CSV_COLUMNS)?;
    for item in &edition.items {
        let condition = item.condition.clone().unwrap_or_default();
        let cells = [
            item.code.clone(),
            item.name.zh.clone(),
            item.name.en.clone(),
            kind(item.kind).to_owned(),
            item.aliases.join(";"),
            item.unit_price_max.map(|most| most.0.plain()).unwrap_or_default(),
            condition.zh,
            condition.en,
            basis(item.basis).to_owned(),
        ];
        writer.write_record(cells.iter().map(|cell| harmless(cell)))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Drug => "drug",
        ItemKind::Service => "service",
    }
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Seen => "seen",
        Basis::Derived => "derived",
        Basis::Memory => "memory",
        Basis::Practice => "practice",
    }
}

#[cfg(test)]
mod tests {
    use rules::injury::catalogue::{EditionHead, import_csv};
    use rules::{Law, LawSource};

    use super::*;

    #[test]
    fn what_is_downloaded_is_read_back_as_it_was() {
        let law = Law::load(&LawSource::embedded(), "cn-3710").unwrap();
        let mut read = 0;
        for edition in law.catalogues().iter().flat_map(|catalogue| catalogue.editions()).filter(|edition| !edition.items.is_empty()) {
            let text = String::from_utf8(written(edition).unwrap()).unwrap();
            let head = EditionHead {
                catalogue: edition.catalogue.clone(),
                number: edition.number,
                label: edition.label.clone(),
                title: edition.title.clone(),
                citation: edition.citation.clone(),
                valid_from: edition.valid_from,
                known_from: edition.known_from,
                recorded: edition.recorded,
            };
            assert_eq!(import_csv(head, &text).unwrap().items, edition.items, "{} {}", edition.catalogue, edition.label);
            read += 1;
        }
        assert!(read > 5);
    }
}
