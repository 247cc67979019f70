//! The proposal in words.

use values::Text;

use super::{Form, SuspensionAction};
use agency::registry::Described;

pub fn describe(form: &Form) -> Described {
    let action = match form.action {
        SuspensionAction::Suspend => Text::new("暂停", "suspend"),
        SuspensionAction::Resume => Text::new("恢复", "resume"),
    };
    let mut described = vec![
        (Text::new("事项", "Action"), action),
        (Text::new("人员编号", "Person number"), Text::same(form.person_id.to_string())),
        (Text::new("原因", "Reason"), form.reason.name()),
        (Text::new("起始月份", "From"), Text::same(form.from_month.to_string())),
        (Text::new("做了哪些调查", "What was tried"), Text::same(form.tried.clone())),
        (Text::new("查到了什么", "What was found"), Text::same(form.found.clone())),
    ];
    if let Some(death) = &form.matched_death {
        described
            .push((Text::new("数据载明的去世日期", "Died on, by the data"), Text::same(format!("{} · {}", death.died_on, death.source))));
    }
    if form.was_unfounded {
        described.push((Text::new("原暂停不成立", "The suspension was unfounded"), Text::new("是", "yes")));
    }
    described
}
