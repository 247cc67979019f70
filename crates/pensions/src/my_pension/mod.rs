//! 我的退休与养老金: the person's own pages, and the same at the desk where each look is recorded.

mod load;
mod pages;
mod preview;
pub mod routes;
