//! Holds what is stated against the ID number, the calendar and the law.

use agency::common::fields::Fields;
use casework::{PensionRecord, Person, Refusal, Refusals};
use rules::Law;
use rules::retirement::{RetirementCategory, SpecialWork, special_work_months};
use values::{Citation, Date, Month, Text};

use super::{StatedFacts, VerifiedFacts, is_of, is_special};

/// The longest time anybody can be credited without having paid.
const DEEMED_MONTHS_MAX: u32 = 600;

/// Reads and checks what is stated of `person` on `today`. Every wrong answer is told, each beside its field.
///
/// 国发〔1978〕104号 and its successor ask for the category; the ID number says the sex. Where ID number and personnel file state different
/// days of birth nobody here decides which holds: a reviewer does, and records it. 劳人护〔1985〕6号 says how long special work must last.
///
/// What is left blank stays as it is on `record`.
pub fn verify(
    law: &Law,
    person: &Person,
    record: Option<&PensionRecord>,
    stated: &StatedFacts,
    today: Date,
) -> Result<VerifiedFacts, Refusals> {
    let stated = &stated.completed(record);
    let mut fields = Fields::default();
    let id_birth = Month::of(person.id_number.born_on());
    let category = category_of(&mut fields, person, &stated.category);
    let file_born_on = optional(&stated.file_born_on).and_then(|text| fields.date("file_born_on", text));
    let birth = birth_of(&mut fields, id_birth, file_born_on, &stated.birth_basis, today);
    let first_employment = optional(&stated.first_employment).and_then(|text| fields.month("first_employment", text));
    if let Some(first) = first_employment {
        fields.refusals.0.extend(refuse_first_employment(first, birth.month, today));
    }
    let deemed_months = optional(&stated.deemed_months)
        .map_or(Some(0), |text| fields.number("deemed_months", text, 0, DEEMED_MONTHS_MAX))
        .unwrap_or_default();
    fields.refusals.0.extend(refuse_deemed(deemed_months, first_employment, today));
    let special_work = special_periods(&mut fields, stated, first_employment, today);
    let account_start = optional(&stated.account_start).and_then(|text| fields.month("account_start", text));
    let paid_months_before_account = optional(&stated.paid_months_before_account)
        .and_then(|text| fields.number("paid_months_before_account", text, 0, DEEMED_MONTHS_MAX));
    let verified = VerifiedFacts {
        category: category.unwrap_or(RetirementCategory::Man60),
        birth: birth.month,
        born: birth.of_file,
        is_birth_open: birth.is_open,
        first_employment,
        deemed_months,
        special_work,
        account_start,
        paid_months_before_account,
    };
    if fields.refusals.is_empty() && is_special(verified.category) {
        fields.refusals.0.extend(refuse_special(law, &verified, today));
    }
    fields.refusals.into_result().map(|()| verified)
}

