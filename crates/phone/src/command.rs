//! What the agent (or a program in the agent's name) asks the phone to do.

use reo_model::{AgentStatus, CallId, DeviceType, Digit, Domain, Extension, Redacted};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An imperative. A command that makes no sense in the present state is answered by a [`crate::Notice`], never by a panic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum Command {
    /// Sign in, or sign in as somebody else: whoever was signed in is signed out first.
    SignIn {
        /// Whose phone this is to be.
        account: Account,
    },
    /// Sign out; a call that is up is hung up.
    SignOut,
    /// Take calls, or stop taking calls.
    SetStatus {
        /// `available` or `notAvailable`; the server alone gives `noAnswer`.
        status: AgentStatus,
    },
    /// Call a customer or a colleague. The text is cleaned and judged here.
    Dial {
        /// As typed or pasted.
        number: Redacted<String>,
        /// The outbound service to call through; `None` leaves it to the contact centre.
        #[serde(default)]
        service: Option<String>,
    },
    /// Call again whom the last call was for, through the same service.
    Redial,
    /// Answer a ringing call; another that is up is put on hold.
    Answer {
        /// Which one.
        call: CallId,
    },
    /// Refuse a ringing call: the caller hears busy, or the queue tries somebody else.
    Refuse {
        /// Which one.
        call: CallId,
    },
    /// Stop the ring tone of a call without refusing it.
    Silence {
        /// Which one.
        call: CallId,
    },
    /// End a call in whatever state it is.
    HangUp {
        /// Which one.
        call: CallId,
    },
    /// Put the other side on hold, or take it back; then another that is up is put on hold.
    SetHold {
        /// Which call.
        call: CallId,
        /// Held or not.
        on: bool,
    },
    /// Send silence instead of the microphone, or the microphone again.
    SetMute {
        /// Which call.
        call: CallId,
        /// Muted or not.
        on: bool,
    },
    /// Send one DTMF digit.
    SendDigit {
        /// Which call.
        call: CallId,
        /// Which key.
        digit: Digit,
    },
    /// Give a call to somebody else.
    Transfer {
        /// Which call.
        call: CallId,
        /// To whom.
        to: TransferTarget,
    },
    /// Accept or refuse a call that a colleague offers.
    AnswerTransfer {
        /// Accepted or not.
        accept: bool,
    },
    /// Keep the list of colleagues who could take a call over up to date, or stop.
    WatchColleagues {
        /// Watch or stop.
        on: bool,
        /// Who: the list is kept for as long as anybody watches.
        #[serde(default)]
        #[ts(optional, as = "Option<Watcher>")]
        by: Watcher,
    },
    /// Ask for the voice right (protocol page, section 3).
    ClaimVoice,
    /// Let calls ring on another device.
    SetDevice {
        /// Which.
        device: DeviceType,
        /// The mobile number, for that device; `None` takes the one that the contact centre knows.
        #[serde(default)]
        phone: Option<Redacted<String>>,
    },
    /// Show a second call while one is up, or refuse it as busy.
    SetCallWaiting {
        /// Show it.
        on: bool,
    },
    /// Use these sound devices (stable ids as the engine lists them); `None` follows the system's default.
    ChooseAudio {
        /// Microphone.
        input: Option<String>,
        /// Loudspeaker or headset.
        output: Option<String>,
    },
    /// Try again now whatever is down: agent socket, registration, sound.
    Retry,
    /// The agent has read a notice.
    Dismiss {
        /// Its id.
        #[ts(type = "number")]
        notice: u64,
    },
}

/// Who watches the list of colleagues; one does not end what another wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Watcher {
    /// The agent's own window, or whoever gives commands in its place.
    #[default]
    Window,
    /// The pages of a CRM, together.
    Pages,
}

/// To whom a call can be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum TransferTarget {
    /// A colleague; at a contact centre they are asked first.
    Colleague {
        /// Their extension.
        extension: Extension,
    },
    /// A queue of the contact centre's (`acdId`).
    Queue {
        /// Its id.
        id: String,
    },
    /// Any number, without asking there (RFC 5589, section 6). Not at a contact centre.
    Number {
        /// As typed or pasted.
        number: Redacted<String>,
    },
    /// The other side of another call that is up (RFC 5589, section 7). Not at a contact centre.
    Call {
        /// Which.
        call: CallId,
    },
}

/// Whose phone this is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum Account {
    /// An agent of a 3C contact centre.
    ContactCentre {
        /// Base address: `https://3c-capi.mobifone.vn`.
        base: String,
        /// The tenant.
        domain: Domain,
        /// The agent's token, as the CRM made it.
        token: Redacted<String>,
    },
    /// A user of any SIP server that speaks WebRTC over WebSocket.
    Sip {
        /// `wss://host[:port][/path]` or `ws://…`.
        server: String,
        /// The SIP domain: the host part of the address of record.
        domain: String,
        /// The user part of the address of record.
        user: String,
        /// The name for the digest where it differs from `user`.
        auth_user: Option<String>,
        /// The digest password.
        password: Redacted<String>,
        /// Shown to whom we call.
        display_name: Option<String>,
    },
}
