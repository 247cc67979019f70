//! The proposal in words.

use agency::registry::Described;
use values::Text;

use super::Form;

pub fn describe(form: &Form) -> Described {
    vec![
        (Text::new("人员编号", "Person number"), Text::same(form.person_id.to_string())),
        (Text::new("待遇编号", "Number of the benefit"), Text::same(form.entitlement_id.to_string())),
        (Text::new("原因", "Ground"), form.ground.name()),
        (Text::new("最后发放的月份", "Last month paid"), Text::same(form.last_month.to_string())),
        (Text::new("查到了什么", "What was found"), Text::same(form.found.clone())),
    ]
}
