//! 工伤医疗费用审核: who pays for one line of a bill.

use serde::{Deserialize, Serialize};
use values::{AreaCode, Citation, Date, Explain, Fen, Insurance, Step, Text};

use super::bill::{BillLine, LineRefusal, Stay, check_line};
use super::catalogue::{Catalogues, Edition, Item, NoEdition, Recorded};
use super::decision_limit::{GROUP_INFECTED_ON_DUTY, MeasureId};
use crate::derivation::DateError;
use crate::in_force::NotCovered;
use crate::law::Law;
use crate::load::RuleValue;
use crate::notice::{ActiveMeasure, CoverageMeasure, EmergencyState, MeasureKind};
use crate::scalar::Share;

/// Which catalogue answers outside emergencies.
///
/// 工伤保险条例 第30条: what the catalogues of drugs, services and hospital charges of work injury insurance list is paid by the fund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrdinaryCatalogue {
    pub catalogue: String,
    /// Share of each item the fund pays.
    pub fund_pays: Share,
}

impl RuleValue for OrdinaryCatalogue {
    const STEM: &'static str = "injury/ordinary_catalogue";
    const UNIT: &'static str = "catalogue; share the fund pays";
}

/// What the whole bill has in common.
#[derive(Debug, Clone, Copy)]
pub struct BillContext<'c> {
    pub law: &'c Law,
    /// Those of the law, or these with imported editions.
    pub catalogues: &'c Catalogues,
    pub emergencies: &'c [EmergencyState],
    pub area: AreaCode,
    pub stay: Stay,
    /// The injury is that of a medical or related worker infected on duty.
    pub infected_on_duty: bool,
    /// The day of judging: what was published by then is known.
    pub today: Date,
}

/// Under what a line is paid, or that it is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Coverage {
    /// The plan that an emergency measure has the fund pay for.
    Plan {
        catalogue: String,
        edition: String,
        item: String,
        measure: MeasureId,
    },
    OrdinaryCatalogue {
        catalogue: String,
        edition: String,
        item: String,
    },
    NotCovered,
}

/// One line judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjudicated {
    pub coverage: Coverage,
    pub fund_pays: Fen,
    /// What is left of the amount.
    pub not_paid: Fen,
    /// Why, in a sentence for the person.
    pub reason: Text,
    pub citation: Citation,
}

/// Why a line is not judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdjudicationRefusal {
    Line(LineRefusal),
    Date(Box<DateError>),
    NotCovered(Box<NotCovered>),
    NoEdition(NoEdition),
    /// The law names a catalogue that is not among those handed in.
    NoCatalogue {
        catalogue: String,
    },
    /// The edition of the day exists, and nobody has written down what it lists.
    EditionNotRecorded {
        edition: Text,
    },
}

impl AdjudicationRefusal {
    pub fn text(&self) -> Text {
        match self {
            AdjudicationRefusal::Line(refusal) => refusal.text(),
            AdjudicationRefusal::Date(error) => error.text(),
            AdjudicationRefusal::NotCovered(gap) => gap.text(),
            AdjudicationRefusal::NoEdition(gap) => gap.text(),
            AdjudicationRefusal::NoCatalogue { catalogue } => {
                Text::new(format!("没有名为“{catalogue}”的目录，请先导入"), format!("there is no catalogue `{catalogue}`; import it first"))
            }
            AdjudicationRefusal::EditionNotRecorded { edition } => Text::new(
                format!("{}的项目尚未录入，无法审核；请先导入该版本", edition.zh),
                format!("the items of {} are not recorded, so nothing can be judged by it; import the edition first", edition.en),
            ),
        }
    }
}

