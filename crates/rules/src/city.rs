//! A city as its folder describes it: pooling areas, halls, services and streets. No code knows a city by name.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::de::DeValue;
use values::{AreaCode, Citation, Text};

use crate::load::Loader;
use crate::notice::ServiceChannel;
use crate::source::LawFile;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    pub code: AreaCode,
    pub name: Text,
    /// The agency that runs this system.
    pub agency: Text,
    pub hotline: String,
    pub cite: Citation,
    /// Pooling areas (统筹区), in the order they are shown.
    #[serde(rename = "area")]
    pub areas: Vec<Area>,
    #[serde(rename = "hall")]
    pub halls: Vec<Hall>,
    #[serde(rename = "service")]
    pub services: Vec<Service>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    pub code: AreaCode,
    pub name: Text,
    pub short_name: Text,
    /// The area whose statistical code covers this one, where it has no standard code of its own.
    #[serde(default)]
    pub statistical_parent: Option<AreaCode>,
    /// Persons; weighs the areas against each other.
    pub population: u32,
    pub population_cite: Citation,
    pub streets: Vec<Street>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Street {
    /// Nine digits.
    pub code: String,
    /// In Chinese.
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hall {
    pub id: String,
    /// An area, or the city itself.
    pub area: AreaCode,
    pub name: Text,
    #[serde(default)]
    pub address: Option<Text>,
    pub telephone: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    pub id: String,
    pub name: Text,
    pub channels: Vec<ServiceChannel>,
}

impl City {
    pub fn area(&self, code: AreaCode) -> Option<&Area> {
        self.areas.iter().find(|area| area.code == code)
    }

    pub fn hall(&self, id: &str) -> Option<&Hall> {
        self.halls.iter().find(|hall| hall.id == id)
    }

    pub fn service(&self, id: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.id == id)
    }

    /// What no single entry can say about itself.
    fn check(&self) -> Result<(), Text> {
        let mut seen = BTreeSet::new();
        let names = self.areas.iter().map(|area| area.code.as_str());
        let names = names.chain(self.halls.iter().map(|hall| hall.id.as_str()));
        let names = names.chain(self.services.iter().map(|service| service.id.as_str()));
        for name in names {
            if !seen.insert(name) {
                return Err(Text::new(format!("“{name}”列了两次"), format!("`{name}` is listed twice")));
            }
        }
        let unknown = |code: &AreaCode| *code != self.code && self.area(*code).is_none();
        if let Some(hall) = self.halls.iter().find(|hall| unknown(&hall.area)) {
            let (id, area) = (&hall.id, hall.area);
            return Err(Text::new(format!("大厅 {id} 所在地区 {area} 未列出"), format!("the hall {id} is in {area}, which is not listed")));
        }
        Ok(())
    }
}

/// The city file of the most local region, if there is one.
pub(crate) fn load(loader: &mut Loader<'_>) -> Option<City> {
    let region = loader.chain.first().cloned()?;
    let file: &LawFile = loader.region_file(&region, "city")?;
    let table = loader.table(file)?;
    let span = table.span();
    let city: City = loader.value(file, Spanned::new(span.clone(), DeValue::Table(table.into_inner())))?;
    if let Err(reason) = city.check() {
        loader.refuse(file, Some(span), reason);
    }
    Some(city)
}
