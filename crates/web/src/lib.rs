//! The shell and the look of every page: layout, components, forms, errors, assets. No use case and no database.
//!
//! Every component takes [`values::Text`] in both languages and the reader's [`values::Language`], gives [`maud::Markup`]
//! (or renders as such inside `html!`), escapes everything it is given and works without JavaScript.

pub mod assets;
pub mod components;
pub mod errors;
pub mod form;
pub mod guide;
pub mod language;
pub mod layout;

pub use errors::PageError;
pub use form::{FormData, FormErrors, FormReader, UploadedFile};
pub use layout::{Banner, NavigationItem, Shell, Surface, Viewer};
