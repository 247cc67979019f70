//! The proposal in words.

use values::Text;

use super::{Form, SuspensionAction};
use agency::registry::Described;

pub fn describe(form: &Form) -> Described {
    let action = match form.action {
        SuspensionAction::Suspend => "暂停 · suspend",
        SuspensionAction::Resume => "恢复 · resume",
    };
    let reason = form.reason.name();
    let mut described = vec![
        (Text::new("事项", "Action"), action.to_owned()),
        (Text::new("人员编号", "Person number"), form.person_id.to_string()),
        (Text::new("原因", "Reason"), format!("{} · {}", reason.zh, reason.en)),
        (Text::new("起始月份", "From"), form.from_month.to_string()),
        (Text::new("做了哪些调查", "What was tried"), form.tried.clone()),
        (Text::new("查到了什么", "What was found"), form.found.clone()),
    ];
    if let Some(death) = &form.matched_death {
        described.push((Text::new("数据载明的去世日期", "Died on, by the data"), format!("{} · {}", death.died_on, death.source)));
    }
    if form.was_unfounded {
        described.push((Text::new("原暂停不成立", "The suspension was unfounded"), "✓".to_owned()));
    }
    described
}