/// Judges one line.
///
/// 威人社函〔2020〕6号 一（二）: while the emergency lasts, every drug and service of the treatment plan in its latest version is paid by the
/// fund for medical and related workers infected on duty; the version is the one valid on the day of the service. What the plan does not
/// list, and everybody else's treatment, goes by the ordinary catalogue (工伤保险条例 第30条). A price limit of the catalogue caps each
/// unit; a share is rounded half up to the fen.
pub fn adjudicate<E: Explain>(context: &BillContext<'_>, line: &BillLine, explain: &mut E) -> Result<Adjudicated, AdjudicationRefusal> {
    check_line(line, context.stay, context.today).map_err(AdjudicationRefusal::Line)?;
    let mut looked_at = Vec::new();
    let mut unrecorded = None;
    for active in coverage_measures(context, line.service_on)? {
        let MeasureKind::Coverage(coverage) = &active.measure.kind else { continue };
        let edition = edition(context, &coverage.catalogue, line.service_on)?;
        if edition.recorded == Recorded::Nothing {
            unrecorded = Some(AdjudicationRefusal::EditionNotRecorded { edition: edition.name() });
            continue;
        }
        if let Some(item) = edition.item(&line.item) {
            let judged = by_plan(line, &active, coverage, edition, item);
            explain.step(|| step(line, edition, Some(item), &judged));
            return Ok(judged);
        }
        looked_at.push(edition);
    }
    let rule = context.law.rule::<OrdinaryCatalogue>().on(line.service_on).map_err(|gap| AdjudicationRefusal::NotCovered(Box::new(gap)))?;
    let ordinary = edition(context, &rule.value.catalogue, line.service_on)?;
    if let Some(item) = ordinary.item(&line.item) {
        let judged = by_ordinary(line, ordinary, item, rule.value.fund_pays, &rule.citation);
        explain.step(|| step(line, ordinary, Some(item), &judged));
        return Ok(judged);
    }
    if let Some(refusal) = unrecorded {
        return Err(refusal);
    }
    looked_at.push(ordinary);
    let judged = not_covered(context, line, &looked_at, &rule.citation);
    explain.step(|| step(line, ordinary, None, &judged));
    Ok(judged)
}

fn coverage_measures<'c>(context: &BillContext<'c>, on: Date) -> Result<Vec<ActiveMeasure<'c>>, AdjudicationRefusal> {
    let is_coverage = |kind: &MeasureKind| matches!(kind, MeasureKind::Coverage(coverage) if coverage.insurance == Insurance::WorkInjury);
    let active = context.law.measures_on(is_coverage, context.emergencies, on, context.area);
    let concerns = |active: &ActiveMeasure<'_>| {
        let groups = &active.measure.scope.groups;
        groups.is_empty() || (context.infected_on_duty && groups.iter().any(|group| group == GROUP_INFECTED_ON_DUTY))
    };
    Ok(active.map_err(|error| AdjudicationRefusal::Date(Box::new(error)))?.filter(concerns).collect())
}

fn edition<'c>(context: &BillContext<'c>, catalogue: &str, service_on: Date) -> Result<&'c Edition, AdjudicationRefusal> {
    let found = context.catalogues.get(catalogue);
    let found = found.ok_or_else(|| AdjudicationRefusal::NoCatalogue { catalogue: catalogue.to_owned() })?;
    found.edition_on(service_on, context.today).map_err(AdjudicationRefusal::NoEdition)
}

/// What the fund pays of a line: the share of what a unit may cost at most.
fn paid(line: &BillLine, item: &Item, share: Share) -> Fen {
    let unit_price = item.unit_price_max.map_or(line.unit_price, |most| line.unit_price.min(most.0));
    share.of_half_up(line.quantity.at(unit_price).min(line.amount))
}

fn by_plan(line: &BillLine, active: &ActiveMeasure<'_>, coverage: &CoverageMeasure, edition: &Edition, item: &Item) -> Adjudicated {
    let fund_pays = paid(line, item, coverage.fund_pays);
    let (name, item_name, share) = (edition.name(), &item.name, coverage.fund_pays.percent());
    let reason = Text::new(
        format!("{}为{}所列（服务当日 {} 有效的版本），由工伤保险基金支付 {share}", item_name.zh, name.zh, line.service_on),
        format!("{} is listed in {}, valid on the day of service, {}; the fund pays {share}", item_name.en, name.en, line.service_on),
    );
    let measure = MeasureId::of(active);
    let (catalogue, label) = (edition.catalogue.clone(), edition.label.clone());
    Adjudicated {
        coverage: Coverage::Plan { catalogue, edition: label, item: item.code.clone(), measure },
        fund_pays,
        not_paid: line.amount - fund_pays,
        reason: with_conditions(reason, line, item),
        citation: active.measure.citation.clone(),
    }
}

