//! The business calendar of the nation as one of the law's files.

use values::Text;
pub use values::{NotCovered as CalendarGap, WorkdayCalendar};

use crate::calendar_file;
use crate::load::{Loader, NATION};

const STEM: &str = "calendar";

/// Reads `regions/cn/calendar.toml`; `None` when it is missing or wrong, which is noted.
pub(crate) fn load(loader: &mut Loader<'_>) -> Option<WorkdayCalendar> {
    let Some(file) = loader.region_file(NATION, STEM) else {
        let reason = Text::new("缺少工作日历文件", "the file of the business calendar is missing");
        loader.errors.add(&format!("regions/{NATION}/{STEM}.toml"), "", None, reason);
        return None;
    };
    match calendar_file::read(&file.text) {
        Ok(read) => Some(read.calendar),
        Err(error) => {
            let line_start: usize = file.text.split_inclusive('\n').take(error.line.saturating_sub(1)).map(str::len).sum();
            loader.refuse(file, Some(line_start..line_start), error.problem);
            None
        }
    }
}
