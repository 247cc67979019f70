//! `yunban demo`: a city to try everything on, ready within seconds and the same for the same seed.
//!
//! Its past is made as its future will be: through the one door of the case machine, day by day.

mod accounts;
mod applications;
mod daily_reports;
mod history;
mod hospital;
mod injuries;

use std::io::Write;
use std::sync::Arc;

use casework::Store;
use clap::Args;
use jiff::civil::date;
use rules::Law;
use values::{Date, Month};

use crate::city;
use crate::clock::DemoClock;
use crate::failure::CommandResult;
use crate::place::{Open, Place};
use crate::progress;

pub use accounts::{DEMO_PASSWORD, DemoAccount, demo_accounts};

#[derive(Debug, Clone, Args)]
pub struct DemoArguments {
    /// How many people the city has
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(1..=20_000_000))]
    pub people: u64,
    /// How many more have retired; a tenth of the people where it is not said
    #[arg(long, value_parser = clap::value_parser!(u64).range(0..=20_000_000))]
    pub pensioners: Option<u64>,
    /// Another seed, another city
    #[arg(long, default_value_t = 2020)]
    pub seed: u64,
    /// Port of this machine to answer on
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// Make the city and leave
    #[arg(long)]
    pub prepare_only: bool,
}

/// The day the demonstration begins on.
pub const FIRST_DAY: Date = date(2020, 2, 10);

/// The last month of which every pension was paid before the demonstration begins.
pub fn paid_through() -> Month {
    Month::of(FIRST_DAY).previous()
}

/// The notice put into force, and since when.
pub const NOTICE: (&str, Date) = ("2020-6", date(2020, 2, 2));

/// Makes the demonstration unless it is already there, and opens it.
pub fn prepare(place: &Place, law: Law, arguments: &DemoArguments, output: &mut dyn Write) -> CommandResult<Open> {
    if place.exists() {
        return place.open(law);
    }
    // Made under another name first: a preparation that was cut short never looks like a city.
    let steps = progress::steps(4);
    steps.step("登记城市 · the city");
    let city = law.city().cloned();
    let Some(city) = city else {
        return Err(crate::failure::CommandError::new(format!("the region {} is no city", law.region()))
            .hint("name a city with --region, such as cn-3710"));
    };
    place.create(&city)?;
    DemoClock::create(&place.directory, FIRST_DAY)?;
    let open = place.open(law)?;
    load(open.store(), &open, arguments)?;
    steps.step("半年核定与缴费 · half a year of contributions");
    let history = history::History::of(&open);
    history.play_all()?;
    steps.step("用户 · accounts");
    let users = accounts::create(&open)?;
    steps.step("在办事项 · cases in progress");
    applications::play(&open, &users)?;
    injuries::play(&open, &users)?;
    daily_reports::play(&open, &users)?;
    steps.finish();
    writeln!(output, "{} {} 人，业务日期 {FIRST_DAY}", open.city.name.zh, arguments.people)?;
    Ok(open)
}

fn load(store: &dyn Store, open: &Open, arguments: &DemoArguments) -> CommandResult {
    let pensioners = arguments.pensioners.unwrap_or(arguments.people / 10);
    let rows = city::with_pensioners(&open.city, arguments.people, pensioners, paid_through(), arguments.seed);
    let first = open.city.areas.first().ok_or_else(|| crate::failure::CommandError::new("the city has no pooling area"))?.code;
    Ok(store.load_city(&mut hospital::WithHospital::new(rows, first))?)
}

/// Prints where the demonstration answers and who may sign in.
pub fn welcome(address: &str, output: &mut dyn Write) -> CommandResult {
    writeln!(output, "\n  http://{address}/\n")?;
    writeln!(output, "  密码 password: {DEMO_PASSWORD}\n")?;
    for account in demo_accounts() {
        let role = account.role.name();
        writeln!(output, "  {:<22} {} · {}", account.login, role.zh, role.en)?;
    }
    let others = "injury-… + 区划代码";
    writeln!(output, "  {others:<20} 其他区市工伤岗 · work-injury officers of the other areas, such as injury-371003")?;
    writeln!(output)?;
    output.flush()?;
    Ok(())
}

/// An agency whose clock stands in the past.
fn in_the_past(open: &Open, clock: Arc<crate::clock::HistoryClock>) -> agency::Agency {
    agency::Agency { clock, ..open.agency.clone() }
}
