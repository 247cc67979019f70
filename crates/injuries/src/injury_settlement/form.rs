//! A bill, as typed and as read.

use agency::common::fields::Fields;
use casework::{Refusal, Refusals};
use rules::injury::{BillLine, LineRefusal, Quantity, Stay, check_line};
use serde::{Deserialize, Serialize};
use values::{Date, Fen, IdNumber};

/// More lines than the longest stay has; a longer bill is handed in month by month.
pub const LINES_MAX: usize = 500;

/// Who is paid what the fund owes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payee {
    /// The hospital, which has not been paid.
    Hospital,
    /// The worker, who has paid the hospital.
    Person,
}

impl Payee {
    pub fn of(word: &str) -> Option<Payee> {
        match word {
            "hospital" => Some(Payee::Hospital),
            "person" => Some(Payee::Person),
            _ => None,
        }
    }
}

/// 工伤医疗费结算: a bill as written by the hospital or the worker. Everything typed is text here and read once, so that each wrong
/// field is named.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    /// `hospital` or `person`: who is to be paid.
    pub payee: String,
    /// The hospital's number as an employer of the area; 0 where the worker is paid.
    pub hospital_id: i64,
    /// The name of the hospital; of a registered one its registered name.
    pub hospital: String,
    /// ID number of the worker, 18 characters.
    pub worker_id_number: String,
    /// The case that recognised the injury.
    pub recognition_case_id: i64,
    /// The hospital's own number of the bill.
    pub bill_number: String,
    /// First day of the treatment, `YYYY-MM-DD`.
    pub stay_from: String,
    /// Last day; blank while it goes on.
    pub stay_until: String,
    pub lines: Vec<Line>,
}

/// One line as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Line {
    /// The row of the sheet it was read from; 0 where it was typed into the form.
    pub row: u32,
    /// Day of the service, `YYYY-MM-DD`.
    pub service_on: String,
    /// Code or name of the item.
    pub item: String,
    pub quantity: String,
    pub unit_price: String,
    pub amount: String,
}

impl Line {
    pub fn is_blank(&self) -> bool {
        [&self.service_on, &self.item, &self.quantity, &self.unit_price, &self.amount].iter().all(|typed| typed.trim().is_empty())
    }

    /// The line as a bill has it, checked against the stay; `field` names the line in the refusals.
    pub fn read(&self, field: &str, stay: Stay, today: Date) -> Result<BillLine, Refusals> {
        let mut fields = Fields::default();
        let at = |name: &str| format!("{field}.{name}");
        let service_on = fields.date(&at("service_on"), &self.service_on);
        let quantity: Option<Quantity> = match self.quantity.parse() {
            Ok(quantity) => Some(quantity),
            Err(text) => {
                let text: values::Text = text;
                fields.refusals.push(Refusal::new("quantity", text.zh, text.en).on_field(at("quantity")));
                None
            }
        };
        let unit_price = money(&mut fields, &at("unit_price"), "unit_price", &self.unit_price);
        let amount = money(&mut fields, &at("amount"), "amount", &self.amount);
        let (Some(service_on), Some(quantity), Some(unit_price), Some(amount)) = (service_on, quantity, unit_price, amount) else {
            return Err(fields.refusals);
        };
        let line = BillLine { service_on, item: self.item.trim().to_owned(), quantity, unit_price, amount };
        match check_line(&line, stay, today) {
            Ok(()) => Ok(line),
            Err(refusal) => {
                let text = refusal.text();
                Err(Refusal::new(code(&refusal), text.zh, text.en).on_field(at(refusal.field())).into())
            }
        }
    }
}

/// Yuan with a sign, so that a negative figure is refused with the reason of a bill.
fn money(fields: &mut Fields, field: &str, code: &str, text: &str) -> Option<Fen> {
    let trimmed = text.trim();
    let (negative, digits) = trimmed.strip_prefix('-').map_or((false, trimmed), |digits| (true, digits));
    match digits.parse::<Fen>() {
        Ok(amount) => Some(if negative { -amount } else { amount }),
        Err(_) => {
            let refusal = Refusal::new(
                code,
                "金额应以元为单位，最多两位小数，例如 36.50",
                "write an amount in yuan with at most two decimals, such as 36.50",
            );
            fields.refusals.push(refusal.on_field(field));
            None
        }
    }
}

/// The stable word of a refused line.
pub fn code(refusal: &LineRefusal) -> &'static str {
    match refusal {
        LineRefusal::StayEndsBeforeItBegins { .. } => "stay_ends_before",
        LineRefusal::InTheFuture { .. } => "in_the_future",
        LineRefusal::OutsideTheStay { .. } => "outside_the_stay",
        LineRefusal::NoItem => "no_item",
        LineRefusal::Quantity { .. } => "quantity",
        LineRefusal::UnitPrice { .. } => "unit_price",
        LineRefusal::Amount { .. } => "amount",
        LineRefusal::NotTheProduct { .. } => "not_the_product",
    }
}

