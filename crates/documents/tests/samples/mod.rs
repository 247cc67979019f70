//! One sample of each document, for tests and for looking at.
#![allow(dead_code, reason = "each user of the samples takes some of them")]
#![allow(clippy::unwrap_used, reason = "the samples are fixed and right")]

use documents::kinds::*;
use documents::{Document, Imprint};
use values::{CaseNumber, Citation, Date, Explanation, Fen, IdNumber, Month, SocialCreditCode, Step, Text, VerificationCode};

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn month(text: &str) -> Month {
    text.parse().unwrap()
}

pub fn holder(name: &str) -> Holder {
    Holder::new(&name.parse().unwrap(), &IdNumber::from_parts("371002", day("1960-03-12"), 35).unwrap())
}

pub fn imprint() -> Imprint {
    Imprint {
        agency: Text::new("威海市社会保险服务中心", "Weihai Social Insurance Service Centre"),
        number: CaseNumber::new("371002".parse().unwrap(), 2020, 123).unwrap(),
        issued_on: day("2020-06-20"),
        code: VerificationCode::of_random(*b"\x07\x13\x1a\x03\x14\x08\x1d\x0d\x02\x1b\x18\x0a\x09\x1e\x0c"),
        verify_at: "https://weihai.example.cn/verify".into(),
        hotline: "0631-12333".into(),
        is_specimen: false,
    }
}

pub fn employer() -> (String, SocialCreditCode) {
    ("威海海源渔具有限公司".into(), SocialCreditCode::from_parts("91371002", "12345678").unwrap())
}

fn step(name: (&str, &str), formula: &str, inputs: &[(&str, &str)], result: &str, article: &str) -> Step {
    Step {
        name: Text::new(name.0, name.1),
        formula: Text::same(formula),
        inputs: inputs.iter().map(|(name, value)| (Text::same(*name), (*value).to_owned())).collect(),
        result: result.into(),
        citation: Citation::new("山东省企业职工基本养老保险规定", article),
    }
}

pub fn determination(name: &str) -> PensionDetermination {
    let component = |zh: &str, en: &str, fen| PensionComponent { name: Text::new(zh, en), amount: Fen(fen) };
    PensionDetermination {
        insurance: PensionInsurance::Employees,
        holder: holder(name),
        birth: Birth::Day(day("1960-03-12")),
        category: Text::new("企业职工（男）", "Employee, man"),
        reached_in: month("2020-03"),
        starts_in: month("2020-04"),
        contribution_years: "38.25".into(),
        components: vec![
            component("基础养老金", "Basic pension", 281_340),
            component("个人账户养老金", "Account pension", 71_288),
            component("过渡性养老金", "Transitional pension", 64_905),
        ],
        monthly: Fen(417_533),
        adjusted: Vec::new(),
        replaces: None,
        arrears: Some((month("2020-04"), month("2020-06"), Fen(1_252_599))),
        is_provisional: true,
        explanation: Explanation {
            steps: vec![
                step(
                    ("本人指数化月平均缴费工资", "Indexed average wage"),
                    "全省上年度在岗职工月平均工资 × 本人平均缴费指数",
                    &[("全省上年度在岗职工月平均工资", "6,284.00 元"), ("平均缴费指数", "1.3412")],
                    "8,428.10 元",
                    "第二十三条",
                ),
                step(
                    ("基础养老金", "Basic pension"),
                    "（全省上年度在岗职工月平均工资 ＋ 本人指数化月平均缴费工资）÷ 2 × 缴费年限 × 1%，四舍五入到分",
                    &[("缴费年限", "38.25 年"), ("指数化月平均缴费工资", "8,428.10 元")],
                    "2,813.40 元",
                    "第二十三条第一款",
                ),
                step(
                    ("个人账户养老金", "Account pension"),
                    "个人账户储存额 ÷ 计发月数",
                    &[("储存额", "99,090.32 元"), ("计发月数", "139")],
                    "712.88 元",
                    "第二十三条第二款",
                ),
                step(
                    ("过渡性养老金", "Transitional pension"),
                    "指数化月平均缴费工资 × 视同缴费年限 × 1.3%",
                    &[("视同缴费年限", "5.92 年")],
                    "649.05 元",
                    "第二十四条",
                ),
            ],
        },
    }
}

pub fn payslip() -> PensionPayslip {
    let arrears = |of: &str| ArrearsMonth {
        month: month(of),
        due: Fen(417_533),
        paid_before: Fen(0),
        paid_now: Fen(417_533),
        reason: Text::new("因疫情延期办理", "filed late because of the emergency"),
    };
    PensionPayslip {
        holder: holder("丛培德"),
        month: month("2020-07"),
        items: vec![PayslipItem { name: Text::new("月基本养老金", "Monthly pension"), amount: Fen(417_533) }],
        arrears: vec![arrears("2020-04"), arrears("2020-05"), arrears("2020-06")],
        total: Fen(1_670_132),
        paid_on: Some(day("2020-07-15")),
        account: Some("威海市商业银行 **** 4417".into()),
    }
}

