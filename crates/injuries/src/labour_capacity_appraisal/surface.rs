//! Appraisals as the desk and the interface see them.

use agency::registry::{CaseView, Offered};
use casework::{CaseHead, Declaration, Stage};
use values::Text;

use super::{LabourCapacityAppraisal, State, describe};

impl Offered for LabourCapacityAppraisal {
    fn declaration(&self) -> &Declaration {
        self.declaration()
    }

    fn view(&self, head: &CaseHead, state: &State) -> CaseView {
        let mut view = describe::view(self, state);
        let number = head.number;
        view.desk_links.push((
            Text::new("鉴定：专家、结论、一事一议", "Appraisal: experts, conclusion, single case"),
            format!("/desk/labour-capacity-appraisal/{number}"),
        ));
        if state.stage == Stage::Waiting && state.exception_asked.is_none() {
            let words = Text::new("确属急需，申请一事一议", "It cannot wait: ask for a decision in the single case");
            view.own_links.push((words, format!("/labour-capacity-appraisal/{number}/exception")));
        }
        view
    }
}
