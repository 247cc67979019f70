//! The shell and the look of every page: layout, components, forms, errors, assets. No use case and no database.
//!
//! Every component takes [`values::Text`] in both languages and the reader's [`values::Language`], gives [`maud::Markup`]
//! (or renders as such inside `html!`), escapes everything it is given and works without JavaScript.

pub mod assets;
pub mod blocking;
pub mod components;
mod cookie;
pub mod csrf;
pub mod errors;
pub mod form;
pub mod guide;
pub mod language;
pub mod layout;
pub mod password;
pub mod session;
pub mod sign_in;

pub use blocking::blocking;
pub use csrf::CheckedForm;
pub use errors::PageError;
pub use form::{FormData, FormErrors, FormReader, UploadedFile};
pub use layout::{Banner, NavigationItem, Shell, Surface, Viewer};
pub use session::{Randomness, SignedIn, Site, Visitor, WebState};
