//! The three tables of a city and how their columns may be headed, in Chinese or English.

/// Which table a file or sheet holds; its header tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableKind {
    Employers,
    People,
    Employments,
}

/// A column: its English and its Chinese heading, and whether it must be there.
pub struct Column {
    pub name: &'static str,
    pub chinese: &'static str,
    pub required: bool,
}

const fn required(name: &'static str, chinese: &'static str) -> Column {
    Column { name, chinese, required: true }
}

const fn optional(name: &'static str, chinese: &'static str) -> Column {
    Column { name, chinese, required: false }
}

const EMPLOYERS: [Column; 10] = [
    required("area", "统筹区"),
    required("name", "单位名称"),
    required("credit_code", "统一社会信用代码"),
    required("address", "地址"),
    required("contact_name", "联系人"),
    optional("telephone", "联系电话"),
    required("injury_class", "工伤行业类别"),
    optional("injury_factor_permille", "工伤浮动系数千分比"),
    required("founded_on", "成立日期"),
    required("registered_on", "登记日期"),
];

const PEOPLE: [Column; 5] = [
    required("area", "统筹区"),
    required("name", "姓名"),
    required("id_number", "公民身份号码"),
    optional("telephone", "联系电话"),
    required("registered_on", "登记日期"),
];

const EMPLOYMENTS: [Column; 5] = [
    required("credit_code", "统一社会信用代码"),
    required("id_number", "公民身份号码"),
    required("from_month", "起始月份"),
    optional("until_month", "终止月份"),
    required("declared_wage", "申报工资"),
];

impl TableKind {
    pub const ALL: [TableKind; 3] = [TableKind::Employers, TableKind::People, TableKind::Employments];

    pub fn columns(self) -> &'static [Column] {
        match self {
            TableKind::Employers => &EMPLOYERS,
            TableKind::People => &PEOPLE,
            TableKind::Employments => &EMPLOYMENTS,
        }
    }

    /// The name of the file in a set of templates.
    pub fn file_name(self) -> &'static str {
        match self {
            TableKind::Employers => "employers.csv",
            TableKind::People => "people.csv",
            TableKind::Employments => "employments.csv",
        }
    }

    /// The kind whose required columns are all in `header`; the one with the most columns where several fit.
    pub fn of_header(header: &[String]) -> Option<TableKind> {
        let fits =
            |kind: &TableKind| kind.columns().iter().filter(|column| column.required).all(|column| column.position(header).is_some());
        TableKind::ALL.into_iter().filter(fits).max_by_key(|kind| kind.columns().len())
    }
}

impl Column {
    /// Where a header has this column.
    pub fn position(&self, header: &[String]) -> Option<usize> {
        header.iter().position(|heading| {
            let heading = heading.trim().trim_start_matches('\u{FEFF}');
            heading.eq_ignore_ascii_case(self.name) || heading == self.chinese
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_tells_the_table_in_either_language() {
        for kind in TableKind::ALL {
            let english: Vec<String> = kind.columns().iter().map(|column| column.name.to_owned()).collect();
            let chinese: Vec<String> = kind.columns().iter().map(|column| format!(" {}", column.chinese)).collect();
            assert_eq!(TableKind::of_header(&english), Some(kind));
            assert_eq!(TableKind::of_header(&chinese), Some(kind));
        }
        assert_eq!(TableKind::of_header(&["name".to_owned(), "id_number".to_owned()]), None);
    }
}
