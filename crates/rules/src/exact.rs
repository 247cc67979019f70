//! Rounded division of whole numbers without dividing.
//!
//! Pensions are sums of products divided by a number that the law fixes for everybody. For the batch path the division
//! is turned, once, into a multiplication that gives the same whole number for every dividend: nothing is approximated.

/// Division by one number, rounded half up. Exact for every numerator up to [`HalfUp::NUMERATOR_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HalfUp {
    divisor: u64,
    reciprocal: u64,
    shift: u32,
}

impl HalfUp {
    /// Twice the numerator and the divisor together stay below 2^63, up to which the reciprocal is exact.
    pub const NUMERATOR_MAX: i64 = 1 << 61;
    /// Larger divisors do not occur in the law and are brought down to this one.
    pub const DIVISOR_MAX: u64 = 1 << 45;

    /// `divisor` is at least 1; zero is read as 1.
    pub const fn by(divisor: u64) -> HalfUp {
        let divisor = if divisor == 0 {
            1
        } else if divisor > HalfUp::DIVISOR_MAX {
            HalfUp::DIVISOR_MAX
        } else {
            divisor
        };
        // Half up of n/d is the floor of (2n + d) / 2d, so 2d is what is divided by. With s = ceil(log2(2d)) - 1 the
        // reciprocal ceil(2^(64+s) / 2d) fits 64 bits and errs by less than 2d <= 2^(s+1), which changes no quotient of a
        // dividend below 2^63.
        let doubled = 2 * divisor;
        let shift = 63 - (doubled - 1).leading_zeros();
        let power = 1_u128 << (64 + shift);
        let reciprocal = power.div_ceil(doubled as u128) as u64;
        HalfUp { divisor, reciprocal, shift }
    }

    pub const fn divisor(self) -> u64 {
        self.divisor
    }

    /// `numerator / divisor`, rounded half up. `numerator` lies between 0 and [`HalfUp::NUMERATOR_MAX`].
    #[inline(always)]
    pub const fn of(self, numerator: i64) -> i64 {
        debug_assert!(numerator >= 0 && numerator <= HalfUp::NUMERATOR_MAX);
        let dividend = 2 * (numerator as u64) + self.divisor;
        let high = ((dividend as u128 * self.reciprocal as u128) >> 64) as u64;
        (high >> self.shift) as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plainly(numerator: i64, divisor: u64) -> i64 {
        let (numerator, divisor) = (i128::from(numerator), i128::from(divisor));
        ((2 * numerator + divisor) / (2 * divisor)) as i64
    }

    #[test]
    fn the_edges_agree_with_the_plain_division() {
        for divisor in (1..=3000).chain([20_000, 240_000, 1_000_000, 24_000_000, 120_000_000 * 233, 20_000_000_000, 1 << 45]) {
            let half_up = HalfUp::by(divisor);
            for numerator in [0, 1, 2, HalfUp::NUMERATOR_MAX - 1, HalfUp::NUMERATOR_MAX] {
                assert_eq!(half_up.of(numerator), plainly(numerator, divisor), "{numerator} / {divisor}");
            }
            for multiple in [1, 7, 60_003] {
                let around = (divisor * multiple / 2) as i64;
                for numerator in (around - 2).max(0)..=around + 2 {
                    assert_eq!(half_up.of(numerator), plainly(numerator, divisor), "{numerator} / {divisor}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn every_quotient_agrees_with_the_plain_division(numerator in 0..=HalfUp::NUMERATOR_MAX, divisor in 1..=HalfUp::DIVISOR_MAX) {
            prop_assert_eq!(HalfUp::by(divisor).of(numerator), plainly(numerator, divisor));
        }
    }
}
