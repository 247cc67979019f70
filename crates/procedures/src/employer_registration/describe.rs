//! The form in words. The telephone number stays masked.

use values::{Telephone, Text};

use super::Form;
use agency::registry::Described;

pub fn describe(form: &Form) -> Described {
    vec![
        (Text::new("单位名称", "Name of the employer"), Text::same(form.name.clone())),
        (Text::new("统一社会信用代码", "Social credit code"), Text::same(form.credit_code.clone())),
        (Text::new("地址", "Address"), Text::same(form.address.clone())),
        (Text::new("联系人", "Contact"), Text::same(form.contact_name.clone())),
        (Text::new("联系电话", "Telephone"), Text::same(telephone(&form.telephone))),
        (Text::new("工伤行业类别", "Work-injury class"), Text::same(form.injury_class.clone())),
        (Text::new("成立日期", "Founded on"), Text::same(form.founded_on.clone())),
    ]
}

/// What is no telephone number is refused with the form, so it never gets as far as a case.
fn telephone(written: &str) -> String {
    Telephone::parse(written).map(|telephone| telephone.masked()).unwrap_or_default()
}
