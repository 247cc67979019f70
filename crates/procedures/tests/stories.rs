//! Every story replayed pure: the case machine on a store in memory, no disk and no network.

use std::sync::Arc;

use casework::memory::MemoryStore;
use procedures::story::{PureDoor, World, parse, replay};
use rules::{Law, LawSource};

#[test]
fn every_story_comes_out_as_told() {
    let law = Arc::new(Law::load(&LawSource::embedded(), "cn-3710").expect("the law of Weihai loads"));
    let mut told = 0;
    for (file, text) in procedures::story::FILES {
        for story in parse(text).unwrap_or_else(|reason| panic!("{file}: {reason}")) {
            let store = Arc::new(MemoryStore::default());
            let mut world = World::set_up(store, law.clone(), &story, "").unwrap_or_else(|reason| panic!("{}: {reason}", story.title));
            replay(&mut world, &mut PureDoor::default(), &story).unwrap_or_else(|reason| panic!("{file}, {}: {reason}", story.title));
            told += 1;
        }
    }
    assert!(told >= 7, "the stories were found");
}

#[test]
fn a_story_that_expects_the_wrong_thing_fails() {
    let law = Arc::new(Law::load(&LawSource::embedded(), "cn-3710").expect("the law of Weihai loads"));
    let text = "story x\nemployer A owes 100000.00 for 2020-02\n2020-02-03 | accountant | assess 2020-02 | owed A 2020-02 99999.99\n";
    let story = parse(text).unwrap().remove(0);
    let mut world = World::set_up(Arc::new(MemoryStore::default()), law, &story, "").unwrap();
    let reason = replay(&mut world, &mut PureDoor::default(), &story).unwrap_err();
    assert_eq!(reason, "line 3: owed A 2020-02 99999.99: found 100000.00");
}
