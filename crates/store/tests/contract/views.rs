//! The queue and the accounts.

use casework::actor::Role;
use casework::case::Stage;
use casework::deadline::{Deadline, DeadlineChange, MetCount};
use casework::identity::{Session, User};
use casework::store::StoreError;
use casework::worklist::{CaseFilter, QueueCursor};
use values::{Citation, Language, Party, Text};

use crate::on_each_engine;
use crate::world::*;

on_each_engine!(
    the_queue_is_read_page_by_page,
    the_queue_is_narrowed,
    limits_are_found_by_name_and_measured_by_month,
    a_case_is_found_by_those_it_concerns,
    what_one_act_made_necessary_is_found_page_by_page,
    accounts_and_sessions
);

fn all() -> CaseFilter {
    CaseFilter { limit: 100, ..CaseFilter::default() }
}

fn the_queue_is_read_page_by_page(world: &World) {
    for id in 1..=30_i64 {
        for area in [huancui(), rushan()] {
            let mut act = opening(area, id, &format!("{id}"));
            act.head.priority = i32::try_from(id % 3).unwrap();
            act.head.due_on = (id % 4 != 0).then(|| month("2020-02").day(i8::try_from(id % 5 + 1).unwrap()));
            act.head.stage = if id % 7 == 0 { Stage::Granted } else { Stage::Accepted };
            world.store.commit(&act).unwrap();
        }
    }
    let whole = world.store.views().unwrap().cases(&all()).unwrap();
    assert_eq!(whole.len(), 60);
    let order = |head: &casework::CaseHead| (-head.priority, head.due_on.unwrap_or(day("9999-12-31")), head.area, head.id);
    assert!(whole.is_sorted_by_key(order));
    let mut paged = Vec::new();
    let mut filter = CaseFilter { limit: 7, ..all() };
    loop {
        let page = world.store.views().unwrap().cases(&filter).unwrap();
        let Some(last) = page.last() else { break };
        let due_on = last.due_on.unwrap_or(day("9999-12-31"));
        filter.after = Some(QueueCursor { priority: last.priority, due_on, area: last.area, id: last.id });
        paged.extend(page);
    }
    assert_eq!(paged, whole);
}

fn the_queue_is_narrowed(world: &World) {
    let area = huancui();
    let mut other = opening(area, 2, "other");
    other.head.subject = Text::new("100%_乳山水产 · 补缴", "Rushan Seafood 100%! · make-up");
    other.head.party = Party::person(9);
    other.head.procedure = "contribution_make_up".into();
    other.head.awaiting = Some(Role::Reviewer);
    other.head.opened_by = 8;
    other.head.due_on = Some(day("2020-02-20"));
    let mut closed = opening(area, 3, "closed");
    (closed.head.stage, closed.head.awaiting) = (Stage::Refused, None);
    for act in [&opening(area, 1, "one"), &other, &closed] {
        world.store.commit(act).unwrap();
    }
    let number = Some(other.head.number.to_string().to_lowercase());
    let text = |words: &str| CaseFilter { text: Some(words.into()), ..all() };
    for (name, filter, expected) in [
        ("everything", all(), vec![2, 1, 3]),
        ("open", CaseFilter { only_open: true, ..all() }, vec![2, 1]),
        ("area", CaseFilter { areas: vec![rushan()], ..all() }, vec![]),
        ("party", CaseFilter { party: Some(Party::person(9)), ..all() }, vec![2]),
        ("opener", CaseFilter { opened_by: Some(8), ..all() }, vec![2]),
        ("procedure", CaseFilter { procedure: Some("contribution_deferral".into()), ..all() }, vec![1, 3]),
        ("stage", CaseFilter { stage: Some(Stage::Refused), ..all() }, vec![3]),
        ("role", CaseFilter { awaiting: vec![Role::Reviewer, Role::Clerk], ..all() }, vec![2, 1]),
        ("due", CaseFilter { due_by: Some(day("2020-02-20")), ..all() }, vec![2]),
        ("words", text("海源 DEFERRAL"), vec![1, 3]),
        ("jokers are letters", text("100%_"), vec![2]),
        ("jokers match nothing else", text("威_海"), vec![]),
        ("the escape itself", text("100%!"), vec![2]),
        ("number", CaseFilter { text: number.clone(), ..all() }, vec![2]),
        ("number of another party", CaseFilter { text: number, party: Some(Party::employer(1)), ..all() }, vec![]),
    ] {
        let found: Vec<i64> = world.store.views().unwrap().cases(&filter).unwrap().iter().map(|head| head.id).collect();
        assert_eq!(found, expected, "{name}");
    }
    let counts = world.store.views().unwrap().awaiting_counts(area).unwrap();
    assert_eq!(counts, [(Role::Clerk, 1), (Role::Reviewer, 1)]);
    let heads = world.store.views().unwrap().cases_after(area, 1, 1).unwrap();
    assert_eq!(heads, [other.head]);
}

