//! What changes from one edition to another.

use std::collections::BTreeMap;

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
    // A catalogue has tens of thousands of items: each is looked up, not looked for.
    let by_code = |edition: &'e Edition| edition.items.iter().map(|item| (item.code.as_str(), item)).collect::<BTreeMap<_, _>>();
    let (in_old, in_new) = (by_code(before), by_code(after));
    let same = |one: &Item, other: &Item| Item { basis: one.basis, ..other.clone() } == *one;
    let (old, new) = (sorted(before), sorted(after));
    EditionDiff {
        added: new.iter().copied().filter(|item| !in_old.contains_key(item.code.as_str())).collect(),
        removed: old.iter().copied().filter(|item| !in_new.contains_key(item.code.as_str())).collect(),
        changed: old
            .iter()
            .filter_map(|item| in_new.get(item.code.as_str()).map(|after| ChangedItem { before: item, after }))
            .filter(|pair| !same(pair.before, pair.after))
            .collect(),
        records_incomplete: [before, after].iter().any(|edition| edition.recorded != Recorded::Everything),
    }
}
