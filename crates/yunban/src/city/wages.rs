//! Wages: whole yuan in the shape of a lognormal distribution, by a table, so that no floating point touches money.

use values::Fen;

use super::random::{Draws, Stream};

/// The middle wage in yuan. With the spread below about one in seven earns less than the floor of 2020 (3,269 yuan) and about
/// one in two hundred more than the ceiling (17,284 yuan).
const MEDIAN_YUAN: u64 = 5_200;

/// Quantiles of exp(0.45 z) in thousandths at k/64, z standard normal; the two ends stand for 0.0005 and 0.9995.
const QUANTILES_PERMILLE: [u64; 65] = [
    227, 379, 432, 470, 501, 528, 553, 575, 596, 616, 635, 653, 671, 688, 705, 722, 738, 754, 771, 787, 803, 818, 834, 850, 866, 883, 899,
    915, 932, 948, 965, 983, 1000, 1018, 1036, 1054, 1073, 1093, 1113, 1133, 1154, 1176, 1198, 1222, 1246, 1271, 1298, 1325, 1355, 1385,
    1418, 1453, 1491, 1531, 1575, 1624, 1678, 1739, 1810, 1893, 1994, 2126, 2312, 2636, 4396,
];

/// A monthly wage, to ten yuan. Large employers pay `premium_permille` of the table.
pub fn wage(draws: Draws, person: u64, premium_permille: u64) -> Fen {
    let place = draws.below(Stream::PersonWage, person, 0, 64_000);
    let (step, within) = ((place / 1_000) as usize, place % 1_000);
    let low = QUANTILES_PERMILLE[step];
    let high = QUANTILES_PERMILLE[step + 1];
    let permille = low + (high - low) * within / 1_000;
    let yuan = MEDIAN_YUAN * permille / 1_000 * premium_permille / 1_000;
    Fen::from_yuan((yuan / 10 * 10) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_earn_below_the_floor_and_few_above_the_ceiling() {
        let draws = Draws::new(3);
        let wages: Vec<Fen> = (0..50_000).map(|person| wage(draws, person, 1_000)).collect();
        let below = wages.iter().filter(|wage| **wage < Fen::from_yuan(3_269)).count();
        let above = wages.iter().filter(|wage| **wage > Fen::from_yuan(17_284)).count();
        assert!((6_000..9_500).contains(&below), "{below}");
        assert!((100..700).contains(&above), "{above}");
        let mean = wages.iter().copied().sum::<Fen>().0 / wages.len() as i64;
        assert!((540_000..600_000).contains(&mean), "{mean}");
    }
}
