//! What each benefit comes to, and who has it. Pure.

use casework::benefit::BenefitKind;
use casework::{Refusal, Refusals};
use rules::Law;
use rules::injury::benefit::{
    AllowancePayer, BenefitRefusal, Dependant, care_allowance, death_lump_sum, dependants_allowances, disability_allowance,
    disability_lump_sum, funeral_grant, leaving_lump_sums, own_wage,
};
use rules::injury::{DisabilityGrade, Ground};
use values::{Citation, Date, Explain, Fen, Month, Party};

use super::facts::Facts;
use super::form::{Cause, Claim};
use crate::recognised::Recognised;

/// One right that follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    pub kind: BenefitKind,
    pub beneficiary: Party,
    /// Once, or a month.
    pub amount: Fen,
    /// From which month on it is paid monthly; `None` for what is paid once, in the month of the decision.
    pub monthly_from: Option<Month>,
}

/// Works out everything that was asked for; one figure that is not known refuses what hangs on it, by name.
pub fn figures<E: Explain>(law: &Law, claim: &Claim, facts: &Facts, explain: &mut E) -> Result<Vec<Figure>, Refusals> {
    let (Some(worker), Some(injury)) = (facts.worker.as_ref(), facts.injury.as_ref()) else { return Ok(Vec::new()) };
    let worker = Party::person(worker.id);
    match claim.cause {
        Cause::Disability => of_grade(law, claim, facts, injury, worker, explain),
        Cause::Leaving => leaving(law, claim, facts, worker, explain),
        Cause::Death => of_death(law, claim, facts, injury, explain),
    }
}

/// A refusal of the rules beside the benefit asked for. What lacks a figure of the year waits for it; the rest may be asked for now.
fn refused(refusal: &BenefitRefusal) -> Refusals {
    let text = refusal.text();
    let code = match refusal {
        BenefitRefusal::NotCovered(_) => "not_covered",
        BenefitRefusal::NoWageMonths => "no_wage_months",
        BenefitRefusal::NotForGrade { .. } => "not_for_grade",
        BenefitRefusal::TwoSpouses => "two_spouses",
        _ => "figure",
    };
    let told = Refusal::new(code, text.zh, text.en).on_field("benefits");
    match refusal {
        BenefitRefusal::NotCovered(_) => told
            .hint(
                "其他待遇可以先申请；该数据公布并录入后再申请这一项",
                "ask for the others now, and for this one once the figure is published",
            )
            .into(),
        _ => told.into(),
    }
}

fn grade(facts: &Facts) -> Result<DisabilityGrade, Refusals> {
    facts.appraisal.as_ref().and_then(|appraisal| appraisal.grade).ok_or_else(|| {
        Refusal::new("no_grade", "鉴定结论没有伤残等级", "the appraisal found no grade of disability")
            .citing(Citation::new("工伤保险条例", "第35条"))
            .on_field("appraisal_case_id")
            .into()
    })
}

fn concluded_on(facts: &Facts) -> Result<Date, Refusals> {
    let missing =
        || Refusal::new("not_appraised", "没有找到鉴定结论", "there is no conclusion of an appraisal").on_field("appraisal_case_id").into();
    facts.appraisal.as_ref().map(|appraisal| appraisal.concluded_on).ok_or_else(missing)
}

/// 工伤保险条例 第34条, 第35条, 第36条: once by the grade; monthly by the fund for grades 1 to 4; care where the appraisal found it. Monthly
/// benefits begin with the month after the conclusion (practice).
fn of_grade<E: Explain>(
    law: &Law,
    claim: &Claim,
    facts: &Facts,
    injury: &Recognised,
    worker: Party,
    explain: &mut E,
) -> Result<Vec<Figure>, Refusals> {
    let on = concluded_on(facts)?;
    let from = Some(Month::of(on).next());
    let mut found = Vec::new();
    if claim.asks("disability_lump_sum") || claim.asks("disability_allowance") {
        let grade = grade(facts)?;
        let wage = own_wage(law, injury.injured_on, &facts.wages, explain).map_err(|refusal| refused(&refusal))?.monthly;
        if claim.asks("disability_lump_sum") {
            let amount = disability_lump_sum(law, on, grade, injury.ground, wage, explain).map_err(|refusal| refused(&refusal))?;
            found.push(Figure { kind: BenefitKind::InjuryDisabilityLumpSum, beneficiary: worker, amount, monthly_from: None });
        }
        if claim.asks("disability_allowance") {
            let allowance = disability_allowance(law, on, grade, wage, None, explain).map_err(|refusal| refused(&refusal))?;
            if allowance.payer == AllowancePayer::Employer {
                return Err(Refusal::new(
                    "paid_by_employer",
                    format!("{}的伤残津贴由用人单位按月发给，不由基金支付", grade.name().zh),
                    format!("the allowance of {} is paid by the employer, not by the fund", grade.name().en),
                )
                .citing(Citation::new("工伤保险条例", "第36条"))
                .on_field("benefits")
                .into());
            }
            let kind = BenefitKind::InjuryDisabilityAllowance;
            found.push(Figure { kind, beneficiary: worker, amount: allowance.monthly, monthly_from: from });
        }
    }
    if claim.asks("care_allowance") {
        let Some(level) = facts.appraisal.as_ref().and_then(|appraisal| appraisal.care) else {
            return Err(Refusal::new("no_care_level", "鉴定结论没有确认需要生活护理", "the appraisal found no need of care")
                .citing(Citation::new("工伤保险条例", "第34条"))
                .on_field("benefits")
                .into());
        };
        let amount = care_allowance(law, on, level, explain).map_err(|refusal| refused(&refusal))?;
        found.push(Figure { kind: BenefitKind::InjuryCareAllowance, beneficiary: worker, amount, monthly_from: from });
    }
    Ok(found)
}

