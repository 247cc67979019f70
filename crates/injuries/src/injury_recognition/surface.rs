//! Recognition as the desk and the interface see it.

use agency::registry::{CaseView, Offered};
use casework::application::ApplicationProcedure;
use casework::{CaseHead, Declaration, StoredEvent};
use values::Text;
use web::components::Tone;

use super::{InjuryRecognition, State, describe};

impl Offered for InjuryRecognition {
    fn declaration(&self) -> &Declaration {
        self.application.0.declaration()
    }

    fn view(&self, head: &CaseHead, state: &State) -> CaseView {
        let mut view = describe::view(&self.application.0, state);
        let words = Text::new("工伤事实、期限与送达", "Facts, limits and delivery");
        view.desk_links.push((words, format!("/desk/injury-recognition/{}", head.number)));
        view
    }

    fn queue_events(&self) -> Option<[&'static str; 2]> {
        Some(describe::QUEUE_EVENTS)
    }

    fn queue_tag(&self, head: &CaseHead, events: &[StoredEvent]) -> Option<(Text, Tone)> {
        describe::queue_tag(events).filter(|_| head.stage.is_open())
    }
}
