//! The press: a document and its imprint in, the bytes of a PDF out. The same input gives the same bytes.

use std::path::PathBuf;
use std::sync::OnceLock;

use values::{CaseNumber, Text};

use crate::blocks;
use crate::flow::{ACCENT, BOTTOM, Flow, HAIRLINE, INK, LEFT, Mark, PAGE_HEIGHT, RIGHT, Role, SMALL, SOFT, Style, WARNING, WIDTH};
use crate::fonts::{Fonts, Weight};
use crate::paper::{Document, Imprint};
use crate::{pdf, qr};

/// Why a document could not be printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PressError {
    #[error(
        "no font with Chinese is installed on this machine, so documents cannot be printed; install one (Debian and Ubuntu: \
         apt install fonts-noto-cjk; Fedora: dnf install google-noto-sans-cjk-fonts; Alpine: apk add font-noto-cjk) and try again"
    )]
    NoChineseFont,
    #[error("the font {path} cannot be used: {reason}; reinstall it", path = path.display())]
    UnusableFont { path: PathBuf, reason: String },
    #[error("the address {address} at which the document is to be verified is too long for a QR code")]
    Address { address: String },
    #[error("the document could not be written as PDF/A: {0}")]
    Pdf(String),
}

impl PressError {
    /// What to tell somebody who asked for a document.
    pub fn text(&self) -> Text {
        match self {
            PressError::NoChineseFont => Text::new(
                "服务器没有安装中文字体，暂时不能出具文书。请联系管理员安装中文字体（例如 fonts-noto-cjk）后再试。",
                "Documents cannot be printed now: the server has no font with Chinese. Ask the operator to install one, such as fonts-noto-cjk, and try again.",
            ),
            _ => Text::new(
                "文书排版失败，没有出具。请稍后再试；如仍不成功，请联系经办机构。",
                "The document could not be set and was not issued. Try again later; if it still fails, ask the agency.",
            ),
        }
    }
}

/// Prints documents. Fonts are looked for when the first is printed, or when [`Press::ready`] is asked.
#[derive(Default)]
pub struct Press {
    /// Only fonts of this folder; those of the system where it is `None`.
    folder: Option<PathBuf>,
    fonts: OnceLock<Result<Fonts, PressError>>,
}

impl std::fmt::Debug for Press {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Press").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Press {
    /// With the fonts of the system.
    pub fn new() -> Press {
        Press::default()
    }

    /// With the fonts of a folder and no others.
    pub fn with_fonts_of(folder: PathBuf) -> Press {
        Press { folder: Some(folder), fonts: OnceLock::new() }
    }

    /// Finds the fonts, or says what to install.
    pub fn ready(&self) -> Result<(), PressError> {
        self.fonts().map(|_| ())
    }

    fn fonts(&self) -> Result<&Fonts, PressError> {
        self.fonts.get_or_init(|| Fonts::find(self.folder.as_deref())).as_ref().map_err(Clone::clone)
    }

    /// The document as PDF/A.
    pub fn print(&self, document: &dyn Document, imprint: &Imprint) -> Result<Vec<u8>, PressError> {
        let fonts = self.fonts()?;
        let code = qr::cells(&imprint.address()).ok_or_else(|| PressError::Address { address: imprint.address() })?;
        let mut flow = Flow::new(fonts);
        let title = document.title();
        head(&mut flow, &title);
        for block in document.blocks() {
            blocks::set(&mut flow, &block);
        }
        blocks::signature(&mut flow, &imprint.agency, imprint.issued_on);
        closing(&mut flow, imprint);
        let pages = flow.pages.len();
        for page in 0..pages {
            frame(&mut flow, imprint, &code, page, pages);
        }
        pdf::write(&flow, &title.zh, imprint)
    }
}

fn head(flow: &mut Flow<'_>, title: &Text) {
    flow.space(10.0);
    let words = title.zh.clone();
    flow.element(Role::Heading(1, words), |flow| flow.text_centred(flow.y + 18.0, &title.zh, Style::new(20.0, Weight::Bold, INK)));
    flow.element(Role::Paragraph, |flow| flow.text_centred(flow.y + 35.0, &title.en, Style::new(9.5, Weight::Regular, SOFT)));
    flow.space(52.0);
}

/// How to verify it, as part of what is read.
fn closing(flow: &mut Flow<'_>, imprint: &Imprint) {
    let words = Text::new(
        format!(
            "本文书由{}出具，验证码 {}。任何人可扫描二维码，或在 {} 输入验证码核对真伪；也可拨打 {} 查询。文书内容以验证页面登记的为准。",
            imprint.agency.zh, imprint.code, imprint.verify_at, imprint.hotline
        ),
        format!(
            "Issued by {}. Anybody can verify this document: scan the QR code, or enter the code {} at {}, or call {}.",
            imprint.agency.en, imprint.code, imprint.verify_at, imprint.hotline
        ),
    );
    flow.need(60.0);
    flow.space(8.0);
    flow.paragraph(LEFT, &words.zh, SMALL, WIDTH);
    flow.paragraph(LEFT, &words.en, SMALL, WIDTH);
}

/// What stands at the head and the foot of every page.
fn frame(flow: &mut Flow<'_>, imprint: &Imprint, code: &qr::Cells, page: usize, pages: usize) {
    const AGENCY: Style = Style::new(9.5, Weight::Bold, ACCENT);
    let filled = std::mem::take(&mut flow.pages);
    flow.pages = vec![Vec::new()];
    flow.outside(|flow| {
        flow.text(LEFT, 48.0, &imprint.agency.zh, AGENCY);
        flow.text_to(RIGHT, 48.0, &number_words(imprint.number), SMALL);
        flow.fill(LEFT, 56.0, WIDTH, 1.2, ACCENT);
        if imprint.is_specimen {
            let words = "演示文书　不具效力　Demonstration: without effect";
            flow.text_centred(70.0, words, Style::new(8.5, Weight::Bold, WARNING));
        }
        foot(flow, imprint, code, page, pages);
    });
    let framing = std::mem::replace(&mut flow.pages, filled);
    if let Some(marks) = flow.pages.get_mut(page) {
        marks.extend(framing.into_iter().flatten());
    }
}

fn number_words(number: CaseNumber) -> String {
    format!("业务编号 {number}")
}

fn foot(flow: &mut Flow<'_>, imprint: &Imprint, code: &qr::Cells, page: usize, pages: usize) {
    const SIDE: f32 = 66.0;
    let top = BOTTOM + 14.0;
    flow.fill(LEFT, top, WIDTH, 0.6, HAIRLINE);
    let unit = SIDE / f32::from(code.side);
    flow.mark(Mark::Squares { x: RIGHT - SIDE, y: top + 10.0, side: unit, cells: code.dark.clone() });
    let end = flow.text(LEFT, top + 24.0, "验证码", Style::new(8.5, Weight::Regular, SOFT));
    flow.text(end + 8.0, top + 25.0, &imprint.code.to_string(), Style::new(13.0, Weight::Bold, INK));
    flow.text(LEFT, top + 42.0, &format!("扫码或登录 {} 核对真伪", imprint.verify_at), SMALL);
    flow.text(LEFT, top + 54.0, "Scan the QR code or enter the code there to verify this document.", SMALL);
    flow.text(LEFT, PAGE_HEIGHT - 34.0, &format!("第 {} 页　共 {pages} 页", page + 1), SMALL);
}
