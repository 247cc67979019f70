//! A small world for the stories: two areas, and acts made by hand.

use std::sync::Arc;

use casework::act::{Act, Effects, SeenEntry};
use casework::actor::{Actor, Channel, Given, Role};
use casework::audit::AuditEntry;
use casework::case::{CaseHead, EventStamp, Stage, StoredEvent};
use casework::registry::{Employer, Person};
use casework::store::{Store, StoreResult};
use ledger::{Account, Due, Obligation, ObligationAmounts, Posting, Transfer};
use store::testing::PostgresCluster;
use store::{Keys, Location};
use values::{
    AreaCode, CaseNumber, ContributionPart, ContributionParts, Date, Fen, IdNumber, Instant, Month, Party, SocialCreditCode, Text,
};

pub struct World {
    pub store: Arc<dyn Store>,
    pub location: Location,
    pub keys: Keys,
    pub directory: tempfile::TempDir,
    _cluster: Option<Arc<PostgresCluster>>,
}

impl World {
    pub fn sqlite() -> World {
        let directory = tempfile::tempdir().unwrap();
        let location = Location::Embedded { directory: directory.path().to_owned() };
        World::at(location, directory, None)
    }

    /// `None`, said aloud, where PostgreSQL is not installed.
    pub fn postgres() -> Option<World> {
        let cluster = PostgresCluster::shared().unwrap()?;
        let directory = tempfile::tempdir().unwrap();
        let location = Location::Postgres { url: cluster.new_database().unwrap(), documents: directory.path().join("documents") };
        Some(World::at(location, directory, Some(cluster)))
    }

    fn at(location: Location, directory: tempfile::TempDir, cluster: Option<Arc<PostgresCluster>>) -> World {
        store::migrate(&location).unwrap();
        let keys = Keys::generate().unwrap();
        let store = store::open(&location, keys.clone()).unwrap();
        for area in [huancui(), rushan()] {
            store.add_area(area).unwrap();
        }
        World { store, location, keys, directory, _cluster: cluster }
    }
}

pub fn huancui() -> AreaCode {
    "371002".parse().unwrap()
}

