//! The kinds of measures and what each of them carries.

use serde::{Deserialize, Serialize};
use values::{AreaCode, ContributionPart, Date, Month, Text};

use crate::contribution::{DeferralTerms, SnapBack};
use crate::scalar::Share;
use crate::time_limit::{TimeLimit, TimeLimitUnit};

/// What a measure does.
#[derive(Debug, Clone)]
pub enum MeasureKind {
    /// A named time limit is another one.
    TimeLimit(TimeLimit),
    /// No late fee inside a make-up window.
    LateFee(DeferralTerms),
    /// When an entitlement starts although its formalities are late, or how it is granted.
    Entitlement(EntitlementMeasure),
    /// A fund pays for more than usual.
    Coverage(CoverageMeasure),
    /// A service takes nothing in.
    Suspend(SuspendMeasure),
    /// A service may be done later without loss of rights.
    Postpone(PostponeMeasure),
    /// An urgent matter is decided case by case although its service is suspended or postponed.
    Exception(ExceptionMeasure),
    /// Ways to be served without coming.
    Channel(ChannelMeasure),
    /// When halls open, and how.
    Hall(HallMeasure),
    /// A figure reported every day.
    DailyReport(DailyReportMeasure),
    /// Something looked after every day.
    DailyCheck(DailyCheckMeasure),
    /// People are checked on the way in or at work.
    Screening(ScreeningMeasure),
    /// Parts of contributions are exempted or halved for some months.
    ContributionRelief(ContributionReliefMeasure),
    /// Somebody has to do something and show that it is done.
    Task(TaskMeasure),
}

impl MeasureKind {
    /// Every word a file may use as a kind.
    pub const WORDS: [&str; 14] = [
        "time_limit",
        "late_fee",
        "entitlement",
        "coverage",
        "suspend",
        "postpone",
        "exception",
        "channel",
        "hall",
        "daily_report",
        "daily_check",
        "screening",
        "contribution_relief",
        "task",
    ];

    /// The services a measure names.
    pub fn services(&self) -> &[String] {
        match self {
            MeasureKind::Suspend(suspend) => &suspend.services,
            MeasureKind::Channel(channel) => &channel.services,
            MeasureKind::Postpone(PostponeMeasure { services: ServiceSet::Named(services), .. })
            | MeasureKind::Exception(ExceptionMeasure { services: ServiceSet::Named(services), .. }) => services,
            _ => &[],
        }
    }

    /// The word in the file.
    pub fn as_str(&self) -> &'static str {
        match self {
            MeasureKind::TimeLimit(_) => "time_limit",
            MeasureKind::LateFee(_) => "late_fee",
            MeasureKind::Entitlement(_) => "entitlement",
            MeasureKind::Coverage(_) => "coverage",
            MeasureKind::Suspend(_) => "suspend",
            MeasureKind::Postpone(_) => "postpone",
            MeasureKind::Exception(_) => "exception",
            MeasureKind::Channel(_) => "channel",
            MeasureKind::Hall(_) => "hall",
            MeasureKind::DailyReport(_) => "daily_report",
            MeasureKind::DailyCheck(_) => "daily_check",
            MeasureKind::Screening(_) => "screening",
            MeasureKind::ContributionRelief(_) => "contribution_relief",
            MeasureKind::Task(_) => "task",
        }
    }

    pub fn name(&self) -> Text {
        match self {
            MeasureKind::TimeLimit(_) => Text::new("办理时限", "time limit"),
            MeasureKind::LateFee(_) => Text::new("免收滞纳金", "late fee"),
            MeasureKind::Entitlement(_) => Text::new("待遇权益", "entitlement"),
            MeasureKind::Coverage(_) => Text::new("支付范围", "coverage"),
            MeasureKind::Suspend(_) => Text::new("暂停服务", "suspended service"),
            MeasureKind::Postpone(_) => Text::new("延后办理", "postponed service"),
            MeasureKind::Exception(_) => Text::new("一事一议", "urgent exception"),
            MeasureKind::Channel(_) => Text::new("办理渠道", "channel"),
            MeasureKind::Hall(_) => Text::new("大厅开放", "halls"),
            MeasureKind::DailyReport(_) => Text::new("每日报告", "daily report"),
            MeasureKind::DailyCheck(_) => Text::new("每日检查", "daily check"),
            MeasureKind::Screening(_) => Text::new("人员筛查", "screening"),
            MeasureKind::ContributionRelief(_) => Text::new("社会保险费减免", "contribution relief"),
            MeasureKind::Task(_) => Text::new("工作任务", "task"),
        }
    }
}

