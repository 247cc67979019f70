//! Documents as their readers meet them: parsed back, copied from, scanned.
//!
//! Needs a Chinese font, `pdftotext`, `pdffonts`, `pdftoppm` and `zbarimg`, which `scripts/test` installs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod samples;

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use documents::kinds::*;
use documents::{Block, Document, Imprint, Press, PressError, Table};
use samples::*;
use values::{DocumentKind, Fen, Text};

/// One press for all tests: the fonts are read once.
fn press() -> &'static Press {
    static PRESS: OnceLock<Press> = OnceLock::new();
    PRESS.get_or_init(Press::new)
}

fn print(document: &dyn Document) -> Vec<u8> {
    press().print(document, &imprint()).unwrap()
}

/// What a program says of a PDF.
fn ask(program: &str, before: &[&str], pdf: &[u8], after: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("document.pdf");
    std::fs::write(&file, pdf).unwrap();
    let output = Command::new(program).args(before).arg(&file).args(after).output();
    let output = output.unwrap_or_else(|error| panic!("{program} cannot be run ({error}); scripts/test installs it"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn text_of(pdf: &[u8]) -> String {
    ask("pdftotext", &["-layout"], pdf, &["-"])
}

/// The text without blanks and line ends, in which a sentence is found however it was broken.
fn run_on(pdf: &[u8]) -> String {
    ask("pdftotext", &["-raw"], pdf, &["-"]).split_whitespace().collect()
}

fn pages(pdf: &[u8]) -> usize {
    let info = ask("pdfinfo", &[], pdf, &[]);
    info.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap().trim().parse().unwrap()
}

#[test]
fn every_kind_can_be_copied_from_in_chinese() {
    for (name, document) in all() {
        let text = run_on(&print(document.as_ref()));
        let imprint = imprint();
        let must =
            [document.title().zh, imprint.agency.zh.clone(), imprint.code.to_string(), imprint.number.to_string(), "2020年6月20日".into()];
        for words in must {
            assert!(text.contains(&words), "{name}: {words} is not in {text}");
        }
        for (label, value) in document.figures() {
            let value: String = value.split_whitespace().collect();
            assert!(text.contains(&value), "{name}: {} {value} is shown to who verifies it and is not on the paper", label.zh);
        }
        assert!(!text.contains("〔U+"), "{name}: a character was not found");
    }
}

#[test]
fn the_kinds_of_the_samples_are_all_there_are() {
    let mut kinds: Vec<DocumentKind> = all().iter().map(|(_, document)| document.kind()).collect();
    kinds.sort();
    assert_eq!(kinds, DocumentKind::ALL);
}

#[test]
fn a_determination_explains_each_step() {
    let text = run_on(&print(&determination("丛培德")));
    for words in [
        "本人指数化月平均缴费工资",
        "全省上年度在岗职工月平均工资6,284.00元",
        "2,813.40元",
        "《山东省企业职工基本养老保险规定》第二十三条第一款",
        "4,175.33",
        "3710**********0353",
    ] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    assert!(!text.contains("371002196003120353"), "the ID number is masked");
}

#[test]
fn a_new_determination_says_what_it_replaces_why_and_what_can_be_done() {
    let mut sheet = determination("丛培德");
    let difference = Some((month("2020-04"), month("2020-12"), Fen(81_162)));
    sheet.replaces = Some(ReplacedDetermination { monthly: Fen(408_515), reason: Text::same("2020 年计发基数已公布"), difference });
    sheet.adjusted = vec![(month("2021-01"), Fen(427_533))];
    let text = run_on(&print(&sheet));
    for words in [
        "企业职工基本养老金重新核定表",
        "4,085.15元",
        "90.18元",
        "2020年计发基数已公布",
        "2020年4月至2020年12月，共811.62元",
        "2021年1月起4,275.33元",
        "60日内",
        "人民法院",
    ] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    let replaced = sheet.replaces.as_mut().unwrap();
    replaced.difference = Some((month("2020-04"), month("2020-12"), Fen(-81_162)));
    let text = run_on(&print(&sheet));
    assert!(text.contains("多发差额Paidtoomuchformonthsalreadypaid2020年4月至2020年12月，共811.62元"), "{text}");
}

#[test]
fn fonts_are_embedded_in_part_and_characters_known() {
    for (name, document) in all() {
        let pdf = print(document.as_ref());
        let fonts = ask("pdffonts", &[], &pdf, &[]);
        let listed: Vec<&str> = fonts.lines().skip(2).collect();
        assert!(!listed.is_empty(), "{name}");
        for font in listed {
            let columns: Vec<&str> = font.split_whitespace().rev().collect();
            // From the right: object, generation, unicode, subset, embedded.
            assert_eq!(columns[2..5], ["yes", "yes", "yes"], "{name}: {font}");
        }
        assert!(pdf.len() < 200_000, "{name} has {} bytes: the used characters only", pdf.len());
    }
}

#[test]
fn the_qr_code_leads_to_the_page_that_verifies() {
    let folder = tempfile::tempdir().unwrap();
    for (name, document) in all() {
        let file = folder.path().join("document.pdf");
        std::fs::write(&file, print(document.as_ref())).unwrap();
        let picture = folder.path().join("page");
        let mut drawing = Command::new("pdftoppm");
        drawing.args(["-r", "150", "-png", "-f", "1", "-l", "1", "-singlefile"]).arg(&file).arg(&picture);
        assert!(drawing.status().expect("pdftoppm is installed by scripts/test").success());
        let read = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(picture.with_extension("png")).output();
        let read = String::from_utf8(read.expect("zbarimg is installed by scripts/test").stdout).unwrap();
        assert_eq!(read.trim(), imprint().address(), "{name}");
        assert_eq!(read.trim(), format!("https://weihai.example.cn/verify/{}", imprint().code.compact()));
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for (name, document) in all() {
        let first = print(document.as_ref());
        assert!(first == print(document.as_ref()), "{name}");
        // Nor do they depend on what was printed before.
        assert!(name != "pension_payslip" || first == Press::new().print(document.as_ref(), &imprint()).unwrap(), "{name}");
        let other = Imprint { is_specimen: true, ..imprint() };
        assert!(first != press().print(document.as_ref(), &other).unwrap(), "{name}");
    }
}

#[test]
fn it_is_archival_and_tagged() {
    for (name, document) in all() {
        let pdf = print(document.as_ref());
        let text = String::from_utf8_lossy(&pdf);
        assert!(text.contains("pdfaid:part>2<") && text.contains("pdfaid:conformance>A<"), "{name}");
        assert!(text.contains("pdfuaid:part>1<"), "{name}");
        let structure = ask("pdfinfo", &["-struct-text"], &pdf, &[]);
        assert!(structure.contains("H1") && structure.contains(&document.title().zh), "{name}: {structure}");
    }
}

/// Names, addresses and reasons are typed by people; some try what they are typed into.
const HOSTILE: [&str; 12] = [
    "#let x = 1; #import \"/etc/passwd\": *",
    "$\\frac{1}{2}$ \\textbf{x} \\input{/etc/passwd}",
    "{name} {{name}} %s %n ${HOME} `id`",
    "<b>粗</b> &amp; <script>alert(1)</script>",
    "() Tj ET (( \\) endstream endobj",
    "笑😀脸👨‍👩‍👧 🇨🇳",
    "𠮷野家 𪚥 𬺈 㐂",
    "名\u{0000}字\u{202E}倒\u{2066}写\u{FEFF}\u{200B}\u{E0041}",
    "\u{E000}\u{F8FF}\u{FFFE}\u{FFFF}\u{10FFFF}",
    "أحمد שלום Ελλάδα Пётр ä̈ﬁ",
    "行一\n行二\r\n行三\t表",
    "=====*_*_*_~~~~\u{3000}\u{3000}—————",
];

struct Hostile(String);

impl Document for Hostile {
    fn kind(&self) -> DocumentKind {
        DocumentKind::EmployerCertificate
    }

    fn blocks(&self) -> Vec<Block> {
        let text = Text::same(self.0.as_str());
        let mut explanation = determination("王").explanation;
        for step in &mut explanation.steps {
            step.name = text.clone();
            step.formula = text.clone();
            step.inputs = vec![(text.clone(), self.0.clone())];
            step.result = self.0.clone();
        }
        let column = documents::Column::words(text.clone(), 1);
        let rows = vec![vec![self.0.clone(), "1".into()], vec![self.0.clone(), self.0.clone()]];
        vec![
            Block::Section(text.clone()),
            Block::Facts(vec![(text.clone(), self.0.clone())]),
            Block::Figure { label: text.clone(), value: self.0.clone() },
            Block::Table(Table { columns: vec![column, documents::Column::figures(text.clone(), 1)], rows, total: None }),
            Block::Explanation(explanation),
            Block::Paragraph(Text::new(format!("始{}终", self.0), self.0.clone())),
            Block::Notes(vec![text]),
        ]
    }

    fn subject(&self) -> String {
        self.0.clone()
    }

    fn figures(&self) -> Vec<(Text, String)> {
        vec![]
    }
}

#[test]
fn hostile_text_is_only_text() {
    for hostile in HOSTILE {
        let pdf = print(&Hostile(hostile.to_owned()));
        let text = run_on(&pdf);
        for piece in hostile.split_whitespace().filter(|piece| piece.is_ascii()) {
            assert!(text.contains(piece), "{piece:?} is not in {text}");
        }
        assert!(text.contains("业务编号371002-2020-000123-5"), "{hostile:?}: the frame stands");
        for character in ['\u{202E}', '\u{2066}', '\u{0000}'] {
            assert!(!text.contains(character), "{hostile:?}");
        }
    }
    // What no font has is written as its number and not left out.
    let text = run_on(&print(&Hostile("甲\u{2FFFD}乙\u{E000}".into())));
    assert!(text.contains("甲〔U+2FFFD〕乙〔U+E000〕"), "{text}");
}

#[test]
fn rare_ideographs_and_long_names_are_set() {
    let text = run_on(&print(&determination("𠮷㐂")));
    assert!(text.contains("𠮷㐂"), "{text}");
    let long = "阿".repeat(50);
    assert!(run_on(&print(&determination(&long))).contains(&long));
}

#[test]
fn a_long_statement_goes_over_pages_and_loses_nothing() {
    let statement = rights_statement(480);
    let pdf = print(&statement);
    let text = text_of(&pdf);
    assert!(pages(&pdf) > 10);
    assert_eq!(text.matches("威海海源渔具有限公司").count(), 480);
    assert_eq!(text.matches("7KT3-M8XD-2VRA-9YC9").count(), pages(&pdf) + 2, "on every page, and in the words that say how to verify it");
    // Sums at the foot of a year are of that year.
    assert!(text.contains(&Fen(32_000 * 12).to_string()));
}

#[test]
fn a_word_without_end_and_a_row_without_end_stay_on_the_page() {
    let endless = "X".repeat(3_000);
    let pdf = print(&Hostile(endless.clone()));
    assert!(run_on(&pdf).matches('X').count() >= endless.len() * 4);
    // Nothing is set outside the margins: the box around all text lies inside the page.
    let boxes = ask("pdftotext", &["-bbox"], &pdf, &["-"]);
    for word in boxes.lines().filter(|line| line.trim_start().starts_with("<word")) {
        let number = |name: &str| -> f64 {
            let rest = word.split_once(&format!("{name}=\"")).unwrap().1;
            rest.split('"').next().unwrap().parse().unwrap()
        };
        assert!(number("xMin") > 55.0 && number("xMax") < 541.0 && number("yMax") < 830.0, "{word}");
    }
}

#[test]
fn a_demonstration_says_so_on_every_page() {
    let imprint = Imprint { is_specimen: true, ..imprint() };
    let pdf = press().print(&rights_statement(60), &imprint).unwrap();
    assert_eq!(text_of(&pdf).matches("演示文书").count(), pages(&pdf));
}

#[test]
fn without_a_chinese_font_it_says_what_to_install() {
    let empty = tempfile::tempdir().unwrap();
    let press = Press::with_fonts_of(PathBuf::from(empty.path()));
    let refused = press.print(&payslip(), &imprint()).unwrap_err();
    assert_eq!(refused, PressError::NoChineseFont);
    assert!(refused.to_string().contains("fonts-noto-cjk") && refused.text().zh.contains("中文字体"), "{refused}");
    assert_eq!(press.ready(), Err(refused));
}

#[test]
fn an_address_too_long_to_scan_is_refused() {
    let imprint = Imprint { verify_at: format!("https://{}.example.cn/verify", "a".repeat(4_000)), ..imprint() };
    assert!(matches!(press().print(&payslip(), &imprint), Err(PressError::Address { .. })));
}

#[test]
fn an_injury_that_is_not_recognised_has_its_own_title() {
    let text = run_on(&print(&injury_decision(InjuryConclusion::NotRecognised)));
    assert!(text.contains("不予认定工伤决定书") && text.contains("行政复议"));
    assert!(!text.contains("：认定为工伤。"));
}
