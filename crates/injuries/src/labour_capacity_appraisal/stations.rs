//! The check of the papers: once all that is missing, accepted or not, taken back. Pure.

use casework::application::decide::met;
use casework::{DeadlineChange, Effects, Material, Outcome, Refusal, Role, Stage};
use values::{Citation, Text};

use super::command::Event;
use super::decide::{Decided, Deciding};
use super::limits::{CONCLUSION, INTAKE, MATERIAL_CHECK};
use super::words::{out_of_turn, required};

impl Deciding<'_> {
    /// 工伤职工劳动能力鉴定管理办法 第9条: once, in writing, all that is missing. While the applicant's answer is awaited no limit of the
    /// committee runs; both run again from the day the papers are complete (practice).
    pub(super) fn request_supplement(&self, missing: &[String], note: &str) -> Decided {
        self.staff(Role::InjuryOfficer)?;
        self.at(&[Stage::Received])?;
        if self.state.supplement_requested {
            return Err(Refusal::new(
                "supplement_only_once",
                "补正通知只能发出一次，已经发出过",
                "the notice may be sent once only, and it was sent",
            )
            .into());
        }
        if missing.is_empty() && note.trim().is_empty() {
            return Err(Refusal::new("nothing_listed", "请列出全部缺少的材料或说明", "list everything that is missing")
                .on_field("missing")
                .into());
        }
        let form = self.form()?;
        let ended = |name: &str| DeadlineChange::Ended { name: name.into() };
        let body = Text::new(format!("请补正：{}。{note}", missing.join("、")), format!("Please hand in: {}. {note}", missing.join(", ")));
        let effects = Effects {
            stage: Some(Stage::AwaitingSupplement),
            awaiting: Some(None),
            deadlines: vec![met(MATERIAL_CHECK), ended(CONCLUSION)],
            notifications: self.to_both(form, ("请补正材料", "papers are missing"), &body),
            ..Effects::default()
        };
        Ok(Outcome { events: vec![Event::SupplementRequested { missing: missing.to_vec(), note: note.to_owned() }], effects })
    }

    pub(super) fn supplement(&self, materials: &[Material], note: &str) -> Decided {
        self.may_apply(self.form()?)?;
        self.at(&[Stage::AwaitingSupplement])?;
        if materials.is_empty() && note.trim().is_empty() {
            return Err(Refusal::new("nothing_supplied", "请上传补正材料或填写说明", "hand in a paper or write an explanation")
                .on_field("materials")
                .into());
        }
        let effects = Effects {
            stage: Some(Stage::Received),
            awaiting: Some(Some(Role::InjuryOfficer)),
            deadlines: self.limits(self.given.today)?,
            materials: materials.to_vec(),
            ..Effects::default()
        };
        Ok(Outcome { events: vec![Event::Supplemented { materials: materials.to_vec(), note: note.to_owned() }], effects })
    }

    pub(super) fn accept(&self) -> Decided {
        self.staff(Role::InjuryOfficer)?;
        self.at(&[Stage::Received])?;
        self.not_the_helper()?;
        let form = self.form()?;
        let has = |kind: &str| self.state.materials.iter().any(|material| material.kind == kind);
        let mut missing = Vec::new();
        if form.recognition_case_id.is_none() && !has(super::RECOGNITION_DECISION) {
            missing.push(Text::new("工伤认定决定", "decision on recognition"));
        }
        if !has(super::MEDICAL_RECORDS) {
            missing.push(Text::new("诊断证明、病历等医疗材料", "diagnosis and medical records"));
        }
        if !missing.is_empty() {
            let names = |pick: fn(&Text) -> &str| missing.iter().map(pick).collect::<Vec<_>>().join("、");
            let (zh, en) = (names(|text| &text.zh), names(|text| &text.en));
            return Err(Refusal::new("materials_missing", format!("材料不齐，尚缺：{zh}"), format!("papers are missing: {en}"))
                .hint("请一次性告知申请人", "tell the applicant once of everything")
                .citing(Citation::new("工伤保险条例", "第23条"))
                .into());
        }
        let body = Text::new("材料齐全，将随机抽取专家组织鉴定。", "The papers are complete; experts will be drawn at random.");
        let effects = Effects {
            stage: Some(Stage::Accepted),
            awaiting: Some(Some(Role::InjuryOfficer)),
            deadlines: vec![met(MATERIAL_CHECK)],
            notifications: self.to_both(form, ("材料审核通过", "papers complete"), &body),
            ..Effects::default()
        };
        Ok(Outcome { events: vec![Event::Accepted], effects })
    }

    pub(super) fn refuse_acceptance(&self, reason: &str) -> Decided {
        self.staff(Role::InjuryOfficer)?;
        self.at(&[Stage::Received])?;
        required("reason", reason, ("不予受理的理由", "why it is not accepted"), 1000)?;
        self.end(Stage::NotAccepted, Event::NotAccepted { reason: reason.trim().to_owned() }, ("不予受理", "not accepted"), reason)
    }

    pub(super) fn withdraw(&self, reason: &str) -> Decided {
        self.may_apply(self.form()?)?;
        if !self.state.stage.is_open() {
            return Err(out_of_turn(self.state.stage));
        }
        self.end(Stage::Withdrawn, Event::Withdrawn { reason: reason.trim().to_owned() }, ("已撤回", "taken back"), reason)
    }

    pub(super) fn end(&self, stage: Stage, event: Event, words: (&str, &str), reason: &str) -> Decided {
        let form = self.form()?;
        let ended = |name: &str| DeadlineChange::Ended { name: name.into() };
        let effects = Effects {
            stage: Some(stage),
            awaiting: Some(None),
            deadlines: [INTAKE, MATERIAL_CHECK, CONCLUSION].map(ended).into(),
            notifications: self.to_both(form, words, &Text::same(reason.trim())),
            ..Effects::default()
        };
        Ok(Outcome { events: vec![event], effects })
    }
}
