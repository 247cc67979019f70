//! Numbers are taken from the counter of an area in blocks, so that a row is not locked and synced for each.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use casework::store::StoreResult;
use values::AreaCode;

use crate::engine::{Engine, Weight, write};
use crate::tables::area;

/// How many numbers are taken at once where one is asked for.
const BLOCK_LENGTH: i64 = 64;

/// The blocks this process has taken and not used up.
#[derive(Default)]
pub struct NumberBlocks {
    blocks: Mutex<HashMap<(AreaCode, String), Block>>,
}

#[derive(Clone, Copy)]
struct Block {
    next: i64,
    /// The first number behind the block.
    end: i64,
}

impl NumberBlocks {
    /// The first of `count` numbers in a row; `count` must be positive.
    pub fn reserve(&self, engine: &dyn Engine, of: AreaCode, counter: &str, count: i64) -> StoreResult<i64> {
        if let Some(first) = self.take_from_block(of, counter, count) {
            return Ok(first);
        }
        let length = count.max(BLOCK_LENGTH);
        let name = counter.to_owned();
        let first = write(engine, Weight::Act, move |connection| area::take(connection, of, &name, length))?;
        let taken = Block { next: first + count, end: first + length };
        let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = blocks.entry((of, counter.to_owned())).or_insert(taken);
        // Two threads may have taken a block at once; the longer rest is kept and the other one leaves a gap.
        if taken.end - taken.next > kept.end - kept.next {
            *kept = taken;
        }
        Ok(first)
    }

    fn take_from_block(&self, of: AreaCode, counter: &str, count: i64) -> Option<i64> {
        let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        let block = blocks.get_mut(&(of, counter.to_owned())).filter(|block| block.end - block.next >= count)?;
        let first = block.next;
        block.next += count;
        Some(first)
    }

    /// Gives back what was not used, so that an orderly stop leaves no gap.
    pub fn give_back(&self, engine: &dyn Engine) {
        let unused: Vec<_> = self.blocks.lock().unwrap_or_else(PoisonError::into_inner).drain().collect();
        let unused: Vec<_> = unused.into_iter().filter(|(_, block)| block.next < block.end).collect();
        if unused.is_empty() {
            return;
        }
        let given = write(engine, Weight::Act, move |connection| {
            unused.iter().try_for_each(|((of, counter), block)| area::give_back(connection, *of, counter, block.next, block.end))
        });
        if let Err(error) = given {
            // A gap in the numbers harms nobody.
            tracing::warn!(%error, "unused numbers could not be given back");
        }
    }
}
