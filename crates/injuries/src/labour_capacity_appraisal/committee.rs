//! The committee: experts drawn, more time, the conclusion and its delivery. Pure.

use casework::application::decide::met;
use casework::{Deadline, DeadlineChange, Effects, Outcome, Refusal, Refusals, Role, Stage};
use rules::injury::appraisal;
use rules::injury::{CareLevel, DisabilityGrade};
use values::{Citation, Date, Text};

use super::command::Event;
use super::decide::{Decided, Deciding};
use super::draw::draw;
use super::limits::{CONCLUSION, DELIVERY, limits};
use crate::experts::{Recused, Registered};

use super::words::{out_of_turn, read_care, read_grade, required};
use agency::common::not_covered;

impl Deciding<'_> {
    /// 工伤保险条例 第25条: three or five experts drawn at random; 威人社函〔2020〕6号 二（三）: none is held while that is suspended.
    pub(super) fn draw_experts(&self, pool: &[String], count: u8, seed: &str) -> Decided {
        let pool: Vec<String> = pool.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
        self.draw_of(pool, Vec::new(), count, seed)
    }

    /// The same from the city's pool. Whoever works for the worker's employer, or is kin to somebody concerned, does not judge (practice:
    /// the rules of appraisals ask for it; the article was not read).
    pub(super) fn draw_from_pool(&self, specialties: &[String], count: u8, named: &[u32], reason: &str, seed: &str) -> Decided {
        self.staff(Role::InjuryOfficer)?;
        let reason = reason.trim();
        if !named.is_empty() {
            required("recusal_reason", reason, ("回避的理由", "why they are left out"), 200)?;
        }
        if let Some(number) = named.iter().find(|number| !self.facts.experts.iter().any(|known| known.number == **number)) {
            let text = (format!("库中没有编号为 {number} 的专家"), format!("there is no expert no. {number} in the pool"));
            return Err(Refusal::new("unknown_expert", text.0, text.1).on_field("recused").into());
        }
        let plain = |text: &str| text.chars().filter(|character| !character.is_whitespace()).collect::<String>();
        let employer = self.facts.employer.as_ref().map(|employer| plain(&employer.name));
        let of_field = |known: &&Registered| specialties.is_empty() || specialties.contains(&known.expert.specialty);
        let (mut pool, mut recused) = (Vec::new(), Vec::new());
        for known in self.facts.experts.iter().filter(of_field) {
            let name = known.expert.label();
            if employer.as_deref() == Some(plain(&known.expert.hospital).as_str()) {
                recused.push(Recused { name, reason: Text::new("与职工同一单位", "works where the worker does") });
            } else if named.contains(&known.number) {
                recused.push(Recused { name, reason: Text::same(reason) });
            } else {
                pool.push(name);
            }
        }
        self.draw_of(pool, recused, count, seed)
    }

    fn draw_of(&self, pool: Vec<String>, recused: Vec<Recused>, count: u8, seed: &str) -> Decided {
        self.staff(Role::InjuryOfficer)?;
        self.at(&[Stage::Accepted])?;
        self.refuse_while_suspended()?;
        if self.state.experts.is_some() {
            return Err(Refusal::new("already_drawn", "已抽取专家，不能重复抽取", "experts were drawn; they are not drawn again").into());
        }
        if count != 3 && count != 5 {
            return Err(Refusal::new("count", "专家人数应为 3 名或 5 名", "three or five experts are drawn")
                .on_field("count")
                .citing(Citation::new("工伤保险条例", "第25条"))
                .into());
        }
        let doubled = pool.iter().enumerate().find(|(position, name)| pool[..*position].contains(name)).map(|(_, name)| name.clone());
        if let Some(name) = doubled {
            return Err(Refusal::new("pool_doubled", format!("专家“{name}”出现了两次"), format!("“{name}” stands in the pool twice"))
                .on_field("pool")
                .into());
        }
        if pool.len() < usize::from(count) {
            return Err(Refusal::new(
                "pool_too_small",
                format!("专家库只有 {} 人，不足 {count} 人", pool.len()),
                format!("the pool has {} names, fewer than {count}", pool.len()),
            )
            .on_field("pool")
            .into());
        }
        if seed.trim().len() < 8 {
            return Err(Refusal::new("seed", "随机种子至少 8 个字符", "the seed has at least eight characters").on_field("seed").into());
        }
        // Whoever sends the seed does not choose the outcome: the instant at which it arrives is part of it, and both are kept.
        let seed = format!("{}@{}", seed.trim(), self.given.now);
        let drawn = draw(&pool, usize::from(count), &seed);
        let effects = Effects { awaiting: Some(Some(Role::DecisionMaker)), ..Effects::default() };
        Ok(Outcome { events: vec![Event::ExpertsDrawn { pool, seed, drawn, recused }], effects })
    }

    pub(super) fn refuse_while_suspended(&self) -> Result<(), Refusals> {
        match self.suspended()?.filter(|_| !self.state.is_exempt) {
            None => Ok(()),
            Some(measure) => Err(Refusal::new(
                "appraisals_suspended",
                format!("自 {} 起暂停组织劳动能力鉴定", measure.from),
                format!("since {} no appraisal is held", measure.from),
            )
            .hint("恢复后继续办理，暂停的日数不计入期限", "it goes on afterwards; the days do not count")
            .citing(measure.citation)
            .into()),
        }
    }

    /// 工伤保险条例 第25条: 30 days more where the case needs them.
    pub(super) fn extend(&self, reason: &str) -> Decided {
        self.staff(Role::InjuryOfficer)?;
        self.at(&[Stage::Accepted])?;
        if self.state.extended {
            return Err(Refusal::new("already_extended", "期限只能延长一次", "the limit is extended once only").into());
        }
        required("reason", reason, ("延长的理由", "why it takes longer"), 500)?;
        let form = self.form()?;
        let received_on = self.state.received_on.unwrap_or(self.given.today);
        let longer = limits(self.law, received_on, true, &self.pauses()?)?;
        let conclusion: Vec<Deadline> = longer.into_iter().filter(|limit| limit.name == CONCLUSION).collect();
        let derivation = conclusion.first().map(|limit| limit.derivation.clone()).unwrap_or_default();
        let body = Text::new(format!("理由：{}。{}", reason.trim(), derivation.zh), format!("Why: {}. {}", reason.trim(), derivation.en));
        let effects = Effects {
            deadlines: conclusion.into_iter().map(DeadlineChange::Set).collect(),
            notifications: self.to_both(form, ("鉴定期限延长", "the conclusion takes longer"), &body),
            ..Effects::default()
        };
        Ok(Outcome { events: vec![Event::ConclusionExtended { reason: reason.trim().to_owned() }], effects })
    }

    /// 工伤保险条例 第22、25条: the grade of disability and the level of care, on the opinion of the experts. Who drew them does not conclude.
    pub(super) fn conclude(&self, grade: Option<u8>, care: Option<&str>, opinion: &str) -> Decided {
        self.staff(Role::DecisionMaker)?;
        self.at(&[Stage::Accepted])?;
        if self.state.handled_by.contains(&self.given.actor.user_id) {
            return Err(Refusal::new(
                "separation_of_duties",
                "受理、抽取专家和作出结论不得为同一人",
                "who accepted or drew the experts does not conclude",
            )
            .into());
        }
        self.refuse_while_suspended()?;
        if self.state.experts.is_none() {
            return Err(Refusal::new("no_experts", "尚未抽取专家", "no experts were drawn")
                .citing(Citation::new("工伤保险条例", "第25条"))
                .into());
        }
        let grade = read_grade(grade)?;
        let care = read_care(care)?;
        required("opinion", opinion, ("专家意见", "opinion of the experts"), 2000)?;
        let form = self.form()?;
        let today = self.given.today;
        let result = self.result(grade, care, today)?;
        let derivation = appraisal::delivery_due(self.law, today).map_err(|error| not_covered(error.text()))?;
        let delivery = Deadline {
            name: DELIVERY.into(),
            title: Text::new("送达鉴定结论", "delivery of the conclusion"),
            started_on: today,
            due_on: derivation.due_on,
            derivation: derivation.text,
            citation: derivation.citation,
        };
        let effects = Effects {
            stage: Some(Stage::Granted),
            awaiting: Some(None),
            deadlines: vec![met(CONCLUSION), DeadlineChange::Set(delivery)],
            notifications: self.to_both(form, ("鉴定结论", "conclusion"), &result),
            ..Effects::default()
        };
        Ok(Outcome { events: vec![Event::Concluded { grade, care, opinion: opinion.trim().to_owned(), result }], effects })
    }

    pub(super) fn result(&self, grade: Option<DisabilityGrade>, care: Option<CareLevel>, today: Date) -> Result<Text, Refusals> {
        let grade = grade.map_or_else(|| Text::new("未达到伤残等级", "no grade of disability is reached"), DisabilityGrade::name);
        let care = care.map_or_else(|| Text::new("无生活自理障碍", "no need of care"), CareLevel::name);
        let review = appraisal::review_from(self.law, today).map_err(|error| not_covered(error.text()))?;
        let second = self.law.time_limit("second_appraisal_application", today).map_err(|gap| not_covered(gap.text()))?;
        let unit = second.unit.name();
        Ok(Text::new(
            format!(
                "{}；{}。不服的，自收到结论之日起 {} {}内可以向省级劳动能力鉴定委员会申请再次鉴定（{}）；{}。",
                grade.zh, care.zh, second.value, unit.zh, second.citation, review.text.zh
            ),
            format!(
                "{}; {}. Within {} {} of receipt a second appraisal may be asked of the provincial committee ({}); {}.",
                grade.en, care.en, second.value, unit.en, second.citation, review.text.en
            ),
        ))
    }

    pub(super) fn deliver(&self, on: Date, receiver: &str) -> Decided {
        self.staff(Role::InjuryOfficer)?;
        self.at(&[Stage::Granted])?;
        let Some(concluded_on) = self.state.conclusion.as_ref().map(|conclusion| conclusion.on) else {
            return Err(out_of_turn(self.state.stage));
        };
        if self.state.delivered_on.is_some() {
            return Err(Refusal::new("already_delivered", "已登记送达", "the delivery is on record").into());
        }
        if on < concluded_on || on > self.given.today {
            return Err(Refusal::new(
                "delivery_day",
                format!("送达日期应在结论日期 {concluded_on} 和今天之间"),
                format!("the day of delivery lies between the conclusion of {concluded_on} and today"),
            )
            .on_field("on")
            .into());
        }
        required("receiver", receiver, ("签收人或邮件号", "who took it, or the number of the post"), 100)?;
        let until = appraisal::second_appraisal_until(self.law, on).map_err(|error| not_covered(error.text()))?;
        let form = self.form()?;
        let effects = Effects {
            deadlines: vec![met(DELIVERY)],
            notifications: self.to_both(form, ("结论已送达", "the conclusion was delivered"), &until.text),
            ..Effects::default()
        };
        Ok(Outcome { events: vec![Event::Delivered { on, receiver: receiver.trim().to_owned() }], effects })
    }
}
