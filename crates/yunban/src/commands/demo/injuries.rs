//! Injury cases in progress on the first day: a nurse infected on duty waiting for the decision, a doctor whose facts are in doubt, an
//! ordinary accident, a limit that stands still, an appraisal on the waiting list, and a recognised injury with one bill settled and one that waits.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use agency::Agency;
use casework::application::ApplicationCommand as Station;
use casework::identity::User;
use casework::{CaseTarget, Channel, Given, Material, Procedure, perform};
use injuries::injury_recognition::{self, InjuryRecognition, OwnCommand as OwnRecognise};
use injuries::injury_settlement::{self, InjurySettlement};
use injuries::labour_capacity_appraisal::{self, LabourCapacityAppraisal};
use values::{AreaCode, Date};

use super::{FIRST_DAY, hospital, in_the_past};
use crate::clock::HistoryClock;
use crate::failure::{CommandError, CommandResult};
use crate::place::Open;

type Recognise = injury_recognition::Command;
type Appraise = labour_capacity_appraisal::Command;
type Settle = injury_settlement::Command;

/// Somebody who acts: login and day of February 2020.
type Hand = (&'static str, i8);

pub fn play(open: &Open, users: &HashMap<&'static str, User>) -> CommandResult {
    let area = open.city.areas.first().ok_or_else(|| CommandError::new("the city has no pooling area"))?.code;
    let clock = Arc::new(HistoryClock::new(FIRST_DAY));
    let scene = Scene { agency: in_the_past(open, Arc::clone(&clock)), clock, area, users };
    scene.nurse_awaiting_decision()?;
    scene.doctor_in_doubt()?;
    scene.cook_ordinary()?;
    scene.driver_paused()?;
    scene.orderly_waiting()?;
    scene.technician_billed()
}

struct Scene<'a> {
    agency: Agency,
    clock: Arc<HistoryClock>,
    area: AreaCode,
    users: &'a HashMap<&'static str, User>,
}

