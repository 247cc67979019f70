//! Decisions of the city: summing up, letting an area in again, sealing, handing up. Pure.

use casework::{Effects, Outcome, Refusal, Refusals, Role, Stage};
use serde_json::json;
use values::AreaCode;

use super::super::consolidation::Consolidation;
use super::super::day::{ACKNOWLEDGED, CONSOLIDATED, EXPORTED, REOPENED, SEALED};
use super::super::seal::{register_of_seals, seal_of};
use super::super::{Event, What};
use super::{Deciding, day_of, words_needed};

impl Deciding<'_> {
    /// Locks the day. Areas that are missing are waited for, or the reason not to is on record.
    pub(super) fn consolidate(&self, without: &str) -> Result<Outcome<Event>, Refusals> {
        let before = self.facts.city.consolidation.as_ref();
        if before.is_some() && self.facts.city.reopened.is_empty() {
            return Err(Refusal::new("already_consolidated", "该日已汇总", "the day is already summed up")
                .hint("如需更改，先说明理由并向区市重新开放", "to change it, let the area in again and say why")
                .into());
        }
        let fields: Vec<&str> = self.definition.fields.iter().map(|field| field.name.as_str()).collect();
        let version = before.map_or(0, |before| before.version) + 1;
        let (topic, day) = (&self.command.topic, self.command.day);
        let consolidation = Consolidation::draw(topic, day, version, &fields, &self.facts.areas);
        let missing: Vec<AreaCode> = consolidation.missing().collect();
        if !missing.is_empty() && without.trim().is_empty() {
            let names = |chinese: bool| self.names(&missing, chinese);
            return Err(Refusal::new(
                "areas_missing",
                format!("尚未报送：{}。未报不等于零", names(true)),
                format!("not yet reported: {}; silence is not zero", names(false)),
            )
            .hint("请催报；确需先行汇总的，填写理由", "remind them; to sum up without them, say why")
            .on_field("without")
            .into());
        }
        if without.chars().count() > super::WORDS_MAX {
            return Err(super::too_long("without").into());
        }
        let mut payload = serde_json::to_value(&consolidation).unwrap_or_default();
        if !without.trim().is_empty() {
            payload["without"] = json!(without.trim());
        }
        let effects = self.of_the_city(CONSOLIDATED, payload, Stage::Running);
        Ok(self.outcome(What::Consolidated { consolidation, without: without.trim().to_owned() }, effects))
    }

    fn names(&self, areas: &[AreaCode], chinese: bool) -> String {
        let name = |area: &AreaCode| match self.law.city().and_then(|city| city.area(*area)) {
            Some(area) if chinese => area.short_name.zh.clone(),
            Some(area) => area.short_name.en.clone(),
            None => area.to_string(),
        };
        areas.iter().map(name).collect::<Vec<_>>().join(if chinese { "、" } else { ", " })
    }

    /// The recorded exception to the lock, also after the seal: the sum is then drawn and sealed again, and the first stays on record.
    pub(super) fn reopen(&self, area: AreaCode, reason: &str) -> Result<Outcome<Event>, Refusals> {
        if !self.facts.areas.iter().any(|(known, _)| *known == area) {
            return Err(Refusal::new("unknown_area", "没有这个区市", "there is no such area").on_field("area").into());
        }
        if !self.facts.city.locks(area) {
            return Err(Refusal::new("not_locked", "该区市该日未锁定", "the day is not locked for this area").on_field("area").into());
        }
        if let Some(refusal) = words_needed("reason", reason) {
            return Err(refusal.into());
        }
        let effects = self.of_the_city(REOPENED, json!({ "area": area, "reason": reason.trim() }), Stage::Running);
        Ok(self.outcome(What::Reopened { area, reason: reason.trim().to_owned() }, effects))
    }

    pub(super) fn seal(&self) -> Result<Outcome<Event>, Refusals> {
        let Some(consolidation) = &self.facts.city.consolidation else { return Err(not_consolidated()) };
        if self.facts.city.seal.is_some() {
            return Err(Refusal::new("already_sealed", "该日已封存", "the day is already sealed").into());
        }
        if !self.facts.city.reopened.is_empty() {
            return Err(Refusal::new(
                "reopened",
                "有区市已重新开放，请重新汇总后再封存",
                "an area was let in again; sum up again before sealing",
            )
            .into());
        }
        let seal = seal_of(consolidation, self.facts.last_seal.as_ref());
        let payload = serde_json::to_value(&seal).unwrap_or_default();
        let mut effects = self.of_the_city(SEALED, payload.clone(), Stage::Running);
        let chained = casework::RegisterEntry::new(register_of_seals(&self.command.topic), self.given.today, SEALED, payload);
        effects.registers.push(chained);
        Ok(self.outcome(What::Sealed { seal }, effects))
    }

    pub(super) fn export(&self) -> Result<Outcome<Event>, Refusals> {
        self.refuse_unsealed()?;
        let number = self.facts.city.exports + 1;
        let effects = self.of_the_city(EXPORTED, json!({ "number": number }), Stage::Running);
        Ok(self.outcome(What::Exported { number }, effects))
    }

    /// The province's receipt: its number and the day it acknowledged.
    pub(super) fn acknowledge(&self, receipt_number: &str, acknowledged_on: &str) -> Result<Outcome<Event>, Refusals> {
        self.refuse_unsealed()?;
        if !self.facts.city.exported {
            return Err(Refusal::new("not_exported", "尚未上报", "it was not handed up yet").into());
        }
        if self.facts.city.receipt.is_some() {
            return Err(Refusal::new("already_acknowledged", "已登记回执", "the receipt is already recorded").into());
        }
        let mut refusals = Refusals::default();
        let receipt_number = receipt_number.trim();
        if receipt_number.is_empty() || receipt_number.chars().count() > 60 {
            refusals.push(
                Refusal::new("receipt_number", "请填写回执编号，不超过60字", "write the number of the receipt, at most 60 characters")
                    .on_field("receipt_number"),
            );
        }
        let acknowledged_on = match day_of("acknowledged_on", acknowledged_on) {
            Ok(on) if on > self.given.today || on < self.command.day => {
                refusals.push(
                    Refusal::new("date", "回执日期应在报告日与今天之间", "it was acknowledged between the day itself and today")
                        .on_field("acknowledged_on"),
                );
                None
            }
            Ok(on) => Some(on),
            Err(refusal) => {
                refusals.push(refusal);
                None
            }
        };
        let Some(acknowledged_on) = acknowledged_on.filter(|_| refusals.is_empty()) else { return Err(refusals) };
        let payload = json!({ "receipt_number": receipt_number, "acknowledged_on": acknowledged_on });
        let mut effects = self.of_the_city(ACKNOWLEDGED, payload, Stage::Completed);
        effects.awaiting = Some(None);
        Ok(self.outcome(What::Acknowledged { receipt_number: receipt_number.to_owned(), acknowledged_on }, effects))
    }

    fn refuse_unsealed(&self) -> Result<(), Refusals> {
        if self.facts.city.consolidation.is_none() {
            return Err(not_consolidated());
        }
        if self.facts.city.seal.is_none() {
            return Err(Refusal::new("not_sealed", "请先封存", "seal it first").into());
        }
        Ok(())
    }

    fn of_the_city(&self, kind: &str, payload: serde_json::Value, stage: Stage) -> Effects {
        Effects {
            stage: Some(stage),
            awaiting: Some(Some(Role::CitySupervisor)),
            registers: vec![self.entry(kind, payload)],
            ..self.opened()
        }
    }
}

fn not_consolidated() -> Refusals {
    Refusal::new("not_consolidated", "请先汇总", "sum the day up first").into()
}
