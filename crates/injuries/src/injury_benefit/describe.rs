//! An application for benefits in words. Identity numbers stay masked.

use agency::registry::Described;
use values::{IdNumber, Text};

use super::form::{BENEFITS, Cause, Form};

pub fn describe(form: &Form) -> Described {
    let masked = |text: &str| IdNumber::parse(text).map(|id_number| id_number.masked()).unwrap_or_else(|_| "—".to_owned());
    let cause = match Cause::of(&form.cause) {
        Some(Cause::Disability) => "伤残 / disability",
        Some(Cause::Leaving) => "解除劳动合同 / end of the contract",
        Some(Cause::Death) => "因工死亡 / death through work",
        None => "—",
    };
    let asked = |word: &str| form.benefits.iter().any(|benefit| benefit == word);
    let names: Vec<String> = BENEFITS.iter().filter(|(word, ..)| asked(word)).map(|(_, zh, en, _)| format!("{zh} / {en}")).collect();
    let mut described = vec![
        (Text::new("情形", "For"), cause.to_owned()),
        (Text::new("申请的待遇", "Benefits asked for"), names.join("；")),
        (Text::new("职工", "Worker"), masked(&form.worker_id_number)),
    ];
    if !form.on.trim().is_empty() {
        described.push((Text::new("日期", "Day"), form.on.clone()));
    }
    if !form.relative_id_number.trim().is_empty() {
        described.push((Text::new("领取一次性待遇的亲属", "Relative who receives what is paid once"), masked(&form.relative_id_number)));
    }
    for dependant in &form.dependants {
        described.push((Text::new("供养亲属", "Dependant"), format!("{} · {}", dependant.relation, masked(&dependant.id_number))));
    }
    described
}