/// A bill read into typed values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    pub payee: Payee,
    pub hospital: String,
    pub worker_id_number: IdNumber,
    pub number: String,
    pub stay: Stay,
    pub lines: Vec<BillLine>,
}

impl Bill {
    pub fn amount(&self) -> Fen {
        self.lines.iter().map(|line| line.amount).sum()
    }
}

/// What is claimed once: the same bill of the same hospital, whoever hands it in and however it is spaced.
pub fn reference(hospital: &str, number: &str) -> String {
    let plain = |text: &str| text.chars().filter(|character| !character.is_whitespace()).flat_map(char::to_uppercase).collect::<String>();
    format!("{}:{}", plain(hospital), plain(number))
}

impl Form {
    /// Reads everything; the refusals name each wrong field, the lines by their place from 0.
    pub fn read(&self, today: Date) -> Result<Bill, Refusals> {
        let mut fields = Fields::default();
        let payee = Payee::of(&self.payee);
        if payee.is_none() {
            fields.refusals.push(Refusal::new("payee", "请选择付给医院还是付给职工", "say who is to be paid").on_field("payee"));
        }
        let hospital = fields.words("hospital", ("医院名称", "name of the hospital"), &self.hospital, 100);
        let worker_id_number = fields.id_number("worker_id_number", &self.worker_id_number);
        let number = fields.words("bill_number", ("票据号码", "number of the bill"), &self.bill_number, 40);
        let first = fields.date("stay_from", &self.stay_from);
        let last = match self.stay_until.trim() {
            "" => None,
            typed => fields.date("stay_until", typed),
        };
        let mut lines = Vec::new();
        if let Some(first) = first {
            fields.refusals.0.extend(refuse_stay(first, last, today));
            if fields.refusals.0.iter().all(|refusal| !matches!(refusal.field.as_deref(), Some("stay_from" | "stay_until"))) {
                lines = self.read_lines(Stay { first, last }, today, &mut fields.refusals);
            }
        }
        let (true, Some(payee), Some(hospital), Some(worker_id_number), Some(number), Some(first)) =
            (fields.refusals.is_empty(), payee, hospital, worker_id_number, number, first)
        else {
            return Err(fields.refusals);
        };
        Ok(Bill { payee, hospital, worker_id_number, number, stay: Stay { first, last }, lines })
    }

    fn read_lines(&self, stay: Stay, today: Date, refusals: &mut Refusals) -> Vec<BillLine> {
        if self.lines.is_empty() {
            refusals.push(Refusal::new("no_line", "请至少填写一行费用", "write at least one line").on_field("lines"));
        }
        if self.lines.len() > LINES_MAX {
            let refusal = Refusal::new("too_many_lines", format!("最多 {LINES_MAX} 行"), format!("at most {LINES_MAX} lines"));
            refusals.push(refusal.hint("请按月分次结算", "hand a long stay in month by month").on_field("lines"));
            return Vec::new();
        }
        let mut lines: Vec<BillLine> = Vec::new();
        for (position, typed) in self.lines.iter().enumerate() {
            let field = format!("lines.{position}");
            match typed.read(&field, stay, today) {
                Ok(line) if lines.contains(&line) => refusals.push(
                    Refusal::new(
                        "line_twice",
                        format!("{} 的“{}”与前面一行完全相同", line.service_on, line.item),
                        format!("`{}` of {} stands on the bill already, with the same figures", line.item, line.service_on),
                    )
                    .hint("同一天使用多次的，请合并数量", "add up the quantity of what was given more than once a day")
                    .on_field(format!("{field}.item")),
                ),
                Ok(line) => lines.push(line),
                Err(found) => refusals.0.extend(found.0),
            }
        }
        lines
    }
}

fn refuse_stay(first: Date, last: Option<Date>, today: Date) -> Option<Refusal> {
    if first > today {
        let refusal = Refusal::new(
            "in_the_future",
            format!("治疗开始日期 {first} 晚于今天"),
            format!("the treatment begins on {first}, after today"),
        );
        return Some(refusal.on_field("stay_from"));
    }
    let last = last?;
    if last < first {
        let text = LineRefusal::StayEndsBeforeItBegins { first, last }.text();
        return Some(Refusal::new("stay_ends_before", text.zh, text.en).on_field("stay_until"));
    }
    let refusal = || {
        Refusal::new("in_the_future", format!("治疗结束日期 {last} 晚于今天"), format!("the treatment ends on {last}, after today"))
            .hint("仍在治疗的，结束日期留空", "leave the last day blank while the treatment goes on")
            .on_field("stay_until")
    };
    (last > today).then(refusal)
}
