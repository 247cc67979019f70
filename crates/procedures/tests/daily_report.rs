//! Two browsers at once, figures that the cases fill, and files that anybody can check.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::sync::Arc;

use casework::procedure::{CaseRef, Procedure};
use casework::register::{COUNTED, DISCOUNTED};
use casework::{CaseHead, CaseTarget, Effects, EventStamp, Failure, Gathering, Given, Outcome, Refusals, RegisterEntry, Stage, perform};
use procedures::daily_report::{Act, CityView, Command, document, give, in_figures};
use procedures::story::{PureDoor, World, given_by, parse, replay};
use rules::{Law, LawSource};
use serde_json::json;
use store::{Keys, Location};
use values::{Date, Party, Text};

const TOPIC: &str = "injury_recognitions_of_infected";

fn world(folder: &std::path::Path) -> World {
    let law = Arc::new(Law::load(&LawSource::embedded(), "cn-3710").unwrap());
    let location = Location::Embedded { directory: folder.to_owned() };
    store::migrate(&location).unwrap();
    let store = store::open(&location, Keys::generate().unwrap()).unwrap();
    let story = parse("story d\n2020-02-03 | city | declare 2020-6 |\n2020-02-10 16:00 | city | |\n").unwrap().remove(0);
    let mut world = World::set_up(store, law, &story, "").unwrap();
    replay(&mut world, &mut PureDoor::default(), &story).unwrap();
    world
}

fn day() -> Date {
    "2020-02-10".parse().unwrap()
}

fn report(recognised: &str) -> Command {
    let figures = [("recognised".to_owned(), recognised.to_owned()), ("applications".to_owned(), "3".to_owned())].into();
    Command { topic: TOPIC.into(), day: day(), act: Act::Report { figures, zero: false, note: "纸质决定".into() } }
}

fn given(world: &World, who: &str, key: &str) -> Given {
    given_by(world, world.account(who).unwrap().actor(), key.to_owned())
}

#[test]
fn of_two_browsers_one_is_taken_and_the_other_is_told_what_was_reported() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path());
    let answers: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = [("injury", "2"), ("leader", "1")]
            .map(|(who, figure)| {
                let given = given(&world, who, who);
                let world = &world;
                scope.spawn(move || give(&world.agency, world.area, &report(figure), &given))
            })
            .into_iter()
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    let Some(Err(Failure::Refused(refusals))) = answers.iter().find(|answer| answer.is_err()) else { panic!("{answers:?}") };
    assert!(refusals.has("already_reported"), "{refusals}");
    let definition = world.agency.law.report(TOPIC).unwrap();
    let (own, ..) = in_figures(&world.agency, definition, world.area, day()).unwrap();
    assert_eq!(own.reports.len(), 1);
    // The same form sent twice by an impatient finger is one report and one answer.
    let winner = if answers[0].is_ok() { ("injury", "2") } else { ("leader", "1") };
    let again = give(&world.agency, world.area, &report(winner.1), &given(&world, winner.0, winner.0)).unwrap();
    assert!(again.was_replayed);
}

/// Decides cases of which the reports count: each act adds to the register, as a recognition does.
struct Counting;

impl Procedure for Counting {
    type Command = String;
    type Event = serde_json::Value;
    type State = ();
    type Facts = ();

    fn name(&self) -> &'static str {
        "counting"
    }

    fn apply(&self, (): &mut (), _event: &serde_json::Value, _stamp: &EventStamp) {}

    fn gather(&self, _: &mut Gathering<'_>, _: Option<&CaseHead>, (): &(), _: &String, _: &Given) -> Result<(), Failure> {
        Ok(())
    }

    fn decide(&self, _: CaseRef<'_>, (): &(), kind: &String, (): &(), given: &Given) -> Result<Outcome<serde_json::Value>, Refusals> {
        let effects = Effects {
            party: Some(Party::AGENCY),
            subject: Some(Text::same("counted")),
            stage: Some(Stage::Completed),
            registers: vec![RegisterEntry::new(TOPIC, given.today, kind, json!({}))],
            ..Effects::default()
        };
        Ok(Outcome { events: vec![json!({ "kind": "decided" })], effects })
    }
}

#[test]
fn the_form_is_filled_from_the_cases_and_a_figure_below_them_needs_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path());
    for (position, kind) in [COUNTED, COUNTED, COUNTED, DISCOUNTED].into_iter().enumerate() {
        let given = given(&world, "decider", &format!("count {position}"));
        perform(world.agency.store.as_ref(), &Counting, CaseTarget::New(world.area), &kind.to_owned(), &given).unwrap();
    }
    let definition = world.agency.law.report(TOPIC).unwrap();
    let (_, _, derived) = in_figures(&world.agency, definition, world.area, day()).unwrap();
    assert_eq!(derived["recognised"], 2);
    let figures = [("recognised".to_owned(), "1".to_owned()), ("applications".to_owned(), "1".to_owned())].into();
    let silent = Command { topic: TOPIC.into(), day: day(), act: Act::Report { figures, zero: false, note: String::new() } };
    let refused = give(&world.agency, world.area, &silent, &given(&world, "injury", "silent"));
    let Err(Failure::Refused(refusals)) = refused else { panic!("{refused:?}") };
    assert_eq!((refusals.0[0].code.as_str(), refusals.0[0].field.as_deref()), ("less_than_cases", Some("note")));
    give(&world.agency, world.area, &report("1"), &given(&world, "injury", "explained")).unwrap();
}

#[test]
fn the_hash_of_the_file_handed_up_is_reckoned_from_the_file_alone() {
    use sha2::Digest;
    let folder = tempfile::tempdir().unwrap();
    let world = world(folder.path());
    give(&world.agency, world.area, &report("2"), &given(&world, "injury", "r")).unwrap();
    let city = |act: Act, key: &str| {
        give(&world.agency, world.city, &Command { topic: TOPIC.into(), day: day(), act }, &given(&world, "city", key)).unwrap()
    };
    city(Act::Consolidate { without: "电话确认".into() }, "c");
    city(Act::Seal, "s");
    let definition = world.agency.law.report(TOPIC).unwrap();
    let view = CityView::load(&world.agency, definition, day()).unwrap();
    let file = document(definition, &view.city.consolidation.unwrap(), &view.city.seal.unwrap());
    let text = format!("{}\n{}", file["seal"]["previous_hash"].as_str().unwrap(), file["sealed_text"].as_str().unwrap());
    assert_eq!(hex::encode(sha2::Sha256::digest(text.as_bytes())), file["seal"]["hash"].as_str().unwrap());
    // The sealed text is the sum itself, and a missing area is no zero in it.
    let sealed: serde_json::Value = serde_json::from_str(file["sealed_text"].as_str().unwrap()).unwrap();
    assert_eq!(sealed, file["consolidation"]);
    let states: Vec<_> = sealed["areas"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["state"].as_str().unwrap(), line["figures"].as_object().unwrap().len()))
        .collect();
    assert_eq!((states[0], states[1]), (("cases", 2), ("missing", 0)));
}
