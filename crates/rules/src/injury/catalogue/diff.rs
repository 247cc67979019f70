//! What changes from one edition to another.

use serde::Serialize;

use super::{Edition, Item, Recorded};

/// An item that stands in both editions and not alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ChangedItem<'e> {
    pub before: &'e Item,
    pub after: &'e Item,
}

/// Items by what became of them, in the order of codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionDiff<'e> {
    pub added: Vec<&'e Item>,
    pub removed: Vec<&'e Item>,
    pub changed: Vec<ChangedItem<'e>>,
    /// One of the records is not complete: "added" and "removed" then speak of the records, not of the texts.
    pub records_incomplete: bool,
}

impl EditionDiff<'_> {
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// What `after` adds, drops and changes against `before`. How an item is known (`basis`) is no change of the item.
pub fn diff<'e>(before: &'e Edition, after: &'e Edition) -> EditionDiff<'e> {
    let sorted = |edition: &'e Edition| {
        let mut items: Vec<&Item> = edition.items.iter().collect();
        items.sort_by(|one, other| one.code.cmp(&other.code));
        items
    };
    let find = |edition: &'e Edition, code: &str| edition.items.iter().find(|item| item.code == code);
    let same = |one: &Item, other: &Item| Item { basis: one.basis, ..other.clone() } == *one;
    let (old, new) = (sorted(before), sorted(after));
    EditionDiff {
        added: new.iter().copied().filter(|item| find(before, &item.code).is_none()).collect(),
        removed: old.iter().copied().filter(|item| find(after, &item.code).is_none()).collect(),
        changed: old
            .iter()
            .filter_map(|item| find(after, &item.code).map(|after| ChangedItem { before: item, after }))
            .filter(|pair| !same(pair.before, pair.after))
            .collect(),
        records_incomplete: [before, after].iter().any(|edition| edition.recorded != Recorded::Everything),
    }
}
