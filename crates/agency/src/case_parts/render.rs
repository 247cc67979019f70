//! The parts of a case as components of a page.

use casework::store::OutboxRow;
use casework::{DeadlineRecord, Flow, MovedLimit, STANDS_STILL, Stage, Standing};
use maud::{Markup, html};
use serde_json::Value;
use values::{Date, Explanation, Instant, Language, Step as ExplainedStep, Text};
use web::components::{
    Deadline, DeadlineState, Step, StepState, SummaryList, TimelineEntry, Tone, date, deadline, safe_href, section, sentence, steps, tag,
    timeline,
};

use super::LoadedCase;

/// A moment as the agency's clocks show it: `2020-02-10 09:15`.
pub fn at_words(at: Instant) -> String {
    let written = at.in_china().to_string();
    written.chars().take(16).map(|character| if character == 'T' { ' ' } else { character }).collect()
}

/// Where a case stands, as a tag.
pub fn stage_tag(stage: Stage, language: Language) -> Markup {
    let tone = match stage {
        Stage::Granted | Stage::Completed => Tone::Good,
        Stage::Refused | Stage::NotAccepted | Stage::Lapsed => Tone::Bad,
        Stage::AwaitingSupplement | Stage::Waiting => Tone::Warning,
        Stage::Withdrawn => Tone::Neutral,
        Stage::Received | Stage::Accepted | Stage::Reviewed | Stage::Running => Tone::Information,
    };
    tag(&stage.name(), tone, language)
}

/// The stations of an application and where it stands; nothing for other cases.
pub fn progress(case: &LoadedCase, language: Language) -> Markup {
    let Some(application) = &case.view.application else { return html! {} };
    if application.flow == Flow::Immediate {
        return html! {};
    }
    let mut names = vec![(Stage::Received, Text::new("提交", "Application")), (Stage::Accepted, Text::new("受理", "Acceptance"))];
    if application.flow == Flow::AcceptReviewDecide {
        names.push((Stage::Reviewed, Text::new("复核", "Review")));
    }
    names.push((Stage::Granted, Text::new("审批", "Decision")));
    let done = match application.stage {
        Stage::Received | Stage::AwaitingSupplement | Stage::Waiting => 1,
        Stage::Accepted => 2,
        Stage::Reviewed => 3,
        _ => names.len(),
    };
    let shown: Vec<Step> = names
        .into_iter()
        .enumerate()
        .map(|(position, (_, name))| {
            let state = match position {
                position if position < done => StepState::Done,
                position if position == done => StepState::Current,
                _ => StepState::Coming,
            };
            Step { name, state, note: None }
        })
        .collect();
    steps(&shown, language)
}

/// What was asked for, in words.
pub fn asked(case: &LoadedCase, language: Language) -> Markup {
    let mut list = SummaryList::new(language);
    for (name, value) in &case.view.described {
        list = list.words(name.clone(), value.in_language(language));
    }
    html! { (list) }
}

/// What sets the case apart.
pub fn tags(case: &LoadedCase, language: Language) -> Markup {
    html! { @for (words, tone) in &case.view.tags { " " (tag(words, *tone, language)) } }
}

/// How the limits of a case came to be what they are; nothing where no limit was ever reckoned by the procedure itself.
pub fn clocks(case: &LoadedCase, language: Language) -> Markup {
    html! {
        @if !case.view.clocks.is_empty() {
            (section(&Text::new("期限台账", "How the limits came about"), html! {
                ol.plain {
                    @for entry in &case.view.clocks {
                        li {
                            p { strong { (entry.what.in_language(language)) } " · " (date(entry.on, language)) }
                            p.hint { (sentence(&entry.derivation, language)) }
                        }
                    }
                }
            }, language))
        }
    }
}

/// The limits of a case: the open ones with how their day came about, the closed ones with how they ended.
pub fn deadlines(records: &[DeadlineRecord], today: Date, language: Language) -> Markup {
    let (open, closed): (Vec<_>, Vec<_>) = records.iter().partition(|record| record.closed_on.is_none());
    html! {
        @for record in open { (open_deadline(record, today, language)) }
        @for record in closed {
            @let standing = record.standing(today);
            p.deadline-closed {
                (record.deadline.title.in_language(language)) " " (date(record.deadline.due_on, language)) " "
                (tag(&standing.name(), closed_tone(standing), language))
            }
        }
    }
}

