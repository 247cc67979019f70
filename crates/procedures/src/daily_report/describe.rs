//! A day in words, for the case page.

use agency::registry::{CaseView, Described};
use rules::{Law, ReportDefinition};
use values::Text;

use super::day::DayState;
use super::{Figures, State};

/// The report and its figures are named as the law's definition of the report names them.
pub fn view(law: &Law, state: &State) -> CaseView {
    let mut described = Vec::new();
    let definition = state.topic.as_ref().and_then(|(topic, _)| law.report(topic));
    if let Some((topic, day)) = &state.topic {
        let title = definition.map_or_else(|| Text::same(topic.clone()), |definition| definition.title.clone());
        described.push((Text::new("日报", "Report"), title));
        described.push((Text::new("日期", "Day"), Text::same(day.to_string())));
    }
    if let Some(report) = &state.reported {
        described.extend(lines(definition, &report.figures));
        described.extend((!report.note.is_empty()).then(|| (Text::new("说明", "Note"), Text::same(report.note.clone()))));
    }
    if let Some(consolidation) = &state.consolidation {
        described.extend(lines(definition, &consolidation.sum));
        let missing = consolidation.areas.iter().filter(|line| line.state == DayState::Missing).count();
        described.push((Text::new("未报区市", "Areas missing"), Text::same(missing.to_string())));
    }
    let same = |words: String| Text::same(words);
    described.extend(state.seal.as_ref().map(|seal| (Text::new("封存号", "Seal"), same(format!("{} · {}", seal.number, seal.hash)))));
    described.extend(state.receipt.as_ref().map(|(number, on)| (Text::new("回执", "Receipt"), same(format!("{number} · {on}")))));
    CaseView { described, reason: state.reason.clone().map(Text::same), ..CaseView::default() }
}

fn lines(definition: Option<&ReportDefinition>, figures: &Figures) -> Described {
    let title = |name: &str| {
        let field = definition.and_then(|definition| definition.fields.iter().find(|field| field.name == name));
        field.map_or_else(|| Text::same(name), |field| field.title.clone())
    };
    figures.iter().map(|(name, figure)| (title(name), Text::same(figure.to_string()))).collect()
}
