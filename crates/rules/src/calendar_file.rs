//! Reads the working-day calendar of the nation, `regions/cn/calendar.toml`.
//!
//! The file holds one block for each announcement of the State Council, in the order they were made. A later
//! announcement of the same year changes what an earlier one said: in 2020 the second prolonged the Spring Festival.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use toml::Spanned;
use values::{CalendarDay, Citation, Text, WorkdayCalendar};

/// The calendar and the announcements it was made from.
#[derive(Debug, Clone)]
pub struct CalendarFile {
    pub calendar: WorkdayCalendar,
    /// In the order of the file, which is the order of time.
    pub announcements: Vec<Announcement>,
}

/// An announcement of the State Council that arranges the holidays of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    pub year: i16,
    pub announced_on: Date,
    pub citation: Citation,
}

/// What is wrong with a calendar file, and in which line (from 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarFileError {
    pub line: usize,
    pub problem: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    announcement: Vec<Block>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    year: Spanned<i16>,
    announced_on: Spanned<Date>,
    citation: Citation,
    holiday: Vec<Holiday>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Holiday {
    name_zh: String,
    name_en: String,
    days: Vec<Spanned<Date>>,
    #[serde(default)]
    working_weekend_days: Vec<Spanned<Date>>,
}

/// What is wrong, and at which byte of the file.
struct Fault {
    at: usize,
    problem: Text,
}

/// Reads a calendar file from its text. Covers the years of its announcements, which follow each other without a gap.
pub fn read(text: &str) -> Result<CalendarFile, CalendarFileError> {
    read_blocks(text).map_err(|fault| {
        let before = text.as_bytes().iter().take(fault.at);
        CalendarFileError { line: before.filter(|byte| **byte == b'\n').count() + 1, problem: fault.problem }
    })
}

fn read_blocks(text: &str) -> Result<CalendarFile, Fault> {
    let file: File = toml::from_str(text).map_err(|error| Fault {
        at: error.span().map_or(0, |span| span.start),
        problem: Text::new(
            format!("文件格式有误：{}。请对照其他区块改正。", error.message()),
            format!("The file cannot be read: {}. Compare with the other blocks.", error.message()),
        ),
    })?;
    let (Some(first), Some(last)) = (file.announcement.first(), file.announcement.last()) else {
        return Err(Fault {
            at: 0,
            problem: Text::new("文件中没有任何放假安排。请至少填写一个区块。", "The file has no announcement. Put in one block at least."),
        });
    };
    for block in &file.announcement {
        if block.citation.note.is_empty() != block.citation.note_zh.is_empty() {
            let problem = Text::new("附注应当中英文都有（note 和 note_zh）。", "A note is written in both languages (note and note_zh).");
            return Err(Fault { at: block.year.span().start, problem });
        }
    }
    let years = *first.year.get_ref()..=*last.year.get_ref();
    check_order(&file.announcement)?;

    let mut days = BTreeMap::new();
    for block in &file.announcement {
        for (date, day) in days_of(block)? {
            // The first year of the file may have days in the December before it, which the calendar does not cover.
            if years.contains(&date.year()) {
                days.insert(date, day);
            }
        }
    }
    let calendar = WorkdayCalendar::new(years, days.into_values()).map_err(|error| Fault {
        at: first.year.span().start,
        problem: Text::new(
            format!("工作日历不成立：{error}。请检查年份。"),
            format!("These blocks make no calendar: {error}. Check the years."),
        ),
    })?;
    let announcements = file.announcement.into_iter().map(Announcement::from).collect();
    Ok(CalendarFile { calendar, announcements })
}

/// Years follow each other without a gap, announcements of one year in the order they were made.
fn check_order(blocks: &[Block]) -> Result<(), Fault> {
    for pair in blocks.windows(2) {
        let [earlier, later] = pair else { continue };
        let (year, next) = (*earlier.year.get_ref(), *later.year.get_ref());
        if next != year && next != year.saturating_add(1) {
            return Err(Fault {
                at: later.year.span().start,
                problem: Text::new(
                    format!("{year}年之后应是同一年或下一年，这里是{next}年。请按年份顺序排列，中间不能缺年。"),
                    format!("After {year} comes the same or the next year, not {next}. Put the blocks in order and leave no year out."),
                ),
            });
        }
        if later.announced_on.get_ref() <= earlier.announced_on.get_ref() {
            return Err(Fault {
                at: later.announced_on.span().start,
                problem: Text::new(
                    "公布日期不晚于上一个区块。后公布的安排要排在后面，因为它会改变先前的安排。",
                    "Announced no later than the block before. A later announcement stands later, because it changes the earlier.",
                ),
            });
        }
    }
    Ok(())
}

/// The days one announcement names, each once.
fn days_of(block: &Block) -> Result<BTreeMap<Date, CalendarDay>, Fault> {
    let year = *block.year.get_ref();
    let mut days = BTreeMap::new();
    for holiday in &block.holiday {
        let off = holiday.days.iter().map(|date| (date, false));
        let worked = holiday.working_weekend_days.iter().map(|date| (date, true));
        for (spanned, is_workday) in off.chain(worked) {
            let date = *spanned.get_ref();
            check_day(date, is_workday, year).map_err(|problem| Fault { at: spanned.span().start, problem })?;
            let name = if is_workday { worked_for(holiday) } else { Text::new(&holiday.name_zh, &holiday.name_en) };
            if days.insert(date, CalendarDay { date, is_workday, name }).is_some() {
                let problem = Text::new(
                    format!("{date}在同一个安排中出现了两次。请删去一处。"),
                    format!("{date} stands twice in the same announcement. Remove one of them."),
                );
                return Err(Fault { at: spanned.span().start, problem });
            }
        }
    }
    Ok(days)
}

fn check_day(date: Date, is_workday: bool, year: i16) -> Result<(), Text> {
    let in_december_before = date.year().checked_add(1) == Some(year) && date.month() == 12;
    if date.year() != year && !in_december_before {
        return Err(Text::new(
            format!("{date}不属于{year}年的安排，只能是当年或上年12月的日子。请检查年份。"),
            format!(
                "{date} does not belong to the announcement of {year}, which arranges that year and the December before. Check the year."
            ),
        ));
    }
    let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    if is_workday && !weekend {
        return Err(Text::new(
            format!("{date}不是星期六或星期日，不能列为调休上班的日子。请检查日期。"),
            format!("{date} is no Saturday or Sunday, so it cannot be a weekend day that is worked. Check the date."),
        ));
    }
    Ok(())
}

fn worked_for(holiday: &Holiday) -> Text {
    Text::new(format!("{}调休上班", holiday.name_zh), format!("Working day in place of {}", holiday.name_en))
}

impl From<Block> for Announcement {
    fn from(block: Block) -> Announcement {
        Announcement { year: block.year.into_inner(), announced_on: block.announced_on.into_inner(), citation: block.citation }
    }
}

impl CalendarFileError {
    /// Line, problem and what to do.
    pub fn text(&self) -> Text {
        let CalendarFileError { line, problem } = self;
        Text::new(format!("工作日历文件第{line}行：{}", problem.zh), format!("Calendar file, line {line}: {}", problem.en))
    }
}

impl fmt::Display for CalendarFileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text().en)
    }
}

impl std::error::Error for CalendarFileError {}
