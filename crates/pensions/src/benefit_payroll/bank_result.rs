//! What the bank says became of a batch: pain.002 or CSV, read whole or not at all.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use values::{Fen, Text, parse_date};

use super::bank_result_xml;

/// The answer to one batch, as read; whether it fits the batch is for the decision to say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct BankResult {
    /// The number of the message it answers.
    pub message_id: String,
    /// The day of the answer, `YYYY-MM-DD`.
    pub settled_on: String,
    /// As the bank counts and sums all it was sent.
    pub payments: i64,
    pub amount: Fen,
    pub lines: Vec<ResultLine>,
    /// Of the file, in hexadecimal.
    pub file_sha256: String,
}

/// What became of one payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResultLine {
    pub end_to_end_id: String,
    /// A code of ISO 20022: `ACSC` and `ACCC` are paid, `RJCT` came back.
    pub status: String,
    /// The bank's reason, such as `AC04`; empty where it was paid.
    pub reason: String,
    pub amount: Fen,
}

impl ResultLine {
    pub fn is_paid(&self) -> bool {
        matches!(self.status.as_str(), "ACSC" | "ACCC")
    }

    pub fn is_returned(&self) -> bool {
        self.status == "RJCT"
    }
}

/// Why a file is not an answer of a bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultError {
    pub text: Text,
}

impl ResultError {
    pub(super) fn new(chinese: impl Into<String>, english: impl Into<String>) -> ResultError {
        ResultError { text: Text::new(chinese, english) }
    }

    /// The file ends before it is complete.
    pub(super) fn truncated(what: &str) -> ResultError {
        ResultError::new(
            format!("文件不完整（{what}），请向银行重新索取"),
            format!("the file ends before it is complete ({what}); ask the bank for it again"),
        )
    }
}

impl std::fmt::Display for ResultError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.text.en)
    }
}

impl std::error::Error for ResultError {}

/// Reads a file in either form; XML is known by its first sign.
pub fn read_bank_result(bytes: &[u8]) -> Result<BankResult, ResultError> {
    let file_sha256 = hex::encode(Sha256::digest(bytes));
    let text = std::str::from_utf8(bytes).map_err(|_| ResultError::new("文件不是 UTF-8 文本", "the file is not text in UTF-8"))?;
    let text = text.trim_start_matches('\u{feff}');
    let read = if text.trim_start().starts_with('<') { bank_result_xml::read(text)? } else { read_csv(text)? };
    Ok(BankResult { file_sha256, ..read })
}

/// A day, whether or not a time of day follows it.
pub(super) fn day(text: &str) -> Result<String, ResultError> {
    let day = text.trim().get(..10).unwrap_or(text.trim());
    let read = parse_date(day).map_err(|_| ResultError::new(format!("“{day}”不是日期"), format!("\"{day}\" is no date")))?;
    Ok(read.to_string())
}

pub(super) fn amount(text: &str, at: &str) -> Result<Fen, ResultError> {
    text.trim().parse().map_err(|_| {
        ResultError::new(
            format!("{at} 的金额“{text}”不正确，应为元，最多两位小数"),
            format!("the amount \"{text}\" of {at} is wrong: yuan with at most two decimals"),
        )
    })
}

pub(super) fn count(text: &str) -> Result<i64, ResultError> {
    text.trim().parse().map_err(|_| ResultError::new(format!("笔数“{text}”不是数字"), format!("the count \"{text}\" is no number")))
}

