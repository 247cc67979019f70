//! An application for benefits in words. Identity numbers stay masked.

use agency::registry::Described;
use values::{IdNumber, Text};

use super::form::{BENEFITS, Cause, Form};

pub fn describe(form: &Form) -> Described {
    let masked = |text: &str| IdNumber::parse(text).map(|id_number| id_number.masked()).unwrap_or_else(|_| "—".to_owned());
    let cause = match Cause::of(&form.cause) {
        Some(Cause::Disability) => Text::new("伤残", "disability"),
        Some(Cause::Leaving) => Text::new("解除劳动合同", "end of the contract"),
        Some(Cause::Death) => Text::new("因工死亡", "death through work"),
        None => Text::same("—"),
    };
    let asked = |word: &str| form.benefits.iter().any(|benefit| benefit == word);
    let names = |pick: fn(&(&str, &'static str, &'static str, Cause)) -> &'static str, mark: &str| {
        BENEFITS.iter().filter(|(word, ..)| asked(word)).map(pick).collect::<Vec<_>>().join(mark)
    };
    let mut described = vec![
        (Text::new("情形", "For"), cause),
        (Text::new("申请的待遇", "Benefits asked for"), Text::new(names(|benefit| benefit.1, "；"), names(|benefit| benefit.2, "; "))),
        (Text::new("职工", "Worker"), Text::same(masked(&form.worker_id_number))),
    ];
    if !form.on.trim().is_empty() {
        described.push((Text::new("日期", "Day"), Text::same(form.on.clone())));
    }
    if !form.relative_id_number.trim().is_empty() {
        described.push((
            Text::new("领取一次性待遇的亲属", "Relative who receives what is paid once"),
            Text::same(masked(&form.relative_id_number)),
        ));
    }
    for dependant in &form.dependants {
        described
            .push((Text::new("供养亲属", "Dependant"), Text::same(format!("{} · {}", dependant.relation, masked(&dependant.id_number)))));
    }
    described
}
