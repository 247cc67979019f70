//! The file for the bank: ISO 20022 pain.001.001.09, and the same as CSV.
//!
//! The bytes follow from the payments and from what was fixed when the file was made, so a copy made later is the same file; its
//! SHA-256 stands in the case. The file itself is not kept: it would hold every account number in clear.

use std::io::Write;

use casework::payee::PayeeAccount;
use casework::payroll::{PaymentMarkKind, PaymentRow, PayrollBatch, PayrollTotals};
use casework::{Reader, StoreError};
use ledger::BenefitFund;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use sha2::{Digest, Sha256};
use values::{AreaCode, Fen, Month};

use super::money::payment_reference;
use super::state::FileMade;
use super::written_at;

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
/// The national payment system in the external code list of ISO 20022.
const CLEARING_SYSTEM: &str = "CNAPS";
/// Longest name the message takes, in characters.
const NAME_LENGTH: usize = 140;
/// Payments read at once.
const PAYMENTS_AT_ONCE: u32 = 2_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BankFileFormat {
    Xml,
    Csv,
}

/// What is written: the batch, what was fixed about its file, and what is in it.
#[derive(Debug, Clone, Copy)]
pub struct Contents<'a> {
    pub batch: PayrollBatch,
    pub month: Month,
    pub totals: &'a [PayrollTotals],
    pub file: &'a FileMade,
}

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the file cannot be written: {0}")]
    Output(#[from] std::io::Error),
}

/// Writes the file of a batch. Payments are read a page at a time, so memory does not grow with them.
pub fn write_bank_file(
    reader: &mut dyn Reader,
    contents: Contents<'_>,
    format: BankFileFormat,
    output: &mut dyn Write,
) -> Result<(), FileError> {
    match format {
        BankFileFormat::Xml => write_xml(reader, contents, output),
        BankFileFormat::Csv => write_csv(reader, contents, output),
    }
}

/// The SHA-256 of the file, in hexadecimal.
pub fn fingerprint(reader: &mut dyn Reader, contents: Contents<'_>, format: BankFileFormat) -> Result<String, FileError> {
    let mut hashing = Hashing(Sha256::new());
    write_bank_file(reader, contents, format, &mut hashing)?;
    Ok(hex::encode(hashing.0.finalize()))
}

struct Hashing(Sha256);

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Hands every payment of a fund that is sent to `each`, in order of the entitlements.
fn for_each_payment(
    reader: &mut dyn Reader,
    batch: PayrollBatch,
    fund: BenefitFund,
    mut each: impl FnMut(&PaymentRow, &PayeeAccount) -> Result<(), FileError>,
) -> Result<(), FileError> {
    let mut after = 0;
    loop {
        let page = reader.payments(batch, after, PAYMENTS_AT_ONCE, true)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.payment.entitlement_id;
        for row in page.iter().filter(|row| row.payment.fund == fund) {
            if row.mark.as_ref().is_some_and(|mark| mark.kind == PaymentMarkKind::HeldOut) {
                continue;
            }
            let account = row.account.as_ref().ok_or_else(|| {
                StoreError::Damaged(format!("the account of the payment on entitlement {} is missing", row.payment.entitlement_id))
            })?;
            each(row, account)?;
        }
    }
}

/// A writer of elements that remembers what is open.
struct Elements<'w> {
    writer: Writer<&'w mut dyn Write>,
    open: Vec<&'static str>,
}

