//! Each command's good and bad answers.

use std::fs;

use crate::program::{Demo, command, run, run_with_input};

#[test]
fn working_days_are_counted_and_years_nobody_announced_are_not() {
    assert_eq!(run(&["calendar", "add", "2020-01-23", "3", "--unit", "working"]).good(), "2020-02-05\n");
    assert_eq!(run(&["calendar", "add", "2020-01-23", "3", "--unit", "calendar"]).good(), "2020-02-03\n");
    let table = run(&["calendar", "--from", "2020-01-22", "--to", "2020-01-25", "--format", "csv"]).good();
    assert_eq!(table, "date,is_workday,name\n2020-01-22,1,\n2020-01-23,1,\n2020-01-24,0,春节\n2020-01-25,0,春节\n");
    run(&["calendar", "--from", "1999-12-31", "--to", "2020-01-01", "--format", "csv"]).refused("no announcement for 1999");
    run(&["calendar", "--from", "2020-02-30", "--to", "2020-03-01"]).refused("2020-02-30");
    run(&["calendar", "--from", "2020-02-02", "--to", "2020-02-01"]).refused("before the first day");
    run(&["calendar", "add", "2026-12-31", "400", "--unit", "working"]).refused("no announcement for 2027");
}

#[test]
fn identifiers_are_judged_line_by_line() {
    let answer = run_with_input(&["identifier", "check"], "371002209912310015\n91110000600037341L\nx\n").good();
    assert_eq!(
        answer,
        "identifier,kind,valid,reason\n371002209912310015,id_number,true,\n91110000600037341L,social_credit_code,true,\nx,unknown,false,unknown_form\n"
    );
}

#[test]
fn rules_and_notices_are_shown_and_checked() {
    assert!(run(&["rules", "show", "contribution/late_fee", "--on", "2020-02-10"]).good().contains("0.0005"));
    let rates = run(&["rules", "show", "contribution/rates", "--on", "2020-02-10"]).good();
    assert!(
        rates.contains("basis     memory · 凭记忆") && rates.contains("note      个人8%") && rates.contains("(from memory)."),
        "{rates}"
    );
    run(&["rules", "show", "contribution/late_fee", "--on", "1950-01-01"]).refused("1950-01-01");
    run(&["rules", "show", "contribution/lateness", "--on", "2020-01-01"]).refused("no rule");
    assert!(run(&["rules", "list"]).good().contains("contribution/rates"));
    assert!(run(&["rules", "check"]).good().contains("worked examples agree"));
    let directory = tempfile::tempdir().unwrap();
    let notice = directory.path().join("2020-9.toml");
    fs::write(&notice, "title = 3\n").unwrap();
    let refused = run(&["notice", "check", notice.to_str().unwrap()]).refused("2020-9.toml:1:");
    assert!(refused.contains("hint: "));
    run(&["notice", "check", "nowhere.toml"]).refused("nowhere.toml");
    run(&["rules", "check", "--law", "nowhere"]).refused("nowhere");
    run(&["rules", "check", "--region", "weihai"]).refused("weihai");
}

#[test]
fn a_figure_from_memory_is_said_to_be_so() {
    let shown = run(&["rules", "show", "injury/benefit/national_income", "--on", "2020-02-10"]).good();
    assert!(shown.contains("42359.00") && shown.contains("basis     memory · 凭记忆"), "{shown}");
    let shown = run(&["rules", "show", "injury/benefit/death", "--on", "2020-02-10"]).good();
    assert!(shown.contains("basis     seen · 见过原文"), "{shown}");
}

