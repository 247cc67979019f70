//! The promises of storage, kept on each engine.
use store::{Keys, Location};

#[test]
fn every_statement_prepares() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::Embedded { directory: directory.path().to_owned() };
    store::migrate(&location).unwrap();
    assert_eq!(store::testing::statements_that_fail(&location).unwrap(), Vec::<String>::new());
    assert!(store::is_empty(&location).unwrap());
    let opened = store::open(&location, Keys::generate().unwrap()).unwrap();
    assert!(store::open(&location, Keys::generate().unwrap()).is_err(), "a second writer");
    assert_eq!(opened.reserve("371002".parse().unwrap(), "case", 1), Ok(1));
    assert_eq!(opened.reserve("371002".parse().unwrap(), "case", 100), Ok(65));
    assert_eq!(opened.reserve("371002".parse().unwrap(), "case", 1), Ok(2));
}