impl Scene<'_> {
    fn given(&self, (login, day): Hand, key: String) -> CommandResult<Given> {
        let user = self.users.get(login).ok_or_else(|| CommandError::new(format!("the demonstration has no account {login}")))?;
        let on = Date::constant(2020, 2, day);
        self.clock.set(on);
        let now = casework::Clock::now(self.clock.as_ref());
        let is_staff = user.roles.iter().any(|role| role.is_staff());
        let channel = if is_staff { Channel::Web } else { Channel::PhoneApp };
        Ok(Given { actor: user.actor(), channel, on_behalf_of: None, cause: None, today: on, now, idempotency_key: key })
    }

    /// Plays the acts of one case; the first opens it.
    fn acts<P: Procedure>(&self, name: &str, procedure: &P, acts: Vec<(Hand, P::Command)>) -> CommandResult<CaseTarget> {
        let mut target = CaseTarget::New(self.area);
        for (number, (hand, command)) in acts.into_iter().enumerate() {
            let given = self.given(hand, format!("demo:{name}:{number}"))?;
            let done = perform(self.agency.store.as_ref(), procedure, target, &command, &given)?;
            target = CaseTarget::Existing { area: self.area, id: done.case_id };
        }
        Ok(target)
    }

    fn recognition(&self, name: &str, acts: Vec<(Hand, Recognise)>) -> CommandResult<CaseTarget> {
        self.acts(name, &InjuryRecognition::new(Arc::clone(&self.agency.law), Arc::clone(&self.agency.documents)), acts)
    }

    /// A scan of a page that says that it is one of a demonstration.
    fn paper(&self, kind: &str) -> CommandResult<Material> {
        let content = b"%PDF-1.4\n% a paper of the demonstration\n%%EOF\n";
        let now = casework::Clock::now(self.clock.as_ref());
        Ok(Material {
            kind: kind.to_owned(),
            file_name: format!("{kind}.pdf"),
            media_type: "application/pdf".into(),
            size_bytes: content.len() as i64,
            sha256: self.agency.store.keep_document(content)?,
            received_at: now,
        })
    }

    fn submitted(&self, who: &str, told: &Told<'_>) -> CommandResult<Recognise> {
        let mut reader = self.agency.store.reader()?;
        let worker = hospital::person(reader.as_mut(), who)?;
        let employer = hospital::employer(reader.as_mut())?;
        drop(reader);
        let facts: BTreeMap<String, bool> = told.facts.iter().map(|fact| ((*fact).to_owned(), true)).collect();
        let form = injury_recognition::Form {
            applicant: "employer".into(),
            employer_id: employer.id,
            worker_name: worker.name.as_str().to_owned(),
            worker_id_number: worker.id_number.as_str().to_owned(),
            occupation: told.occupation.into(),
            ground: told.ground.into(),
            injured_on: told.injured_on.into(),
            place: told.place.into(),
            account: told.account.into(),
            injured_part: told.injured_part.into(),
            diagnosis_code: told.code.into(),
            diagnosis: told.diagnosis.into(),
            facts,
            ..injury_recognition::Form::default()
        };
        let materials = told.papers.iter().map(|kind| self.paper(kind)).collect::<CommandResult<Vec<_>>>()?;
        Ok(Recognise::submit(form, materials))
    }

    fn nurse_awaiting_decision(&self) -> CommandResult {
        let told = Told {
            occupation: "发热门诊护士",
            ground: "infected_on_duty",
            injured_on: "2020-02-06",
            place: "发热门诊隔离留观室",
            account: "1月28日起在发热门诊值守，护理确诊患者期间出现发热，2月6日核酸检测阳性确诊。",
            injured_part: "新型冠状病毒肺炎",
            code: "U07.1",
            diagnosis: "新型冠状病毒肺炎（普通型）",
            facts: &INFECTED,
            papers: &["medical_diagnosis", "proof_of_infection", "proof_of_duty"],
        };
        let acts = vec![
            (("hospital", 8), self.submitted("nurse", &told)?),
            (("injury", 8), Recognise::Application(Station::Accept)),
            (("reviewer", 9), Recognise::Application(Station::Review { opinion: "履职感染事实清楚，材料完整。".into(), recommend: true })),
        ];
        self.recognition("injury_nurse", acts)?;
        Ok(())
    }

    fn doctor_in_doubt(&self) -> CommandResult {
        let told = Told {
            occupation: "骨科医师",
            ground: "infected_on_duty",
            injured_on: "2020-02-05",
            place: "住院部",
            account: "2月1日返岗，2月5日确诊。返岗前曾探望外地亲属。",
            injured_part: "新型冠状病毒肺炎",
            code: "U07.1",
            diagnosis: "新型冠状病毒肺炎（轻型）",
            facts: &INFECTED,
            papers: &["medical_diagnosis", "proof_of_infection", "proof_of_duty"],
        };
        let doubt = Recognise::Own(OwnRecognise::Establish {
            facts: BTreeMap::from([("performing_duties".to_owned(), None)]),
            papers_missing: Vec::new(),
            disputed: false,
            note: "流行病学调查结论未出，感染来源待查".into(),
        });
        let acts = vec![
            (("hospital", 7), self.submitted("doctor", &told)?),
            (("injury", 7), Recognise::Application(Station::Accept)),
            (("injury", 8), doubt),
        ];
        self.recognition("injury_doctor", acts)?;
        Ok(())
    }

    fn cook_ordinary(&self) -> CommandResult {
        let told = Told {
            occupation: "食堂炊事员",
            ground: "accident_at_work",
            injured_on: "2020-02-03",
            place: "职工食堂后厨",
            account: "上午十时许备餐时地面湿滑摔倒，右腕着地。",
            injured_part: "右腕",
            code: "S52.5",
            diagnosis: "右桡骨远端骨折",
            facts: &["in_working_hours", "at_workplace", "caused_by_work"],
            papers: &["medical_diagnosis"],
        };
        self.recognition("injury_cook", vec![(("hospital", 10), self.submitted("cook", &told)?)])?;
        Ok(())
    }

    fn driver_paused(&self) -> CommandResult {
        let told = Told {
            occupation: "救护车司机",
            ground: "commuting_accident",
            injured_on: "2020-01-15",
            place: "世昌大道与海滨路口",
            account: "早晨上班途中骑电动车被右转货车碰撞。",
            injured_part: "左小腿",
            code: "S82.2",
            diagnosis: "左胫骨骨干骨折",
            facts: &["commuting", "traffic_accident"],
            papers: &["medical_diagnosis", "traffic_liability_document"],
        };
        let pause = Recognise::Own(OwnRecognise::Pause {
            authority: "公安交通管理部门".into(), reason: "事故责任认定书复核".into()
        });
        let acts = vec![
            (("hospital", 4), self.submitted("driver", &told)?),
            (("injury", 5), Recognise::Application(Station::Accept)),
            (("injury", 6), pause),
        ];
        self.recognition("injury_driver", acts)?;
        Ok(())
    }

    fn orderly_waiting(&self) -> CommandResult {
        let mut reader = self.agency.store.reader()?;
        let worker = hospital::person(reader.as_mut(), "orderly")?;
        let employer = hospital::employer(reader.as_mut())?;
        drop(reader);
        let form = labour_capacity_appraisal::Form {
            applicant: "employer".into(),
            employer_id: employer.id,
            worker_name: worker.name.as_str().to_owned(),
            worker_id_number: worker.id_number.as_str().to_owned(),
            recognition_number: "演示工认〔2019〕31号".into(),
            condition: "2019年5月搬运设备时腰椎骨折，内固定术后，弯腰受限。".into(),
            ..labour_capacity_appraisal::Form::default()
        };
        let materials =
            vec![self.paper(labour_capacity_appraisal::RECOGNITION_DECISION)?, self.paper(labour_capacity_appraisal::MEDICAL_RECORDS)?];
        let procedure = LabourCapacityAppraisal::new(Arc::clone(&self.agency.law));
        self.acts("appraisal_orderly", &procedure, vec![(("hospital", 6), Appraise::Enlist { form, materials })])?;
        Ok(())
    }

    /// Recognised, with one bill settled and one that waits: the same drug on the days of two editions of the plan.
    fn technician_billed(&self) -> CommandResult {
        let told = Told {
            occupation: "检验技师",
            ground: "infected_on_duty",
            injured_on: "2020-02-01",
            place: "检验科",
            account: "1月25日起检测咽拭子标本，2月1日核酸检测阳性确诊。",
            injured_part: "新型冠状病毒肺炎",
            code: "U07.1",
            diagnosis: "新型冠状病毒肺炎（轻型）",
            facts: &INFECTED,
            papers: &["medical_diagnosis", "proof_of_infection", "proof_of_duty"],
        };
        let acts = vec![
            (("hospital", 3), self.submitted("technician", &told)?),
            (("injury", 3), Recognise::Application(Station::Accept)),
            (("reviewer", 4), Recognise::Application(Station::Review { opinion: "履职感染事实清楚。".into(), recommend: true })),
            (("decider", 5), Recognise::Application(Station::Grant { note: String::new() })),
        ];
        let injury = self.recognition("injury_technician", acts)?;
        let settlement = InjurySettlement::new(Arc::clone(&self.agency.law));
        let first = [
            ["2020-02-03", "利巴韦林注射液", "2", "18.50", "37.00"],
            ["2020-02-05", "利巴韦林注射液", "2", "18.50", "37.00"],
            ["2020-02-05", "布洛芬缓释胶囊", "1", "12.60", "12.60"],
            ["2020-02-06", "陪护人员住宿", "2", "120.00", "240.00"],
        ];
        let acts = vec![
            (("hospital", 8), self.bill(injury, "2020020801", ("2020-02-03", "2020-02-07"), &first)?),
            (("injury", 8), Settle::Application(Station::Accept)),
            (("reviewer", 9), Settle::Application(Station::Review { opinion: "明细与病历一致。".into(), recommend: true })),
            (("decider", 9), Settle::Application(Station::Grant { note: String::new() })),
        ];
        self.acts("bill_settled", &settlement, acts)?;
        let second = [["2020-02-08", "对乙酰氨基酚片", "1", "6.80", "6.80"], ["2020-02-09", "利巴韦林注射液", "1", "18.50", "18.50"]];
        let acts = vec![(("hospital", 10), self.bill(injury, "2020021003", ("2020-02-08", "2020-02-09"), &second)?)];
        self.acts("bill_waiting", &settlement, acts)?;
        Ok(())
    }

    fn bill(&self, injury: CaseTarget, number: &str, stay: (&str, &str), lines: &[[&str; 5]]) -> CommandResult<Settle> {
        let mut reader = self.agency.store.reader()?;
        let (worker, hospital) = (hospital::person(reader.as_mut(), "technician")?, hospital::employer(reader.as_mut())?);
        drop(reader);
        let recognition_case_id = match injury {
            CaseTarget::Existing { id, .. } => id,
            CaseTarget::New(_) => 0,
        };
        let line = |[service_on, item, quantity, unit_price, amount]: &[&str; 5]| injury_settlement::Line {
            row: 0,
            service_on: (*service_on).to_owned(),
            item: (*item).to_owned(),
            quantity: (*quantity).to_owned(),
            unit_price: (*unit_price).to_owned(),
            amount: (*amount).to_owned(),
        };
        let form = injury_settlement::Form {
            payee: "hospital".into(),
            hospital_id: hospital.id,
            hospital: hospital.name,
            worker_id_number: worker.id_number.as_str().to_owned(),
            recognition_case_id,
            bill_number: number.to_owned(),
            stay_from: stay.0.to_owned(),
            stay_until: stay.1.to_owned(),
            lines: lines.iter().map(line).collect(),
        };
        Ok(Settle::submit(form, Vec::new()))
    }
}

const INFECTED: [&str; 3] = ["medical_or_related_worker", "performing_duties", "infected_in_prevention_or_treatment"];

/// What the hospital tells of an injury.
struct Told<'a> {
    occupation: &'a str,
    ground: &'a str,
    injured_on: &'a str,
    place: &'a str,
    account: &'a str,
    injured_part: &'a str,
    code: &'a str,
    diagnosis: &'a str,
    facts: &'a [&'a str],
    papers: &'a [&'a str],
}
