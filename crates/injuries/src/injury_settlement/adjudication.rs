//! Every line of a bill judged by the catalogues, and judged again. Pure.

use casework::{EmergencyRecord, Refusal, Refusals};
use rules::Law;
use rules::injury::catalogue::Catalogues;
use rules::injury::{AdjudicationRefusal, BillContext, BillLine, Coverage, Stay, adjudicate, readjudication};
use values::{AreaCode, Date, Explain, Fen, Silent, Text};

use super::command::{ChangedLine, SettledLine};
use super::facts::Facts;
use super::form::{Bill, code};
use agency::common::emergency::states;

/// What the lines of a bill have in common beside its stay.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub area: AreaCode,
    pub emergencies: &'a [EmergencyRecord],
    pub catalogues: &'a Catalogues,
    /// The injury is that of a medical or related worker infected on duty.
    pub infected_on_duty: bool,
}

/// Judges every line; what cannot be judged is refused by its line, and nothing is guessed.
pub fn judge<E: Explain>(law: &Law, bill: &Bill, facts: &Facts, today: Date, explain: &mut E) -> Result<Vec<SettledLine>, Refusals> {
    let Some(circumstances) = facts.circumstances() else { return Ok(Vec::new()) };
    judge_lines(law, &bill.lines, bill.stay, &circumstances, today, explain)
}

fn judge_lines<E: Explain>(
    law: &Law,
    lines: &[BillLine],
    stay: Stay,
    circumstances: &Circumstances<'_>,
    today: Date,
    explain: &mut E,
) -> Result<Vec<SettledLine>, Refusals> {
    let emergencies = states(circumstances.emergencies);
    let context = BillContext {
        law,
        catalogues: circumstances.catalogues,
        emergencies: &emergencies,
        area: circumstances.area,
        stay,
        infected_on_duty: circumstances.infected_on_duty,
        today,
    };
    let mut refusals = Refusals::default();
    let mut settled = Vec::new();
    for (position, line) in lines.iter().enumerate() {
        match adjudicate(&context, line, explain) {
            Ok(judged) => settled.push(SettledLine { line: line.clone(), judged }),
            Err(refusal) => {
                let text = refusal.text();
                refusals.push(Refusal::new(refusal_code(&refusal), text.zh, text.en).on_field(format!("lines.{position}.item")));
            }
        }
    }
    if refusals.is_empty() { Ok(settled) } else { Err(refusals) }
}

fn refusal_code(refusal: &AdjudicationRefusal) -> &'static str {
    match refusal {
        AdjudicationRefusal::Line(line) => code(line),
        AdjudicationRefusal::Date(_) | AdjudicationRefusal::NotCovered(_) => "not_covered",
        AdjudicationRefusal::NoEdition(_) | AdjudicationRefusal::NoCatalogue { .. } => "no_edition",
        AdjudicationRefusal::EditionNotRecorded { .. } => "edition_not_recorded",
    }
}

/// Judges settled lines by what is known today, and gives those that come out differently.
pub fn judge_again(
    law: &Law,
    lines: &[SettledLine],
    stay: Stay,
    circumstances: &Circumstances<'_>,
    today: Date,
) -> Result<Vec<ChangedLine>, Refusals> {
    let plain: Vec<BillLine> = lines.iter().map(|settled| settled.line.clone()).collect();
    let anew = judge_lines(law, &plain, stay, circumstances, today, &mut Silent)?;
    let changed = lines.iter().zip(anew).enumerate().filter_map(|(position, (settled, anew))| {
        readjudication(&settled.judged, &anew.judged)?;
        Some(ChangedLine { position, before: settled.judged.clone(), after: anew.judged })
    });
    Ok(changed.collect())
}

/// What the fund pays more; below nothing where it pays less.
pub fn difference(changes: &[ChangedLine]) -> Fen {
    changes.iter().map(|change| change.after.fund_pays - change.before.fund_pays).sum()
}

pub fn fund_pays(lines: &[SettledLine]) -> Fen {
    lines.iter().map(|settled| settled.judged.fund_pays).sum()
}

pub fn not_paid(lines: &[SettledLine]) -> Fen {
    lines.iter().map(|settled| settled.judged.not_paid).sum()
}

/// Who pays, in a word or two for a table.
pub fn by_whom(coverage: &Coverage) -> Text {
    match coverage {
        Coverage::Plan { edition, .. } => Text::new(format!("诊疗方案第 {edition} 版"), format!("treatment plan, edition {edition}")),
        Coverage::OrdinaryCatalogue { edition, .. } => Text::new(format!("普通目录 {edition}"), format!("ordinary catalogue {edition}")),
        Coverage::NotCovered => Text::new("不予支付", "not covered"),
    }
}

/// What is not paid, line by line, with the reason; for a letter.
pub fn unpaid_words(lines: &[SettledLine]) -> Text {
    let words = |settled: &SettledLine| {
        let (line, judged) = (&settled.line, &settled.judged);
        Text::new(
            format!("{} {}：{} 元不予支付，{}", line.service_on, line.item, judged.not_paid, judged.reason.zh),
            format!("{} {}: {} yuan not paid, {}", line.service_on, line.item, judged.not_paid, judged.reason.en),
        )
    };
    let unpaid: Vec<Text> = lines.iter().filter(|settled| !settled.judged.not_paid.is_zero()).map(words).collect();
    if unpaid.is_empty() {
        return Text::new("各项费用均由基金支付。", "Everything on the bill is paid by the fund.");
    }
    let shown = unpaid.iter().take(LETTER_LINES_MAX);
    let (zh, en): (Vec<&str>, Vec<&str>) = shown.map(|text| (text.zh.as_str(), text.en.as_str())).unzip();
    let more = unpaid.len().saturating_sub(LETTER_LINES_MAX);
    let rest = if more == 0 {
        Text::default()
    } else {
        Text::new(format!("；另有 {more} 行，见结算明细"), format!("; {more} more lines are on the statement"))
    };
    Text::new(format!("不予支付的项目和理由：{}{}。", zh.join("；"), rest.zh), format!("Not paid, and why: {}{}.", en.join("; "), rest.en))
}

/// A letter of more lines than this sends its reader to the statement.
const LETTER_LINES_MAX: usize = 30;
