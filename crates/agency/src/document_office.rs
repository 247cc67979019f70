//! Where documents are printed (制证): the press, the codes, and what stands on every document of this agency.

use std::sync::Arc;

use casework::procedure::CaseRef;
use casework::{Given, IssuedDocument, Paper, Refusal, StoreError, UnprintedDocument};
use documents::{Document, Imprint, Press, PressError};
use rules::Law;
use serde::Serialize;
use serde::de::DeserializeOwned;
use values::{Party, Text, VerificationCode};
use web::session::Randomness;

/// Prints documents for procedures. A procedure that issues holds it as it holds the law: it asks for a code while it gathers, and
/// prints while it decides, which needs no clock and no storage.
pub struct DocumentOffice {
    press: Press,
    randomness: Arc<dyn Randomness>,
    agency: Text,
    hotline: String,
    verify_at: String,
    is_specimen: bool,
}

impl DocumentOffice {
    /// `public_address` is where everybody reaches the agency, such as `https://rs.example.cn`; documents are verified below it.
    pub fn new(law: &Law, randomness: Arc<dyn Randomness>, public_address: &str) -> DocumentOffice {
        let city = law.city();
        DocumentOffice {
            press: Press::new(),
            randomness,
            agency: city.map(|city| city.agency.clone()).unwrap_or_default(),
            hotline: city.map_or_else(|| "12333".to_owned(), |city| city.hotline.clone()),
            verify_at: format!("{}/verify", public_address.trim_end_matches('/')),
            is_specimen: false,
        }
    }

    /// What it prints says that it is a demonstration's.
    pub fn as_demonstration(self) -> DocumentOffice {
        DocumentOffice { is_specimen: true, ..self }
    }

    /// Whether documents can be printed here; otherwise what to install.
    pub fn ready(&self) -> Result<(), PressError> {
        self.press.ready()
    }

    /// A fresh code for one document.
    pub fn fresh_code(&self) -> Result<VerificationCode, StoreError> {
        let mut bytes = [0; VerificationCode::RANDOM_BYTES];
        let filled = self.randomness.fill(&mut bytes);
        filled.map_err(|_| StoreError::Unavailable("the operating system gives no randomness".into()))?;
        Ok(VerificationCode::of_random(bytes))
    }

    /// The document of a decision. A decision does not wait for a font: what cannot be printed now is kept in the event, to be printed
    /// later by [`DocumentOffice::issue_kept`]. `code` is the one drawn while gathering.
    pub fn issue_or_keep<D: Document + Serialize>(
        &self,
        document: &D,
        party: Party,
        code: Option<VerificationCode>,
        case: CaseRef<'_>,
        given: &Given,
    ) -> Result<Paper, Refusal> {
        match self.print(document, party, code.ok_or_else(no_code)?, case, given) {
            Ok(issued) => Ok(Paper::Issued(issued)),
            Err(error) => {
                let says = serde_json::to_value(document).map_err(|error| not_kept(&error))?;
                Ok(Paper::Unprinted(UnprintedDocument { kind: document.kind(), title: document.title(), party, why: error.text(), says }))
            }
        }
    }

    /// Prints what was left to be printed, as it was decided.
    pub fn issue_kept<D: Document + DeserializeOwned>(
        &self,
        kept: &UnprintedDocument,
        code: Option<VerificationCode>,
        case: CaseRef<'_>,
        given: &Given,
    ) -> Result<IssuedDocument, Refusal> {
        let document: D = serde_json::from_value(kept.says.clone()).map_err(|error| not_kept(&error))?;
        self.issue(&document, kept.party, code.ok_or_else(no_code)?, case, given)
    }

    /// Prints a document for `party`, to be put among the effects of the act that issues it.
    pub fn issue(
        &self,
        document: &dyn Document,
        party: Party,
        code: VerificationCode,
        case: CaseRef<'_>,
        given: &Given,
    ) -> Result<IssuedDocument, Refusal> {
        self.print(document, party, code, case, given).map_err(|error| not_printed(&error))
    }

    fn print(
        &self,
        document: &dyn Document,
        party: Party,
        code: VerificationCode,
        case: CaseRef<'_>,
        given: &Given,
    ) -> Result<IssuedDocument, PressError> {
        let imprint = Imprint {
            agency: self.agency.clone(),
            number: *case.number,
            issued_on: given.today,
            code,
            verify_at: self.verify_at.clone(),
            hotline: self.hotline.clone(),
            is_specimen: self.is_specimen,
        };
        let pdf = self.press.print(document, &imprint)?;
        Ok(IssuedDocument { code, kind: document.kind(), party, shown: document.shown(&imprint), pdf: Arc::new(pdf) })
    }
}

/// A document needs a code that nobody can foretell, drawn before it is decided.
fn no_code() -> Refusal {
    Refusal::new("no_code", "没有生成验证码，请重试", "no verification code was drawn; try again")
}

/// What a procedure wrote down itself and cannot read: a fault of the program, not of who asked.
fn not_kept(error: &serde_json::Error) -> Refusal {
    Refusal::new(
        "document_unreadable",
        format!("文书内容无法读取（{error}），请联系系统管理员"),
        format!("what the document says cannot be read ({error}); tell the operator"),
    )
}

fn not_printed(error: &PressError) -> Refusal {
    let words = error.text();
    Refusal::new("not_printed", words.zh, words.en)
}

#[cfg(any(test, feature = "testing"))]
impl DocumentOffice {
    /// The same office on a machine without any font, for tests.
    pub fn without_fonts(self) -> DocumentOffice {
        DocumentOffice { press: Press::with_fonts_of(std::path::PathBuf::from("/nowhere")), ..self }
    }

    /// An office whose codes can be foretold, for tests and stories.
    pub fn for_tests(law: &Law) -> DocumentOffice {
        struct Counted(std::sync::atomic::AtomicU64);
        impl Randomness for Counted {
            fn fill(&self, bytes: &mut [u8]) -> Result<(), web::session::NoRandomness> {
                let mut state = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                for byte in bytes {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    *byte = (state >> 56) as u8;
                }
                Ok(())
            }
        }
        DocumentOffice::new(law, Arc::new(Counted(std::sync::atomic::AtomicU64::new(1))), "http://localhost:8080")
    }
}
