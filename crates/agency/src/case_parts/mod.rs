//! The parts of a case that the desk and the applicant's status page both show.

mod issued;
mod load;
mod materials;
mod render;

pub use issued::{documents_of, download_issued, goes_to_all_concerned, issued};
pub use load::{LoadedCase, look};
pub use materials::download;
pub use render::{
    asked, at_words, clocks, day_or_still, deadlines, event_words, history, letter_list, letter_list_with, letters, materials, paper_name,
    progress, stage_tag, tags,
};
