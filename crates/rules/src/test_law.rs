//! The built-in law of Weihai, read once for all tests.

use std::sync::OnceLock;

use crate::{Law, LawSource};

pub fn weihai() -> &'static Law {
    static LAW: OnceLock<Law> = OnceLock::new();
    LAW.get_or_init(|| match Law::load(&LawSource::embedded(), "cn-3710") {
        Ok(law) => law,
        Err(errors) => panic!("the built-in law does not load:\n{errors}"),
    })
}
