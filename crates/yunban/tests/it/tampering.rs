//! What `verify` is for: each thing changed behind the program's back is found and named.

use rusqlite::Connection;

use crate::program::Demo;

#[test]
fn every_kind_of_tampering_is_found() {
    for (statement, saying) in [
        ("UPDATE audit_entry SET detail = detail || ' ' WHERE area = '371002' AND sequence = 3", "audit entry 3 was altered"),
        ("DELETE FROM audit_entry WHERE area = '371002' AND sequence = 3", "audit entries 3 to 3 are missing"),
        (
            "UPDATE posting SET amount_fen = amount_fen + 1 WHERE area = '371002' AND position = (SELECT MIN(position) FROM posting)",
            "does not balance",
        ),
        ("UPDATE account_balance SET balance_fen = balance_fen + 1 WHERE area = '371002' AND account = 'bank'", "the postings sum to"),
        (
            "UPDATE obligation SET paid_pension_employer_fen = paid_pension_employer_fen - 1 WHERE area = '371002'",
            "is open on the obligations",
        ),
        (
            "UPDATE contribution_month SET pension_employee_fen = pension_employee_fen + 1 WHERE area = '371002' AND person_id = 1",
            "contributions sum to",
        ),
        ("DELETE FROM case_event WHERE area = '371002' AND sequence = 2", "are stored"),
        ("UPDATE case_event SET sequence = 7 WHERE area = '371002' AND sequence = 2", "does not open"),
        ("UPDATE deadline SET due_on = '2020-12-31' WHERE closed_on IS NULL", "reckons to"),
        ("UPDATE obligation SET due_kind = 'on', due_on = '2020-04-01' WHERE deferral_case_id IS NOT NULL", "is deferred until"),
    ] {
        let demo = Demo::of(300);
        let connection = Connection::open(demo.path().join("yunban.sqlite3")).unwrap();
        let changed = connection.execute(statement, []).unwrap_or_else(|error| panic!("{statement}: {error}"));
        assert!(changed > 0, "{statement} changes something");
        drop(connection);
        let answer = demo.run(&["verify"]);
        assert!(answer.output.contains(saying), "{statement}: “{saying}” is not in\n{}{}", answer.output, answer.errors);
        answer.is_refused("not hold");
    }
}
