//! Which version of a rule holds on a day.
//!
//! Layers combine like this: the most local layer answers for the days its own blocks cover; for every other day the next
//! layer up is asked; where none covers the day the answer is [`NotCovered`], never the nearest value.

use std::fmt;

use values::{Citation, Date, Month, Text};

/// One version of a rule with the days it holds, where it is written and under which text.
#[derive(Debug, Clone, PartialEq)]
pub struct InForce<T> {
    /// First day.
    pub from: Date,
    /// Last day: as written, or the day before the next version of the same file; `None` while it goes on.
    pub until: Option<Date>,
    pub value: T,
    pub citation: Citation,
    /// The region whose file this is: `cn`, `cn-37`, `cn-3710`.
    pub region: String,
    pub file: String,
    /// Line of the block in the file, from 1.
    pub line: usize,
}

impl<T> InForce<T> {
    pub fn covers(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// Every version of one rule, by layer.
#[derive(Debug, Clone)]
pub struct Dated<T> {
    pub(crate) rule: String,
    pub(crate) title: Text,
    pub(crate) unit: String,
    /// Most local first; inside a layer ordered by day, without overlap (the loader refuses less).
    pub(crate) layers: Vec<Vec<InForce<T>>>,
}

/// Nobody wrote down what holds on this day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotCovered {
    pub rule: String,
    pub title: Text,
    pub on: Date,
}

impl NotCovered {
    pub fn text(&self) -> Text {
        let NotCovered { rule, title, on } = self;
        Text::new(
            format!(
                "规则“{}”（{rule}）没有 {on} 的规定，系统不以相近日期的数值代替。请在规则文件 {rule}.toml 中补充包含该日的一段，并注明出处。",
                title.zh
            ),
            format!(
                "The rule \"{}\" ({rule}) says nothing for {on}, and no nearby value is used instead. Add a block with its citation that covers this day to {rule}.toml.",
                title.en
            ),
        )
    }
}

impl fmt::Display for NotCovered {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text().en)
    }
}

impl std::error::Error for NotCovered {}

impl<T> Dated<T> {
    /// The name of the rule, such as `contribution/late_fee`.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    pub fn title(&self) -> &Text {
        &self.title
    }

    pub fn unit(&self) -> &str {
        &self.unit
    }

    /// What holds on `day`.
    pub fn on(&self, day: Date) -> Result<&InForce<T>, NotCovered> {
        self.layers.iter().find_map(|layer| version_on(layer, day)).ok_or_else(|| self.not_covered(day))
    }

    /// What holds for a month: what holds on its first day.
    pub fn in_month(&self, month: Month) -> Result<&InForce<T>, NotCovered> {
        self.on(month.first_day())
    }

    /// Every version of every layer, most local layer first.
    pub fn versions(&self) -> impl Iterator<Item = &InForce<T>> {
        self.layers.iter().flatten()
    }

    /// What holds from `first` to `last`, both included, piece by piece; ends after the first day that nothing covers.
    pub fn covering(&self, first: Date, last: Date) -> impl Iterator<Item = Result<Piece<'_, T>, NotCovered>> {
        let mut next = (first <= last).then_some(first);
        std::iter::from_fn(move || {
            let day = next?;
            let in_force = match self.on(day) {
                Ok(in_force) => in_force,
                Err(not_covered) => {
                    next = None;
                    return Some(Err(not_covered));
                }
            };
            let end = self.last_day_of_piece(in_force, day, last);
            next = end.tomorrow().ok().filter(|tomorrow| *tomorrow <= last);
            Some(Ok(Piece { first: day, last: end, in_force }))
        })
    }

    /// A version ends where it says so, or where a version of any layer begins: that one may be more local.
    fn last_day_of_piece(&self, in_force: &InForce<T>, day: Date, last: Date) -> Date {
        let own_end = in_force.until.map_or(last, |until| until.min(last));
        let next_begin = self.versions().map(|version| version.from).filter(|from| *from > day).min();
        match next_begin.and_then(|from| from.yesterday().ok()) {
            Some(before_next) => own_end.min(before_next),
            None => own_end,
        }
    }

    pub(crate) fn not_covered(&self, on: Date) -> NotCovered {
        NotCovered { rule: self.rule.clone(), title: self.title.clone(), on }
    }
}

/// A stretch of days on which one version holds.
#[derive(Debug)]
pub struct Piece<'a, T> {
    pub first: Date,
    pub last: Date,
    pub in_force: &'a InForce<T>,
}

impl<T> Piece<'_, T> {
    /// Number of days, both ends included.
    pub fn days(&self) -> i64 {
        days_between(self.first, self.last) + 1
    }
}

/// Calendar days from `from` to `to`; negative when `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

fn version_on<T>(layer: &[InForce<T>], day: Date) -> Option<&InForce<T>> {
    let after = layer.partition_point(|version| version.from <= day);
    layer[..after].last().filter(|version| version.covers(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn version(from: Date, until: Option<Date>, value: i32) -> InForce<i32> {
        InForce { from, until, value, citation: Citation::new("x", ""), region: String::new(), file: String::new(), line: 1 }
    }

    fn dated() -> Dated<i32> {
        let national = vec![version(date(2000, 1, 1), Some(date(2009, 12, 31)), 1), version(date(2010, 1, 1), None, 2)];
        let local = vec![version(date(2005, 1, 1), Some(date(2005, 1, 31)), 9)];
        Dated { rule: "a/b".into(), title: Text::same("t"), unit: "u".into(), layers: vec![local, national] }
    }

    #[test]
    fn the_local_layer_answers_only_for_its_days() {
        let dated = dated();
        for (day, expected) in [
            (date(1999, 12, 31), None),
            (date(2000, 1, 1), Some(1)),
            (date(2004, 12, 31), Some(1)),
            (date(2005, 1, 1), Some(9)),
            (date(2005, 1, 31), Some(9)),
            (date(2005, 2, 1), Some(1)),
            (date(2009, 12, 31), Some(1)),
            (date(2030, 1, 1), Some(2)),
        ] {
            assert_eq!(dated.on(day).ok().map(|version| version.value), expected, "{day}");
        }
    }

    #[test]
    fn pieces_cover_every_day_once() {
        let dated = dated();
        let pieces: Vec<(i64, i32)> = dated
            .covering(date(2004, 12, 30), date(2010, 1, 2))
            .map(|piece| piece.unwrap())
            .map(|piece| (piece.days(), piece.in_force.value))
            .collect();
        assert_eq!(pieces, [(2, 1), (31, 9), (1795, 1), (2, 2)]);
        assert_eq!(pieces.iter().map(|(days, _)| days).sum::<i64>(), days_between(date(2004, 12, 30), date(2010, 1, 2)) + 1);
        assert!(dated.covering(date(1999, 1, 1), date(2000, 1, 1)).any(|piece| piece.is_err()));
        assert_eq!(dated.covering(date(2001, 1, 2), date(2001, 1, 1)).count(), 0);
    }
}
