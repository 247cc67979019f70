//! Rows read into typed values; each wrong cell is a refusal with its place.

use values::{AreaCode, Date, Fen, IdNumber, Month, PersonName, SocialCreditCode, Telephone};

use super::procedure::{EmployerLine, EmploymentLine, PersonLine};
use super::table::{RawRow, RawTable};

/// Why a row, or a cell of it, was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedCell {
    pub column: String,
    pub reason: String,
}

/// A row being read.
pub struct Cells<'a> {
    table: &'a RawTable,
    row: &'a RawRow,
    pub refused: Vec<RefusedCell>,
}

impl<'a> Cells<'a> {
    pub fn of(table: &'a RawTable, row: &'a RawRow) -> Cells<'a> {
        Cells { table, row, refused: Vec::new() }
    }

    fn text(&self, name: &str) -> &'a str {
        let column = self.table.kind.columns().iter().find(|column| column.name == name);
        let position = column.and_then(|column| column.position(&self.table.header));
        position.and_then(|at| self.row.cells.get(at)).map_or("", |cell| cell.trim())
    }

    fn read<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        match parse(self.text(name)) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.refused.push(RefusedCell { column: name.to_owned(), reason });
                None
            }
        }
    }

    fn words(&mut self, name: &str, most: usize) -> Option<String> {
        self.read(name, |text| match text.chars().count() {
            0 => Err("this may not be blank".to_owned()),
            length if length > most => Err(format!("this has {length} characters and may have {most}")),
            _ if text.chars().any(char::is_control) => Err("this holds control characters".to_owned()),
            _ => Ok(text.to_owned()),
        })
    }

    pub fn area(&mut self, areas: &[AreaCode]) -> Option<AreaCode> {
        self.read("area", |text| {
            let known = areas.iter().find(|area| area.as_str() == text);
            known.copied().ok_or_else(|| format!("“{text}” is no pooling area of this city"))
        })
    }

    fn id_number(&mut self) -> Option<IdNumber> {
        self.read("id_number", |text| IdNumber::parse(text).map_err(|error| error.text().en))
    }

    fn credit_code(&mut self) -> Option<SocialCreditCode> {
        self.read("credit_code", |text| SocialCreditCode::parse(text).map_err(|error| error.text().en))
    }

    fn telephone(&mut self) -> Option<Option<Telephone>> {
        self.read("telephone", |text| match text {
            "" => Ok(None),
            _ => Telephone::parse(text).map(Some).map_err(|error| error.text().en),
        })
    }

    fn date(&mut self, name: &str) -> Option<Date> {
        self.read(name, |text| values::parse_date(text).map_err(|error| error.text().en))
    }

    fn month(&mut self, name: &str) -> Option<Option<Month>> {
        self.read(name, |text| match text {
            "" => Ok(None),
            _ => text.parse().map(Some).map_err(|_| "write a month as year and month, such as 2020-02".to_owned()),
        })
    }

    pub fn employer(&mut self, line: u64) -> Option<EmployerLine> {
        let (name, credit_code, address) = (self.words("name", 100), self.credit_code(), self.words("address", 200));
        let (contact_name, telephone) = (self.words("contact_name", 50), self.telephone());
        let injury_class = self.read("injury_class", |text| match text.parse() {
            Ok(class @ 1..=8) => Ok(class),
            _ => Err("the industry class is a whole number from 1 to 8".to_owned()),
        });
        let injury_factor_permille = self.read("injury_factor_permille", |text| match text {
            "" => Ok(1_000),
            _ => text
                .parse()
                .ok()
                .filter(|factor| (1..=5_000).contains(factor))
                .ok_or("the factor is a whole number of thousandths, 1000 being the plain rate".to_owned()),
        });
        let (founded_on, registered_on) = (self.date("founded_on"), self.date("registered_on"));
        Some(EmployerLine {
            line,
            name: name?,
            credit_code: credit_code?,
            address: address?,
            contact_name: contact_name?,
            telephone: telephone?,
            injury_class: injury_class?,
            injury_factor_permille: injury_factor_permille?,
            founded_on: founded_on?,
            registered_on: registered_on?,
        })
    }

    pub fn person(&mut self, line: u64) -> Option<PersonLine> {
        let name = self.read("name", |text| PersonName::parse(text).map_err(|error| error.text().en));
        let (id_number, telephone, registered_on) = (self.id_number(), self.telephone(), self.date("registered_on"));
        Some(PersonLine { line, name: name?, id_number: id_number?, telephone: telephone?, registered_on: registered_on? })
    }

    pub fn employment(&mut self, line: u64) -> Option<EmploymentLine> {
        let (credit_code, id_number) = (self.credit_code(), self.id_number());
        let (from_month, until_month) = (self.month("from_month"), self.month("until_month"));
        let declared_wage = self.read("declared_wage", |text| match text.parse::<Fen>() {
            Ok(wage) if wage.is_positive() => Ok(wage),
            _ => Err("the wage is an amount in yuan above nothing with at most two decimals, such as 5200.00".to_owned()),
        });
        let from_month = from_month?;
        if from_month.is_none() {
            self.refused.push(RefusedCell { column: "from_month".into(), reason: "this may not be blank".into() });
        }
        let (from_month, until_month) = (from_month?, until_month?);
        if until_month.is_some_and(|until| until < from_month) {
            self.refused.push(RefusedCell { column: "until_month".into(), reason: format!("it ends before it begins in {from_month}") });
            return None;
        }
        Some(EmploymentLine {
            line,
            credit_code: credit_code?,
            id_number: id_number?,
            from_month,
            until_month,
            declared_wage: declared_wage?,
        })
    }
}