fn by_ordinary(line: &BillLine, edition: &Edition, item: &Item, share: Share, citation: &Citation) -> Adjudicated {
    let fund_pays = paid(line, item, share);
    let percent = share.percent();
    let reason = Text::new(
        format!("{}为{}所列，由工伤保险基金支付 {percent}", item.name.zh, edition.title.zh),
        format!("{} is listed in the {}; the fund pays {percent}", item.name.en, edition.title.en),
    );
    let (catalogue, label) = (edition.catalogue.clone(), edition.label.clone());
    Adjudicated {
        coverage: Coverage::OrdinaryCatalogue { catalogue, edition: label, item: item.code.clone() },
        fund_pays,
        not_paid: line.amount - fund_pays,
        reason: with_conditions(reason, line, item),
        citation: citation.clone(),
    }
}

fn with_conditions(reason: Text, line: &BillLine, item: &Item) -> Text {
    let mut reason = reason;
    if let Some(most) = item.unit_price_max.filter(|most| line.unit_price > most.0) {
        reason.zh.push_str(&format!("，单价按限价 {} 计", most.0));
        reason.en.push_str(&format!(", each unit up to its limit of {}", most.0));
    }
    if let Some(condition) = &item.condition {
        reason.zh.push_str(&format!("（{}）", condition.zh));
        reason.en.push_str(&format!(" ({})", condition.en));
    }
    reason
}

/// Says which editions were looked at, and whether a later one lists the item.
fn not_covered(context: &BillContext<'_>, line: &BillLine, looked_at: &[&Edition], citation: &Citation) -> Adjudicated {
    let join = |pick: fn(Text) -> String, by: &str| looked_at.iter().map(|edition| pick(edition.name())).collect::<Vec<_>>().join(by);
    let (zh, en) = (join(|name| name.zh, "、"), join(|name| name.en, ", "));
    let mut reason = Text::new(
        format!("“{}”不在{zh}所列项目中，工伤保险基金不支付", line.item),
        format!("`{}` is not among the items of {en}; the fund does not pay", line.item),
    );
    for edition in looked_at {
        let later = context.catalogues.get(&edition.catalogue).and_then(|catalogue| catalogue.first_listing(&line.item));
        match later.filter(|later| later.number > edition.number) {
            Some(later) => {
                reason.zh.push_str(&format!("；{}（自 {} 起有效）才列入", later.title.zh, later.valid_from));
                reason.en.push_str(&format!("; edition {} lists it, valid from {}", later.label, later.valid_from));
            }
            None if edition.recorded == Recorded::Part => {
                reason.zh.push_str(&format!("；{}的项目未全部录入，有异议的请提供原文核对", edition.title.zh));
                reason.en.push_str(&format!("; the record of {} is not complete: show the text if you disagree", edition.name().en));
            }
            None => {}
        }
    }
    Adjudicated { coverage: Coverage::NotCovered, fund_pays: Fen::ZERO, not_paid: line.amount, reason, citation: citation.clone() }
}