fn accounts_and_sessions(world: &World) {
    let user = User {
        area: huancui(),
        id: 3,
        login: "congli".into(),
        name: "丛丽".into(),
        password_hash: "$argon2id$…".into(),
        roles: vec![Role::Clerk, Role::Reviewer],
        party: None,
        language: Language::English,
        active: true,
        failed_count: 0,
        locked_until: None,
    };
    world.store.add_user(&user).unwrap();
    let same_login = User { area: rushan(), ..user.clone() };
    assert_eq!(world.store.add_user(&same_login), Err(StoreError::DuplicateIdentifier));
    world.store.set_sign_in_state(huancui(), 3, 2, Some(at(60))).unwrap();
    world.store.set_password(huancui(), 3, "new").unwrap();
    let mut act = opening(huancui(), 1, "bind");
    act.effects.registry.push(casework::RegistryChange::BindUser { user_id: 3, party: Party::employer(1) });
    world.store.commit(&act).unwrap();
    let changed =
        User { failed_count: 2, locked_until: Some(at(60)), password_hash: "new".into(), party: Some(Party::employer(1)), ..user };
    assert_eq!(world.store.reader().unwrap().user_by_login("congli"), Ok(Some(changed.clone())));
    let session =
        Session { token_sha256: "a1".into(), area: huancui(), user_id: 3, csrf_token: "c".into(), created_at: at(0), expires_at: at(3600) };
    world.store.open_session(&session).unwrap();
    let prolonged = Session { expires_at: at(7200), ..session.clone() };
    world.store.open_session(&prolonged).unwrap();
    assert_eq!(world.store.open_session(&Session { user_id: 4, ..session }), Err(StoreError::Conflict), "somebody else's");
    assert_eq!(world.store.reader().unwrap().session("a1"), Ok(Some((prolonged, changed))));
    world.store.close_session("a1").unwrap();
    assert_eq!(world.store.reader().unwrap().session("a1"), Ok(None));
}

/// A limit of a name that began on the first of February.
fn limit(name: &str, due_on: &str) -> DeadlineChange {
    DeadlineChange::Set(Deadline {
        name: name.into(),
        title: Text::same(name),
        started_on: day("2020-02-01"),
        due_on: day(due_on),
        derivation: Text::same("counted"),
        citation: Citation::new("x", "1"),
    })
}

fn limits_are_found_by_name_and_measured_by_month(world: &World) {
    let area = huancui();
    let mut opened = std::collections::BTreeMap::new();
    for (id, name, due_on) in
        [(1, "a", "2020-02-20"), (2, "a", "2020-02-10"), (3, "a", "9999-12-31"), (4, "b", "2020-02-10"), (5, "a", "2020-02-12")]
    {
        let mut act = opening(area, id, &format!("{id}"));
        act.effects.deadlines.push(limit(name, due_on));
        world.store.commit(&act).unwrap();
        opened.insert(id, act);
    }
    let due = |name: &str, until: &str, most: u32| -> Vec<i64> {
        let found = world.store.reader().unwrap().deadlines_due_by(area, name, day(until), most).unwrap();
        found.into_iter().map(|record| record.case_id).collect()
    };
    assert_eq!(due("a", "2020-02-20", 10), [2, 5, 1]);
    assert_eq!(due("a", "2020-02-19", 10), [2, 5]);
    assert_eq!(due("a", "2020-02-20", 1), [2]);
    assert_eq!(due("c", "2020-02-20", 10), [0_i64; 0]);
    // Case 2 is met on its day, case 5 a day late, case 1 is ended without being met.
    for (id, on, change) in [
        (2, "2020-02-10", DeadlineChange::Met { name: "a".into() }),
        (5, "2020-02-13", DeadlineChange::Met { name: "a".into() }),
        (1, "2020-02-14", DeadlineChange::Ended { name: "a".into() }),
    ] {
        let mut act = following(&opened[&id], &format!("close {id}"));
        act.given.today = day(on);
        act.effects.deadlines = vec![change];
        world.store.commit(&act).unwrap();
    }
    assert_eq!(due("a", "2020-02-20", 10), [0_i64; 0]);
    let met = |from: &str, until: &str| world.store.views().unwrap().deadlines_met(area, "a", day(from), day(until)).unwrap();
    assert_eq!(met("2020-02-01", "2020-02-29"), MetCount { in_time: 1, late: 1 });
    assert_eq!(met("2020-02-11", "2020-02-29"), MetCount { in_time: 0, late: 1 });
    assert_eq!(met("2020-03-01", "2020-03-31"), MetCount::default());
}