impl Elements<'_> {
    fn start(&mut self, name: &'static str) -> std::io::Result<()> {
        self.open.push(name);
        self.writer.write_event(Event::Start(BytesStart::new(name)))
    }

    fn end(&mut self) -> std::io::Result<()> {
        match self.open.pop() {
            Some(name) => self.writer.write_event(Event::End(BytesEnd::new(name))),
            None => Ok(()),
        }
    }

    /// An element with a text, inside the elements of `path`.
    fn text(&mut self, path: &[&'static str], text: &str) -> std::io::Result<()> {
        for name in path {
            self.start(name)?;
        }
        self.writer.write_event(Event::Text(BytesText::new(text)))?;
        path.iter().try_for_each(|_| self.end())
    }

    /// The number of a bank and its name.
    fn agent(&mut self, account: &PayeeAccount) -> std::io::Result<()> {
        self.start("FinInstnId")?;
        self.start("ClrSysMmbId")?;
        self.text(&["ClrSysId", "Cd"], CLEARING_SYSTEM)?;
        self.text(&["MmbId"], account.bank_code.as_str())?;
        self.end()?;
        self.text(&["Nm"], &named(&account.bank_name))?;
        self.end()
    }
}

/// A name as the message takes it: without characters XML cannot hold, and no longer than allowed.
fn named(name: &str) -> String {
    name.chars().filter(|character| !character.is_control()).take(NAME_LENGTH).collect()
}

fn write_xml(reader: &mut dyn Reader, contents: Contents<'_>, output: &mut dyn Write) -> Result<(), FileError> {
    let Contents { batch, month, totals, file } = contents;
    let mut xml = Elements { writer: Writer::new_with_indent(output, b' ', 1), open: Vec::new() };
    xml.writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.open.push("Document");
    xml.writer.write_event(Event::Start(BytesStart::new("Document").with_attributes([("xmlns", NAMESPACE)])))?;
    xml.start("CstmrCdtTrfInitn")?;
    xml.start("GrpHdr")?;
    xml.text(&["MsgId"], &file.message_id)?;
    xml.text(&["CreDtTm"], &written_at(file.made_on, file.written_at))?;
    xml.text(&["NbOfTxs"], &file.payments.to_string())?;
    xml.text(&["CtrlSum"], &file.amount.plain())?;
    xml.text(&["InitgPty", "Nm"], &named(&file.payer.holder))?;
    xml.end()?;
    for of_fund in totals {
        payment_information(&mut xml, file, of_fund)?;
        for_each_payment(reader, batch, of_fund.fund, |row, account| Ok(transfer(&mut xml, batch, month, row, account)?))?;
        xml.end()?;
    }
    xml.end()?;
    xml.end()?;
    xml.writer.into_inner().write_all(b"\n")?;
    Ok(())
}

/// The part of a fund up to its first transfer.
fn payment_information(xml: &mut Elements<'_>, file: &FileMade, of_fund: &PayrollTotals) -> std::io::Result<()> {
    xml.start("PmtInf")?;
    xml.text(&["PmtInfId"], &format!("{}{}", file.message_id, fund_letter(of_fund.fund)))?;
    xml.text(&["PmtMtd"], "TRF")?;
    xml.text(&["BtchBookg"], "true")?;
    xml.text(&["NbOfTxs"], &of_fund.payments.to_string())?;
    xml.text(&["CtrlSum"], &of_fund.amount.plain())?;
    xml.text(&["ReqdExctnDt", "Dt"], &file.execution_on.to_string())?;
    xml.text(&["Dbtr", "Nm"], &named(&file.payer.holder))?;
    xml.text(&["DbtrAcct", "Id", "Othr", "Id"], file.payer.number.as_str())?;
    xml.start("DbtrAgt")?;
    xml.agent(&file.payer)?;
    xml.end()
}

