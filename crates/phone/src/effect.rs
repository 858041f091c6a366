//! What the phone asks of the outside.

use crate::Account;
use reo_model::{Digit, LegId, PhoneNumber, Redacted};

/// A request to whoever runs the phone. To be carried out in order, without waiting for the outcome: that comes back as an [`crate::Input`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Do the HTTP part of signing in and answer with [`crate::Input::SignIn`] of the same attempt. Replaces a running one.
    SignIn {
        /// Number of the attempt.
        attempt: u64,
        /// For whom.
        account: Account,
    },
    /// Open the agent socket, closing an older one.
    OpenSocket {
        /// `wss://…/websocket`.
        url: String,
    },
    /// Send a text frame on the agent socket.
    SendText(Redacted<String>),
    /// Close the agent socket.
    CloseSocket,
    /// Register at the SIP server (and stay registered, reconnecting as needed) until `Unregister`. Replaces an older registration;
    /// the same once more means: try again now, and leave running dialogs alone.
    Register {
        /// `wss://…` or `ws://…`.
        server: String,
        /// SIP domain.
        domain: String,
        /// User part.
        user: String,
        /// Name for the digest where it differs.
        auth_user: Option<String>,
        /// Digest password.
        password: Redacted<String>,
        /// Display name.
        display_name: Option<String>,
    },
    /// Give up the registration; running dialogs go on.
    Unregister,
    /// Send an INVITE with an audio offer. The leg's id is odd.
    Invite {
        /// The new leg.
        leg: LegId,
        /// Whom to call.
        target: PhoneNumber,
    },
    /// Tell the caller that we ring (180).
    Alert {
        /// Which leg.
        leg: LegId,
    },
    /// Answer an incoming leg with audio. Its audio session opens the sound devices.
    Answer {
        /// Which leg.
        leg: LegId,
    },
    /// Refuse an incoming leg with this status, e.g. 486.
    Reject {
        /// Which leg.
        leg: LegId,
        /// SIP status.
        status: u16,
    },
    /// End a leg in whatever state it is: CANCEL, BYE or a refusal. Audio stops at once.
    HangUp {
        /// Which leg.
        leg: LegId,
    },
    /// Hold or resume by re-INVITE.
    Hold {
        /// Which leg.
        leg: LegId,
        /// Held or not.
        on: bool,
    },
    /// Ask the far side to call somebody else instead (REFER, RFC 3515); answered by [`crate::SipInput::Referred`].
    Refer {
        /// Which leg.
        leg: LegId,
        /// Whom to call.
        target: PhoneNumber,
    },
    /// Ask the far side to take our place in another leg (REFER with Replaces, RFC 3891); answered by
    /// [`crate::SipInput::Referred`].
    ReferToLeg {
        /// Which leg.
        leg: LegId,
        /// The leg in which our place is taken.
        other: LegId,
    },
    /// Send silence or the microphone.
    Mute {
        /// Which leg.
        leg: LegId,
        /// Muted or not.
        on: bool,
    },
    /// Send a DTMF digit.
    SendDigit {
        /// Which leg.
        leg: LegId,
        /// Which key.
        digit: Digit,
    },
    /// Start the ring tone.
    StartRinging,
    /// Stop the ring tone.
    StopRinging,
    /// Use these sound devices from now on, in a running call too.
    ChooseAudio {
        /// Microphone.
        input: Option<String>,
        /// Loudspeaker or headset.
        output: Option<String>,
    },
    /// Look for sound devices again.
    ProbeAudio,
}
