//! The agency at work: its storage, its law and its clock, handed to every procedure.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::FromRef;
use casework::{Clock, Store};
use rules::Law;
use values::Text;
use web::session::Identity;
use web::{Site, WebState};

use crate::registry::Registry;

/// Everything a page, the interface or a command of the operator needs to perform an act. The state of every router.
#[derive(Clone)]
pub struct Agency {
    pub store: Arc<dyn Store>,
    pub law: Arc<Law>,
    pub clock: Arc<dyn Clock>,
    pub identity: Arc<Identity>,
    pub registry: Arc<Registry>,
}

impl Agency {
    pub fn new(store: Arc<dyn Store>, law: Arc<Law>, clock: Arc<dyn Clock>, identity: Identity) -> Agency {
        let registry = Arc::new(Registry::new(&law));
        Agency { store, law, clock, identity: Arc::new(identity), registry }
    }

    /// The telephone number people call.
    pub fn hotline(&self) -> &str {
        self.law.city().map_or("12333", |city| city.hotline.as_str())
    }
}

impl FromRef<Agency> for WebState {
    fn from_ref(agency: &Agency) -> WebState {
        WebState { store: agency.store.clone(), clock: agency.clock.clone(), identity: agency.identity.clone() }
    }
}

/// What the pages of a city say of the city itself.
pub fn site_of(law: &Law, https: bool) -> Site {
    let Some(city) = law.city() else { return Site { https, ..Site::default() } };
    let mut areas: HashMap<_, Text> = city.areas.iter().map(|area| (area.code, area.short_name.clone())).collect();
    areas.insert(city.code, city.name.clone());
    Site { agency: city.agency.clone(), city: Some(city.code), areas, https }
}
