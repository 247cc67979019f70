//! The queue and the accounts.

use casework::actor::Role;
use casework::case::Stage;
use casework::identity::{Session, User};
use casework::store::StoreError;
use casework::worklist::{CaseFilter, QueueCursor};
use values::{Language, Party, Text};

use crate::on_each_engine;
use crate::world::*;

on_each_engine!(the_queue_is_read_page_by_page, the_queue_is_narrowed, accounts_and_sessions);

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
