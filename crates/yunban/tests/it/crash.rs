//! The process is killed at many moments of an assessment run and started again: the run is finished, and nothing is doubled or
//! missing.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::program::{Demo, command};

const MONTH: [&str; 4] = ["run", "assessment", "--month", "2020-03"];

fn demo_in_march() -> Demo {
    let demo = Demo::of(3_000);
    demo.run(&["demo", "date", "set", "2020-03-10"]).good();
    demo
}

/// What the run comes to when nobody disturbs it.
fn undisturbed() -> String {
    demo_in_march().run(&MONTH).good()
}

/// SIGKILL: no handler runs, nothing is flushed.
pub fn kill(mut child: Child) {
    child.kill().expect("the process can be killed");
    child.wait().expect("the process ends");
}

fn start(demo: &Demo, arguments: &[&str]) -> Child {
    let path = demo.path().to_string_lossy().into_owned();
    let all: Vec<&str> = arguments.iter().copied().chain(["--data", &path]).collect();
    command(&all).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts")
}

/// Starts the server and waits until it says where it answers.
pub fn serve(demo: &Demo) -> Child {
    let mut server = start(demo, &["serve", "--listen", "127.0.0.1:0"]);
    let mut line = String::new();
    BufReader::new(server.stdout.take().expect("a standard output")).read_line(&mut line).expect("a line");
    if !line.starts_with("http://127.0.0.1:") {
        let output = server.wait_with_output().expect("the server ended");
        panic!("the server did not start: {line}{}", String::from_utf8_lossy(&output.stderr));
    }
    server
}

#[test]
fn killed_at_many_moments_a_run_is_finished_and_nothing_is_doubled() {
    let expected = undisturbed();
    let demo = demo_in_march();
    let killed = kill_at_many_moments(&demo, &MONTH);
    assert!(killed >= 3, "the run was over before it could be killed more than {killed} times");
    assert_eq!(demo.run(&MONTH).good(), expected);
    assert!(demo.run(&["verify"]).good().contains("everything holds"));
}

const PAYROLL: [&str; 4] = ["run", "payroll", "--month", "2020-02"];

/// Enough pensioners for the run to be killed in the middle of its chunks.
fn demo_with_pensioners() -> Demo {
    Demo::with(&["--people", "300", "--pensioners", "8000"])
}

#[test]
fn a_payroll_killed_at_many_moments_pays_every_month_once() {
    let demo = demo_with_pensioners();
    let expected = demo.run(&PAYROLL).good();
    let books = demo.run(&["export", "ledger"]).good();
    let demo = demo_with_pensioners();
    let killed = kill_at_many_moments(&demo, &PAYROLL);
    assert!(killed >= 3, "the run was over before it could be killed more than {killed} times");
    assert_eq!(demo.run(&PAYROLL).good(), expected);
    assert!(demo.run(&["verify"]).good().contains("everything holds"));
    let balances = |books: &str| -> Vec<String> { books.lines().filter(|line| line.contains(" balance ")).map(str::to_owned).collect() };
    assert_eq!(balances(&demo.run(&["export", "ledger"]).good()), balances(&books));
    let listed = demo.run(&["payroll", "list"]).good();
    assert_eq!(listed.lines().count(), 8, "one payroll an area: {listed}");
    let number = listed.split('\t').next().expect("a number");
    demo.run(&["payroll", "bank-file", number]).refused("no file was made");
    demo.run(&["payroll", "bank-result", number, "Cargo.toml"]).refused("not expected there");
}

/// Starts a command again and again and kills it, each time a little later, until it ends by itself; the answer is how often.
fn kill_at_many_moments(demo: &Demo, arguments: &[&str]) -> u32 {
    let mut killed = 0;
    // From before the first write until the run is over by itself.
    let mut moment = Duration::from_millis(8);
    loop {
        let mut child = start(demo, arguments);
        let until = Instant::now() + moment;
        moment = moment * 5 / 4;
        let ended = loop {
            if let Some(status) = child.try_wait().expect("the process can be asked") {
                break Some(status);
            }
            if Instant::now() >= until {
                break None;
            }
            std::thread::sleep(Duration::from_millis(1));
        };
        match ended {
            Some(status) => {
                assert!(status.success());
                return killed;
            }
            None => {
                kill(child);
                killed += 1;
            }
        }
    }
}

#[test]
fn a_server_finishes_the_run_it_finds_unfinished() {
    let expected = undisturbed();
    let demo = demo_in_march();
    let books = |demo: &Demo| demo.run(&["export", "ledger"]).good();
    let before = books(&demo);
    // Killed when the first area has been assessed and the last one has not: its one line is out, and eight are expected.
    let mut child = start(&demo, &MONTH);
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a standard output")).read_line(&mut line).expect("a line");
    kill(child);
    assert!(expected.starts_with(&line));

    // The server is killed too while it resumes, and started again.
    let server = serve(&demo);
    kill(server);
    let server = serve(&demo);
    let finished = wait_for(Duration::from_secs(60), || demo.run(&["verify"]).good().contains("0 runs in progress"));
    kill(server);
    assert!(finished, "the server did not finish the run");
    assert_ne!(books(&demo), before);
    // Areas whose run was never started are started now; those that were are found finished, with the same sums.
    assert_eq!(demo.run(&MONTH).good(), expected);
    assert!(demo.run(&["verify"]).good().contains("everything holds"));
}

fn wait_for(at_most: Duration, holds: impl Fn() -> bool) -> bool {
    let until = Instant::now() + at_most;
    while Instant::now() < until {
        if holds() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    false
}

#[cfg(unix)]
#[test]
fn a_server_told_to_stop_stops_and_leaves_everything_in_order() {
    let demo = Demo::of(300);
    let mut server = serve(&demo);
    let id = server.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().expect("kill is there").success());
    let status = server.wait().expect("the server ends");
    assert!(status.success(), "{status}");
    assert!(demo.run(&["verify"]).good().contains("everything holds"));
}

#[test]
fn a_second_writer_is_refused_and_a_reader_is_not() {
    let demo = Demo::of(300);
    let server = serve(&demo);
    demo.run(&["users", "list"]).refused("another process");
    assert!(demo.run(&["verify"]).good().contains("everything holds"));
    kill(server);
}
