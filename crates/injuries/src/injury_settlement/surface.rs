//! Settlement as the desk and the interface see it.

use agency::registry::{CaseView, Offered};
use casework::application::ApplicationProcedure;
use casework::{CaseHead, Declaration};
use values::Text;

use super::{InjurySettlement, State, describe};

impl Offered for InjurySettlement {
    fn declaration(&self) -> &Declaration {
        self.application().declaration()
    }

    fn view(&self, head: &CaseHead, state: &State) -> CaseView {
        let mut view = describe::view(self.application(), state);
        let words = Text::new("结算明细（逐行）", "Statement, line by line");
        let address = format!("/injury-settlement/{}", head.number);
        view.desk_links.push((words.clone(), address.clone()));
        view.own_links.push((words, address));
        view
    }
}
