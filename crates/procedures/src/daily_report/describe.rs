//! A day in words, for the case page.

use agency::registry::CaseView;
use values::Text;

use super::day::DayState;
use super::{Figures, State};

pub fn view(state: &State) -> CaseView {
    let mut described = Vec::new();
    if let Some((topic, day)) = &state.topic {
        described.push((Text::new("日报", "Report"), topic.clone()));
        described.push((Text::new("日期", "Day"), day.to_string()));
    }
    if let Some(report) = &state.reported {
        described.extend(lines(&report.figures));
        described.extend((!report.note.is_empty()).then(|| (Text::new("说明", "Note"), report.note.clone())));
    }
    if let Some(consolidation) = &state.consolidation {
        described.extend(lines(&consolidation.sum));
        let missing = consolidation.areas.iter().filter(|line| line.state == DayState::Missing).count();
        described.push((Text::new("未报区市", "Areas missing"), missing.to_string()));
    }
    described.extend(state.seal.as_ref().map(|seal| (Text::new("封存号", "Seal"), format!("{} · {}", seal.number, seal.hash))));
    described.extend(state.receipt.as_ref().map(|(number, on)| (Text::new("回执", "Receipt"), format!("{number} · {on}"))));
    CaseView { described, reason: state.reason.clone().map(Text::same), ..CaseView::default() }
}

fn lines(figures: &Figures) -> Vec<(Text, String)> {
    figures.iter().map(|(field, figure)| (Text::same(field.clone()), figure.to_string())).collect()
}