fn closed_tone(standing: Standing) -> Tone {
    match standing {
        Standing::MetInTime => Tone::Good,
        Standing::MetLate | Standing::Breached => Tone::Bad,
        Standing::AtRisk => Tone::Warning,
        Standing::OnTrack | Standing::Ended => Tone::Neutral,
    }
}

fn open_deadline(record: &DeadlineRecord, today: Date, language: Language) -> Markup {
    let limit = &record.deadline;
    if limit.stands_still() {
        return html! {
            p.deadline-closed {
                (limit.title.in_language(language)) " " (tag(&Text::new("中止", "standing still"), Tone::Warning, language))
                br; span.hint { (sentence(&limit.derivation, language)) }
            }
        };
    }
    let state = match record.standing(today) {
        Standing::Breached => DeadlineState::Breached,
        Standing::AtRisk => DeadlineState::AtRisk,
        _ => DeadlineState::OnTrack,
    };
    let derivation = Explanation {
        steps: vec![ExplainedStep {
            name: limit.title.clone(),
            formula: limit.derivation.clone(),
            inputs: vec![(Text::new("起算日", "counted from"), limit.started_on.to_string())],
            result: limit.due_on.to_string(),
            citation: limit.citation.clone(),
        }],
    };
    let shown = Deadline {
        name: limit.title.clone(),
        due_on: limit.due_on,
        state,
        remaining: Some(remaining(limit.due_on, today)),
        derivation: Some(&derivation),
    };
    deadline(&shown, language)
}

fn remaining(due_on: Date, today: Date) -> Text {
    let days = rules::days_between(today, due_on);
    match days {
        0 => Text::new("今天到期", "due today"),
        1 => Text::new("还有 1 天", "1 day left"),
        -1 => Text::new("已超 1 天", "1 day late"),
        days if days > 0 => Text::new(format!("还有 {days} 天"), format!("{days} days left")),
        days => Text::new(format!("已超 {} 天", -days), format!("{} days late", -days)),
    }
}

