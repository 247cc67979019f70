//! What a settlement rests on.

use casework::{CaseHead, CaseReference, EmergencyRecord, Employer, Failure, Gathering, Person};
use rules::Law;
use rules::injury::catalogue::Catalogues;
use values::{AreaCode, Fen, IdNumber, Month, Party};

use super::adjudication::Circumstances;
use super::form::{Form, Payee, reference};
use super::recovery::OWED;
use super::same_bill;
use crate::editions;
use crate::recognised::{Recognised, Recognitions};

/// Everything gathered for one step.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub area: Option<AreaCode>,
    /// The registered hospital; `None` where the worker is paid.
    pub hospital: Option<Employer>,
    pub worker: Option<Person>,
    /// The injury, where the named case recognised it for this worker.
    pub injury: Option<Recognised>,
    pub emergencies: Vec<EmergencyRecord>,
    pub catalogues: Catalogues,
    /// What whoever is to be paid owes the fund of what was paid too much, in whatever case.
    pub owed: Fen,
    /// Whether whoever is to be paid has an account on record.
    pub has_account: bool,
    /// The number of a right this step may grant; 0 where it grants none.
    pub entitlement_id: i64,
    /// Cases about the same bill of the same worker, the oldest first; a bill being decided is among them.
    pub same_bill: Vec<CaseHead>,
    /// What was granted under this case with what was paid on it, the oldest first.
    pub granted: Vec<Granted>,
}

/// A right granted under the case.
#[derive(Debug, Clone)]
pub struct Granted {
    pub id: i64,
    pub month: Month,
    pub due: Fen,
    pub paid: Fen,
}

impl Facts {
    pub fn gather(gathering: &mut Gathering<'_>, law: &Law, recognition: &Recognitions, form: &Form) -> Result<Facts, Failure> {
        let area = gathering.area();
        let mut facts = Facts { area: Some(area), emergencies: gathering.emergencies()?, ..Facts::default() };
        if form.hospital_id != 0 {
            facts.hospital = gathering.employer(form.hospital_id)?;
        }
        if let Ok(id_number) = IdNumber::parse(&form.worker_id_number) {
            facts.worker = gathering.person_by_id_number(&id_number)?.filter(|person| person.area == area);
        }
        // A decision that was granted stays granted; nothing has to guard it.
        if let Some(record) = gathering.reader().case(area, form.recognition_case_id)? {
            let injury = recognition.read(&record)?;
            facts.injury = injury.filter(|injury| facts.worker.as_ref().is_some_and(|worker| worker.id == injury.worker_id));
        }
        if let Some(payee) = facts.payee(form) {
            facts.has_account = gathering.payee_account(payee)?.is_some();
            facts.owed = gathering.balance(OWED, payee)?;
        }
        if let Some(CaseReference { kind, reference, party }) = same_bill::reference(form, &facts) {
            facts.same_bill = gathering.cases_about(&kind, &reference, party)?;
        }
        facts.catalogues = editions::catalogues(gathering.reader(), law)?;
        Ok(facts)
    }

    /// What the lines are judged by; `None` while the area or the injury is not known.
    pub fn circumstances(&self) -> Option<Circumstances<'_>> {
        let (area, injury) = (self.area?, self.injury.as_ref()?);
        let infected_on_duty = injury.infected_on_duty;
        Some(Circumstances { area, emergencies: &self.emergencies, catalogues: &self.catalogues, infected_on_duty })
    }

    /// The bill as one of its hospital: of a registered one its registered name, whatever was typed.
    pub fn bill_reference(&self, form: &Form) -> String {
        let hospital = self.hospital.as_ref().map_or(form.hospital.as_str(), |hospital| hospital.name.as_str());
        reference(hospital, &form.bill_number)
    }

    /// Who is paid, once known.
    pub fn payee(&self, form: &Form) -> Option<Party> {
        match Payee::of(&form.payee)? {
            Payee::Hospital => self.hospital.as_ref().map(|hospital| Party::employer(hospital.id)),
            Payee::Person => self.worker.as_ref().map(|worker| Party::person(worker.id)),
        }
    }
}
