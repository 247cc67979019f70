//! Reads story files.

use jiff::civil::Time;
use values::{Date, Fen, Month};

/// An employer of a story whose people are chosen so that a month comes to an exact sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryEmployer {
    pub name: String,
    pub owes: Fen,
    pub month: Month,
}

/// One row of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Line in the file, from 1.
    pub line: usize,
    pub on: Date,
    /// China's time of day, where the story depends on it.
    pub time: Option<Time>,
    pub who: String,
    pub does: String,
    pub follows: Vec<String>,
}

/// A story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    pub title: String,
    pub employers: Vec<StoryEmployer>,
    /// People with a record of earlier years, in the words of the story.
    pub people: Vec<String>,
    pub rows: Vec<Row>,
}

/// The stories of a file; the error names the line.
pub fn parse(text: &str) -> Result<Vec<Story>, String> {
    let mut stories: Vec<Story> = Vec::new();
    let mut day: Option<(Date, Option<Time>)> = None;
    for (position, raw) in text.lines().enumerate() {
        let line = position + 1;
        let content = raw.split('#').next().unwrap_or("").trim();
        if content.is_empty() || content.starts_with("date ") {
            continue;
        }
        if let Some(title) = content.strip_prefix("story ") {
            stories.push(Story { title: title.trim().to_owned(), employers: Vec::new(), people: Vec::new(), rows: Vec::new() });
            day = None;
            continue;
        }
        let story = stories.last_mut().ok_or_else(|| format!("line {line}: a file begins with `story TITLE`"))?;
        if let Some(employer) = content.strip_prefix("employer ") {
            story
                .employers
                .push(parse_employer(employer).ok_or_else(|| format!("line {line}: write `employer A owes 100000.00 for 2020-02`"))?);
            continue;
        }
        if let Some(person) = content.strip_prefix("person ") {
            story.people.push(person.to_owned());
            continue;
        }
        let row = parse_row(content, line, day)?;
        day = Some((row.on, row.time));
        story.rows.push(row);
    }
    Ok(stories)
}

fn parse_employer(words: &str) -> Option<StoryEmployer> {
    let words: Vec<&str> = words.split_whitespace().collect();
    let [name, "owes", owes, "for", month] = words.as_slice() else { return None };
    Some(StoryEmployer { name: (*name).to_owned(), owes: owes.parse().ok()?, month: month.parse().ok()? })
}

/// `2020-02-10`, `2020-02-10 17:05`, or `17:05` of the day of the row before.
fn moment(written: &str, before: Option<(Date, Option<Time>)>) -> Option<(Date, Option<Time>)> {
    let clock = |text: &str| Time::strptime("%H:%M", text).ok();
    match written.split_once(' ') {
        _ if written.is_empty() => before,
        Some((day, time)) => Some((day.parse().ok()?, Some(clock(time.trim())?))),
        None if written.contains(':') => Some((before?.0, Some(clock(written)?))),
        None => Some((written.parse().ok()?, None)),
    }
}

/// A row without a date goes on on the day of the row before.
fn parse_row(content: &str, line: usize, day: Option<(Date, Option<Time>)>) -> Result<Row, String> {
    let columns: Vec<&str> = content.split('|').map(str::trim).collect();
    let [on, who, does, follows] = columns.as_slice() else {
        return Err(format!("line {line}: a row has four columns: date | who | does | follows"));
    };
    let (on, time) = moment(on, day).ok_or_else(|| format!("line {line}: the row has no date"))?;
    let follows = follows.split(';').map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned).collect();
    Ok(Row { line, on, time, who: (*who).to_owned(), does: (*does).to_owned(), follows })
}