fn a_case_is_found_by_those_it_concerns(world: &World) {
    let area = huancui();
    for id in [1, 2, 3] {
        let mut act = opening(area, id, &format!("{id}"));
        if id != 2 {
            // Said twice it is kept once.
            act.effects.concerned = vec![Party::person(7), Party::employer(9), Party::person(7)];
        }
        world.store.commit(&act).unwrap();
    }
    let mut views = world.store.views().unwrap();
    let of = |heads: Vec<casework::CaseHead>| heads.into_iter().map(|head| head.id).collect::<Vec<_>>();
    assert_eq!(of(views.cases_concerning(area, Party::person(7), 10).unwrap()), [3, 1]);
    assert_eq!(of(views.cases_concerning(area, Party::person(7), 1).unwrap()), [3]);
    assert_eq!(of(views.cases_concerning(rushan(), Party::person(7), 10).unwrap()), [0_i64; 0]);
    assert!(views.is_concerned(area, 1, Party::employer(9)).unwrap());
    assert!(!views.is_concerned(area, 2, Party::employer(9)).unwrap());
    assert!(!views.is_concerned(area, 1, Party::person(9)).unwrap());
    let mut found = of(views.cases_by_id(area, &[3, 1, 99]).unwrap());
    found.sort();
    assert_eq!(found, [1, 3]);
}

fn what_one_act_made_necessary_is_found_page_by_page(world: &World) {
    let cause = opening(huancui(), 900, "cause");
    let other = opening(huancui(), 901, "other cause");
    let caused = |area, id: i64, kind: &str, by: &casework::Act| {
        let mut act = opening(area, id, &format!("caused {id}"));
        act.events[0].kind = kind.into();
        act.events[0].stamp.cause = Some(by.head.number);
        act.given.cause = act.events[0].stamp.cause;
        act
    };
    for act in [
        &cause,
        &other,
        &caused(huancui(), 1, "moved", &other),
        &caused(huancui(), 2, "told", &cause),
        &caused(rushan(), 3, "moved", &cause),
    ] {
        world.store.commit(act).unwrap();
    }
    for id in 10..30 {
        world.store.commit(&caused(huancui(), id, "moved", &cause)).unwrap();
        let mut second = following(&caused(huancui(), id, "moved", &cause), &format!("second {id}"));
        second.events[0].kind = "moved".into();
        second.events[0].stamp.cause = Some(cause.head.number);
        world.store.commit(&second).unwrap();
    }
    let mut views = world.store.views().unwrap();
    let mut filter = casework::CausedFilter { area: huancui(), cause: cause.head.number, kind: "moved", after: (0, 0), limit: 7 };
    let mut found = Vec::new();
    loop {
        let page = views.caused_events(&filter).unwrap();
        let Some((head, event)) = page.last() else { break };
        filter.after = (head.id, event.sequence);
        found.extend(page);
    }
    let places: Vec<(i64, i64)> = found.iter().map(|(head, event)| (head.id, event.sequence)).collect();
    assert_eq!(places, (10..30).flat_map(|id| [(id, 1), (id, 2)]).collect::<Vec<_>>());
    assert!(found.iter().all(|(head, event)| event.stamp.cause == Some(cause.head.number) && head.area == huancui()));
    assert!(found[0].1.payload["id_number"].is_string(), "the payload is opened");
    let of_cases = views.events_of_cases(huancui(), &[2, 10, 11], Some(["moved", "told"])).unwrap();
    let of_cases: Vec<(i64, i64, &str)> = of_cases.iter().map(|(id, event)| (*id, event.sequence, event.kind.as_str())).collect();
    assert_eq!(of_cases, [(2, 1, "told"), (10, 1, "moved"), (10, 2, "moved"), (11, 1, "moved"), (11, 2, "moved")]);
    let whole = views.events_of_cases(huancui(), &(10..50).collect::<Vec<_>>(), None).unwrap();
    assert_eq!(whole.iter().map(|(id, event)| (*id, event.sequence)).collect::<Vec<_>>(), places, "more cases than one statement takes");
    let elsewhere = views.caused_events(&casework::CausedFilter { area: rushan(), after: (0, 0), ..filter.clone() }).unwrap();
    assert_eq!(elsewhere.iter().map(|(head, _)| head.id).collect::<Vec<_>>(), [3]);
    let reread = world.store.reader().unwrap().case(huancui(), 10).unwrap().unwrap();
    assert_eq!(reread.events[0].stamp.cause, Some(cause.head.number), "the case itself says so, too");
}
