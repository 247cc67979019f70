//! Documents that are issued: found by their code in any area, once, with the bytes that were printed.

use std::sync::Arc;

use casework::issued::IssuedDocument;
use casework::memory::MemoryStore;
use casework::store::{Store, StoreError};
use values::{DocumentKind, Party, ShownFacts, Text, VerificationCode};

use crate::on_each_engine;
use crate::world::*;

on_each_engine!(
    an_issued_document_is_found_by_its_code,
    a_code_is_issued_once_in_the_city,
    what_is_refused_issues_nothing,
    documents_of_a_party_and_of_a_case_are_listed,
);

fn code(seed: u8) -> VerificationCode {
    VerificationCode::of_random([seed; 15])
}

fn document(seed: u8, party: Party) -> IssuedDocument {
    IssuedDocument {
        code: code(seed),
        kind: DocumentKind::RightsStatement,
        party,
        shown: ShownFacts {
            title: Text::new("社会保险个人权益记录单", "Rights statement"),
            agency: Text::new("威海市社会保险服务中心", "Weihai"),
            subject: "于**".into(),
            figures: vec![(Text::new("累计缴费月数", "Months"), "41 个月 \"{}\\".into())],
        },
        pdf: Arc::new(format!("%PDF of {seed}").into_bytes()),
    }
}

fn an_issued_document_is_found_by_its_code(world: &World) {
    let mut act = opening(huancui(), 7, "issue");
    let issued = document(1, Party::person(3));
    act.effects.documents.push(issued.clone());
    world.store.commit(&act).unwrap();

    let found = world.store.reader().unwrap().issued_document(&code(1)).unwrap().unwrap();
    assert_eq!((found.area, found.case_id, found.code, found.kind), (huancui(), 7, code(1), DocumentKind::RightsStatement));
    assert_eq!((found.party, found.issued_on, &found.shown), (Party::person(3), act.given.today, &issued.shown));
    assert_eq!((found.sha256.as_str(), found.size_bytes), (issued.reference().sha256.as_str(), issued.pdf.len() as i64));
    let bytes = world.store.views().unwrap().document(&found.sha256).unwrap();
    assert_eq!(bytes.as_deref(), Some(issued.pdf.as_slice()));
    assert_eq!(world.store.reader().unwrap().issued_document(&code(2)).unwrap(), None);
}

fn a_code_is_issued_once_in_the_city(world: &World) {
    let issuing = |area, id| {
        let mut act = opening(area, id, &format!("issue {id}"));
        act.effects.documents.push(document(1, Party::person(3)));
        act
    };
    world.store.commit(&issuing(huancui(), 1)).unwrap();
    assert_eq!(world.store.commit(&issuing(rushan(), 2)), Err(StoreError::DuplicateIdentifier));
    assert_eq!(shape(world, rushan(), 2), Ok(None), "the act is refused whole");
    assert_eq!(world.store.reader().unwrap().issued_document(&code(1)).unwrap().unwrap().area, huancui());
}

fn what_is_refused_issues_nothing(world: &World) {
    let first = opening(huancui(), 1, "open");
    world.store.commit(&first).unwrap();
    world.store.commit(&following(&first, "quick")).unwrap();
    let mut late = following(&first, "late");
    late.effects.documents.push(document(5, Party::person(3)));
    assert_eq!(world.store.commit(&late), Err(StoreError::Conflict));
    assert_eq!(world.store.reader().unwrap().issued_document(&code(5)).unwrap(), None);
}

fn documents_of_a_party_and_of_a_case_are_listed(world: &World) {
    // The store in memory keeps the same promises.
    let memory = MemoryStore::default();
    for store in [world.store.as_ref(), &memory as &dyn Store] {
        for (area, case_id, seeds) in [(huancui(), 1, [1, 2]), (huancui(), 2, [3, 4]), (rushan(), 1, [5, 6])] {
            let mut act = opening(area, case_id, &format!("issue {case_id}"));
            act.effects.documents = vec![document(seeds[0], Party::person(3)), document(seeds[1], Party::employer(3))];
            store.commit(&act).unwrap();
        }
        let mut reader = store.reader().unwrap();
        let codes = |found: Vec<casework::IssuedRecord>| found.into_iter().map(|record| record.code).collect::<Vec<_>>();
        assert_eq!(codes(reader.issued_documents_of_party(huancui(), Party::person(3), 10).unwrap()), [code(3), code(1)]);
        assert_eq!(codes(reader.issued_documents_of_party(huancui(), Party::person(3), 1).unwrap()), [code(3)]);
        assert_eq!(codes(reader.issued_documents_of_case(huancui(), 2).unwrap()), [code(3), code(4)]);
        assert_eq!(reader.issued_document(&code(6)).unwrap().unwrap().party, Party::employer(3));
        let again = {
            let mut act = opening(rushan(), 9, "again");
            act.effects.documents.push(document(1, Party::person(8)));
            store.commit(&act)
        };
        assert_eq!(again, Err(StoreError::DuplicateIdentifier));
    }
    let mut views = world.store.views().unwrap();
    let first = views.issued_documents_after(huancui(), 0, 3).unwrap();
    assert_eq!(first.len(), 3);
    let rest = views.issued_documents_after(huancui(), first[2].id, 3).unwrap();
    assert_eq!(rest.into_iter().map(|record| record.code).collect::<Vec<_>>(), [code(4)]);
}
