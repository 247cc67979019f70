//! Identifiers against vectors judged elsewhere, and against every single mistake.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a wrong fixture should stop the test where it stands")]

use jiff::Span;
use jiff::civil::date;
use proptest::prelude::*;
use values::{IdNumber, IdNumberError, Sex, SocialCreditCode};

/// Group, input and decision of each row; `\n` stands for a line end.
fn rows(file: &'static str) -> Vec<(&'static str, String, &'static str)> {
    let table = file.lines().filter(|line| !line.starts_with('#')).skip(1);
    table
        .map(|line| {
            let fields: Vec<&str> = line.split(';').collect();
            let [group, input, usage, decision] = fields[..] else { panic!("four fields: {line}") };
            match usage {
                "must accept" => assert_eq!(decision, "accept", "{line}"),
                "must reject" => assert_eq!(decision, "refuse", "{line}"),
                "choose" => assert!(!decision.is_empty(), "{line}"),
                other => panic!("{other} in {line}"),
            }
            (group, input.replace("\\n", "\n"), decision)
        })
        .collect()
}

fn check(file: &'static str, at_least: usize, judge: impl Fn(&str) -> Result<(), &'static str>) {
    let rows = rows(file);
    assert!(rows.len() >= at_least, "the vectors are there");
    for (group, input, decision) in rows {
        match (judge(&input), decision) {
            (Ok(()), "accept") | (Err(_), "refuse") => {}
            (Err(reason), decision) if reason == decision => {}
            (answer, decision) => panic!("{group}: {input} gives {answer:?}, decided is {decision}"),
        }
    }
}

#[test]
fn id_numbers_judged_elsewhere() {
    check(include_str!("vectors/id_number.csv"), 120, |input| IdNumber::parse(input).map(|_| ()).map_err(IdNumberError::code));
}

#[test]
fn social_credit_codes_judged_elsewhere() {
    check(include_str!("vectors/social_credit_code.csv"), 60, |input| {
        SocialCreditCode::parse(input).map(|_| ()).map_err(|error| error.code())
    });
}

#[test]
fn what_an_id_number_tells() {
    let number = IdNumber::parse("37100320991231002x").unwrap();
    assert_eq!(number.as_str(), "37100320991231002X");
    assert_eq!(number.born_on(), date(2099, 12, 31));
    assert_eq!(number.sex(), Sex::Female);
    assert_eq!(number.issued_in(), "371003");
    assert_eq!(number.masked(), "3710**********002X");
    assert_eq!(format!("{number:?}"), number.masked(), "logs never show a whole number");
    assert!(number.born_after(date(2099, 12, 30)));
    assert!(!number.born_after(date(2099, 12, 31)));
}

#[test]
fn each_reason_has_its_own_answer() {
    for (bad, reason) in [
        ("", IdNumberError::Empty),
        (" - ", IdNumberError::Empty),
        ("342424640530693", IdNumberError::OldForm),
        ("34242464053069X", IdNumberError::Length { found: 15 }),
        ("3710022099123100150", IdNumberError::Length { found: 19 }),
        ("X71002209912310015", IdNumberError::Character { position: 1 }),
        ("37100220991231001Y", IdNumberError::Character { position: 18 }),
        ("001002209912310015", IdNumberError::Province),
        ("371002179912310015", IdNumberError::BirthDate),
        ("371002220012310015", IdNumberError::BirthDate),
        ("371002209902290030", IdNumberError::BirthDate),
        ("371002209912310010", IdNumberError::CheckDigit),
        ("<script>alert(123)", IdNumberError::Character { position: 1 }),
    ] {
        assert_eq!(IdNumber::parse(bad), Err(reason), "{bad}");
        let text = reason.text();
        assert!(!text.zh.is_empty() && text.en == reason.to_string());
    }
}

#[test]
fn a_warning_only_where_the_organisation_code_does_not_fit() {
    let holds = |text: &str| SocialCreditCode::parse(text).unwrap().organisation_check_holds();
    assert!(holds("91110000600037341L"));
    assert!(!holds("91110106384739498Q"));
}

fn some_number() -> impl Strategy<Value = IdNumber> {
    let area = prop::sample::select(vec!["371002", "371082", "110101", "232502", "820000", "710000", "830000"]);
    (area, 0..140_000_i32, 0_u16..1000).prop_map(|(area, days, sequence)| {
        let born_on = date(1800, 1, 1).checked_add(Span::new().days(days)).unwrap();
        IdNumber::from_parts(area, born_on, sequence).unwrap()
    })
}

fn some_code() -> impl Strategy<Value = SocialCreditCode> {
    ("[1-9A-HJ-NP-RTUWXY][0-9A-HJ-NP-RTUWXY][0-9]{6}", "[0-9A-HJ-NP-RTUWXY]{8}")
        .prop_map(|(registration, organisation)| SocialCreditCode::from_parts(&registration, &organisation).unwrap())
}

/// Every text with one character replaced, and every text with two different neighbours swapped.
fn mistakes<'a>(text: &'a str, alphabet: &'a str) -> impl Iterator<Item = String> + 'a {
    let replaced = (0..text.len()).flat_map(move |at| {
        alphabet
            .chars()
            .filter(move |other| !text[at..].starts_with(*other))
            .map(move |other| format!("{}{other}{}", &text[..at], &text[at + 1..]))
    });
    let swapped = (1..text.len()).filter(move |at| text.as_bytes()[at - 1] != text.as_bytes()[*at]).map(move |at| {
        let (first, second) = (&text[at - 1..at], &text[at..=at]);
        format!("{}{second}{first}{}", &text[..at - 1], &text[at + 1..])
    });
    replaced.chain(swapped)
}

proptest! {
    #[test]
    fn an_id_number_reads_back(number in some_number()) {
        prop_assert_eq!(IdNumber::parse(number.as_str()), Ok(number));
        let odd = number.as_str().as_bytes()[16] % 2 == 1;
        prop_assert_eq!(number.sex() == Sex::Male, odd);
        prop_assert_eq!(&number.as_str()[6..14], number.born_on().to_string().replace('-', ""));
    }

    #[test]
    fn no_mistake_in_an_id_number_passes(number in some_number()) {
        for altered in mistakes(number.as_str(), "0123456789X") {
            prop_assert!(IdNumber::parse(&altered).is_err(), "{} read as {altered}", number.as_str());
        }
    }

    #[test]
    fn no_mistake_in_a_social_credit_code_passes(code in some_code()) {
        prop_assert!(code.organisation_check_holds());
        prop_assert_eq!(SocialCreditCode::parse(&code.as_str().to_lowercase()), Ok(code));
        for altered in mistakes(code.as_str(), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
            prop_assert!(SocialCreditCode::parse(&altered).is_err(), "{code} read as {altered}");
        }
    }

    #[test]
    fn no_text_breaks_them(text in "\\PC{0,24}") {
        let _ = IdNumber::parse(&text).map_err(IdNumberError::text);
        let _ = SocialCreditCode::parse(&text).map_err(|error| error.text());
    }
}
