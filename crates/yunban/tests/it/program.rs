//! Starts the program as an operator does.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub const BINARY: &str = env!("CARGO_BIN_EXE_yunban");

/// What a command answered.
#[derive(Debug)]
pub struct Answer {
    pub code: Option<i32>,
    pub output: String,
    pub errors: String,
}

impl Answer {
    fn of(output: &Output) -> Answer {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("the program writes UTF-8");
        Answer { code: output.status.code(), output: text(&output.stdout), errors: text(&output.stderr) }
    }

    pub fn good(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.output, self.errors);
        self.output
    }

    /// One sentence on standard error, perhaps a hint, and no trace of a panic.
    pub fn refused(self, saying: &str) -> String {
        assert_ne!(self.code, Some(0), "{}", self.output);
        assert_ne!(self.code, Some(101), "{}", self.errors);
        assert!(self.errors.contains(saying), "“{saying}” is not in “{}”", self.errors);
        assert!(!self.errors.contains("panicked") && !self.errors.contains("RUST_BACKTRACE"), "{}", self.errors);
        self.errors
    }
}

/// The program with its arguments, ready to be changed further.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(BINARY);
    command.args(arguments).stdin(Stdio::null()).env_remove("RUST_LOG");
    command
}

pub fn run(arguments: &[&str]) -> Answer {
    Answer::of(&command(arguments).output().expect("the program starts"))
}

pub fn run_with_input(arguments: &[&str], input: &str) -> Answer {
    let mut child =
        command(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    child.stdin.take().expect("a standard input").write_all(input.as_bytes()).expect("the program reads");
    Answer::of(&child.wait_with_output().expect("the program ends"))
}

/// A demonstration in a directory of its own.
pub struct Demo {
    pub directory: tempfile::TempDir,
}

impl Demo {
    pub fn of(people: u32) -> Demo {
        Demo::with(&["--people", &people.to_string()])
    }

    /// A demonstration made with further arguments.
    pub fn with(arguments: &[&str]) -> Demo {
        let demo = Demo { directory: tempfile::tempdir().expect("a directory") };
        let all: Vec<&str> = ["demo", "--prepare-only"].iter().chain(arguments).copied().collect();
        demo.run(&all).good();
        demo
    }

    pub fn path(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn with_data<'a>(&self, arguments: &[&'a str], path: &'a str) -> Vec<&'a str> {
        arguments.iter().copied().chain(["--data", path]).collect()
    }

    pub fn run(&self, arguments: &[&str]) -> Answer {
        let path = self.path().to_string_lossy().into_owned();
        run(&self.with_data(arguments, &path))
    }

    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Answer {
        let path = self.path().to_string_lossy().into_owned();
        run_with_input(&self.with_data(arguments, &path), input)
    }
}

/// The folder of the whole project.
pub fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the project's folder")
}