/// What an event is called; the tag itself where no words were given to it.
pub fn event_words(kind: &str) -> Text {
    let (chinese, english) = match kind {
        "submitted" => ("提交申请", "Handed in"),
        "accepted" => ("受理", "Accepted"),
        "supplement_requested" => ("发出补正通知", "Supplement asked for"),
        "supplemented" => ("补正材料", "Supplement handed in"),
        "not_accepted" => ("不予受理", "Not accepted"),
        "corrected" => ("更正", "Corrected"),
        "reviewed" => ("复核", "Reviewed"),
        "granted" => ("批准", "Granted"),
        "refused" => ("不予批准", "Refused"),
        "withdrawn" => ("撤回", "Taken back"),
        "printed" => ("补发文书", "Document printed"),
        "issued" => ("出具文书", "Document issued"),
        "received" => ("款项到账", "Money received"),
        "advance_applied" => ("预收款抵缴", "Advance applied"),
        "allocated" => ("分配入账", "Allocated"),
        "started" => ("启动", "Started"),
        "finished" => ("完成", "Finished"),
        "declared" => ("启动应急状态", "Emergency declared"),
        "ended" => ("解除应急状态", "Emergency ended"),
        "deferrals_lapsed" => ("缓缴失效", "Deferrals lapsed"),
        "reprojected" => ("重新推算期限", "Due days reckoned anew"),
        "flagged" => ("进入绿色通道", "Taken into the green channel"),
        "established" => ("查明事实", "Facts established"),
        "papers_supplied" => ("补交材料", "Papers handed in"),
        "paused" => ("中止期限", "Limit paused"),
        "resumed" => ("恢复期限", "Limit goes on"),
        "filing_extended" => ("同意延长申请期限", "Period for filing extended"),
        "settled" => ("逐行结算", "Settled line by line"),
        "readjudication_proposed" => ("提出重新审核", "Judging again proposed"),
        "readjudicated" => ("重新审核", "Judged again"),
        "edition_recorded" => ("录入目录版本", "Edition recorded"),
        "clock_moved" => ("期限改变", "Limit changed"),
        "warned" => ("临期提醒", "Warned before the day"),
        "escalated" => ("超期上报", "Reported as overdue"),
        "delivered" => ("送达", "Delivered"),
        "waiting_listed" => ("登记等候", "Put on the waiting list"),
        "intake_resumed" => ("恢复受理通知", "Told that intake has resumed"),
        "exception_asked" => ("申请一事一议", "Decision in the single case asked for"),
        "exception_decided" => ("一事一议决定", "Decided in the single case"),
        "experts_drawn" => ("抽取专家", "Experts drawn"),
        "conclusion_extended" => ("延长鉴定期限", "Limit of the conclusion extended"),
        "concluded" => ("作出鉴定结论", "Conclusion given"),
        "reported" => ("报送", "Reported"),
        "chased" => ("催报", "Reminded"),
        "consolidated" => ("汇总", "Summed up"),
        "reopened" => ("重新开放", "Let in again"),
        "sealed" => ("封存", "Sealed"),
        "exported" => ("上报", "Handed up"),
        "acknowledged" => ("登记回执", "Receipt recorded"),
        "proposed" => ("提出", "Proposed"),
        "approved" => ("批准", "Approved"),
        "discarded" => ("不批准", "Turned down"),
        "carried_out" => ("执行一批", "A portion carried out"),
        "computed" => ("计算和核查", "Computed and checked"),
        "released" => ("释放一笔", "A payment released"),
        "held_out" => ("暂不发放一笔", "A payment held out"),
        "account_corrected" => ("更正收款账户", "Account put right"),
        "funds_requested" => ("申请资金", "Funds requested"),
        "funds_received" => ("拨款到账", "Funds received"),
        "bank_file_made" => ("生成银行文件", "File made for the bank"),
        "result_read" => ("读入银行回盘", "The bank's result read"),
        "reissued" => ("退回款项重发", "Returned payments sent again"),
        "closed" => ("办结", "Closed"),
        "cancel_proposed" => ("提出整批作废", "Cancelling proposed"),
        "cancel_turned_down" => ("不作废，继续办理", "Goes on, not cancelled"),
        "cancelled" => ("整批作废", "Cancelled"),
        casework::reprojection::LIMITS_MOVED => ("办理时限变更", "Time limits moved"),
        other => return Text::same(other),
    };
    Text::new(chinese, english)
}

/// Everything that happened, newest first. Applicants see who acted for them, and staff by their station only.
pub fn history(case: &LoadedCase, for_staff: bool, language: Language) -> Markup {
    let entries: Vec<TimelineEntry> = case
        .record
        .events
        .iter()
        .rev()
        .map(|event| {
            let stamp = &event.stamp;
            // What the program does by itself is done by nobody in particular; the channel says so.
            let name = if for_staff && stamp.actor_id != 0 { stamp.actor_name.as_str() } else { "" };
            let channel = stamp.channel.name();
            let joined = |channel: &str| [name, channel].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
            TimelineEntry {
                at: at_words(stamp.at),
                what: event_words(&event.kind),
                who: Some(Text::new(joined(&channel.zh), joined(&channel.en))),
                detail: Some(detail(event, case, language)),
            }
        })
        .collect();
    timeline(&entries, language)
}

/// The name of a missing paper in the reader's language; the request names it by its kind or in Chinese.
pub fn paper_name<'a>(case: &'a LoadedCase, listed: &'a str, language: Language) -> &'a str {
    let requirements = case.view.application.as_ref().map_or(&[][..], |application| &application.requirements);
    requirements
        .iter()
        .find(|paper| paper.name.zh == listed || paper.kind == listed)
        .map_or(listed, |paper| paper.name.in_language(language))
}

