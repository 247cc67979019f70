//! The generator of the populations: a number for every (stream, row, column), in any order.

const SEED: u64 = 20_240_607;
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// A whole number from 0 to `limit - 1`: splitmix64 of a counter. `stream` < 2^16, `row` < 2^38, `column` < 64.
#[inline]
pub fn draw(stream: u64, row: u64, column: u64, limit: u64) -> i64 {
    let counter = (stream << 44) | (row << 6) | column;
    let mut mixed = SEED.wrapping_add(counter.wrapping_mul(STEP));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^= mixed >> 31;
    (((mixed >> 32) * limit) >> 32) as i64
}
