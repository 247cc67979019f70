//! The agency at work: its storage, its law and its clock, handed to every procedure.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::FromRef;
use casework::{Clock, Store};
use rules::Law;
use values::{AreaCode, Month, Text};
use web::session::Identity;
use web::{Site, WebState};

use crate::DocumentOffice;
use crate::registry::Registry;

/// Everything a page, the interface or a command of the operator needs to perform an act. The state of every router.
#[derive(Clone)]
pub struct Agency {
    pub store: Arc<dyn Store>,
    pub law: Arc<Law>,
    pub clock: Arc<dyn Clock>,
    pub identity: Arc<Identity>,
    pub registry: Arc<Registry>,
    /// Prints documents.
    pub documents: Arc<DocumentOffice>,
    /// Where contributions are paid to; `None` while nobody has told the program.
    pub collection_account: Option<Arc<CollectionAccount>>,
    /// Where benefits are paid from; `None` while nobody has told the program.
    pub expenditure_account: Option<Arc<PaymentAccount>>,
    /// Whether this is a demonstration, in which a page may play the bank.
    pub demonstration: bool,
    /// Who carries out runs that were started.
    pub runs: Arc<dyn RunQueue>,
}

/// The account of the agency at a bank to which employers transfer contributions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionAccount {
    pub holder: Text,
    pub bank: Text,
    pub number: String,
}

/// An account of the agency that money is sent from, as a bank needs it.
pub type PaymentAccount = casework::PayeeAccount;

/// Takes runs that were started and carries them out in the background.
pub trait RunQueue: Send + Sync {
    /// The run of a month in an area was started. Returns at once; a run told of twice is carried out once, because its chunks
    /// are leased.
    fn started(&self, area: AreaCode, run_id: i64, month: Month);
}

/// Nobody carries out runs here: they wait until the program that serves them starts again.
struct NoWorker;

impl RunQueue for NoWorker {
    fn started(&self, _area: AreaCode, _run_id: i64, _month: Month) {}
}

impl Agency {
    pub fn new(
        store: Arc<dyn Store>,
        law: Arc<Law>,
        clock: Arc<dyn Clock>,
        identity: Identity,
        registry: Registry,
        documents: Arc<DocumentOffice>,
    ) -> Agency {
        Agency {
            store,
            law,
            clock,
            identity: Arc::new(identity),
            registry: Arc::new(registry),
            documents,
            collection_account: None,
            expenditure_account: None,
            demonstration: false,
            runs: Arc::new(NoWorker),
        }
    }

    /// The same agency with somebody who carries out runs.
    pub fn with_runs(self, runs: Arc<dyn RunQueue>) -> Agency {
        Agency { runs, ..self }
    }

    /// The same agency with the account contributions are paid to.
    pub fn with_collection_account(self, account: CollectionAccount) -> Agency {
        Agency { collection_account: Some(Arc::new(account)), ..self }
    }

    /// The same agency with the account benefits are paid from.
    pub fn with_expenditure_account(self, account: PaymentAccount) -> Agency {
        Agency { expenditure_account: Some(Arc::new(account)), ..self }
    }

    /// The same agency as a demonstration.
    pub fn as_demonstration(self) -> Agency {
        Agency { demonstration: true, ..self }
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