/// 工伤保险条例 第36条, 第37条: the medical lump sum by the fund; the employment lump sum is the employer's and only explained.
fn leaving<E: Explain>(law: &Law, claim: &Claim, facts: &Facts, worker: Party, explain: &mut E) -> Result<Vec<Figure>, Refusals> {
    let Some(ended_on) = claim.on else { return Ok(Vec::new()) };
    let disease = facts.ground == Some(Ground::OccupationalDisease);
    let sums = leaving_lump_sums(law, ended_on, grade(facts)?, disease, explain).map_err(|refusal| refused(&refusal))?;
    Ok(vec![Figure { kind: BenefitKind::InjuryMedicalLumpSum, beneficiary: worker, amount: sums.medical, monthly_from: None }])
}

/// 工伤保险条例 第39条: funeral and lump sum to the relative who applies, a monthly allowance to each dependant from the month after the death.
fn of_death<E: Explain>(law: &Law, claim: &Claim, facts: &Facts, injury: &Recognised, explain: &mut E) -> Result<Vec<Figure>, Refusals> {
    let Some(died_on) = claim.on else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    if let Some(relative) = facts.relative.as_ref().map(|relative| Party::person(relative.id)) {
        let mut once = |kind, amount| found.push(Figure { kind, beneficiary: relative, amount, monthly_from: None });
        if claim.asks("funeral_grant") {
            once(BenefitKind::InjuryFuneralGrant, funeral_grant(law, died_on, explain).map_err(|refusal| refused(&refusal))?);
        }
        if claim.asks("death_lump_sum") {
            once(BenefitKind::InjuryDeathLumpSum, death_lump_sum(law, died_on, explain).map_err(|refusal| refused(&refusal))?);
        }
    }
    if claim.asks("dependants_allowances") {
        let wage = own_wage(law, injury.injured_on, &facts.wages, explain).map_err(|refusal| refused(&refusal))?.monthly;
        let dependants: Vec<Dependant> = claim.dependants.iter().map(|(_, dependant)| *dependant).collect();
        let allowances = dependants_allowances(law, died_on, wage, &dependants, explain).map_err(|refusal| refused(&refusal))?;
        let from = Some(Month::of(died_on).next());
        for (person, amount) in facts.dependants.iter().flatten().zip(allowances.each) {
            let kind = BenefitKind::InjuryDependantAllowance;
            found.push(Figure { kind, beneficiary: Party::person(person.id), amount, monthly_from: from });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appraised::Appraised;
    use agency::common::test_agency;
    use casework::Person;
    use rules::injury::CareLevel;
    use values::{CaseNumber, Explanation, IdNumber};

    fn facts(injured_on: &str, concluded_on: &str, wage: i64) -> Facts {
        let area = "371002".parse().unwrap();
        let id_number = IdNumber::from_parts("379901", "1980-01-01".parse().unwrap(), 7).unwrap();
        let number = CaseNumber::new(area, 2024, 1).unwrap();
        let worker = Person {
            area,
            id: 7,
            name: values::PersonName::parse("甲乙").unwrap(),
            id_number,
            telephone: None,
            registered_on: "2010-01-04".parse().unwrap(),
        };
        let injury = Recognised {
            case_id: 1,
            number,
            worker_id: 7,
            employer_id: 1,
            injured_on: injured_on.parse().unwrap(),
            decided_on: None,
            ground: Ground::AccidentAtWork,
            infected_on_duty: false,
            has_died: false,
        };
        let appraisal = Appraised {
            number,
            concluded_on: concluded_on.parse().unwrap(),
            grade: DisabilityGrade::new(4),
            care: Some(CareLevel::Partly),
            worker_id_number: id_number.as_str().to_owned(),
            recognition_case_id: Some(1),
        };
        Facts {
            area: Some(area),
            worker: Some(worker),
            ground: Some(injury.ground),
            injury: Some(injury),
            appraisal: Some(appraisal),
            wages: vec![Fen::from_yuan(wage); 12],
            ..Facts::default()
        }
    }

    fn claim(benefits: &[&'static str]) -> Claim {
        Claim {
            cause: Cause::Disability,
            benefits: benefits.to_vec(),
            worker_id_number: IdNumber::from_parts("379901", "1980-01-01".parse().unwrap(), 7).unwrap(),
            on: None,
            relative: None,
            dependants: Vec::new(),
        }
    }

    #[test]
    fn a_grade_gives_once_monthly_and_for_care_with_every_step() {
        let asked = claim(&["disability_lump_sum", "disability_allowance", "care_allowance"]);
        let mut explanation = Explanation::default();
        let found = figures(&test_agency::law(), &asked, &facts("2024-03-05", "2024-08-20", 8_000), &mut explanation).unwrap();
        let told: Vec<(BenefitKind, i64, Option<Month>)> =
            found.iter().map(|figure| (figure.kind, figure.amount.0, figure.monthly_from)).collect();
        let from = Some("2024-09".parse().unwrap());
        // 21 months of 8000.00; 75% of it; 30% of 88313.00 / 12 = 7359.42.
        let expected = [
            (BenefitKind::InjuryDisabilityLumpSum, 16_800_000, None),
            (BenefitKind::InjuryDisabilityAllowance, 600_000, from),
            (BenefitKind::InjuryCareAllowance, 220_783, from),
        ];
        assert_eq!(told, expected);
        let results: Vec<&str> = explanation.steps.iter().map(|step| step.result.as_str()).collect();
        assert!(results.contains(&"7,359.42") && results.contains(&"2,207.83"), "{results:?}");
    }

    #[test]
    fn each_grade_from_5_to_10_has_its_sums_on_leaving() {
        let ended_on: Date = "2024-12-31".parse().unwrap();
        // Months of 7,359.42, the area's monthly wage of 2023; half as many again after an occupational disease.
        let expected = [
            (5, 16_190_724, 24_286_086, "264,939.12"),
            (6, 13_246_956, 19_870_434, "220,782.60"),
            (7, 9_567_246, 14_350_869, "147,188.40"),
            (8, 7_359_420, 11_039_130, "117,750.72"),
            (9, 5_151_594, 7_727_391, "88,313.04"),
            (10, 2_943_768, 4_415_652, "58,875.36"),
        ];
        for (grade, plain, disease, employers) in expected {
            for (ground, amount) in [(Ground::AccidentAtWork, plain), (Ground::OccupationalDisease, disease)] {
                let mut facts = facts("2024-03-05", "2024-08-20", 8_000);
                facts.ground = Some(ground);
                facts.appraisal.as_mut().unwrap().grade = DisabilityGrade::new(grade);
                let asked = Claim { cause: Cause::Leaving, on: Some(ended_on), ..claim(&["medical_lump_sum"]) };
                let mut explanation = Explanation::default();
                let found = figures(&test_agency::law(), &asked, &facts, &mut explanation).unwrap();
                let kind = BenefitKind::InjuryMedicalLumpSum;
                assert_eq!(found, [Figure { kind, beneficiary: Party::person(7), amount: Fen(amount), monthly_from: None }], "{grade}");
                // The employer's part is explained and not paid.
                assert!(explanation.steps.iter().any(|step| step.result == employers), "{grade}: {explanation:?}");
            }
        }
        let mut heaviest = facts("2024-03-05", "2024-08-20", 8_000);
        heaviest.appraisal.as_mut().unwrap().grade = DisabilityGrade::new(4);
        let asked = Claim { cause: Cause::Leaving, on: Some(ended_on), ..claim(&["medical_lump_sum"]) };
        let refused = figures(&test_agency::law(), &asked, &heaviest, &mut values::Silent).unwrap_err();
        assert_eq!(refused.0[0].code, "not_for_grade");
    }

    #[test]
    fn a_year_without_the_wage_of_the_area_is_refused_by_name() {
        let refused =
            figures(&test_agency::law(), &claim(&["disability_lump_sum"]), &facts("2020-03-05", "2020-08-20", 8_000), &mut values::Silent);
        let refused = refused.unwrap_err();
        assert_eq!(refused.0[0].code, "not_covered");
        assert!(refused.0[0].text.en.contains("area_wage"), "{}", refused.0[0].text.en);
    }
}
