//! Where an agent's calls ring.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// `deviceType` of the protocol page, section 4. A number that the page does not list is kept as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum DeviceType {
    /// 1: here, on this computer.
    Computer,
    /// 2: IP phone or SIP softphone, rings only while the agent is signed in.
    IpPhone,
    /// 3: a mobile number over GSM; rings also when signed out.
    Mobile,
    /// 4: IP phone, rings also when signed out.
    IpPhoneAlways,
    /// 6: the provider's own softphone.
    Softphone,
    /// A number that this version does not know.
    Other(#[ts(type = "number")] i64),
}

impl DeviceType {
    /// From the number on the wire.
    pub const fn from_code(code: i64) -> Self {
        match code {
            1 => Self::Computer,
            2 => Self::IpPhone,
            3 => Self::Mobile,
            4 => Self::IpPhoneAlways,
            6 => Self::Softphone,
            other => Self::Other(other),
        }
    }

    /// The number on the wire.
    pub const fn code(self) -> i64 {
        match self {
            Self::Computer => 1,
            Self::IpPhone => 2,
            Self::Mobile => 3,
            Self::IpPhoneAlways => 4,
            Self::Softphone => 6,
            Self::Other(code) => code,
        }
    }
}
