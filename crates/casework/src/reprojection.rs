//! What an emergency that is declared, ended or moved does to the limits open on a case.
//!
//! A case takes the change over by a command of its own, through the one door. Its event is tagged [`LIMITS_MOVED`] and carries
//! `moved`, a list of [`MovedLimit`], whatever the procedure: so every limit that moved can be listed in one place.

use serde::{Deserialize, Serialize};
use values::{Citation, Date, Text};

use crate::deadline::{Deadline, DeadlineChange, DeadlineRecord};

/// The tag of the event by which a case takes over a changed emergency, in every procedure.
pub const LIMITS_MOVED: &str = "limits_moved";

/// A limit that came to another day, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedLimit {
    /// The limit's word inside its case, such as `decision`.
    pub name: String,
    pub title: Text,
    pub before: Date,
    pub after: Date,
    pub derivation: Text,
    pub citation: Citation,
}

/// Of the limits `anew` those that are open and come to another day than now.
pub fn moved(open: &[DeadlineRecord], anew: &[Deadline]) -> Vec<MovedLimit> {
    let of_name = |name: &str| open.iter().find(|record| record.closed_on.is_none() && record.deadline.name == name);
    anew.iter()
        .filter_map(|limit| {
            let before = of_name(&limit.name)?.deadline.due_on;
            (before != limit.due_on).then(|| MovedLimit {
                name: limit.name.clone(),
                title: limit.title.clone(),
                before,
                after: limit.due_on,
                derivation: limit.derivation.clone(),
                citation: limit.citation.clone(),
            })
        })
        .collect()
}

/// The changes that set the limits in `moved` to what they come to `anew`.
pub fn changes(anew: Vec<Deadline>, moved: &[MovedLimit]) -> Vec<DeadlineChange> {
    anew.into_iter().filter(|limit| moved.iter().any(|moved| moved.name == limit.name)).map(DeadlineChange::Set).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(name: &str, due_on: &str) -> Deadline {
        Deadline {
            name: name.into(),
            title: Text::same(name),
            started_on: "2020-02-03".parse().unwrap(),
            due_on: due_on.parse().unwrap(),
            derivation: Text::same("counted"),
            citation: Citation::new("x", "1"),
        }
    }

    #[test]
    fn only_an_open_limit_with_another_day_moves() {
        let area = "371002".parse().unwrap();
        let record = |name: &str, due_on: &str, closed: Option<&str>| DeadlineRecord {
            area,
            case_id: 1,
            deadline: limit(name, due_on),
            closed_on: closed.map(|day| day.parse().unwrap()),
            met: closed.is_some(),
        };
        let kept = [
            record("decision", "2020-02-18", None),
            record("acceptance", "2020-02-10", Some("2020-02-04")),
            record("delivery", "2020-03-01", None),
        ];
        let anew = vec![
            limit("decision", "2020-02-06"),
            limit("acceptance", "2020-02-09"),
            limit("delivery", "2020-03-01"),
            limit("other", "2020-03-01"),
        ];
        let moved = moved(&kept, &anew);
        assert_eq!(
            moved.iter().map(|moved| (moved.name.as_str(), moved.after.to_string())).collect::<Vec<_>>(),
            [("decision", "2020-02-06".to_owned())]
        );
        assert_eq!(changes(anew, &moved).len(), 1);
    }
}
