//! What the reader may do with an application now, as forms; and the forms read back into commands.
//!
//! Only what is shown is decided here. Whether it may be done is decided by the case machine, every time.

use casework::{Actor, CaseHead, Flow, Role, Stage};
use maud::{Markup, html};
use serde_json::{Value, json};
use values::Text;
use web::components::{ButtonStyle, Choice, FormView, button_style, form, section};
use web::{FormData, FormReader, SignedIn};

use agency::registry::ApplicationView;

/// An act of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskAction {
    Accept,
    RequestSupplement,
    RefuseAcceptance,
    Review,
    Grant,
    Refuse,
    /// The document that could not be printed with the decision; its button stands with the documents of the case.
    Print,
}

impl DeskAction {
    pub const ALL: [DeskAction; 7] = [
        DeskAction::Accept,
        DeskAction::RequestSupplement,
        DeskAction::RefuseAcceptance,
        DeskAction::Review,
        DeskAction::Grant,
        DeskAction::Refuse,
        DeskAction::Print,
    ];

    /// The path segment; with underscores it is the command's tag and the prefix of its fields.
    pub fn segment(self) -> &'static str {
        match self {
            DeskAction::Accept => "accept",
            DeskAction::RequestSupplement => "request-supplement",
            DeskAction::RefuseAcceptance => "refuse-acceptance",
            DeskAction::Review => "review",
            DeskAction::Grant => "grant",
            DeskAction::Refuse => "refuse",
            DeskAction::Print => "print",
        }
    }

    pub fn of(segment: &str) -> Option<DeskAction> {
        DeskAction::ALL.into_iter().find(|action| action.segment() == segment)
    }

    fn tag(self) -> String {
        self.segment().replace('-', "_")
    }

    /// The page's name of a field the command names: several forms stand on one page, so each has names of its own.
    pub fn field(self, name: &str) -> String {
        format!("{}_{name}", self.tag())
    }

    pub fn title(self) -> Text {
        let (chinese, english) = match self {
            DeskAction::Accept => ("受理", "Accept"),
            DeskAction::RequestSupplement => ("一次性告知补正", "Ask for what is missing"),
            DeskAction::RefuseAcceptance => ("不予受理", "Do not accept"),
            DeskAction::Review => ("复核", "Review"),
            DeskAction::Grant => ("批准", "Grant"),
            DeskAction::Refuse => ("不予批准", "Refuse"),
            DeskAction::Print => ("补发文书", "Print the document"),
        };
        Text::new(chinese, english)
    }

    fn role(self, application: &ApplicationView) -> Role {
        match self {
            DeskAction::Accept | DeskAction::RequestSupplement | DeskAction::RefuseAcceptance => application.accepting_role,
            DeskAction::Review => Role::Reviewer,
            DeskAction::Grant | DeskAction::Refuse | DeskAction::Print => Role::DecisionMaker,
        }
    }

    fn is_in_turn(self, application: &ApplicationView) -> bool {
        let stage = application.stage;
        let reviewed = application.flow == Flow::AcceptReviewDecide;
        match self {
            // Its button stands with the documents of the case, for whoever may have them.
            DeskAction::Print => false,
            DeskAction::Accept | DeskAction::RefuseAcceptance => stage == Stage::Received,
            DeskAction::RequestSupplement => stage == Stage::Received && !application.supplement_requested,
            DeskAction::Review => reviewed && stage == Stage::Accepted,
            DeskAction::Grant | DeskAction::Refuse if application.has_own_decision => false,
            DeskAction::Grant | DeskAction::Refuse => stage == if reviewed { Stage::Reviewed } else { Stage::Accepted },
        }
    }

    /// What the reader did before on this case that keeps them from this act.
    fn barred_by(self, application: &ApplicationView, actor: &Actor) -> Option<Text> {
        let me = Some(actor.user_id);
        let accepted = matches!(self, DeskAction::Review | DeskAction::Grant | DeskAction::Refuse) && application.accepted_by == me;
        let reviewed = matches!(self, DeskAction::Grant | DeskAction::Refuse) && application.reviewed_by == me;
        let (chinese, english) = if application.submitted_by == me {
            ("您代为提交了本件，须由其他同事办理。", "You handed this in for the applicant; a colleague handles it.")
        } else if accepted {
            ("您受理了本件，须由其他同事复核和审批。", "You accepted this case; a colleague reviews and decides it.")
        } else if reviewed {
            ("您复核了本件，须由其他同事审批。", "You reviewed this case; a colleague decides it.")
        } else {
            return None;
        };
        Some(Text::new(chinese, english))
    }

    /// The command this form gives.
    pub fn command(self, data: &FormData, application: Option<&ApplicationView>) -> Value {
        let words = |name: &str| data.trimmed(&self.field(name)).to_owned();
        match self {
            DeskAction::Accept | DeskAction::Print => json!({ "command": self.tag() }),
            DeskAction::RequestSupplement => {
                json!({ "command": self.tag(), "missing": missing_papers(self, data, application), "note": words("note") })
            }
            DeskAction::Review => {
                json!({ "command": self.tag(), "opinion": words("opinion"), "recommend": data.get(&self.field("recommend")) == "yes" })
            }
            DeskAction::Grant => json!({ "command": self.tag(), "note": words("note") }),
            DeskAction::RefuseAcceptance | DeskAction::Refuse => json!({ "command": self.tag(), "reason": words("reason") }),
        }
    }

    /// Errors the decision would not see: a question with two answers that was not answered.
    pub fn examine(self, reader: &mut FormReader<'_>) {
        if self == DeskAction::Review {
            reader.choice(&self.field("recommend"), &Text::new("复核结论", "Conclusion"), &["yes", "no"]);
        }
    }
}

