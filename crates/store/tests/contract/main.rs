//! The promises of storage, kept on each engine.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed, and says where")]

mod acts;
mod audit;
mod benefits;
mod books;
mod engines;
mod group_commit;
mod issued;
mod payrolls;
mod registers;
mod registry;
mod runs;
mod views;
mod world;

/// Each story is a test on SQLite and one on PostgreSQL.
macro_rules! on_each_engine {
    ($($(#[$note:meta])* $story:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[test] $(#[$note])* fn $story() { super::$story(&crate::world::World::sqlite()); })+
        }
        mod on_postgres {
            $(#[test] $(#[$note])* fn $story() {
                if let Some(world) = crate::world::World::postgres() { super::$story(&world); }
            })+
        }
    };
}

pub(crate) use on_each_engine;
