//! Numbers that look random and are the same on every machine: a counter hashed with the seed (splitmix64).

/// What a draw is for. A stream of its own for each keeps one draw from moving when another is added.
#[derive(Debug, Clone, Copy)]
pub enum Stream {
    EmployerArea = 1,
    EmployerSize,
    EmployerIndustry,
    EmployerName,
    EmployerAddress,
    EmployerContact,
    EmployerTelephone,
    EmployerAge,
    EmployerFactor,
    PersonName,
    PersonBirth,
    PersonSex,
    PersonTelephone,
    PersonWage,
    PersonStart,
    PersonHistory,
    PensionerBirth,
    PensionerName,
    Pension,
    PensionRecord,
}

/// Draws keyed by (seed, stream, index, draw); no state, so any row can be made without those before it.
#[derive(Debug, Clone, Copy)]
pub struct Draws {
    seed: u64,
}

impl Draws {
    pub fn new(seed: u64) -> Draws {
        Draws { seed }
    }

    fn bits(self, stream: Stream, index: u64, draw: u64) -> u64 {
        let keyed = mix(self.seed ^ mix(stream as u64));
        mix(mix(keyed ^ index).wrapping_add(draw))
    }

    /// A number from 0 up to and without `bound`, which must not be 0.
    pub fn below(self, stream: Stream, index: u64, draw: u64, bound: u64) -> u64 {
        let wide = u128::from(self.bits(stream, index, draw)) * u128::from(bound);
        (wide >> 64) as u64
    }

    /// One of `choices`, each as likely as its weight says. `None` only where no weight is above 0.
    pub fn weighted<T>(self, stream: Stream, index: u64, draw: u64, choices: &[T], weight: impl Fn(&T) -> u64) -> Option<&T> {
        let total: u64 = choices.iter().map(&weight).sum();
        if total == 0 {
            return None;
        }
        let mut left = self.below(stream, index, draw, total);
        choices.iter().find(|choice| {
            let of_this = weight(choice);
            let found = left < of_this;
            left = left.saturating_sub(of_this);
            found
        })
    }
}

/// The finaliser of splitmix64 after one step of its counter.
fn mix(value: u64) -> u64 {
    let mut mixed = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_spread_and_repeatable() {
        let draws = Draws::new(1);
        let mut seen = [0_u32; 10];
        for index in 0..10_000 {
            seen[draws.below(Stream::PersonName, index, 0, 10) as usize] += 1;
        }
        assert!(seen.iter().all(|count| (900..1_100).contains(count)), "{seen:?}");
        assert_eq!(draws.below(Stream::PersonName, 7, 3, 1_000), Draws::new(1).below(Stream::PersonName, 7, 3, 1_000));
        assert_ne!(draws.below(Stream::PersonName, 7, 3, u64::MAX), Draws::new(2).below(Stream::PersonName, 7, 3, u64::MAX));
    }

    #[test]
    fn what_weighs_nothing_is_never_chosen() {
        let draws = Draws::new(1);
        let choices = [(0_u64, 'a'), (3, 'b'), (1, 'c')];
        let chosen: Vec<char> = (0..1_000)
            .filter_map(|index| draws.weighted(Stream::PersonSex, index, 0, &choices, |choice| choice.0))
            .map(|choice| choice.1)
            .collect();
        assert_eq!(chosen.len(), 1_000);
        assert!(!chosen.contains(&'a'));
        let of_b = chosen.iter().filter(|letter| **letter == 'b').count();
        assert!((700..800).contains(&of_b), "{of_b}");
        assert_eq!(draws.weighted(Stream::PersonSex, 0, 0, &[0_u64], |weight| *weight), None);
    }
}
