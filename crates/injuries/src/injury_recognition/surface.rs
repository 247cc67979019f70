//! Recognition as the desk and the interface see it.

use agency::registry::{CaseView, Offered};
use casework::application::ApplicationProcedure;
use casework::{CaseHead, Declaration};
use values::Text;

use super::{GREEN_CHANNEL_PRIORITY, InjuryRecognition, State, describe};

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

    fn queue_tag(&self, head: &CaseHead) -> Option<Text> {
        (head.priority >= GREEN_CHANNEL_PRIORITY && head.stage.is_open()).then(|| Text::new("绿色通道", "green channel"))
    }
}