/// The names of the papers ticked. Only papers the procedure may ask for are named.
fn missing_papers(action: DeskAction, data: &FormData, application: Option<&ApplicationView>) -> Vec<String> {
    let field = action.field("missing");
    let ticked: Vec<&str> = data.all(&field).collect();
    let requirements = application.map_or(&[][..], |application| &application.requirements);
    requirements.iter().filter(|requirement| ticked.contains(&requirement.kind)).map(|requirement| requirement.name.zh.clone()).collect()
}

/// The acts in turn for the reader's roles: forms, or why a colleague does it.
pub fn forms(head: &CaseHead, application: &ApplicationView, signed_in: &SignedIn, view: &FormView<'_>) -> Markup {
    let actor = &signed_in.actor;
    let mine: Vec<DeskAction> =
        DeskAction::ALL.into_iter().filter(|action| action.is_in_turn(application) && actor.has(action.role(application))).collect();
    let barred = mine.iter().find_map(|action| action.barred_by(application, actor));
    html! {
        @if let Some(why) = barred {
            p.inset { (why.in_language(view.language)) }
        } @else {
            @for (position, action) in mine.into_iter().enumerate() {
                (section(&action.title(), action_form(head, action, application, signed_in, view, position == 0), view.language))
            }
        }
    }
}

fn action_form(
    head: &CaseHead,
    action: DeskAction,
    application: &ApplicationView,
    signed_in: &SignedIn,
    view: &FormView<'_>,
    is_first: bool,
) -> Markup {
    let style = match action {
        DeskAction::RefuseAcceptance | DeskAction::Refuse => ButtonStyle::Warning,
        _ if is_first => ButtonStyle::Primary,
        _ => ButtonStyle::Secondary,
    };
    form(
        &format!("/desk/cases/{}/{}", head.number, action.segment()),
        &signed_in.csrf_token,
        html! {
            input type="hidden" name=(web::csrf::KEY_FIELD) value={ (signed_in.fresh_key) (action.tag().replace('_', "")) };
            (fields(action, application, view))
            (button_style(&action.title(), style, view.language))
        },
    )
}

fn fields(action: DeskAction, application: &ApplicationView, view: &FormView<'_>) -> Markup {
    let area = |name: &str, label: Text| view.text_area(&action.field(name), label).rows(3).max_length(2000);
    match action {
        DeskAction::Print => html! {},
        DeskAction::Accept => html! {
            p { (view.language.pick("材料齐全、符合形式要求的，予以受理。", "Accept when everything needed is there.")) }
        },
        DeskAction::RequestSupplement => {
            let papers = application.requirements.iter().map(|paper| Choice::new(paper.kind, paper.name.clone())).collect::<Vec<_>>();
            html! {
                p { (view.language.pick("补正通知只能发出一次，请列出全部需要补正的内容。", "The notice is sent once only: list everything that is missing.")) }
                @if !papers.is_empty() { (view.checkboxes(&action.field("missing"), Text::new("缺少的材料", "Missing papers"), papers)) }
                (area("note", Text::new("其他需要补正的内容", "What else is to be completed")).optional())
            }
        }
        DeskAction::RefuseAcceptance => html! { (area("reason", Text::new("不予受理的理由", "Why it is not accepted"))) },
        DeskAction::Review => html! {
            (area("opinion", Text::new("复核意见", "Opinion")))
            (view.radios(&action.field("recommend"), Text::new("复核结论", "Conclusion"), vec![
                Choice::new("yes", Text::new("建议批准", "Recommend granting")),
                Choice::new("no", Text::new("建议不予批准", "Recommend refusing")),
            ]))
        },
        DeskAction::Grant => html! { (area("note", Text::new("审批意见", "Note")).optional()) },
        DeskAction::Refuse => html! { (area("reason", Text::new("不予批准的理由", "Why it is refused"))) },
    }
}