fn detail(event: &casework::StoredEvent, case: &LoadedCase, language: Language) -> Markup {
    html! {
        p { (language.pick("业务日期 ", "Business date ")) (date(event.stamp.on, language)) }
        @if let Some(on_behalf) = &event.stamp.on_behalf_of {
            p { (language.pick("代办，委托依据：", "On behalf, authorised by: ")) (on_behalf.authorisation) }
        }
        @for (name, words) in [("reason", ("理由：", "Reason: ")), ("opinion", ("意见：", "Opinion: ")), ("note", ("说明：", "Note: "))] {
            @if let Some(text) = event.payload.get(name).and_then(|told| in_language(told, language)).filter(|text| !text.is_empty()) {
                p { (language.pick(words.0, words.1)) (text) }
            }
        }
        @if let Some(recommend) = event.payload.get("recommend").and_then(Value::as_bool) {
            p { @if recommend { (language.pick("建议批准", "Recommends granting")) } @else { (language.pick("建议不予批准", "Recommends refusing")) } }
        }
        @if let Some(missing) = event.payload.get("missing").and_then(Value::as_array).filter(|missing| !missing.is_empty()) {
            ul { @for paper in missing { li { (paper_name(case, paper.as_str().unwrap_or(""), language)) } } }
        }
        @if event.kind == casework::reprojection::LIMITS_MOVED { (moved_limits(&event.payload, language)) }
    }
}

/// Words of an event: as somebody wrote them, or in both languages.
fn in_language(told: &Value, language: Language) -> Option<&str> {
    told.as_str().or_else(|| told.get(language.pick("zh", "en"))?.as_str())
}

/// A day, or that there is none while the limit stands still.
pub fn day_or_still(day: Date, language: Language) -> Markup {
    if day == STANDS_STILL {
        html! { (language.pick("中止", "standing still")) }
    } else {
        date(day, language)
    }
}

/// The limits an emergency moved, from where to where and why.
fn moved_limits(payload: &Value, language: Language) -> Markup {
    let moved: Vec<MovedLimit> = payload.get("moved").and_then(|moved| serde_json::from_value(moved.clone()).ok()).unwrap_or_default();
    html! {
        @for limit in &moved {
            p {
                (limit.title.in_language(language)) " " (day_or_still(limit.before, language)) " → " (day_or_still(limit.after, language))
                br; span.hint { (sentence(&limit.derivation, language)) }
            }
        }
    }
}

/// The papers handed in, each a download under `base`.
pub fn materials(case: &LoadedCase, base: &str, language: Language) -> Markup {
    let requirements = case.view.application.as_ref().map_or(&[][..], |application| &application.requirements);
    html! {
        @if case.materials.is_empty() {
            p { (language.pick("没有材料。", "No papers were handed in.")) }
        } @else {
            ul.plain {
                @for material in &case.materials {
                    li {
                        @if let Some(requirement) = requirements.iter().find(|requirement| requirement.kind == material.kind) {
                            (requirement.name.in_language(language)) " "
                        }
                        a href=(safe_href(&format!("{base}/materials/{}", material.sha256))) download { (material.file_name) }
                        " " span.hint { (material.size_bytes / 1024 + 1) " KB · " (at_words(material.received_at)) }
                    }
                }
            }
        }
    }
}

/// Word sent about the case.
pub fn letters(case: &LoadedCase, language: Language) -> Markup {
    html! {
        @if case.letters.is_empty() {
            p { (language.pick("还没有通知。", "Nothing was sent yet.")) }
        } @else {
            (letter_list(&case.letters, language))
        }
    }
}

/// Letters one below the other, each with when it was written.
pub fn letter_list(letters: &[OutboxRow], language: Language) -> Markup {
    letter_list_with(letters, language, |letter| html! { (at_words(letter.created_at)) })
}

/// Letters one below the other, each with what `below` says of it.
pub fn letter_list_with(letters: &[OutboxRow], language: Language, below: impl Fn(&OutboxRow) -> Markup) -> Markup {
    html! {
        ul.letters {
            @for letter in letters {
                li {
                    p.letter-subject { (sentence(&letter.notification.subject, language)) }
                    p { (sentence(&letter.notification.body, language)) }
                    p.letter-when { (below(letter)) }
                }
            }
        }
    }
}
