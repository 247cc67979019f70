//! Where the data are, and the agency opened on them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use agency::{Agency, CollectionAccount, DocumentOffice, PaymentAccount, site_of};
use casework::{Actor, Channel, Clock, Given, Store};
use clap::Args;
use rules::{City, Law};
use store::{Keys, Location};
use values::{AreaCode, Text};
use web::password::PasswordCost;
use web::session::Identity;

use crate::clock::{DemoClock, SystemClock};
use crate::failure::{CommandError, CommandResult};
use crate::secrets::SystemRandomness;

/// Where the data are.
#[derive(Debug, Clone, Args)]
pub struct PlaceArguments {
    /// Directory with the embedded database, its keys and documents
    #[arg(long, global = true, value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
    /// PostgreSQL instead of the embedded database, such as postgres://user:password@host/name
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// Directory of keys and documents beside --database
    #[arg(long, global = true, value_name = "DIR", requires = "database")]
    pub documents: Option<PathBuf>,
    /// Where everybody reaches the pages, such as https://rs.example.cn; printed on documents as the place to verify them
    #[arg(long, global = true, value_name = "URL", value_parser = public_address)]
    pub public_address: Option<String>,
}

/// An address that fits on paper and into a QR code.
fn public_address(text: &str) -> Result<String, String> {
    let address = text.trim_end_matches('/');
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let is_sound = rest.is_some_and(|rest| {
        !rest.is_empty() && rest.len() <= 100 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:/_[]".contains(&byte))
    });
    if is_sound { Ok(address.to_owned()) } else { Err("an address begins with https:// or http://, as in https://rs.example.cn".into()) }
}

/// A place on disk that may or may not hold data yet.
#[derive(Debug, Clone)]
pub struct Place {
    pub location: Location,
    /// Keys, business date and documents.
    pub directory: PathBuf,
    /// Whether browsers reach the pages over https.
    pub https: bool,
    /// Where documents say they are verified; this machine where nobody has said.
    pub public_address: Option<String>,
}

const KEYS_FILE: &str = "keys";

impl PlaceArguments {
    pub fn place(&self) -> CommandResult<Place> {
        let public_address = self.public_address.clone();
        match &self.database {
            None => {
                let directory = self.data.clone();
                Ok(Place { location: Location::Embedded { directory: directory.clone() }, directory, https: false, public_address })
            }
            Some(url) => {
                let directory = self.documents.clone().unwrap_or_else(|| self.data.clone());
                let documents = directory.join("documents");
                Ok(Place { location: Location::Postgres { url: url.clone(), documents }, directory, https: false, public_address })
            }
        }
    }
}

impl Place {
    fn keys_file(&self) -> PathBuf {
        self.directory.join(KEYS_FILE)
    }

    /// Whether somebody has already made a data store here.
    pub fn exists(&self) -> bool {
        self.keys_file().exists()
    }

    /// Makes the database and its keys, and writes down the areas of the city.
    pub fn create(&self, city: &City) -> CommandResult {
        if self.exists() {
            return Err(CommandError::new(format!("there is already a data store in {}", self.directory.display()))
                .hint("use it with --data, or choose an empty directory"));
        }
        std::fs::create_dir_all(&self.directory).map_err(|error| CommandError::file(&self.directory, &error))?;
        store::migrate(&self.location)?;
        if !store::is_empty(&self.location)? {
            return Err(CommandError::new("the database already holds data, but its keys are not here")
                .hint(format!("put its key file to {}", self.keys_file().display())));
        }
        let keys = Keys::generate()?;
        // The keys come first: a store without them is lost, keys without a store are not.
        keys.save(&self.keys_file())?;
        let store = store::open(&self.location, keys)?;
        store.add_area(city.code)?;
        for area in &city.areas {
            store.add_area(area.code)?;
        }
        Ok(())
    }

    /// Brings the schema up to date.
    pub fn migrate(&self) -> CommandResult {
        self.keys()?;
        Ok(store::migrate(&self.location)?)
    }

    fn keys(&self) -> CommandResult<Keys> {
        if !self.exists() {
            return Err(CommandError::new(format!("there is no data store in {}", self.directory.display()))
                .hint("make one with `yunban init` or `yunban demo`, or name its directory with --data"));
        }
        Ok(Keys::load(&self.keys_file())?)
    }

    /// Opens the store for reading and writing.
    pub fn open(&self, law: Law) -> CommandResult<Open> {
        let store = store::open(&self.location, self.keys()?)?;
        self.opened(law, store)
    }

    /// Opens the store beside whoever writes it.
    pub fn open_read_only(&self, law: Law) -> CommandResult<Open> {
        let store = store::open_read_only(&self.location, self.keys()?)?;
        self.opened(law, store)
    }