pub fn rushan() -> AreaCode {
    "371083".parse().unwrap()
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// Seconds after the beginning of the world's day.
pub fn at(seconds: i64) -> Instant {
    "2020-02-10T01:00:00.000000Z".parse::<Instant>().unwrap().plus_seconds(seconds).unwrap()
}

pub fn person(area: AreaCode, id: i64, sequence: u16) -> Person {
    Person {
        area,
        id,
        name: "于海洋".parse().unwrap(),
        id_number: IdNumber::from_parts("371002", day("1985-06-17"), sequence).unwrap(),
        telephone: Some("13806310123".parse().unwrap()),
        registered_on: day("2019-03-01"),
    }
}

pub fn employer(area: AreaCode, id: i64) -> Employer {
    Employer {
        area,
        id,
        name: format!("威海第{id}渔具有限公司"),
        credit_code: SocialCreditCode::from_parts("91371002", &format!("{id:08}")).unwrap(),
        address: "环翠区文化中路1号".into(),
        contact_name: "丛丽".into(),
        telephone: Some("13806310199".parse().unwrap()),
        injury_class: 3,
        injury_factor_permille: 1000,
        founded_on: day("2010-01-01"),
        registered_on: day("2010-02-01"),
    }
}

/// An act that opens the case `id` of an area and does nothing else.
pub fn opening(area: AreaCode, id: i64, key: &str) -> Act {
    let head = CaseHead {
        area,
        id,
        number: CaseNumber::new(area, 2020, id).unwrap(),
        procedure: "contribution_deferral".into(),
        party: Party::employer(1),
        subject: Text::new("威海海源渔具有限公司 · 缓缴", "Weihai Haiyuan Tackle · deferral"),
        stage: Stage::Received,
        awaiting: Some(Role::Clerk),
        opened_by: 7,
        priority: 0,
        opened_on: day("2020-02-10"),
        due_on: None,
        version: 1,
    };
    act(head, true, 1, key)
}

/// An act on the case after `before`.
pub fn following(before: &Act, key: &str) -> Act {
    let mut head = before.head.clone();
    head.version += 1;
    head.stage = Stage::Accepted;
    let sequence = before.events.last().map_or(0, |event| event.sequence) + 1;
    act(head, false, sequence, key)
}

fn act(head: CaseHead, is_new_case: bool, sequence: i64, key: &str) -> Act {
    let given = Given {
        actor: Actor::system(head.area),
        channel: Channel::Counter,
        on_behalf_of: None,
        cause: None,
        today: day("2020-02-10"),
        now: at(head.version),
        idempotency_key: key.into(),
    };
    let stamp = EventStamp {
        actor_id: 7,
        actor_name: "丛丽".into(),
        channel: Channel::Counter,
        on_behalf_of: None,
        cause: None,
        on: given.today,
        at: given.now,
    };
    let payload = serde_json::json!({ "kind": "submitted", "id_number": person(head.area, 1, 1).id_number });
    let audit = AuditEntry {
        area: head.area,
        at: given.now,
        actor_id: 7,
        what: "contribution_deferral.submitted".into(),
        subject: format!("case:{}", head.id),
        detail: format!("version={}", head.version),
    };
    let events = vec![StoredEvent { sequence, kind: "submitted".into(), payload, stamp }];
    Act { head, is_new_case, events, effects: Effects::default(), seen: Vec::new(), audit, given }
}

pub fn saw_book(area: AreaCode, party: Party, version: i64) -> SeenEntry {
    SeenEntry::Book { area, party, version }
}

/// An obligation of one person's contribution.
pub fn obligation(id: i64, employer_id: i64, month: Month) -> Obligation {
    Obligation {
        id,
        debtor: Party::employer(employer_id),
        month,
        original_due_on: month.last_day(),
        due: Due::On(month.last_day()),
        deferral_case_id: None,
        snaps_back: false,
        owed: ObligationAmounts { contribution: parts(), late_fee: Fen(0) },
        paid: ObligationAmounts::default(),
        settled_on: None,
    }
}

pub fn parts() -> ContributionParts {
    ContributionParts {
        pension_employer: Fen(64_000),
        pension_employee: Fen(32_000),
        unemployment_employer: Fen(2_800),
        unemployment_employee: Fen(1_200),
        injury_employer: Fen(1_600),
    }
}

/// Money from the bank into an employer's book.
pub fn receipt(employer_id: i64, amount: Fen) -> Transfer {
    let posting = |account, party, amount| Posting { account, party, month: None, amount };
    let party = Party::employer(employer_id);
    let postings = vec![posting(Account::Bank, Party::AGENCY, amount), posting(Account::Unallocated, party, -amount)];
    Transfer::balanced(day("2020-02-10"), Text::new("到账", "received"), postings).unwrap()
}

/// What is assessed for one month, part by part, in the agency's book.
pub fn assessment(month: Month, people: i64) -> Transfer {
    let mut postings = Vec::new();
    for part in ContributionPart::ALL {
        let amount = Fen(parts().of(part).0 * people);
        let line = |account, amount| Posting { account, party: Party::AGENCY, month: Some(month), amount };
        postings.push(line(Account::ReceivableDue(part), amount));
        postings.push(line(Account::IncomeContribution(part), -amount));
    }
    Transfer::balanced(day("2020-02-10"), Text::new("应收", "assessed"), postings).unwrap()
}

/// The events and the version of a case, to say that nothing of a refused act is there.
pub fn shape(world: &World, area: AreaCode, id: i64) -> StoreResult<Option<(i64, usize)>> {
    let record = world.store.reader()?.case(area, id)?;
    Ok(record.map(|record| (record.head.version, record.events.len())))
}
