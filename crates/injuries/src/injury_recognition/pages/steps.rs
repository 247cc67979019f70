//! The pages of the form, one thing each.

use casework::Role;
use maud::{Markup, html};
use rules::injury::{Diagnosis, Fact, Ground, Paper};
use values::{Language, Text};
use web::components::{
    ButtonStyle, Choice, FormView, SummaryList, Tone, button_value, error_summary, heading, inset, notification_banner, upload_form,
};
use web::{FormData, FormErrors, SignedIn};

use super::filled::{EMPLOYER, FACT, Filled};
use super::{address, title};
use crate::injury_recognition::describe;
use agency::common::page::{hidden, key_field};
use agency::common::{on_behalf, paper};

/// One page of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Who,
    When,
    What,
    Facts,
    Harm,
    Papers,
    Check,
}

impl Step {
    pub const ALL: [Step; 7] = [Step::Who, Step::When, Step::What, Step::Facts, Step::Harm, Step::Papers, Step::Check];

    pub fn as_str(self) -> &'static str {
        match self {
            Step::Who => "who",
            Step::When => "when",
            Step::What => "what",
            Step::Facts => "facts",
            Step::Harm => "harm",
            Step::Papers => "papers",
            Step::Check => "check",
        }
    }

    pub fn of(word: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.as_str() == word)
    }

    fn position(self) -> usize {
        Step::ALL.into_iter().position(|step| step == self).unwrap_or(0)
    }

    pub fn next(self) -> Step {
        Step::ALL.get(self.position() + 1).copied().unwrap_or(Step::Check)
    }

    pub fn before(self) -> Step {
        self.position().checked_sub(1).and_then(|position| Step::ALL.get(position).copied()).unwrap_or(Step::Who)
    }

    pub fn question(self) -> Text {
        match self {
            Step::Who => Text::new("谁受伤？谁来申请？", "Who was hurt, and who applies?"),
            Step::When => Text::new("什么时间、在哪里？", "When and where?"),
            Step::What => Text::new("发生了什么？", "What happened?"),
            Step::Facts => Text::new("请逐项说明情况", "Please answer each question"),
            Step::Harm => Text::new("伤情或诊断", "The injury or diagnosis"),
            Step::Papers => Text::new("上传材料", "Papers"),
            Step::Check => Text::new("核对后提交", "Check and send"),
        }
    }

    /// Whether a field is asked on this page.
    pub fn asks(self, field: &str) -> bool {
        match self {
            Step::Who => {
                matches!(field, "applicant" | "employer_id" | "worker_name" | "worker_id_number" | "relation" | "telephone" | "occupation")
                    || field == EMPLOYER
                    || field.starts_with("on_behalf")
            }
            Step::When => matches!(field, "injured_on" | "injured_at" | "place" | "delay_reason"),
            Step::What => matches!(field, "ground" | "account"),
            Step::Facts => field.starts_with(FACT) || field == "facts",
            Step::Harm => matches!(field, "injured_part" | "diagnosis_code" | "diagnosis" | "has_died"),
            Step::Papers => field.ends_with(".sha256") || field.ends_with(".file_name") || Paper::of(field).is_some(),
            Step::Check => false,
        }
    }
}

/// What every page of the form needs.
pub struct Frame<'a> {
    pub signed_in: &'a SignedIn,
    pub filled: &'a Filled,
    pub grounds: &'a [Ground],
    /// The facts the chosen ground needs, or those that tell the grounds apart.
    pub facts: &'a [Fact],
    pub diagnoses: &'a [Diagnosis],
    /// Papers asked for that no register replaces.
    pub papers: &'a [(&'static str, Text)],
    /// Those of them not handed in yet.
    pub lacking: &'a [Text],
    pub green: bool,
}

/// One page of the form with what was typed and what was wrong.
pub fn render(step: Step, frame: &Frame<'_>, data: &FormData, errors: &FormErrors) -> Markup {
    let signed_in = frame.signed_in;
    let language = signed_in.language;
    let view = FormView::new(language, data, errors);
    let place = Text::new(
        format!("第 {} 步，共 {} 步 · {}", step.position() + 1, Step::ALL.len(), title().zh),
        format!("Step {} of {} · {}", step.position() + 1, Step::ALL.len(), title().en),
    );
    html! {
        (error_summary(errors, language))
        (heading(&step.question(), Some(&place), language))
        (upload_form(address(&signed_in.actor), &signed_in.csrf_token, html! {
            (hidden("at", step.as_str()))
            @for (name, value) in data.fields().filter(|(name, _)| is_carried(step, name)) { (hidden(name, value)) }
            @match step {
                Step::Who => (who(frame, &view)),
                Step::When => (when(&view)),
                Step::What => (what(frame, &view)),
                Step::Facts => (facts(frame, &view)),
                Step::Harm => (harm(frame, &view)),
                Step::Papers => (papers(frame, &view)),
                Step::Check => (check(frame)),
            }
            div.button-row {
                @if step == Step::Check {
                    (button_value(&Text::new("提交申请", "Send"), "go", "send", ButtonStyle::Primary, language))
                } @else {
                    (button_value(&Text::new("继续", "Continue"), "go", "next", ButtonStyle::Primary, language))
                }
                @if step != Step::Who { (button_value(&Text::new("上一步", "Back"), "go", "back", ButtonStyle::Secondary, language)) }
            }
        }))
    }
}

