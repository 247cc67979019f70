//! 退休年龄测算: anybody works out when they retire, without signing in. Nothing is stored: the address of a result holds the
//! question, so that it can be kept and passed on.

mod answer;
mod pages;
pub mod routes;

pub use answer::{Answer, Question};
