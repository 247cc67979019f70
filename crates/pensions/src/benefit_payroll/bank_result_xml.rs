//! The XML form of a bank's answer: ISO 20022 pain.002.
//!
//! Elements are known by their local names on the path from the root, so every version of the message is read. Entities are not
//! expanded: a file that needs one is refused.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::bank_result::{BankResult, ResultError, ResultLine, amount, count, day};

/// What a value on the path is for.
const MESSAGE: &str = "OrgnlMsgId";
const MADE_ON: &str = "CreDtTm";

#[derive(Default)]
struct Reading {
    path: Vec<String>,
    result: BankResult,
    has_count: bool,
    has_sum: bool,
    line: Option<ReadLine>,
    text: String,
}

#[derive(Default)]
struct ReadLine {
    end_to_end_id: String,
    status: String,
    reason: String,
    amount: Option<values::Fen>,
}

pub fn read(text: &str) -> Result<BankResult, ResultError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut reading = Reading::default();
    let mut was_open = false;
    loop {
        let event = reader.read_event().map_err(|error| {
            ResultError::new(
                format!("XML 有误，请向银行重新索取：{error}"),
                format!("the XML is damaged; ask the bank for it again: {error}"),
            )
        })?;
        match event {
            Event::Start(start) => {
                was_open = true;
                reading.start(&start)?;
            }
            Event::End(_) => reading.end()?,
            Event::Text(text) => reading.text.push_str(&text.xml10_content()),
            Event::CData(text) => reading.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => reading.reference(reference.as_ref())?,
            Event::DocType(_) => return Err(ResultError::new("文件不得含有 DOCTYPE", "the file may not have a DOCTYPE")),
            Event::Eof if reading.path.is_empty() && was_open => return reading.finish(),
            Event::Eof => return Err(ResultError::truncated("XML")),
            _ => {}
        }
    }
}

impl Reading {
    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), ResultError> {
        let name = start.local_name().as_ref().to_owned();
        self.text.clear();
        if self.path.is_empty() {
            let namespace = start.attributes().with_checks(false).flatten().find(|attribute| attribute.key.as_ref().starts_with("xmlns"));
            let namespace = namespace.map(|attribute| attribute.value.to_string()).unwrap_or_default();
            if !namespace.contains(":pain.002.") {
                return Err(ResultError::new(
                    "这不是银行回盘报文（pain.002）",
                    format!("this is no answer of a bank: its namespace is \"{namespace}\" and not pain.002"),
                ));
            }
        }
        if name == "TxInfAndSts" {
            self.line = Some(ReadLine::default());
        }
        if name == "InstdAmt" {
            let currency = start.attributes().with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == "Ccy");
            let currency = currency.map(|attribute| attribute.value.to_string()).unwrap_or_default();
            if currency != "CNY" {
                return Err(ResultError::new(format!("币种“{currency}”不是人民币"), format!("the currency is {currency} and not CNY")));
            }
        }
        self.path.push(name);
        Ok(())
    }

    fn reference(&mut self, name: &str) -> Result<(), ResultError> {
        let character = match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            other => {
                return Err(ResultError::new(format!("文件中的实体“{other}”不可用"), format!("the entity \"{other}\" is not taken")));
            }
        };
        self.text.push(character);
        Ok(())
    }

    fn end(&mut self) -> Result<(), ResultError> {
        let Some(name) = self.path.pop() else { return Ok(()) };
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        let parent = self.path.last().map_or("", String::as_str);
        let at = self.line.as_ref().map_or_else(String::new, |line| line.end_to_end_id.clone());
        match (parent, name.as_str()) {
            ("OrgnlGrpInfAndSts", MESSAGE) => self.result.message_id = text.to_owned(),
            ("GrpHdr", MADE_ON) => self.result.settled_on = day(text)?,
            ("OrgnlGrpInfAndSts", "OrgnlNbOfTxs") => {
                self.result.payments = count(text)?;
                self.has_count = true;
            }
            ("OrgnlGrpInfAndSts", "OrgnlCtrlSum") => {
                self.result.amount = amount(text, "OrgnlCtrlSum")?;
                self.has_sum = true;
            }
            (_, "TxInfAndSts") => self.finish_line()?,
            (_, field) => {
                if let Some(line) = &mut self.line {
                    match field {
                        "OrgnlEndToEndId" => line.end_to_end_id = text.to_owned(),
                        "TxSts" => line.status = text.to_owned(),
                        "Cd" | "Prtry" if parent == "Rsn" => line.reason = text.to_owned(),
                        "InstdAmt" => line.amount = Some(amount(text, &at)?),
                        _ => {}
                    }
                }
            }
        }
        Ok(())
    }

    fn finish_line(&mut self) -> Result<(), ResultError> {
        let Some(line) = self.line.take() else { return Ok(()) };
        let id = line.end_to_end_id;
        let Some(amount) = line.amount else {
            return Err(ResultError::new(format!("“{id}”没有金额"), format!("the payment \"{id}\" has no amount")));
        };
        self.result.lines.push(ResultLine { end_to_end_id: id, status: line.status, reason: line.reason, amount });
        Ok(())
    }

    fn finish(self) -> Result<BankResult, ResultError> {
        let missing = if self.result.message_id.is_empty() {
            Some(MESSAGE)
        } else if self.result.settled_on.is_empty() {
            Some(MADE_ON)
        } else if !self.has_count {
            Some("OrgnlNbOfTxs")
        } else if !self.has_sum {
            Some("OrgnlCtrlSum")
        } else {
            None
        };
        match missing {
            None => Ok(self.result),
            Some(name) => Err(ResultError::new(format!("文件缺少 {name}"), format!("the file has no {name}"))),
        }
    }
}
