//! What a page can ask for.

use super::Status;
use reo_model::{Domain, Extension, Redacted};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An imperative. Calls are named by [`super::Call::id`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub enum Command {
    /// Sign this agent in. Done at once when the agent is signed in already; the agent is asked when somebody else is, or when
    /// `base` is not the contact centre that Reo knows.
    SignIn {
        /// The tenant.
        #[ts(type = "string")]
        domain: Domain,
        /// The agent's token, made by the CRM.
        #[ts(as = "String")]
        token: Redacted<String>,
        /// Base address of the contact centre; without it the one that Reo knows.
        #[serde(default)]
        #[ts(optional = nullable)]
        base: Option<String>,
    },
    /// Sign out.
    SignOut,
    /// Take calls, or stop taking calls (`available`, `notAvailable`).
    SetStatus {
        /// Which.
        status: Status,
    },
    /// Call somebody.
    Dial {
        /// As the CRM has it; spaces, dots, brackets and `+84` are fine.
        #[ts(as = "String")]
        number: Redacted<String>,
        /// The outbound service to call through.
        #[serde(default)]
        #[ts(optional = nullable)]
        service: Option<String>,
    },
    /// Call the last number again.
    Redial,
    /// Answer a ringing call.
    Answer {
        /// Which.
        call: String,
    },
    /// Refuse a ringing call.
    Refuse {
        /// Which.
        call: String,
    },
    /// Stop the ring tone.
    Silence {
        /// Which.
        call: String,
    },
    /// End a call.
    HangUp {
        /// Which.
        call: String,
    },
    /// Hold or resume.
    SetHold {
        /// Which.
        call: String,
        /// Held or not.
        on: bool,
    },
    /// Mute or unmute.
    SetMute {
        /// Which.
        call: String,
        /// Muted or not.
        on: bool,
    },
    /// Send DTMF.
    SendDigits {
        /// Which.
        call: String,
        /// `0`-`9`, `*`, `#`, `A`-`D`; 1 to 32 of them.
        digits: String,
    },
    /// Give a call to somebody else.
    Transfer {
        /// Which.
        call: String,
        /// To whom.
        to: Target,
    },
    /// Accept or refuse a call that a colleague offers.
    AnswerTransfer {
        /// Accepted or not.
        accept: bool,
    },
    /// Keep the colleagues in the snapshot up to date while this page is connected, or stop.
    WatchColleagues {
        /// Watch or stop.
        on: bool,
    },
    /// Let calls ring on another device.
    SetDevice {
        /// `deviceType` of the contact centre: 1 this computer, 2 IP phone, 3 mobile, 4 IP phone (always), 6 softphone.
        #[ts(type = "number")]
        device: i64,
        /// The mobile number, for 3.
        #[serde(default)]
        #[ts(as = "Option<String>", optional = nullable)]
        phone: Option<Redacted<String>>,
        /// Put back the device of before when this page goes.
        #[serde(default)]
        #[ts(optional, as = "Option<bool>")]
        while_here: bool,
    },
    /// Back to the device of the agent's role.
    ResetDevice,
    /// Try again now whatever is down.
    Retry,
    /// Make this page the one that controls the phone; takes the voice right too if another session has it.
    TakeControl,
    /// Let another page control the phone.
    ReleaseControl,
    /// Show who the customer of a call is.
    ShowCustomer {
        /// Which call.
        call: String,
        /// What to show.
        customer: Customer,
    },
    /// Bring up Reo's window.
    ShowWindow,
}

/// To whom a call can be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub enum Target {
    /// A colleague, who is asked first.
    Colleague {
        /// Their extension.
        #[ts(type = "string")]
        extension: Extension,
    },
    /// A queue.
    Queue {
        /// Its id.
        id: String,
    },
    /// Any number; not at a contact centre.
    Number {
        /// Which.
        #[ts(as = "String")]
        number: Redacted<String>,
    },
}

/// Who the customer is, as the CRM knows. Bounded: longer texts are cut, more lines dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct Customer {
    /// The CRM's id, given back with the note.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub id: Option<String>,
    /// Name; up to 80 characters.
    #[ts(as = "String")]
    pub name: Redacted<String>,
    /// Up to four lines under the name.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<CustomerLine>>")]
    pub lines: Vec<CustomerLine>,
    /// Outcomes that the agent may choose from when the call is over; up to twelve.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub outcomes: Vec<String>,
}

/// One fact about a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct CustomerLine {
    /// What it is; up to 24 characters.
    pub label: String,
    /// The fact; up to 80 characters.
    #[ts(as = "String")]
    pub value: Redacted<String>,
}