fn transfer(xml: &mut Elements<'_>, batch: PayrollBatch, month: Month, row: &PaymentRow, account: &PayeeAccount) -> std::io::Result<()> {
    let payment = &row.payment;
    xml.start("CdtTrfTxInf")?;
    xml.text(&["PmtId", "EndToEndId"], &payment_reference(batch, payment.entitlement_id))?;
    xml.start("Amt")?;
    xml.writer.write_event(Event::Start(BytesStart::new("InstdAmt").with_attributes([("Ccy", "CNY")])))?;
    xml.open.push("InstdAmt");
    xml.writer.write_event(Event::Text(BytesText::new(&payment.amount.plain())))?;
    xml.end()?;
    xml.end()?;
    xml.start("CdtrAgt")?;
    xml.agent(account)?;
    xml.end()?;
    xml.text(&["Cdtr", "Nm"], &named(&account.holder))?;
    xml.text(&["CdtrAcct", "Id", "Othr", "Id"], account.number.as_str())?;
    xml.text(&["Purp", "Cd"], purpose(payment.fund))?;
    xml.text(&["RmtInf", "Ustrd"], &remittance(month, payment.fund))?;
    xml.end()
}

/// A fund's letter in the number of its part.
fn fund_letter(fund: BenefitFund) -> char {
    match fund {
        BenefitFund::EmployeePension => 'P',
        BenefitFund::ResidentPension => 'R',
        BenefitFund::WorkInjury => 'W',
    }
}

/// The purpose in the external code list of ISO 20022: a pension, or another benefit of social security.
fn purpose(fund: BenefitFund) -> &'static str {
    match fund {
        BenefitFund::EmployeePension | BenefitFund::ResidentPension => "PENS",
        BenefitFund::WorkInjury => "SSBE",
    }
}

fn remittance(month: Month, fund: BenefitFund) -> String {
    let what = match fund {
        BenefitFund::EmployeePension => "职工养老待遇",
        BenefitFund::ResidentPension => "居民养老待遇",
        BenefitFund::WorkInjury => "工伤待遇",
    };
    format!("{month} {what}")
}

const CSV_COLUMNS: [&str; 9] =
    ["record", "end_to_end_id", "fund", "amount", "holder", "bank_code", "bank_name", "account_number", "remittance"];

fn write_csv(reader: &mut dyn Reader, contents: Contents<'_>, output: &mut dyn Write) -> Result<(), FileError> {
    let Contents { batch, month, totals, file } = contents;
    let mut csv = csv::WriterBuilder::new().flexible(true).from_writer(output);
    let failed = |error: csv::Error| FileError::Output(error.into());
    csv.write_record(CSV_COLUMNS).map_err(failed)?;
    let payer = &file.payer;
    let payer_columns = [&payer.holder, payer.bank_code.as_str(), &payer.bank_name, payer.number.as_str()].map(spreadsheet_safe);
    let first = ["payer", &file.message_id, "", &file.execution_on.to_string()].map(str::to_owned);
    csv.write_record(first.iter().chain(&payer_columns)).map_err(failed)?;
    for of_fund in totals {
        for_each_payment(reader, batch, of_fund.fund, |row, account| {
            let payment = &row.payment;
            let reference = payment_reference(batch, payment.entitlement_id);
            let remittance = remittance(month, payment.fund);
            let columns = [
                "payment".to_owned(),
                reference,
                payment.fund.as_str().to_owned(),
                payment.amount.plain(),
                spreadsheet_safe(&account.holder),
                account.bank_code.as_str().to_owned(),
                spreadsheet_safe(&account.bank_name),
                account.number.as_str().to_owned(),
                remittance,
            ];
            csv.write_record(&columns).map_err(failed)
        })?;
    }
    csv.write_record(["total", &file.payments.to_string(), "", &file.amount.plain()]).map_err(failed)?;
    csv.flush()?;
    Ok(())
}

/// A text no spreadsheet takes for a formula.
fn spreadsheet_safe(text: &str) -> String {
    let text = named(text);
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text }
}

/// The number of a batch's message.
pub fn message_id(area: AreaCode, run_id: i64, batch: i64) -> String {
    format!("YB{area}R{run_id}B{batch}")
}

/// What a batch comes to.
pub fn sum(totals: &[PayrollTotals]) -> (i64, Fen) {
    (totals.iter().map(|of_fund| of_fund.payments).sum(), totals.iter().map(|of_fund| of_fund.amount).sum())
}
