//! The business calendar as this crate uses it.
use values::Date;
#[derive(Debug, Clone)]
pub struct WorkdayCalendar;
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarGap;
impl CalendarGap {
    pub fn text(&self) -> values::Text {
        values::Text::same("gap")
    }
}
impl WorkdayCalendar {
    pub fn next_working_day_on_or_after(&self, day: Date) -> Result<Date, CalendarGap> {
        let mut day = day;
        while day.weekday().to_monday_one_offset() > 5 {
            day = day.tomorrow().map_err(|_| CalendarGap)?;
        }
        Ok(day)
    }
    pub fn add_working_days(&self, day: Date, n: u32) -> Result<Date, CalendarGap> {
        let mut day = day;
        for _ in 0..n {
            day = self.next_working_day_on_or_after(day.tomorrow().map_err(|_| CalendarGap)?)?;
        }
        Ok(day)
    }
    pub fn add_calendar_days(&self, day: Date, n: u32) -> Result<Date, CalendarGap> {
        self.next_working_day_on_or_after(day.checked_add(jiff::Span::new().days(n)).map_err(|_| CalendarGap)?)
    }
    pub fn add_months(&self, day: Date, n: u32) -> Result<Date, CalendarGap> {
        self.next_working_day_on_or_after(day.checked_add(jiff::Span::new().months(n)).map_err(|_| CalendarGap)?)
    }
}
pub(crate) fn load(_: &mut crate::load::Loader<'_>) -> WorkdayCalendar {
    WorkdayCalendar
}