/// `result,<message>,<day>`, then a line for each payment (`payment,<id>,<status>,<reason>,<amount>`), last `total,<count>,,,<amount>` and
/// a line break.
fn read_csv(text: &str) -> Result<BankResult, ResultError> {
    // A last line without its end may have lost digits of the total.
    if !text.ends_with('\n') {
        return Err(ResultError::truncated("total"));
    }
    let mut result = BankResult::default();
    let (mut has_head, mut has_total) = (false, false);
    let mut rows = csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    for (number, row) in (1..).zip(rows.records()) {
        let row = row.map_err(|error| ResultError::new(format!("第{number}行：{error}"), format!("line {number}: {error}")))?;
        let column = |position: usize| row.get(position).unwrap_or("");
        if has_total {
            return Err(ResultError::new(format!("第{number}行在合计之后"), format!("line {number} comes after the total")));
        }
        match column(0) {
            "record" => {}
            "result" if !has_head => {
                has_head = true;
                result.message_id = column(1).to_owned();
                result.settled_on = day(column(2))?;
            }
            "payment" if has_head => result.lines.push(ResultLine {
                end_to_end_id: column(1).to_owned(),
                status: column(2).to_owned(),
                reason: column(3).to_owned(),
                amount: amount(column(4), &format!("line {number}"))?,
            }),
            "total" if has_head => {
                has_total = true;
                result.payments = count(column(1))?;
                result.amount = amount(column(4), "total")?;
            }
            other => {
                return Err(ResultError::new(
                    format!("第{number}行“{other}”不在应在的位置"),
                    format!("line {number}: \"{other}\" is not expected there"),
                ));
            }
        }
    }
    if has_total { Ok(result) } else { Err(ResultError::truncated("total")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSV: &str = "record,end_to_end_id,status,reason,amount\nresult,YB371002R40B1,2020-07-14\n\
                       payment,371002R40B1E1,ACSC,,3000.00\npayment,371002R40B1E2,RJCT,AC04,2500.50\ntotal,2,,,5500.50\n";

    const XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>BANK1</MsgId><CreDtTm>2020-07-14T10:00:00+08:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>YB371002R40B1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><OrgnlNbOfTxs>2</OrgnlNbOfTxs><OrgnlCtrlSum>5500.5</OrgnlCtrlSum><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>YB371002R40B1P</OrgnlPmtInfId>
<TxInfAndSts><OrgnlEndToEndId>371002R40B1E1</OrgnlEndToEndId><TxSts>ACSC</TxSts><OrgnlTxRef><Amt><InstdAmt Ccy="CNY">3000.00</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>371002R40B1E2</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf><OrgnlTxRef><Amt><InstdAmt Ccy="CNY">2500.50</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
"#;

    #[test]
    fn both_forms_say_the_same() {
        let (csv, xml) = (read_bank_result(CSV.as_bytes()).unwrap(), read_bank_result(XML.as_bytes()).unwrap());
        assert_eq!((csv.message_id.as_str(), csv.settled_on.as_str(), csv.payments), ("YB371002R40B1", "2020-07-14", 2));
        assert_eq!(csv.amount, Fen(550_050));
        assert_eq!((csv.lines[0].is_paid(), csv.lines[1].is_returned(), csv.lines[1].reason.as_str()), (true, true, "AC04"));
        assert_eq!(BankResult { file_sha256: csv.file_sha256.clone(), ..xml }, csv);
    }

    #[test]
    fn a_file_cut_off_anywhere_is_refused() {
        // Behind the last element of the XML comes only a line break, which may be missing.
        for (text, needed) in [(CSV, CSV.len()), (XML, XML.len() - 1)] {
            for length in 0..needed {
                assert!(read_bank_result(&text.as_bytes()[..length]).is_err(), "{}", &text[..length]);
            }
        }
    }

    #[test]
    fn what_is_no_answer_is_refused_with_the_reason() {
        let said = |text: &str| read_bank_result(text.as_bytes()).unwrap_err().text.en;
        for (text, part) in [
            (CSV.replace("3000.00", "3000.005"), "3000.005"),
            (CSV.replace("2020-07-14", "2020-07-34"), "2020-07-34"),
            (CSV.replace("total,2", "total,two"), "two"),
            (format!("{CSV}payment,371002R40B1E3,ACSC,,1.00\n"), "after the total"),
            (XML.replace("<OrgnlMsgId>YB371002R40B1</OrgnlMsgId>", ""), "OrgnlMsgId"),
            (XML.replace("pain.002.001.10", "pain.001.001.09"), "pain.002"),
            (XML.replace("ACSC", "&secret;"), "secret"),
            (XML.replace("Ccy=\"CNY\">2500.50", "Ccy=\"EUR\">2500.50"), "EUR"),
            (XML.replace("<InstdAmt Ccy=\"CNY\">3000.00</InstdAmt>", ""), "amount"),
        ] {
            assert!(said(&text).contains(part), "{} does not say {part}", said(&text));
        }
        assert!(read_bank_result(&[0xff, 0xfe, 0x00]).is_err());
    }
}