    fn opened(&self, law: Law, store: Arc<dyn Store>) -> CommandResult<Open> {
        let demo_clock = DemoClock::of(&self.directory)?.map(Arc::new);
        let clock: Arc<dyn Clock> = match &demo_clock {
            Some(clock) => Arc::clone(clock) as Arc<dyn Clock>,
            None => Arc::new(SystemClock),
        };
        let city = law.city().cloned().ok_or_else(|| {
            CommandError::new(format!("the region {} is no city", law.region())).hint("name a city with --region, such as cn-3710")
        })?;
        let identity = Identity::new(site_of(&law, self.https), Box::new(SystemRandomness), &PasswordCost::default());
        let identity = identity.map_err(|_| CommandError::new("the operating system gives no randomness"))?;
        let law = Arc::new(law);
        let mut documents =
            DocumentOffice::new(&law, Arc::new(SystemRandomness), self.public_address.as_deref().unwrap_or("http://localhost:8080"));
        if demo_clock.is_some() {
            documents = documents.as_demonstration();
        }
        let documents = Arc::new(documents);
        let procedures = procedures::every_procedure(&law, &documents);
        let mut agency = Agency::new(store, law, clock, identity, procedures, documents);
        if demo_clock.is_some() {
            agency = agency.as_demonstration().with_collection_account(demonstration_account());
            agency = agency.with_expenditure_account(demonstration_expenditure_account()?);
        }
        if let Some(account) = self.expenditure_account()? {
            agency = agency.with_expenditure_account(account);
        }
        let is_exclusive = matches!(self.location, Location::Embedded { .. });
        Ok(Open { agency, city, demo_clock, is_exclusive, directory: self.directory.clone() })
    }
}

impl Place {
    /// The account benefits are paid from, as the operator wrote it: `holder`, `bank_name`, `bank_code` and `number`.
    fn expenditure_account(&self) -> CommandResult<Option<PaymentAccount>> {
        let path = self.directory.join("expenditure_account.toml");
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(CommandError::new(format!("{}: {error}", path.display()))),
        };
        let account = toml::from_str(&text).map_err(|error| CommandError::new(format!("{}: {}", path.display(), error.message())))?;
        Ok(Some(account))
    }
}

/// An account no bank has: the number of its bank is all zeros.
fn demonstration_expenditure_account() -> CommandResult<PaymentAccount> {
    let digits = |error: &dyn std::fmt::Display| CommandError::new(format!("the account of the demonstration: {error}"));
    Ok(PaymentAccount {
        holder: "社会保险基金支出户（演示）".to_owned(),
        bank_name: "演示银行".to_owned(),
        bank_code: "000000000000".parse().map_err(|error| digits(&error))?,
        number: "00000000000000000000".parse().map_err(|error| digits(&error))?,
    })
}

/// An account nobody can pay to: it has letters where a bank has digits.
fn demonstration_account() -> CollectionAccount {
    CollectionAccount {
        holder: Text::new("社会保险基金收入户（演示）", "Collection account of the social insurance funds (demonstration)"),
        bank: Text::new("演示银行", "Demonstration Bank"),
        number: "DEMO-0000-0000-0000".to_owned(),
    }
}

/// An agency opened for a command.
#[derive(Clone)]
pub struct Open {
    pub agency: Agency,
    pub city: City,
    /// There only in a demonstration.
    pub demo_clock: Option<Arc<DemoClock>>,
    /// Whether this process is the only one that can write.
    pub is_exclusive: bool,
    pub directory: PathBuf,
}

impl Open {
    pub fn store(&self) -> &dyn Store {
        self.agency.store.as_ref()
    }

    /// A command given by the operator; `key` makes repeating it harmless.
    pub fn given(&self, area: AreaCode, key: impl Into<String>) -> Given {
        given_by_system(&self.agency, area, key)
    }

    /// The pooling areas chosen by a word: a code, or `all`.
    pub fn areas(&self, chosen: &str) -> CommandResult<Vec<AreaCode>> {
        let all = || self.city.areas.iter().map(|area| area.code);
        if chosen == "all" {
            return Ok(all().collect());
        }
        match all().find(|code| code.as_str() == chosen) {
            Some(code) => Ok(vec![code]),
            None => {
                let known: Vec<String> = self.city.areas.iter().map(|area| format!("{} {}", area.code, area.short_name.zh)).collect();
                Err(CommandError::new(format!("{chosen} is no pooling area of {}", self.city.name.en))
                    .hint(format!("all, or one of {}", known.join(", "))))
            }
        }
    }
}

/// A command given by the operator or a job.
pub fn given_by_system(agency: &Agency, area: AreaCode, key: impl Into<String>) -> Given {
    Given {
        actor: Actor::system(area),
        channel: Channel::System,
        on_behalf_of: None,
        cause: None,
        today: agency.clock.today(),
        now: agency.clock.now(),
        idempotency_key: key.into(),
    }
}

/// Whether a directory is missing or holds nothing.
pub fn is_vacant(directory: &Path) -> bool {
    std::fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_none()) || !directory.exists()
}
