//! A backup taken while the server runs, and the way back.

use std::fs;

use crate::crash::{kill, serve};
use crate::program::{Demo, run};

#[test]
fn what_was_backed_up_while_in_use_is_restored_whole() {
    let demo = Demo::of(300);
    let to = demo.directory.path().join("backup");
    let (to, restored) = (to.to_str().unwrap(), demo.directory.path().join("restored"));
    let restored = restored.to_str().unwrap();
    let server = serve(&demo);
    demo.run(&["backup", to]).is_good();
    demo.run(&["backup", to]).is_refused("is not empty");
    kill(server);
    run(&["restore", to, "--data", restored]).is_good();
    let books = demo.run(&["export", "ledger"]).is_good();
    assert_eq!(run(&["export", "ledger", "--data", restored]).is_good(), books);
    assert!(run(&["verify", "--data", restored]).is_good().contains("everything holds"));
    assert_eq!(run(&["demo", "date", "show", "--data", restored]).is_good(), "2020-02-10\n");
    run(&["restore", to, "--data", restored]).is_refused("is not empty");

    // A backup that was changed is not restored in part.
    let elsewhere = demo.directory.path().join("elsewhere");
    fs::write(format!("{to}/business_date"), "2020-12-31\n").unwrap();
    run(&["restore", to, "--data", elsewhere.to_str().unwrap()]).is_refused("is not as it was backed up");
    assert!(!elsewhere.exists());
}