fn is_carried(step: Step, name: &str) -> bool {
    !step.asks(name) && !matches!(name, web::csrf::FIELD | web::csrf::KEY_FIELD | "at" | "go")
}

fn who(frame: &Frame<'_>, view: &FormView<'_>) -> Markup {
    let actor = &frame.signed_in.actor;
    let by_employer = actor.has(Role::EmployerClerk) && !actor.is_staff();
    let mut applicants = Vec::new();
    if actor.is_staff() {
        applicants.push(Choice::new("employer", Text::new("用人单位", "the employer")));
    }
    applicants.push(Choice::new("worker", Text::new("职工本人", "the worker")));
    applicants.push(Choice::new("near_relative", Text::new("近亲属", "a near relative")));
    applicants.push(Choice::new("trade_union", Text::new("工会组织", "the trade union")));
    html! {
        @if by_employer {
            p.lead { (frame.filled.employer_name().in_language(view.language)) }
        } @else {
            (view.radios("applicant", Text::new("由谁申请", "Who applies"), applicants))
            (view.text(EMPLOYER, Text::new("用人单位", "Employer")).hint(employer_hint(frame)).max_length(30))
        }
        @if frame.filled.own.is_some() {
            (inset(html! { (view.language.pick("职工本人申请的，不用填写下面的姓名和身份证号码。", "Applying for yourself? Leave name and ID number below blank.")) }))
        }
        (view.text("worker_name", Text::new("职工姓名", "Worker's name")).max_length(50))
        (view.text("worker_id_number", Text::new("职工身份证号码", "Worker's ID number")).hint(Text::new("18 位，最后一位可以是 X", "18 characters; the last may be X")).max_length(30))
        (view.text("occupation", Text::new("职业、工种或工作岗位", "Occupation")).hint(Text::new("例如：护士", "For example: nurse")).max_length(50))
        @if !by_employer {
            (view.text("relation", Text::new("申请人姓名（名称）及与职工的关系", "Applicant's name and relation to the worker"))
                .hint(Text::new("近亲属、工会申请时填写，例如：李明，配偶", "For a near relative or the union, such as: Li Ming, spouse")).optional().max_length(100))
        }
        (view.text("telephone", Text::new("联系电话", "Telephone")).autocomplete("tel").input_mode("tel").optional().max_length(30))
        @if actor.is_staff() { (on_behalf::fields(view)) }
    }
}

fn employer_hint(frame: &Frame<'_>) -> Text {
    let known: Vec<String> = frame.filled.own_employers.iter().map(|employer| format!("{}（{}）", employer.name, employer.id)).collect();
    let ask = Text::new("统一社会信用代码（18位）或单位编号", "Credit code of 18 characters, or the employer's number");
    if known.is_empty() {
        return ask;
    }
    Text::new(format!("{}。您参保的单位：{}", ask.zh, known.join("、")), format!("{}. Insured through: {}", ask.en, known.join(", ")))
}

fn when(view: &FormView<'_>) -> Markup {
    html! {
        (view.date("injured_on", Text::new("事故发生日期，或职业病、感染的诊断日期", "Day of the accident, or of the diagnosis of a disease or infection"))
            .hint(Text::new("例如 2020-02-01", "For example 2020-02-01")))
        (view.text("injured_at", Text::new("时间", "Time")).hint(Text::new("例如 14:30，不清楚可不填", "Such as 14:30; leave blank if not known")).optional().max_length(10))
        (view.text("place", Text::new("地点", "Place")).hint(Text::new("例如：发热门诊、二号车间、上班途中某路口", "For example: fever clinic, workshop 2, a crossing on the way to work")).max_length(200))
        (view.text_area("delay_reason", Text::new("逾期原因", "Why it is late"))
            .hint(Text::new("单位超过 30 日、个人超过 1 年才申请时填写；属不可抗力等原因的由工作人员审查", "Only when the employer is past 30 days or a person past one year; an officer looks at the cause")).optional().rows(2).max_length(500))
    }
}

