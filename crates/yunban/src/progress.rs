//! Progress of long work, shown on a terminal only and on standard error, so that nothing piped is disturbed.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A line that says which of a few steps is under way.
pub struct Steps {
    bar: ProgressBar,
}

pub fn steps(count: u64) -> Steps {
    let bar = ProgressBar::new(count);
    let style = ProgressStyle::with_template("{spinner} [{pos}/{len}] {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(120));
    Steps { bar }
}

impl Steps {
    pub fn step(&self, what: &str) {
        self.bar.inc(1);
        self.bar.set_message(what.to_owned());
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// A bar over a known number of things.
pub fn bar(count: u64, what: &str) -> ProgressBar {
    let bar = ProgressBar::new(count);
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(what.to_owned());
    bar
}

/// A count of things whose end is not known.
pub fn counter(what: &str) -> ProgressBar {
    let bar = ProgressBar::no_length();
    let style = ProgressStyle::with_template("{spinner} {msg} {pos}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.set_message(what.to_owned());
    bar
}
