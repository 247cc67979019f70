//! 养老金估算: anybody estimates the pension of an enterprise employee from the figures of their own record, without signing in.
//! Nothing is stored; the address of a result holds the figures.

mod estimate;
mod pages;
pub mod routes;

pub use estimate::{Estimate, Figures};
