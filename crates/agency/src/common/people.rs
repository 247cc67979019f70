//! People named on a form or in a sheet: who they are in the registry, and what stands against insuring them.

use std::collections::HashMap;

use casework::{Employment, Gathering, Person, Refusal, StoreError};
use values::{AreaCode, Date, IdNumber, Month, PersonName, Telephone};

/// What the registry knows of the people named.
#[derive(Debug, Clone, Default)]
pub struct PeopleFacts {
    pub area: Option<AreaCode>,
    /// Where each ID number is registered.
    located: HashMap<String, (AreaCode, i64)>,
    persons: HashMap<i64, Person>,
    /// Open employment periods in the area, by person.
    employments: HashMap<i64, Vec<Employment>>,
    /// Numbers handed out for people not yet registered, taken in order.
    first_new_id: i64,
}

/// Somebody named, found or to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    Registered(i64),
    /// The position among the new people of the same form.
    New,
}

impl PeopleFacts {
    /// Reads everything about `id_numbers` in a few queries however many there are.
    pub fn gather(gathering: &mut Gathering<'_>, id_numbers: &[IdNumber]) -> Result<PeopleFacts, StoreError> {
        let area = gathering.area();
        let mut facts = PeopleFacts { area: Some(area), ..PeopleFacts::default() };
        for (index, found_in, id) in gathering.locate_persons(id_numbers)? {
            facts.located.insert(id_numbers[index].as_str().to_owned(), (found_in, id));
        }
        let ids: Vec<i64> = facts.located.values().filter(|(found_in, _)| *found_in == area).map(|(_, id)| *id).collect();
        facts.persons = gathering.persons(&ids)?.into_iter().map(|person| (person.id, person)).collect();
        for employment in gathering.open_employments_of_persons(&ids)? {
            facts.employments.entry(employment.person_id).or_default().push(employment);
        }
        let new = id_numbers.len().saturating_sub(facts.located.len());
        facts.first_new_id = if new == 0 { 0 } else { gathering.reserve("person", new as i64)? };
        Ok(facts)
    }

    /// The number of the `position`-th person to be added.
    pub fn new_id(&self, position: i64) -> i64 {
        self.first_new_id + position
    }

    pub fn open_employments(&self, person_id: i64) -> &[Employment] {
        self.employments.get(&person_id).map_or(&[], Vec::as_slice)
    }

    /// Who somebody is. An ID number stands for one person in the whole city, so the name must be the registered one.
    pub fn resolve(&self, name: &PersonName, id_number: &IdNumber) -> Result<Named, Refusal> {
        let Some((found_in, id)) = self.located.get(id_number.as_str()) else { return Ok(Named::New) };
        if Some(*found_in) != self.area {
            return Err(Refusal::new(
                "registered_elsewhere",
                format!("该人员的参保关系在 {found_in}，须先办理关系转移"),
                format!("this person is registered in {found_in} and must be transferred first"),
            )
            .on_field("id_number")
            .hint("请联系原参保地或致电12333", "ask the other area or call 12333"));
        }
        match self.persons.get(id) {
            Some(person) if person.name == *name => Ok(Named::Registered(*id)),
            _ => Err(Refusal::new(
                "name_differs",
                "姓名与该身份证号码已登记的姓名不一致",
                "the name is not the one registered for this ID number",
            )
            .on_field("name")
            .hint("请核对姓名和身份证号码", "check the name and the ID number")),
        }
    }

    /// A person is insured through one employer at a time.
    pub fn insured_elsewhere(&self, person_id: i64, employer_id: i64, month: Month) -> Option<Refusal> {
        let other = self.open_employments(person_id).iter().find(|employment| {
            employment.employer_id != employer_id && employment.until_month.is_none_or(|until| until >= month.max(employment.from_month))
        })?;
        Some(
            Refusal::new(
                "insured_elsewhere",
                format!("该人员自 {} 起在其他单位参保，尚未停保", other.from_month),
                format!("this person has been insured through another employer since {}", other.from_month),
            )
            .on_field("id_number")
            .hint("请先由原单位办理减少", "the other employer must end it first"),
        )
    }
}

/// 社会保险法 第58条: only somebody who can work is insured as an employee; the law on labour sets sixteen years.
pub fn refuse_age(id_number: &IdNumber, today: Date) -> Option<Refusal> {
    let born_on = id_number.born_on();
    if born_on > today {
        return Some(
            Refusal::new("born_in_future", "身份证号码中的出生日期晚于今天", "the ID number gives a day of birth in the future")
                .on_field("id_number")
                .hint("请核对身份证号码", "check the ID number"),
        );
    }
    let months = Month::of(today).since(Month::of(born_on));
    if months < 16 * 12 {
        return Some(
            Refusal::new(
                "too_young",
                "该人员未满16周岁，不能按职工参保",
                "this person is under sixteen and cannot be insured as an employee",
            )
            .on_field("id_number")
            .citing(values::Citation::new("劳动法", "第15条")),
        );
    }
    None
}

/// A person to be added to the registry.
pub fn new_person(area: AreaCode, id: i64, name: &PersonName, id_number: &IdNumber, telephone: Option<&Telephone>, today: Date) -> Person {
    Person { area, id, name: name.clone(), id_number: *id_number, telephone: telephone.cloned(), registered_on: today }
}