fn step(line: &BillLine, edition: &Edition, item: Option<&Item>, judged: &Adjudicated) -> Step {
    let found = item.map_or_else(|| "— ".to_owned(), |item| format!("{} {}", item.code, item.name.zh));
    Step {
        name: Text::new("费用明细审核", "line of the bill"),
        formula: judged.reason.clone(),
        inputs: vec![
            (Text::new("服务日期", "day of service"), line.service_on.to_string()),
            (Text::new("项目", "item"), line.item.clone()),
            (Text::new("目录版本", "edition"), format!("{} {}", edition.catalogue, edition.label)),
            (Text::new("目录项目", "item of the catalogue"), found),
            (Text::new("数量", "quantity"), line.quantity.to_string()),
            (Text::new("单价", "unit price"), line.unit_price.to_string()),
            (Text::new("金额", "amount"), line.amount.to_string()),
        ],
        result: judged.fund_pays.to_string(),
        citation: judged.citation.clone(),
    }
}

/// What judging a settled line again would change: `None` when the same is paid for the same reason.
pub fn readjudication(settled: &Adjudicated, anew: &Adjudicated) -> Option<Readjudicated> {
    let same = settled.coverage == anew.coverage && settled.fund_pays == anew.fund_pays;
    (!same).then(|| Readjudicated {
        before: settled.coverage.clone(),
        after: anew.coverage.clone(),
        fund_pays_more: anew.fund_pays - settled.fund_pays,
    })
}

/// A settled line under another edition; negative where the fund would pay less.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readjudicated {
    pub before: Coverage,
    pub after: Coverage,
    pub fund_pays_more: Fen,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    infected_on_duty: bool,
    #[serde(with = "crate::scalar::day")]
    stay_first: Date,
    #[serde(default, with = "crate::scalar::optional_day")]
    stay_last: Option<Date>,
    #[serde(with = "crate::scalar::day")]
    today: Date,
    #[serde(default, with = "crate::scalar::optional_day")]
    emergency_ended_on: Option<Date>,
    #[serde(with = "crate::scalar::day")]
    service_on: Date,
    item: String,
    quantity: super::bill::Quantity,
    #[serde(with = "signed_yuan")]
    unit_price: Fen,
    #[serde(with = "signed_yuan")]
    amount: Fen,
}

#[derive(Serialize)]
struct ExampleOutput {
    by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    edition: Option<String>,
    #[serde(with = "crate::scalar::yuan")]
    fund_pays: Fen,
    #[serde(with = "crate::scalar::yuan")]
    not_paid: Fen,
}

/// An example of a negative line has to be able to write one.
mod signed_yuan {
    use super::*;
    use serde::Deserializer;
    use serde::de::Error;

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fen, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.strip_prefix('-') {
            Some(rest) => rest.parse().map(|amount: Fen| -amount).map_err(D::Error::custom),
            None => text.parse().map_err(D::Error::custom),
        }
    }
}

/// The emergency is that of the first notice of the law with a coverage measure, declared on its day.
pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let covers = |notice: &&crate::Notice| notice.measures().any(|measure| matches!(measure.kind, MeasureKind::Coverage(_)));
        let notice = law.notices().iter().find(covers).ok_or("no notice of this region covers a catalogue")?;
        let emergencies =
            [EmergencyState { notice_id: notice.id.clone(), declared_on: notice.effective_from, ended_on: input.emergency_ended_on }];
        let context = BillContext {
            law,
            catalogues: law.catalogues(),
            emergencies: &emergencies,
            area: "371002".parse().map_err(|error: values::area::AreaCodeError| error.to_string())?,
            stay: Stay { first: input.stay_first, last: input.stay_last },
            infected_on_duty: input.infected_on_duty,
            today: input.today,
        };
        let line = BillLine {
            service_on: input.service_on,
            item: input.item,
            quantity: input.quantity,
            unit_price: input.unit_price,
            amount: input.amount,
        };
        let judged = adjudicate(&context, &line, &mut values::Silent).map_err(|refusal| refusal.text().en)?;
        let (by, edition) = match judged.coverage {
            Coverage::Plan { edition, .. } => ("plan", Some(edition)),
            Coverage::OrdinaryCatalogue { edition, .. } => ("ordinary_catalogue", Some(edition)),
            Coverage::NotCovered => ("not_covered", None),
        };
        Ok(ExampleOutput { by, edition, fund_pays: judged.fund_pays, not_paid: judged.not_paid })
    })
}
