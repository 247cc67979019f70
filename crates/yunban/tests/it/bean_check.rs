//! The exported books in the eyes of another accounting program.

use std::path::PathBuf;
use std::process::Command;

use crate::program::{Demo, project};

/// `bean-check` of beancount, where the tests' script has installed it or the path has it.
fn bean_check() -> Option<PathBuf> {
    let installed = project().join("target/venv/bin/bean-check");
    if installed.exists() {
        return Some(installed);
    }
    let on_path = std::env::var_os("PATH")?;
    std::env::split_paths(&on_path).map(|folder| folder.join("bean-check")).find(|file| file.exists())
}

#[test]
fn beancount_accepts_the_books_of_the_demonstration() {
    let Some(bean_check) = bean_check() else {
        assert!(std::env::var_os("YUNBAN_REQUIRE_BEAN_CHECK").is_none(), "bean-check is required and missing; run scripts/test");
        eprintln!("SKIPPED: bean-check is missing; scripts/test installs it");
        return;
    };
    let demo = Demo::of(600);
    let books = demo.run(&["export", "ledger", "--format", "beancount"]).good();
    let file = demo.directory.path().join("books.beancount");
    std::fs::write(&file, &books).unwrap();
    let checked = Command::new(&bean_check).arg(&file).output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    assert_eq!(String::from_utf8_lossy(&checked.stderr), "");
    let asserted = books.lines().filter(|line| line.contains(" balance ") && line.ends_with("~ 0.00 CNY")).count();
    assert_eq!(asserted, 8 * 37, "every control account of every area is asserted to the fen");

    // The check can fail: one fen more in one posting is found.
    let posting = books.lines().find(|line| line.starts_with("  Assets:") && line.contains("Bank")).expect("a posting");
    let amount = posting.split_whitespace().nth(1).expect("an amount");
    let altered = books.replacen(posting, &posting.replace(amount, "0.01"), 1);
    std::fs::write(&file, altered).unwrap();
    assert!(!Command::new(&bean_check).arg(&file).output().unwrap().status.success());
}