pub fn injury_decision(conclusion: InjuryConclusion) -> InjuryDecision {
    InjuryDecision {
        holder: holder("于海燕"),
        employer: "威海市立医院".into(),
        occupation: "护士（感染性疾病科）".into(),
        injured_on: day("2020-02-03"),
        place: "威海市立医院隔离病区".into(),
        applicant: Text::new("用人单位", "The employer"),
        applied_on: day("2020-02-05"),
        accepted_on: day("2020-02-05"),
        findings: vec![Text::new(
            "申请人提交的材料表明，该职工自2020年1月24日起在隔离病区从事新型冠状病毒感染患者的护理，2020年2月3日被诊断为新型冠状病毒感染的肺炎，感染发生在履行工作职责期间。",
            "From 24 January 2020 she nursed patients in the isolation ward; on 3 February she was diagnosed with the infection, caught on duty.",
        )],
        diagnosis: "新型冠状病毒感染的肺炎（普通型）".into(),
        evidence: vec![
            Text::new("医疗诊断证明书", "Medical diagnosis"),
            Text::new("排班表和护理记录", "Rota and nursing records"),
            Text::new("劳动合同", "Employment contract"),
        ],
        conclusion,
        grounds: Text::new("该职工属于因履行工作职责感染新型冠状病毒肺炎的医护人员。", "A nurse infected on duty."),
        citations: vec![Citation::new("工伤保险条例", "第十四条第（一）项"), Citation::new("威人社函〔2020〕6号", "一（二）")],
        explanation: Explanation::default(),
    }
}

pub fn certificate() -> ContributionCertificate {
    ContributionCertificate {
        holder: holder("买买提·吐尔逊"),
        as_of: day("2020-06-20"),
        from: month("2019-01"),
        until: month("2020-05"),
        periods: vec![
            CertifiedPeriod {
                employer: employer().0,
                from: month("2019-01"),
                until: month("2019-11"),
                months_counted: 11,
                months_owed: 0,
                base: Fen(4_400_000),
                own_contributions: Fen(462_000),
            },
            CertifiedPeriod {
                employer: "山东东方海洋食品加工科技股份有限公司威海分公司".into(),
                from: month("2019-12"),
                until: month("2020-05"),
                months_counted: 5,
                months_owed: 1,
                base: Fen(2_700_000),
                own_contributions: Fen(283_500),
            },
        ],
        months_counted: 16,
        own_contributions: Fen(745_500),
    }
}

pub fn rights_statement(months: i32) -> RightsStatement {
    let row = |back: i32| RightsMonth {
        month: month("2020-05").plus(-back),
        counts: if back == 0 { Text::new("缓缴（视同按时）", "deferred") } else { Text::new("已缴清", "paid") },
        employer: employer().0,
        base: Fen(400_000),
        employer_share: Fen(68_400),
        own_share: Fen(33_200),
        own_pension: Fen(32_000),
    };
    RightsStatement {
        holder: holder("于海洋"),
        as_of: day("2020-06-20"),
        months: (0..months).map(row).collect(),
        months_counted: i64::from(months),
        months_in_arrears: 0,
        own_pension: Fen(32_000 * i64::from(months)),
    }
}

pub fn employer_certificate() -> EmployerCertificate {
    let (name, credit_code) = employer();
    let row = |of: &str, paid: bool, standing: &str| EmployerMonth {
        month: month(of),
        owed: Fen(12_345_678),
        paid: if paid { Fen(12_345_678) } else { Fen(0) },
        standing: Text::same(standing),
    };
    EmployerCertificate {
        employer: name,
        credit_code,
        as_of: day("2020-06-20"),
        from: month("2020-01"),
        until: month("2020-03"),
        months: vec![
            row("2020-01", true, "已缴清"),
            row("2020-02", false, "缓缴至疫情解除后三个月"),
            row("2020-03", false, "缓缴至疫情解除后三个月"),
        ],
    }
}

/// Every kind once, with a name for its file.
pub fn all() -> Vec<(&'static str, Box<dyn Document>)> {
    vec![
        ("pension_determination", Box::new(determination("丛培德"))),
        ("pension_payslip", Box::new(payslip())),
        ("injury_decision", Box::new(injury_decision(InjuryConclusion::Recognised))),
        ("contribution_certificate", Box::new(certificate())),
        ("rights_statement", Box::new(rights_statement(41))),
        ("employer_certificate", Box::new(employer_certificate())),
    ]
}
