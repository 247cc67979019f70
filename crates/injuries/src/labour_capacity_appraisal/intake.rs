//! Taking an application in, keeping it on the list while nothing is taken in, and deciding what cannot wait. Pure.

use casework::application::decide::met;
use casework::{DeadlineChange, Effects, Material, Outcome, Refusal, Refusals, Role, Stage};
use rules::MeasureKind;
use rules::injury::appraisal::{self, SERVICE};
use rules::notice::ServiceSet;
use rules::time_limit::PauseLedger;
use values::{Citation, Date, Text};

use super::command::{Event, Form};
use super::decide::{Decided, Deciding, RecognitionFound};
use super::limits::{INTAKE, limits, waiting_limit};
use super::words::{out_of_turn, required};
use agency::common::emergency::states;
use agency::common::not_covered;

impl Deciding<'_> {
    /// 威人社函〔2020〕6号 二（三）: nothing is taken in while the emergency lasts. The refusal says since when, by which clause, and the
    /// way on.
    pub(super) fn submit(&self, form: &Form, materials: &[Material]) -> Decided {
        if self.case.head.is_some() {
            return Err(out_of_turn(self.state.stage));
        }
        self.may_apply(form)?;
        if let Some(measure) = self.suspended()? {
            return Err(Refusal::new(
                "intake_suspended",
                format!("自 {} 起暂停受理劳动能力鉴定申请：{}", measure.from, measure.summary.zh),
                format!("since {} no application for an appraisal is taken in: {}", measure.from, measure.summary.en),
            )
            .hint(
                format!("可以登记到等候名单，{}", measure.way_on.zh),
                format!("put the application on the waiting list. {}", measure.way_on.en),
            )
            .citing(measure.citation)
            .into());
        }
        self.check(form)?;
        let mut effects = self.opened(form, materials);
        effects.stage = Some(Stage::Received);
        effects.awaiting = Some(Some(Role::InjuryOfficer));
        effects.deadlines = self.limits(self.given.today)?;
        let body = (
            "已收到劳动能力鉴定申请，工作人员在 5 个工作日内核对材料。",
            "We have the application; the papers are checked within five working days.",
        );
        effects.notifications = self.to_both(form, ("已收到申请", "application received"), &Text::new(body.0, body.1));
        Ok(Outcome { events: vec![Event::Submitted { form: form.clone(), materials: materials.to_vec() }], effects })
    }

    /// Kept and not lost: what cannot be taken in waits on a list in the order it came.
    pub(super) fn enlist(&self, form: &Form, materials: &[Material]) -> Decided {
        if self.case.head.is_some() {
            return Err(out_of_turn(self.state.stage));
        }
        self.may_apply(form)?;
        let Some(measure) = self.suspended()? else {
            return Err(Refusal::new(
                "intake_open",
                "劳动能力鉴定正常受理，不需要等候",
                "applications are taken in; there is nothing to wait for",
            )
            .hint("请直接提交申请", "hand the application in")
            .into());
        };
        self.check(form)?;
        let mut effects = self.opened(form, materials);
        effects.stage = Some(Stage::Waiting);
        effects.awaiting = Some(None);
        effects.deadlines = vec![DeadlineChange::Set(waiting_limit(&measure, self.given.today))];
        let because = Text::new(
            format!("自 {} 起暂停受理（{}）。{}", measure.from, measure.citation, measure.way_on.zh),
            format!("Suspended since {} ({}). {}", measure.from, measure.citation, measure.way_on.en),
        );
        effects.notifications = self.to_both(form, ("已登记等候", "put on the waiting list"), &because);
        let (since, citation) = (measure.from, measure.citation);
        Ok(Outcome {
            events: vec![Event::WaitingListed { form: form.clone(), materials: materials.to_vec(), since, citation, because }],
            effects,
        })
    }

    /// 工伤保险条例 第23条: with the decision on recognition; 第28条: a review a year after the conclusion.
    pub(super) fn check(&self, form: &Form) -> Result<(), Refusals> {
        if self.facts.employer.is_none() {
            return Err(Refusal::new("unknown_employer", "本区域没有找到该单位", "there is no such employer in this area")
                .on_field("employer_id")
                .into());
        }
        let claim = form.read()?;
        let mut refusals = Refusals::default();
        match &self.facts.worker {
            None => refusals.push(
                Refusal::new(
                    "unknown_person",
                    "本区域没有找到该身份证号码的参保人员",
                    "nobody of this area is registered under this ID number",
                )
                .on_field("worker_id_number")
                .hint("请核对号码，或拨打 12333", "check the number, or call 12333"),
            ),
            Some(worker) if worker.name != claim.worker_name => refusals.push(
                Refusal::new(
                    "name_differs",
                    "姓名与该身份证号码已登记的姓名不一致",
                    "the name is not the one registered for this ID number",
                )
                .on_field("worker_name"),
            ),
            Some(_) => {}
        }
        if self.facts.recognition == Some(RecognitionFound::Other) {
            refusals.push(
                Refusal::new(
                    "not_recognised",
                    "该编号不是这名职工已认定工伤的决定",
                    "this number is not a decision that recognised this worker's injury",
                )
                .on_field("recognition_number")
                .hint(
                    "请核对工伤认定决定的编号；尚未认定的，请先申请工伤认定",
                    "check the number of the decision; apply for recognition first where there is none",
                )
                .citing(Citation::new("工伤保险条例", "第23条")),
            );
        }
        if let Some(previous) = claim.previous_concluded_on {
            refusals.0.extend(self.refuse_review(previous)?);
        }
        refusals.into_result()
    }

    pub(super) fn refuse_review(&self, previous: Date) -> Result<Option<Refusal>, Refusals> {
        let today = self.given.today;
        if previous > today {
            return Ok(Some(
                Refusal::new("conclusion_in_future", "上次鉴定结论的日期晚于今天", "the last conclusion lies in the future")
                    .on_field("previous_concluded_on"),
            ));
        }
        let from = appraisal::review_from(self.law, previous).map_err(|error| not_covered(error.text()))?;
        Ok((today < from.due_on).then(|| {
            Refusal::new("review_too_early", from.text.zh.clone(), from.text.en.clone())
                .on_field("previous_concluded_on")
                .citing(from.citation.clone())
        }))
    }

    /// 威人社函〔2020〕6号 二（三）: what truly cannot wait is decided in the single case.
    pub(super) fn ask_exception(&self, reason: &str) -> Decided {
        let form = self.form()?;
        self.may_apply(form)?;
        self.at(&[Stage::Waiting])?;
        self.exception_measure()?;
        if self.state.exception_asked.is_some() {
            return Err(Refusal::new("already_asked", "已申请一事一议，请等待决定", "it was already asked for; it is being decided").into());
        }
        required("reason", reason, ("急需办理的理由", "why it cannot wait"), 1000)?;
        let effects = Effects { awaiting: Some(Some(Role::DecisionMaker)), ..Effects::default() };
        Ok(Outcome { events: vec![Event::ExceptionAsked { reason: reason.trim().to_owned() }], effects })
    }

    /// The measure that lets an urgent matter be decided in the single case.
    pub(super) fn exception_measure(&self) -> Result<Citation, Refusals> {
        let concerns = |kind: &MeasureKind| match kind {
            MeasureKind::Exception(exception) => match &exception.services {
                ServiceSet::EveryCounterService => true,
                ServiceSet::Named(services) => services.iter().any(|service| service == SERVICE),
            },
            _ => false,
        };
        let declared = states(&self.facts.emergencies);
        let mut active =
            self.law.measures_on(concerns, &declared, self.given.today, self.case.area).map_err(|error| not_covered(error.text()))?;
        active
            .next()
            .map(|active| active.measure.citation.clone())
            .ok_or_else(|| Refusal::new("no_exception", "目前没有一事一议的规定在施行", "no text lets a single case be decided now").into())
    }

    pub(super) fn decide_exception(&self, admit: bool, reason: &str) -> Decided {
        let form = self.form()?;
        self.staff(Role::DecisionMaker)?;
        self.at(&[Stage::Waiting])?;
        if self.state.exception_asked.is_none() {
            return Err(Refusal::new("not_asked", "没有一事一议的申请", "nobody has asked for a decision in the single case").into());
        }
        required("reason", reason, ("决定的理由", "why"), 1000)?;
        let citation = self.exception_measure()?;
        let mut effects = Effects::default();
        if admit {
            effects.stage = Some(Stage::Received);
            effects.awaiting = Some(Some(Role::InjuryOfficer));
            effects.deadlines = vec![met(INTAKE)];
            let today = self.given.today;
            effects.deadlines.extend(limits(self.law, today, false, &PauseLedger::default())?.into_iter().map(DeadlineChange::Set));
        } else {
            effects.awaiting = Some(None);
        }
        let words = if admit {
            ("同意按一事一议受理", "taken in as urgent")
        } else {
            ("不同意一事一议，继续等候", "not taken in as urgent; it goes on waiting")
        };
        let body = Text::new(format!("理由：{}（{citation}）", reason.trim()), format!("Why: {} ({citation})", reason.trim()));
        effects.notifications = self.to_both(form, words, &body);
        Ok(Outcome { events: vec![Event::ExceptionDecided { admit, reason: reason.trim().to_owned() }], effects })
    }
}
