//! Acts that share a commit do not share their failures.

use casework::registry::RegistryChange;
use casework::store::StoreError;

use crate::on_each_engine;
use crate::world::*;

on_each_engine!(a_failing_act_does_not_harm_its_neighbours,);

fn a_failing_act_does_not_harm_its_neighbours(world: &World) {
    let mut first = opening(huancui(), 1000, "first");
    first.effects.registry.push(RegistryChange::AddPerson(person(huancui(), 1, 1)));
    world.store.commit(&first).unwrap();
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let running: Vec<_> = (1..=64_i64)
            .map(|id| {
                scope.spawn(move || {
                    let mut act = opening(huancui(), id, &format!("{id}"));
                    if id % 2 == 0 {
                        // Fails late: its case and events are already written when the duplicate is met.
                        act.effects.registry.push(RegistryChange::AddPerson(person(huancui(), id, 1)));
                    }
                    (id, world.store.commit(&act))
                })
            })
            .collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    for (id, outcome) in outcomes {
        let (expected, there) = if id % 2 == 0 { (Err(StoreError::DuplicateIdentifier), None) } else { (Ok(()), Some((1, 1))) };
        assert_eq!(outcome, expected, "{id}");
        assert_eq!(shape(world, huancui(), id), Ok(there), "{id}");
    }
}