fn what(frame: &Frame<'_>, view: &FormView<'_>) -> Markup {
    let mut choices: Vec<Choice> = frame.grounds.iter().map(|ground| Choice::new(ground.as_str(), ground.name())).collect();
    choices.push(Choice::new("", Text::new("不清楚，由工作人员判断", "I cannot say; staff decide")));
    html! {
        (view.radios("ground", Text::new("属于哪种情形", "Which of these is it"), choices))
        (view.text_area("account", Text::new("受伤害经过", "What happened"))
            .hint(Text::new("何人、当时在做什么、怎样受伤或感染、采取了什么措施", "Who, what was being done, how the injury or infection came about, and what followed")).rows(6).max_length(2000))
    }
}

fn facts(frame: &Frame<'_>, view: &FormView<'_>) -> Markup {
    let answers = || {
        vec![
            Choice::new("yes", Text::new("是", "Yes")),
            Choice::new("no", Text::new("否", "No")),
            Choice::new("unknown", Text::new("不清楚", "Not known")),
        ]
    };
    html! {
        p { (view.language.pick("不清楚的不影响申请，由工作人员查明。", "What you do not know does not stop the application; staff find it out.")) }
        @for fact in frame.facts { (view.radios(&format!("{FACT}{}", fact.as_str()), fact.name(), answers())) }
    }
}

fn harm(frame: &Frame<'_>, view: &FormView<'_>) -> Markup {
    let codes: Vec<Choice> = frame
        .diagnoses
        .iter()
        .map(|diagnosis| {
            let name = diagnosis.name();
            Choice::new(
                diagnosis.code.clone(),
                Text::new(format!("{} {}", diagnosis.code, name.zh), format!("{} {}", diagnosis.code, name.en)),
            )
        })
        .collect();
    html! {
        (view.text("injured_part", Text::new("受伤害部位或疾病名称", "Injured part, or the disease")).max_length(100))
        (view.text("diagnosis", Text::new("诊断证明上的诊断", "Diagnosis as the certificate words it")).max_length(300))
        (view.select("diagnosis_code", Text::new("诊断编码", "Code of the diagnosis"), codes)
            .hint(Text::new("证明上没有编码的可不选，诊断将标注“未核对编码”", "Leave it when the certificate names none; the diagnosis is then marked as unverified")).optional())
        (view.radios("has_died", Text::new("职工是否已死亡", "Has the worker died"), vec![
            Choice::new("no", Text::new("否", "No")),
            Choice::new("yes", Text::new("是", "Yes")),
        ]))
    }
}

fn papers(frame: &Frame<'_>, view: &FormView<'_>) -> Markup {
    html! {
        p { (view.language.pick("可以用手机拍照上传。暂时没有的可以先提交，工作人员会一次性告知需要补正的全部材料。", "Photographs will do. What you do not have now can follow: you are told once of everything that is missing.")) }
        @for (kind, name) in frame.papers { (paper::input(view, kind, name.clone())) }
    }
}

fn check(frame: &Frame<'_>) -> Markup {
    let language = frame.signed_in.language;
    let rows = describe::answers(&frame.filled.form);
    let list = rows.into_iter().fold(SummaryList::new(language), |list, (name, value)| list.words(name, value.in_language(language)));
    html! {
        @if frame.green {
            (notification_banner(
                &Text::new("将进入工伤认定绿色通道", "This goes through the green channel"),
                html! { p { (language.pick("事实清楚、材料完整的，受理后 3 日内作出决定。", "Where the facts are clear and the papers complete, it is decided within 3 days of acceptance.")) } },
                Tone::Good,
                language,
            ))
        }
        (list.words(Text::new("用人单位", "Employer"), frame.filled.employer_name().in_language(language))
            .words(Text::new("材料", "Papers"), paper::names(&frame.filled.materials).in_language(language)))
        @if !frame.lacking.is_empty() {
            (inset(html! {
                p { (language.pick("还没有上传：", "Not handed in yet: ")) (names(frame.lacking, language)) }
                p { (language.pick("可以先提交，之后按通知补正；缺少材料的不能受理。", "You may send it now and hand these in when asked; it is accepted once they are there.")) }
            }))
        }
        (paper::carried(&frame.filled.materials))
        (key_field(&frame.signed_in.fresh_key))
        p { (language.pick("提交即表示以上内容真实。", "By sending it you state that the above is true.")) }
    }
}

fn names(texts: &[Text], language: Language) -> String {
    texts.iter().map(|text| text.in_language(language)).collect::<Vec<_>>().join(language.pick("、", ", "))
}
