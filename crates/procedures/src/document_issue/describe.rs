//! An issued document in words.

use agency::registry::CaseView;
use values::Text;

use super::State;

pub fn view(state: &State) -> CaseView {
    let Some(document) = &state.document else { return CaseView::default() };
    let described = vec![
        (Text::new("文书", "Document"), document.kind.title()),
        (Text::new("验证码", "Verification code"), Text::same(document.code.to_string())),
        (Text::new("文件指纹（SHA-256）", "Fingerprint (SHA-256)"), Text::same(document.sha256.clone())),
    ];
    CaseView { described, ..CaseView::default() }
}