#[test]
fn an_edition_is_made_from_a_table_checked_and_compared() {
    assert!(run(&["catalogue", "list"]).good().contains("covid_treatment_plan\t5r\tvalid from 2020-02-08"));
    assert!(run(&["catalogue", "show", "covid_treatment_plan", "--on", "2020-02-03"]).good().contains("edition   4 "));
    assert!(run(&["catalogue", "show", "covid_treatment_plan", "--on", "2020-02-05"]).good().contains("edition   5 "));
    let early = ["catalogue", "show", "covid_treatment_plan", "--on", "2020-02-04", "--known-on", "2020-02-04"];
    assert!(run(&early).good().contains("edition   4 "));
    run(&["catalogue", "show", "covid_treatment_plan", "--on", "2020-01-01"]).refused("no edition valid on 2020-01-01");
    run(&["catalogue", "show", "sars", "--on", "2020-01-01"]).refused("no catalogue `sars`");
    let compared = run(&["catalogue", "diff", "covid_treatment_plan", "4", "5"]).good();
    assert!(compared.contains("+ CTP-AV-03\t利巴韦林") && compared.contains("the records, not the texts"), "{compared}");
    run(&["catalogue", "diff", "covid_treatment_plan", "4", "50"]).refused("no edition `50`");

    let directory = tempfile::tempdir().unwrap();
    let table = directory.path().join("items.csv");
    let path = table.to_str().unwrap();
    let import = [
        "catalogue",
        "import",
        path,
        "--catalogue",
        "covid_treatment_plan",
        "--label",
        "11",
        "--title-zh",
        "第十一版",
        "--title-en",
        "edition 11",
        "--document",
        "示例",
        "--valid-from",
        "2026-11-01",
        "--known-from",
        "2026-11-02",
    ];
    fs::write(&table, "code,name_zh,name_en,kind\nX-1,甲,A,drug\nX-1,乙,B,pill\n").unwrap();
    run(&import).refused("row 3, column kind: `pill`");
    fs::write(&table, "code,name_zh,name_en,kind\nX-1,甲,A,drug\n").unwrap();
    let written = run(&import).good();
    assert!(written.contains("number = 13"), "{written}");
    let edition = directory.path().join("edition-11.toml");
    fs::write(&edition, &written).unwrap();
    assert!(run(&["catalogue", "check", edition.to_str().unwrap()]).good().contains("1 items, read without fault"));
    fs::write(&edition, written.replace("number = 13", "number = 15")).unwrap();
    run(&["catalogue", "check", edition.to_str().unwrap()]).refused("numbering jumps to 15; 13 is missing");
    fs::write(&edition, written.replace("drug", "pill")).unwrap();
    run(&["catalogue", "check", edition.to_str().unwrap()]).refused("unknown variant `pill`");
}

#[test]
fn a_demonstration_is_made_once_and_holds() {
    let demo = Demo::of(400);
    assert!(demo.run(&["verify"]).good().contains("everything holds"));
    assert_eq!(demo.run(&["demo", "date", "show"]).good(), "2020-02-10\n");
    assert_eq!(demo.run(&["demo", "date", "advance", "20"]).good(), "2020-03-01\n");
    demo.run(&["demo", "date", "set", "2020-02-10"]).refused("cannot go back");
    demo.run(&["init"]).refused("already a data store");
    assert!(demo.run(&["users", "list"]).good().contains("accountant"));
    demo.run(&["users", "set-password", "nobody"]).refused("there is no account nobody");
    demo.run_with_input(&["users", "set-password", "clerk"], "short\n").refused("at least 10");
    demo.run_with_input(&["users", "set-password", "clerk"], "a longer password\n").good();
    let add = ["users", "add", "clerk2", "--name", "受理员二", "--area", "371002", "--role", "clerk"];
    demo.run_with_input(&add, "a longer password\n").good();
    demo.run_with_input(&add, "a longer password\n").refused("is taken");
    run(&["verify", "--data", "nowhere"]).refused("there is no data store");
}

#[test]
fn a_month_is_assessed_once_and_an_emergency_is_ended_once() {
    let demo = Demo::of(400);
    demo.run(&["run", "assessment", "--month", "2020-03"]).refused("has not begun");
    demo.run(&["run", "assessment", "--month", "202003"]).refused("2020-03");
    demo.run(&["run", "assessment", "--month", "2020-02", "--area", "999999"]).refused("is no pooling area");
    demo.run(&["demo", "date", "set", "2020-03-26"]).good();
    let first = demo.run(&["run", "assessment", "--month", "2020-03"]).good();
    assert_eq!(first.lines().count(), 8);
    assert_eq!(demo.run(&["run", "assessment", "--month", "2020-03"]).good(), first, "saying it twice does it once");
    demo.run(&["emergency", "end", "2020-7", "--on", "2020-03-20"]).refused("2020-7");
    demo.run(&["emergency", "end", "2020-6", "--on", "2020-01-01"]).refused("before it began");
    let ended = demo.run(&["emergency", "end", "2020-6", "--on", "2020-03-08"]).good();
    assert!(ended.contains("when the emergency ends → 2020-06-08"), "{ended}");
    demo.run(&["emergency", "end", "2020-6", "--on", "2020-03-08"]).refused("already recorded");
    demo.run(&["emergency", "declare", "2020-6", "--on", "2020-03-08"]).refused("in force since 2 February 2020");
    assert_eq!(demo.run(&["emergency", "list"]).good(), "2020-6\t2020-02-02 – 2020-03-08\n");
    assert!(demo.run(&["verify"]).good().contains("everything holds"));
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
        assert!(run(&["completions", shell]).good().contains("assessment"), "{shell}");
    }
    run(&["completions", "tcsh"]).refused("tcsh");
}
