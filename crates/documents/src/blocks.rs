//! How each block is set.

use values::{Explanation, Step, Text};

use crate::flow::{ACCENT, BODY, BODY_BOLD, Colour, Flow, HAIRLINE, INK, LEFT, RIGHT, Role, SHADE, SMALL, SOFT, Style, WIDTH};
use crate::fonts::Weight;
use crate::line::{Line, single};
use crate::paper::Block;
use crate::table;

const SECTION: Style = Style::new(12.0, Weight::Bold, ACCENT);
const SECTION_ENGLISH: Style = Style::new(8.5, Weight::Regular, SOFT);
const FIGURE: Style = Style::new(22.0, Weight::Bold, ACCENT);
const CITATION: Style = Style::new(8.0, Weight::Regular, ACCENT);

/// Where the values of a list of facts begin.
const VALUE: f32 = LEFT + 180.0;

pub(crate) fn set(flow: &mut Flow<'_>, block: &Block) {
    match block {
        Block::Section(title) => section(flow, title),
        Block::Facts(facts) => fact_list(flow, facts),
        Block::Figure { label, value } => figure(flow, label, value),
        Block::Paragraph(text) => paragraph(flow, text),
        Block::Table(table) => table::set(flow, table),
        Block::Explanation(explanation) => steps(flow, explanation),
        Block::Notes(notes) => note_list(flow, notes),
    }
}

fn section(flow: &mut Flow<'_>, title: &Text) {
    flow.space(14.0);
    // A heading does not stay behind alone at the foot of a page.
    flow.need(64.0);
    let mut lines = flow.broken(&title.zh, SECTION, WIDTH);
    let last = lines.pop().unwrap_or_default();
    flow.element(Role::Heading(2, title.zh.clone()), |flow| {
        flow.lines(LEFT, lines, SECTION);
        let end = LEFT + last.width * SECTION.size;
        flow.line(LEFT, flow.y + 12.0, last, SECTION);
        let english = single(flow.fonts, &title.en, SECTION_ENGLISH.weight);
        if title.en != title.zh && end + english.width * SECTION_ENGLISH.size < RIGHT - 8.0 {
            flow.line(end + 8.0, flow.y + 12.0, english, SECTION_ENGLISH);
        }
    });
    flow.space(22.0);
}

fn fact_list(flow: &mut Flow<'_>, facts: &[(Text, String)]) {
    flow.fill(LEFT, flow.y, WIDTH, 0.6, HAIRLINE);
    flow.element(Role::Table, |flow| {
        for (label, value) in facts {
            let lines = flow.broken(value, BODY, RIGHT - VALUE);
            let label = label_lines(flow, label);
            let height = BODY.leading() * lines.len().max(label.len()) as f32;
            flow.need(height.min(120.0) + 7.0);
            flow.space(3.5);
            let top = flow.y;
            let label_height = label.iter().map(|part| part.below).fold(0.0, f32::max) + BODY.leading();
            flow.element(Role::Row, |flow| {
                flow.element(Role::RowHeaderCell, |flow| {
                    for part in label {
                        flow.line(part.x, top + BODY.size * 1.1 + part.below, part.line, part.style);
                    }
                });
                flow.element(Role::Cell, |flow| flow.lines(VALUE, lines, BODY));
            });
            if flow.y > top {
                flow.y = flow.y.max(top + label_height);
            }
            flow.space(3.5);
            flow.fill(LEFT, flow.y, WIDTH, 0.6, HAIRLINE);
        }
    });
    flow.space(10.0);
}

/// A line of a label, and where it stands from the first line down.
struct LabelLine {
    x: f32,
    below: f32,
    line: Line,
    style: Style,
}

/// The Chinese of a label with the English beside it, or below it where both are too long for that.
fn label_lines(flow: &Flow<'_>, label: &Text) -> Vec<LabelLine> {
    let style = Style { colour: SOFT, ..BODY };
    let width = VALUE - LEFT - 8.0;
    let mut found: Vec<LabelLine> = Vec::new();
    for (row, line) in flow.broken(&label.zh, style, width).into_iter().take(4).enumerate() {
        found.push(LabelLine { x: LEFT, below: row as f32 * BODY.leading(), line, style });
    }
    let (end, below) = found.last().map_or((0.0, 0.0), |last| (last.line.width * style.size + 5.0, last.below));
    if label.en == label.zh {
        return found;
    }
    let english = single(flow.fonts, &label.en, SMALL.weight);
    if end + english.width * SMALL.size <= width {
        found.push(LabelLine { x: LEFT + end, below, line: english, style: SMALL });
    } else {
        for (row, line) in flow.broken(&label.en, SMALL, width).into_iter().take(3).enumerate() {
            found.push(LabelLine { x: LEFT, below: below + 11.0 * (row + 1) as f32, line, style: SMALL });
        }
    }
    found
}

