//! Drawing experts at random, so that anybody can draw again from what was recorded. Pure.

/// Draws `count` different names of the pool. The same pool and seed always give the same names in the same order.
///
/// 工伤保险条例 第25条: three or five experts, drawn at random from those of the field.
pub fn draw(pool: &[String], count: usize, seed: &str) -> Vec<String> {
    let mut names = pool.to_vec();
    let mut numbers = Numbers { state: folded(seed) };
    let drawn = count.min(names.len());
    for position in 0..drawn {
        let left = (names.len() - position) as u64;
        let chosen = position + usize::try_from(numbers.below(left)).unwrap_or(0);
        names.swap(position, chosen);
    }
    names.truncate(drawn);
    names
}

/// The seed as a number: FNV-1a, which gives different seeds different numbers for all that can happen here.
fn folded(seed: &str) -> u64 {
    seed.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3))
}

/// SplitMix64: every state gives one number, and all numbers come up equally often.
struct Numbers {
    state: u64,
}

impl Numbers {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, each equally likely: numbers of the last, broken round are drawn again.
    fn below(&mut self, bound: u64) -> u64 {
        let whole = u64::MAX - u64::MAX % bound;
        loop {
            let number = self.next();
            if number < whole {
                return number % bound;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn pool(size: usize) -> Vec<String> {
        (0..size).map(|number| format!("专家{number}")).collect()
    }

    #[test]
    fn the_same_seed_draws_the_same_and_nobody_twice() {
        for seed in ["a", "b", "0123456789abcdef"] {
            let drawn = draw(&pool(12), 5, seed);
            assert_eq!(drawn, draw(&pool(12), 5, seed));
            assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), 5);
        }
        assert_ne!(draw(&pool(12), 5, "a"), draw(&pool(12), 5, "b"));
        assert_eq!(draw(&pool(2), 5, "a").len(), 2);
    }

    #[test]
    fn everybody_is_drawn_about_as_often() {
        let mut times = vec![0_u32; 10];
        for seed in 0..10_000 {
            for name in draw(&pool(10), 3, &seed.to_string()) {
                times[name.trim_start_matches("专家").parse::<usize>().unwrap()] += 1;
            }
        }
        // 3,000 expected; five standard deviations of a binomial with n = 10,000 and p = 0.3 are 229.
        assert!(times.iter().all(|count| (2_771..=3_229).contains(count)), "{times:?}");
    }
}
