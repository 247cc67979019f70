//! 死亡数据比对: a table of deaths from the civil-affairs or the health authority opens a case for each pensioner in it.
//!
//! 社会保险经办条例 第26条: data raise a question and answer none. Nobody's payment stops by a table: each case is looked into, accepted by one
//! person and decided by another, as every suspension is; who took the table in is neither. A death that was verified is then reported.

use std::collections::{BTreeMap, HashMap};

use agency::Agency;
use casework::application::{Application, ApplicationCommand};
use casework::store::{Reader, StoreResult};
use casework::{CaseTarget, Failure, Given, Person, perform};
use values::{AreaCode, CaseNumber, Date, IdNumber, Month, Text, parse_date};

use super::death_file;
use super::{BenefitSuspension, Form, MatchedDeath, SuspensionAction, SuspensionReason};

pub use death_file::{DeathRow, ROWS_MAX, read};

/// A row held against the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    pub line: u32,
    /// The ID number, masked.
    pub masked: String,
    pub found: Result<Match, Text>,
}

/// Somebody of the table who is registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    pub area: AreaCode,
    pub person_id: i64,
    pub name: String,
    pub died_on: Date,
    pub source: String,
}

/// What became of a row that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakenIn {
    Opened(CaseNumber),
    /// The same death was taken in before, from this table or another.
    Before,
    Refused(Text),
}

/// Holds every row against the register, in a few queries however many there are. `only` is the area people have to belong to; `source` is
/// whose data it is where a row does not say.
pub fn judge(reader: &mut dyn Reader, rows: &[DeathRow], only: Option<AreaCode>, source: &str, today: Date) -> StoreResult<Vec<Judged>> {
    let parsed: Vec<Option<IdNumber>> = rows.iter().map(|row| IdNumber::parse(&row.id_number).ok()).collect();
    let numbers: Vec<IdNumber> = parsed.iter().flatten().cloned().collect();
    let mut located: HashMap<String, (AreaCode, i64)> = HashMap::new();
    let mut by_area: BTreeMap<AreaCode, Vec<i64>> = BTreeMap::new();
    for (index, area, id) in reader.locate_persons(&numbers)? {
        located.insert(numbers[index].as_str().to_owned(), (area, id));
        by_area.entry(area).or_default().push(id);
    }
    let mut people: HashMap<(AreaCode, i64), Person> = HashMap::new();
    for (area, ids) in by_area {
        people.extend(reader.persons(area, &ids)?.into_iter().map(|person| ((area, person.id), person)));
    }
    let mut seen: HashMap<String, u32> = HashMap::new();
    let judged = rows.iter().zip(&parsed).map(|(row, id_number)| {
        let masked = id_number.as_ref().map_or_else(|| "—".to_owned(), IdNumber::masked);
        let found = match id_number {
            None => Err(IdNumber::parse(&row.id_number).err().map(|error| error.text()).unwrap_or_default()),
            Some(id_number) => {
                let person = located.get(id_number.as_str()).and_then(|key| people.get(key));
                let before = *seen.entry(id_number.as_str().to_owned()).or_insert(row.line);
                examine(row, before, person, only, source, today)
            }
        };
        Judged { line: row.line, masked, found }
    });
    Ok(judged.collect())
}

fn examine(
    row: &DeathRow,
    first_line: u32,
    person: Option<&Person>,
    only: Option<AreaCode>,
    source: &str,
    today: Date,
) -> Result<Match, Text> {
    if first_line != row.line {
        return Err(Text::new(format!("与第 {first_line} 行是同一个人"), format!("the same person as in line {first_line}")));
    }
    let Some(person) = person else {
        return Err(Text::new("没有登记这个人", "nobody of this number is registered"));
    };
    if only.is_some_and(|area| area != person.area) {
        return Err(Text::new("参保地在其他区市，由参保地核实", "insured in another area, which looks into it"));
    }
    if !row.name.is_empty() && row.name != person.name.as_str() {
        return Err(Text::new("姓名与登记的不一致，请核对号码", "the name is not the registered one; check the number"));
    }
    let died_on = parse_date(&row.died_on).map_err(|error| error.text())?;
    if died_on > today {
        return Err(Text::new("去世日期晚于今天", "the day of death lies in the future"));
    }
    if died_on < person.id_number.born_on() {
        return Err(Text::new("去世日期早于出生日期", "the day of death lies before the birth"));
    }
    let source = if row.source.is_empty() { source } else { &row.source };
    let (area, person_id, name) = (person.area, person.id, person.name.as_str().to_owned());
    Ok(Match { area, person_id, name, died_on, source: source.to_owned() })
}

/// What the case is opened with. Payment shall stop from the month after the death on, and never for a month that has passed.
fn form_of(death: &Match, today: Date) -> Form {
    Form {
        person_id: death.person_id,
        action: SuspensionAction::Suspend,
        reason: SuspensionReason::DeathReported,
        from_month: Month::of(death.died_on).next().max(Month::of(today)),
        tried: format!("数据比对：{}", death.source),
        found: format!("数据载明 {} 去世，待核实：联系家属或社区，确认的办理死亡申报，有误的不予暂停", death.died_on),
        was_unfounded: false,
        matched_death: Some(MatchedDeath { died_on: death.died_on, source: death.source.clone() }),
    }
}

/// Opens the case of one match. Said again, by whomever and from whatever table, it opens no second one.
pub fn take_in(agency: &Agency, death: &Match, given: &Given) -> Result<TakenIn, Failure> {
    let procedure = Application(BenefitSuspension::new(agency.law.clone()));
    let command = ApplicationCommand::Submit { form: form_of(death, given.today), materials: Vec::new() };
    match perform(agency.store.as_ref(), &procedure, CaseTarget::New(death.area), &command, given) {
        Ok(done) if done.was_replayed => Ok(TakenIn::Before),
        Ok(done) => Ok(TakenIn::Opened(done.number)),
        Err(Failure::Refused(refusals)) if refusals.has("duplicate_identifier") => Ok(TakenIn::Before),
        Err(Failure::Refused(refusals)) => Ok(TakenIn::Refused(refusals.0.first().map(|refusal| refusal.text.clone()).unwrap_or_default())),
        Err(failure) => Err(failure),
    }
}