/// As written in a file; it becomes a [`TimeLimit`] that derives its own dates.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenTimeLimit {
    /// Name of the ordinary limit it stands in for.
    pub limit: toml::Spanned<String>,
    pub value: u32,
    pub unit: TimeLimitUnit,
    pub counted_from: Text,
}

/// As written in a file; it becomes [`DeferralTerms`] that know their notice.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenDeferralTerms {
    pub late_fee_waived: bool,
    pub months_after_end: u32,
    pub snap_back_from: SnapBack,
    pub rights_kept: bool,
    pub approval_required: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntitlementMeasure {
    pub benefit: Benefit,
    /// The event in whose following month the benefit starts.
    pub starts_after: EntitlementEvent,
    /// The same for special work types (特殊工种).
    pub starts_after_for_special_work: EntitlementEvent,
    /// The months in between are paid in arrears.
    pub arrears_paid: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Benefit {
    Pension,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntitlementEvent {
    StatutoryAgeReached,
    Application,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverageMeasure {
    pub insurance: values::Insurance,
    /// The catalogue whose items are covered, such as `covid_treatment_plan`.
    pub catalogue: String,
    pub version: CatalogueVersion,
    /// Share of each item the fund pays.
    pub fund_pays: Share,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CatalogueVersion {
    /// The version in force on the day the item was given.
    OnDayOfService,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuspendMeasure {
    pub services: Vec<String>,
    /// What the refused applicant is told to do.
    pub way_on: Text,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostponeMeasure {
    pub services: ServiceSet,
    pub rights_kept: bool,
}

/// Services by name, or every service at a counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceSet {
    EveryCounterService,
    Named(Vec<String>),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExceptionMeasure {
    pub services: ServiceSet,
    /// Role that decides.
    pub decided_by: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelMeasure {
    pub channels: Vec<ServiceChannel>,
    pub services: Vec<String>,
    /// First day, where the notice names one.
    #[serde(default, with = "crate::scalar::optional_day")]
    pub from: Option<Date>,
    /// Telephone numbers to be made public with it.
    #[serde(default)]
    pub telephones: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceChannel {
    WebHall,
    PhoneApp,
    Kiosk,
    Telephone,
    TextMessage,
    Post,
    Email,
    Counter,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HallMeasure {
    pub halls: HallSet,
    /// `None` where the notice leaves the day to somebody else.
    #[serde(default, with = "crate::scalar::optional_day")]
    pub opens_on: Option<Date>,
    pub provisional: bool,
    /// A public announcement with the other ways to be served and the telephone numbers is owed.
    pub announcement_required: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HallSet {
    City,
    AreasAndBelow,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DailyReportMeasure {
    /// What is counted, such as `injury_recognitions_of_infected`.
    pub subject: String,
    /// A day without cases is reported as zero; silence is not a report.
    pub zero_is_reported: bool,
    pub reported_by: String,
    pub reported_to: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DailyCheckMeasure {
    pub actions: Vec<String>,
    pub objects: Vec<CheckedObject>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckedObject {
    pub id: String,
    pub name: Text,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreeningMeasure {
    pub of: ScreenedPeople,
    /// What is done for everybody, such as `temperature`.
    pub steps: Vec<String>,
    /// What follows at once on a suspicion, in this order.
    pub on_suspicion: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScreenedPeople {
    Visitors,
    Staff,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContributionReliefMeasure {
    pub parts: Vec<ContributionPart>,
    /// Share of each part that is not owed: "1" exempts, "0.5" halves.
    pub share_waived: Share,
    pub first_month: Month,
    pub last_month: Month,
    /// Kinds of employers, such as `micro`, `small`, `medium`.
    pub employers: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskMeasure {
    pub owner_role: String,
    /// Role that verifies the evidence and closes the task; never the owner's.
    pub verified_by: String,
    pub due: TaskDue,
    /// What shows that it is done.
    pub evidence: Text,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskDue {
    /// Kept up as long as the emergency lasts.
    WhileEmergencyLasts,
    /// So many calendar days after the notice takes effect.
    DaysAfterEffect(u32),
    /// Each calendar day.
    EveryDay,
}

/// The area a measure narrows itself to, if any.
pub(crate) fn concerns(areas: &[AreaCode], area: AreaCode) -> bool {
    areas.is_empty() || areas.contains(&area)
}