fn figure(flow: &mut Flow<'_>, label: &Text, value: &str) {
    let lines = flow.broken(value, FIGURE, WIDTH - 32.0);
    let height = 40.0 + FIGURE.leading() * lines.len() as f32;
    flow.need(height + 8.0);
    flow.fill(LEFT, flow.y, WIDTH, height, SHADE);
    flow.fill(LEFT, flow.y, 3.0, height, ACCENT);
    flow.space(12.0);
    flow.element(Role::Paragraph, |flow| {
        let style = Style { colour: SOFT, ..BODY };
        let first = flow.broken(&label.zh, style, WIDTH - 32.0).into_iter().next().unwrap_or_default();
        let end = LEFT + 16.0 + first.width * style.size;
        flow.line(LEFT + 16.0, flow.y + 9.0, first, style);
        let english = single(flow.fonts, &label.en, SMALL.weight);
        if label.en != label.zh && end + english.width * SMALL.size < RIGHT - 16.0 {
            flow.line(end + 6.0, flow.y + 9.0, english, SMALL);
        }
        flow.space(16.0);
        flow.lines(LEFT + 16.0, lines, FIGURE);
    });
    flow.space(20.0);
}

fn paragraph(flow: &mut Flow<'_>, text: &Text) {
    flow.paragraph(LEFT, &text.zh, BODY, WIDTH);
    if text.en != text.zh && !text.en.is_empty() {
        flow.paragraph(LEFT, &text.en, SMALL, WIDTH);
    }
    flow.space(6.0);
}

fn note_list(flow: &mut Flow<'_>, notes: &[Text]) {
    const NOTE: Style = Style::new(8.5, Weight::Regular, SOFT);
    for (number, note) in (1..).zip(notes) {
        let text = format!("{number}. {}", note.zh);
        flow.paragraph(LEFT, &text, NOTE, WIDTH);
        if note.en != note.zh && !note.en.is_empty() {
            flow.paragraph(LEFT + 12.0, &note.en, SMALL, WIDTH - 12.0);
        }
        flow.space(3.0);
    }
}

fn steps(flow: &mut Flow<'_>, explanation: &Explanation) {
    for (number, step) in (1..).zip(&explanation.steps) {
        set_step(flow, number, step);
    }
}

/// One step: name and result, the formula in words, what went in, and the article.
fn set_step(flow: &mut Flow<'_>, number: usize, step: &Step) {
    const INDENT: f32 = 20.0;
    let inside = WIDTH - INDENT;
    let inputs: Vec<String> = step.inputs.iter().map(|(name, value)| format!("{} {value}", name.zh)).collect();
    let inputs = inputs.join("　·　");
    let result = flow.broken(&step.result, BODY_BOLD, inside * 0.4);
    let name = flow.broken(&step.name.zh, BODY_BOLD, inside * 0.6 - 8.0);
    let formula = flow.broken(&step.formula.zh, BODY, inside);
    let height = 15.0 * (result.len().max(name.len()) + formula.len() + 2) as f32;
    flow.need(height.min(200.0));
    flow.element(Role::Paragraph, |flow| {
        flow.text(LEFT, flow.y + BODY.size * 1.1, &number.to_string(), Style { colour: ACCENT, ..BODY_BOLD });
        // Beside each other where both are short, as they nearly always are.
        if name.len() <= 3 && result.len() <= 3 {
            let top = flow.y;
            flow.lines(LEFT + INDENT, name, BODY_BOLD);
            let below_name = std::mem::replace(&mut flow.y, top);
            for line in result {
                flow.line(RIGHT - line.width * BODY_BOLD.size, flow.y + BODY_BOLD.size * 1.1, line, BODY_BOLD);
                flow.space(BODY_BOLD.leading());
            }
            flow.y = flow.y.max(below_name);
        } else {
            flow.lines(LEFT + INDENT, name, BODY_BOLD);
            flow.lines(LEFT + INDENT, result, BODY_BOLD);
        }
    });
    flow.element(Role::Paragraph, |flow| flow.lines(LEFT + INDENT, formula, Style { colour: Colour(0x3a, 0x44, 0x4d), ..BODY }));
    if !inputs.is_empty() {
        flow.paragraph(LEFT + INDENT, &inputs, SMALL, inside);
    }
    flow.paragraph(LEFT + INDENT, &format!("依据：{}", step.citation), CITATION, inside);
    flow.space(5.0);
    flow.fill(LEFT + INDENT, flow.y, inside, 0.5, HAIRLINE);
    flow.space(6.0);
}

/// The hand that signs: the agency and the day, at the right.
pub(crate) fn signature(flow: &mut Flow<'_>, agency: &Text, issued_on: values::Date) {
    let style = Style::new(10.5, Weight::Regular, INK);
    flow.need(64.0);
    flow.space(18.0);
    let day = format!("{}年{}月{}日", issued_on.year(), issued_on.month(), issued_on.day());
    for text in [agency.zh.as_str(), day.as_str()] {
        flow.element(Role::Paragraph, |flow| flow.text_to(RIGHT, flow.y + 10.0, text, style));
        flow.space(17.0);
    }
    flow.space(6.0);
}
