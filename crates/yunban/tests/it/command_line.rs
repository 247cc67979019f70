//! Each command's good and bad answers.

use std::fs;

use crate::program::{Demo, command, run, run_with_input};

#[test]
fn working_days_are_counted_and_years_nobody_announced_are_not() {
    assert_eq!(run(&["calendar", "add", "2020-01-23", "3", "--unit", "working"]).is_good(), "2020-02-05\n");
    assert_eq!(run(&["calendar", "add", "2020-01-23", "3", "--unit", "calendar"]).is_good(), "2020-02-03\n");
    let table = run(&["calendar", "--from", "2020-01-22", "--to", "2020-01-25", "--format", "csv"]).is_good();
    assert_eq!(table, "date,is_workday,name\n2020-01-22,1,\n2020-01-23,1,\n2020-01-24,0,春节\n2020-01-25,0,春节\n");
    run(&["calendar", "--from", "1999-12-31", "--to", "2020-01-01", "--format", "csv"]).is_refused("no announcement for 1999");
    run(&["calendar", "--from", "2020-02-30", "--to", "2020-03-01"]).is_refused("2020-02-30");
    run(&["calendar", "--from", "2020-02-02", "--to", "2020-02-01"]).is_refused("before the first day");
    run(&["calendar", "add", "2026-12-31", "400", "--unit", "working"]).is_refused("no announcement for 2027");
}

#[test]
fn identifiers_are_judged_line_by_line() {
    let answer = run_with_input(&["identifier", "check"], "371002209912310015\n91110000600037341L\nx\n").is_good();
    assert_eq!(
        answer,
        "identifier,kind,valid,reason\n371002209912310015,id_number,true,\n91110000600037341L,social_credit_code,true,\nx,unknown,false,unknown_form\n"
    );
}

#[test]
fn rules_and_notices_are_shown_and_checked() {
    assert!(run(&["rules", "show", "contribution/late_fee", "--on", "2020-02-10"]).is_good().contains("0.0005"));
    run(&["rules", "show", "contribution/late_fee", "--on", "1950-01-01"]).is_refused("1950-01-01");
    run(&["rules", "show", "contribution/lateness", "--on", "2020-01-01"]).is_refused("no rule");
    assert!(run(&["rules", "list"]).is_good().contains("contribution/rates"));
    assert!(run(&["rules", "check"]).is_good().contains("worked examples agree"));
    let directory = tempfile::tempdir().unwrap();
    let notice = directory.path().join("2020-9.toml");
    fs::write(&notice, "title = 3\n").unwrap();
    let refused = run(&["notice", "check", notice.to_str().unwrap()]).is_refused("2020-9.toml:1:");
    assert!(refused.contains("hint: "));
    run(&["notice", "check", "nowhere.toml"]).is_refused("nowhere.toml");
    run(&["rules", "check", "--law", "nowhere"]).is_refused("nowhere");
    run(&["rules", "check", "--region", "weihai"]).is_refused("weihai");
}

#[test]
fn a_demonstration_is_made_once_and_holds() {
    let demo = Demo::of(400);
    assert!(demo.run(&["verify"]).is_good().contains("everything holds"));
    assert_eq!(demo.run(&["demo", "date", "show"]).is_good(), "2020-02-10\n");
    assert_eq!(demo.run(&["demo", "date", "advance", "20"]).is_good(), "2020-03-01\n");
    demo.run(&["demo", "date", "set", "2020-02-10"]).is_refused("cannot go back");
    demo.run(&["init"]).is_refused("already a data store");
    assert!(demo.run(&["users", "list"]).is_good().contains("accountant"));
    demo.run(&["users", "set-password", "nobody"]).is_refused("there is no account nobody");
    demo.run_with_input(&["users", "set-password", "clerk"], "short\n").is_refused("at least 10");
    demo.run_with_input(&["users", "set-password", "clerk"], "a longer password\n").is_good();
    let add = ["users", "add", "clerk2", "--name", "受理员二", "--area", "371002", "--role", "clerk"];
    demo.run_with_input(&add, "a longer password\n").is_good();
    demo.run_with_input(&add, "a longer password\n").is_refused("is taken");
    run(&["verify", "--data", "nowhere"]).is_refused("there is no data store");
}

#[test]
fn a_month_is_assessed_once_and_an_emergency_is_ended_once() {
    let demo = Demo::of(400);
    demo.run(&["run", "assessment", "--month", "2020-03"]).is_refused("has not begun");
    demo.run(&["run", "assessment", "--month", "202003"]).is_refused("2020-03");
    demo.run(&["run", "assessment", "--month", "2020-02", "--area", "999999"]).is_refused("is no pooling area");
    demo.run(&["demo", "date", "set", "2020-03-26"]).is_good();
    let first = demo.run(&["run", "assessment", "--month", "2020-03"]).is_good();
    assert_eq!(first.lines().count(), 8);
    assert_eq!(demo.run(&["run", "assessment", "--month", "2020-03"]).is_good(), first, "saying it twice does it once");
    demo.run(&["emergency", "end", "2020-7", "--on", "2020-03-20"]).is_refused("2020-7");
    demo.run(&["emergency", "end", "2020-6", "--on", "2020-01-01"]).is_refused("before it began");
    let ended = demo.run(&["emergency", "end", "2020-6", "--on", "2020-03-08"]).is_good();
    assert!(ended.contains("when the emergency ends → 2020-06-08"), "{ended}");
    demo.run(&["emergency", "end", "2020-6", "--on", "2020-03-08"]).is_refused("already recorded");
    demo.run(&["emergency", "declare", "2020-6", "--on", "2020-03-08"]).is_refused("in force since 2020-02-02");
    assert_eq!(demo.run(&["emergency", "list"]).is_good(), "2020-6\t2020-02-02 – 2020-03-08\n");
    assert!(demo.run(&["verify"]).is_good().contains("everything holds"));
}

#[test]
fn a_reader_who_goes_away_is_no_failure() {
    let arguments = ["calendar", "--from", "2010-01-01", "--to", "2026-12-31"];
    let mut child = command(&arguments).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn completions_are_written_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(run(&["completions", shell]).is_good().contains("assessment"), "{shell}");
    }
    run(&["completions", "tcsh"]).is_refused("tcsh");
}