fn optional(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn category_of(fields: &mut Fields, person: &Person, typed: &str) -> Option<RetirementCategory> {
    let words = RetirementCategory::ALL.map(RetirementCategory::as_str).join("、");
    let Some(typed) = optional(typed) else {
        let refusal = Refusal::new("category_needed", "请选择退休人员类别", "choose the category of retirement");
        fields.refusals.push(refusal.on_field("category"));
        return None;
    };
    let Some(category) = RetirementCategory::of(typed) else {
        let refusal = Refusal::new(
            "unknown_category",
            format!("没有“{typed}”这个类别，应为 {words}（国发〔1978〕104号；国务院关于渐进式延迟法定退休年龄的办法）"),
            format!("there is no category “{typed}”; it is one of {words} (国发〔1978〕104号 and its successor)"),
        );
        fields.refusals.push(refusal.on_field("category").hint("请重新选择", "choose again"));
        return None;
    };
    if !is_of(category, person.id_number.sex()) {
        let name = category.name();
        let refusal = Refusal::new(
            "category_differs_from_sex",
            format!("“{}”与身份证号码所载性别不符", name.zh),
            format!("“{}” does not fit the sex of the ID number", name.en),
        );
        fields.refusals.push(refusal.on_field("category").hint("请核对类别或身份证号码", "check the category or the ID number"));
        return None;
    }
    Some(category)
}

struct Birth {
    month: Month,
    of_file: Option<Month>,
    is_open: bool,
}

fn birth_of(fields: &mut Fields, of_id: Month, file: Option<Date>, basis: &str, today: Date) -> Birth {
    let id_holds = Birth { month: of_id, of_file: None, is_open: false };
    let Some(file) = file else { return id_holds };
    let of_file = Month::of(file);
    if file > today || file.year() < 1900 {
        let refusal = Refusal::new("impossible_birth", format!("{file} 不可能是出生日期"), format!("nobody was born on {file}"));
        fields.refusals.push(refusal.on_field("file_born_on").hint("请核对档案", "check the file"));
        return id_holds;
    }
    if of_file == of_id {
        return id_holds;
    }
    match basis.trim() {
        "" => Birth { is_open: true, ..id_holds },
        "id_number" => id_holds,
        "file" => Birth { month: of_file, of_file: Some(of_file), is_open: false },
        _ => {
            let refusal = Refusal::new("birth_basis", "认定依据应为 id_number 或 file", "the basis is id_number or file");
            fields.refusals.push(refusal.on_field("birth_basis"));
            id_holds
        }
    }
}

/// 劳动法 第15条: nobody under sixteen is employed; before 1995 only what cannot have been is refused.
fn refuse_first_employment(first: Month, birth: Month, today: Date) -> Option<Refusal> {
    let least = if first.year() >= 1995 { birth.plus(16 * 12) } else { birth };
    if first > Month::of(today) {
        let refusal = Refusal::new("in_future", "参加工作年月晚于今天", "work cannot have begun in the future");
        return Some(refusal.on_field("first_employment").hint("请核对年月", "check the month"));
    }
    if first >= least {
        return None;
    }
    let refusal = Refusal::new(
        "first_employment_too_early",
        format!("参加工作年月 {first} 早于 {least}，与出生年月不符"),
        format!("work cannot have begun in {first}, before {least}"),
    );
    Some(refusal.on_field("first_employment").hint("请核对档案", "check the file").citing(Citation::new("劳动法", "第15条")))
}

fn refuse_deemed(months: u32, first_employment: Option<Month>, today: Date) -> Option<Refusal> {
    if months == 0 {
        return None;
    }
    let Some(first) = first_employment else {
        let text = Text::new("有视同缴费年限的，请填写参加工作年月", "where months are deemed paid, say when work began");
        let refusal = Refusal { code: "first_employment_needed".into(), field: None, text, hint: None, citation: None };
        return Some(refusal.on_field("first_employment"));
    };
    let most = Month::of(today).since(first);
    if i64::from(months) <= i64::from(most) {
        return None;
    }
    let refusal = Refusal::new(
        "deemed_too_long",
        format!("视同缴费 {months} 个月，超过参加工作以来的 {most} 个月"),
        format!("{months} deemed months are more than the {most} since work began"),
    );
    Some(refusal.on_field("deemed_months").hint("请核对档案", "check the file"))
}

fn special_periods(
    fields: &mut Fields,
    stated: &StatedFacts,
    first_employment: Option<Month>,
    today: Date,
) -> Vec<(SpecialWork, Month, Month)> {
    let mut periods = Vec::new();
    for (position, period) in stated.special_work.iter().enumerate() {
        let field = |name: &str| format!("special_{}_{name}", position + 1);
        let Some(kind) = SpecialWork::of(period.kind.trim()) else {
            let refusal = Refusal::new("special_work_kind", "请选择特殊工种类型", "choose the kind of special work");
            fields.refusals.push(refusal.on_field(field("kind")));
            continue;
        };
        let (from, until) = (fields.month(&field("from"), &period.from), fields.month(&field("until"), &period.until));
        let (Some(from), Some(until)) = (from, until) else { continue };
        if until < from || until > Month::of(today) || first_employment.is_some_and(|first| from < first) {
            let refusal = Refusal::new(
                "special_work_period",
                format!("{from} 至 {until} 不是参加工作以来的一段时间"),
                format!("{from} to {until} is no period since work began"),
            );
            fields.refusals.push(refusal.on_field(field("from")).hint("请核对起止年月", "check both months"));
            continue;
        }
        periods.push((kind, from, until));
    }
    periods.sort_by_key(|(_, from, _)| *from);
    if periods.windows(2).any(|pair| pair[1].1 <= pair[0].2) {
        let refusal = Refusal::new("special_work_overlaps", "特殊工种的时间段不能重叠", "periods of special work may not overlap");
        fields.refusals.push(refusal.on_field("special_1_from"));
    }
    periods
}

/// 劳人护〔1985〕6号: each kind has a least time of its own; the times of different kinds are not added to each other.
fn refuse_special(law: &Law, verified: &VerifiedFacts, today: Date) -> Option<Refusal> {
    let month = Month::of(today);
    let mut needed = Vec::new();
    for kind in SpecialWork::ALL {
        let of_kind = verified.special_work.iter().filter(|(of, _, _)| *of == kind);
        let months: i32 = of_kind.map(|(_, from, until)| until.since(*from) + 1).sum();
        let (least, citation) = match special_work_months(law, kind, month) {
            Ok(found) => found,
            Err(gap) => return Some(agency::common::not_covered(gap.text())),
        };
        if months >= least as i32 {
            return None;
        }
        needed.push((kind.name(), months, least, citation));
    }
    let words = |language| {
        let parts: Vec<String> =
            needed.iter().map(|(name, months, least, _)| format!("{} {months}/{least}", name.in_language(language))).collect();
        parts.join("；")
    };
    let (chinese, english) = (words(values::Language::Chinese), words(values::Language::English));
    let refusal = Refusal::new(
        "special_work_too_short",
        format!("特殊工种年限不足（已有/需要月数）：{chinese}"),
        format!("too little special work (months had/needed): {english}"),
    )
    .on_field("special_1_from")
    .hint("可以按一般类别申请", "apply under an ordinary category");
    Some(match needed.into_iter().next() {
        Some((_, _, _, citation)) => refusal.citing(citation),
        None => refusal,
    })
}

#[cfg(test)]
mod tests {
    use super::super::StatedSpecialWork;
    use super::*;
    use agency::common::test_agency::*;
    use values::{IdNumber, PersonName};

    pub fn person(born_on: &str, sequence: u16) -> Person {
        Person {
            area: area(),
            id: 1,
            name: PersonName::parse("于海洋").unwrap(),
            id_number: IdNumber::from_parts("379901", day(born_on), sequence).unwrap(),
            telephone: None,
            registered_on: day("1996-01-01"),
        }
    }

    fn stated() -> StatedFacts {
        StatedFacts { category: "M60".into(), first_employment: "1982-07".into(), deemed_months: "162".into(), ..StatedFacts::default() }
    }

    fn refused(stated: &StatedFacts) -> Vec<String> {
        match verify(&law(), &person("1960-03-15", 1), None, stated, day("2020-02-10")) {
            Ok(_) => Vec::new(),
            Err(refusals) => codes(&refusals).into_iter().map(str::to_owned).collect(),
        }
    }

    #[test]
    fn a_wrong_answer_is_told_beside_its_field() {
        assert!(refused(&stated()).is_empty());
        let with = |change: fn(&mut StatedFacts)| {
            let mut facts = stated();
            change(&mut facts);
            refused(&facts)
        };
        assert_eq!(with(|facts| facts.category = "M61".into()), ["unknown_category"]);
        assert_eq!(with(|facts| facts.category = String::new()), ["category_needed"]);
        assert_eq!(with(|facts| facts.category = "F55".into()), ["category_differs_from_sex"]);
        assert_eq!(with(|facts| facts.first_employment = "1982-13".into()), ["month", "first_employment_needed"]);
        assert_eq!(with(|facts| facts.first_employment = "1959-01".into()), ["first_employment_too_early"]);
        assert_eq!(with(|facts| facts.first_employment = "2020-03".into()), ["in_future", "deemed_too_long"]);
        assert_eq!(with(|facts| facts.deemed_months = "601".into()), ["number"]);
        assert_eq!(with(|facts| facts.deemed_months = "500".into()), ["deemed_too_long"]);
        assert_eq!(with(|facts| facts.file_born_on = "1960-02-30".into()), ["date"]);
        assert_eq!(with(|facts| facts.file_born_on = "2021-01-01".into()), ["impossible_birth"]);
    }

    #[test]
    fn which_day_of_birth_holds_is_found_by_a_reviewer() {
        let found = |basis: &str| {
            let facts = StatedFacts { file_born_on: "1960-02-01".into(), birth_basis: basis.into(), ..stated() };
            let verified = verify(&law(), &person("1960-03-15", 1), None, &facts, day("2020-02-10")).unwrap();
            (verified.birth.to_string(), verified.is_birth_open)
        };
        assert_eq!(found(""), ("1960-03".to_owned(), true));
        assert_eq!(found("file"), ("1960-02".to_owned(), false));
        assert_eq!(found("id_number"), ("1960-03".to_owned(), false));
    }

    #[test]
    fn what_is_left_blank_stays_as_it_is_on_record() {
        let kept =
            VerifiedFacts { deemed_months: 114, ..verify(&law(), &person("1960-03-15", 1), None, &stated(), day("2020-02-10")).unwrap() };
        let record = kept.record(None, area(), 1, 9);
        let again = |facts: &StatedFacts| verify(&law(), &person("1960-03-15", 1), Some(&record), facts, day("2020-02-10")).unwrap();
        let blank = again(&StatedFacts::default());
        assert_eq!((blank.deemed_months, blank.first_employment, blank.category), (114, kept.first_employment, kept.category));
        assert_eq!(again(&StatedFacts { deemed_months: "0".into(), ..StatedFacts::default() }).deemed_months, 0);
    }

    #[test]
    fn special_work_lasts_long_enough_in_one_kind() {
        let with = |periods: &[(&str, &str, &str)]| {
            let special_work = periods.iter().map(|(kind, from, until)| StatedSpecialWork {
                kind: (*kind).into(),
                from: (*from).into(),
                until: (*until).into(),
            });
            refused(&StatedFacts { category: "M55S".into(), special_work: special_work.collect(), ..stated() })
        };
        assert_eq!(with(&[("underground_or_heat", "1985-01", "1993-12")]), Vec::<String>::new());
        assert_eq!(with(&[("underground_or_heat", "1985-01", "1993-11")]), ["special_work_too_short"]);
        assert_eq!(with(&[("harmful", "1985-01", "1988-12"), ("underground_or_heat", "1989-01", "1993-12")]), ["special_work_too_short"]);
        assert_eq!(with(&[]), ["special_work_too_short"]);
        assert_eq!(with(&[("diving", "1985-01", "1993-12")]), ["special_work_kind"]);
        assert_eq!(with(&[("harmful", "1985-01", "1995-12"), ("harmful", "1990-01", "1991-12")]), ["special_work_overlaps"]);
    }
}
