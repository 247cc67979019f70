//! Where documents are printed (制证): the press, the codes, and what stands on every document of this agency.

use std::sync::Arc;

use casework::procedure::CaseRef;
use casework::{Given, IssuedDocument, Refusal, StoreError};
use documents::{Document, Imprint, Press, PressError};
use rules::Law;
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

    /// Prints a document for `party`, to be put among the effects of the act that issues it.
    pub fn issue(
        &self,
        document: &dyn Document,
        party: Party,
        code: VerificationCode,
        case: CaseRef<'_>,
        given: &Given,
    ) -> Result<IssuedDocument, Refusal> {
        let imprint = Imprint {
            agency: self.agency.clone(),
            number: *case.number,
            issued_on: given.today,
            code,
            verify_at: self.verify_at.clone(),
            hotline: self.hotline.clone(),
            is_specimen: self.is_specimen,
        };
        let pdf = self.press.print(document, &imprint).map_err(|error| not_printed(&error))?;
        Ok(IssuedDocument { code, kind: document.kind(), party, shown: document.shown(&imprint), pdf: Arc::new(pdf) })
    }
}

fn not_printed(error: &PressError) -> Refusal {
    let words = error.text();
    Refusal::new("not_printed", words.zh, words.en)
}

#[cfg(any(test, feature = "testing"))]
impl DocumentOffice {
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
