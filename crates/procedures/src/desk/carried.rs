//! The page after a change of an emergency that could not be carried to every case: which were left, and that they are taken up again.

use maud::{Markup, html};
use values::{CaseNumber, Text};
use web::components::{Tone, back_link, heading, inset, link, notification_banner};
use web::{SignedIn, Surface};

use crate::emergency::Carried;
use agency::shell::shell;

/// The most cases named; the nightly pass takes up all of them.
const SHOWN: usize = 500;

pub(super) fn page_of_left(signed_in: &SignedIn, done: &Text, change: &CaseNumber, carried: &Carried) -> Markup {
    let language = signed_in.language;
    let title = Text::new("未能变更的案件", "Cases left as they were");
    let (moved, left) = (carried.count(), carried.left.len());
    let words = Text::new(
        format!("已登记；{moved} 项期限变更，已通知有关单位和个人；{left} 个案件暂未变更。"),
        format!("Recorded; {moved} clocks moved, and those concerned are told; {left} cases were left as they were."),
    );
    let advice = Text::new("稍后系统会自动再次推算。", "The program takes them up again by itself.");
    let mut shell = shell(signed_in, Surface::Desk, title.clone(), "/desk/emergencies");
    shell.path = "/desk/emergencies".to_owned();
    shell.page(html! {
        (back_link("/desk/emergencies", language))
        (notification_banner(done, html! { p { (words.in_language(language)) } }, Tone::Good, language))
        (heading(&title, None, language))
        ul { @for (head, why) in carried.left.iter().take(SHOWN) {
            li { a href={ "/desk/cases/" (head.number) } { (head.number) } " " (why.in_language(language)) }
        } }
        (inset(html! { p { (advice.in_language(language)) } }))
        p { (link(&format!("/desk/emergencies/{change}"), language.pick("查看期限变更清单", "See what moved"))) }
    })
}
