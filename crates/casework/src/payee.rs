//! Where a benefit is paid to, and the yearly proof that its beneficiary lives.

use serde::{Deserialize, Serialize};
use values::{AccountNumber, BankCode, Date, Month};

/// An account money is sent to. A new one is added; earlier ones stay, since payments were sent there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PayeeAccount {
    /// The name the bank knows the holder by.
    pub holder: String,
    pub bank_name: String,
    pub bank_code: BankCode,
    pub number: AccountNumber,
}

/// A proof that somebody still lives and may go on receiving (资格认证). History is kept; the one valid longest holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certification {
    pub person_id: i64,
    pub certified_on: Date,
    /// The last day it is good for; an emergency may carry payment further by its notice.
    pub valid_until: Date,
    pub way: CertificationWay,
}

/// Somebody with a monthly benefit, as far as certification goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pensioner {
    pub person_id: i64,
    /// The first month of the oldest benefit that still runs.
    pub first_month: Month,
    /// The last day the best certification is good for; `None` for who was never certified.
    pub certified_until: Option<Date>,
}

/// How somebody was certified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CertificationWay {
    Web,
    PhoneApp,
    /// By a call.
    Phone,
    Kiosk,
    Counter,
    /// On a form that came by post.
    Post,
    /// By a relative, a neighbour or a village official.
    Helper,
    /// Found alive in the data of another authority.
    DataMatch,
}

impl CertificationWay {
    pub const ALL: [CertificationWay; 8] = [
        CertificationWay::Web,
        CertificationWay::PhoneApp,
        CertificationWay::Phone,
        CertificationWay::Kiosk,
        CertificationWay::Counter,
        CertificationWay::Post,
        CertificationWay::Helper,
        CertificationWay::DataMatch,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            CertificationWay::Web => "web",
            CertificationWay::PhoneApp => "phone_app",
            CertificationWay::Phone => "phone",
            CertificationWay::Kiosk => "kiosk",
            CertificationWay::Counter => "counter",
            CertificationWay::Post => "post",
            CertificationWay::Helper => "helper",
            CertificationWay::DataMatch => "data_match",
        }
    }

    pub fn of(word: &str) -> Option<CertificationWay> {
        CertificationWay::ALL.into_iter().find(|way| way.as_str() == word)
    }

    pub fn name(self) -> values::Text {
        let (chinese, english) = match self {
            CertificationWay::Web => ("网上认证", "on the web"),
            CertificationWay::PhoneApp => ("手机认证", "in the phone app"),
            CertificationWay::Phone => ("电话认证", "by telephone"),
            CertificationWay::Kiosk => ("自助机认证", "at a kiosk"),
            CertificationWay::Counter => ("窗口认证", "at a counter"),
            CertificationWay::Post => ("邮寄认证", "by post"),
            CertificationWay::Helper => ("协助认证", "with a helper"),
            CertificationWay::DataMatch => ("数据比对", "by matching data"),
        };
        values::Text::new(chinese, english)
    }
}
