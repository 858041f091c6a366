//! Everything that can happen to the phone.

use crate::{Command, ProblemCode};
use reo_contact_centre::{SignInError, SignedIn};
use reo_model::{LegId, PhoneNumber, Redacted};
use std::time::Duration;

/// One happening. Whoever runs the phone hands them in one by one, each with the time.
#[derive(Clone, Debug)]
pub enum Input {
    /// The agent wants something.
    Command(Command),
    /// The HTTP part of signing in came to an end; answers [`crate::Effect::SignIn`] of the same attempt.
    SignIn {
        /// Number of the attempt; an answer to an older one is ignored.
        attempt: u64,
        /// What came of it.
        result: Result<Box<SignedIn>, SignInError>,
    },
    /// The agent socket. After [`crate::Effect::OpenSocket`] or `CloseSocket`, nothing of an older socket may be handed in.
    Socket(SocketInput),
    /// Signalling.
    Sip(SipInput),
    /// A call's audio session.
    Media(MediaInput),
    /// Sound devices.
    Audio(AudioInput),
}

/// The agent socket.
#[derive(Clone, Debug)]
pub enum SocketInput {
    /// It is open.
    Opened,
    /// A text frame.
    Text(Redacted<String>),
    /// It is closed, or could not be opened.
    Closed,
}

/// Signalling: the registration, and dialogs by their leg.
#[derive(Clone, Debug)]
pub enum SipInput {
    /// The registration stands, or was refreshed.
    Registered,
    /// The registration is gone on our own wish.
    Unregistered,
    /// The registration cannot be had at the moment; the SIP side goes on trying by itself.
    LineDown(LineFailure),
    /// An INVITE for us. The leg's id is even.
    Incoming {
        /// The new leg.
        leg: LegId,
        /// User part of From.
        caller: PhoneNumber,
        /// Display name of From.
        name: Option<Redacted<String>>,
        /// The leg that it is to replace: the same call goes on with another party (RFC 3891).
        replaces: Option<LegId>,
    },
    /// The far side rings (180 or 183).
    Ringing {
        /// Which leg.
        leg: LegId,
    },
    /// The dialog is confirmed: our INVITE got its 200, or our 200 was sent. A leg may end before.
    Established {
        /// Which leg.
        leg: LegId,
    },
    /// The leg is over. Nothing comes of this leg afterwards.
    Ended {
        /// Which leg.
        leg: LegId,
        /// Whose doing.
        by: EndedBy,
    },
    /// The far side put us on hold, or took us back.
    RemoteHold {
        /// Which leg.
        leg: LegId,
        /// Held or not.
        on: bool,
    },
    /// Our REFER came to an end: whether the far side reached whom it was sent to.
    Referred {
        /// Which leg.
        leg: LegId,
        /// The final status: 2xx where it worked, 408 where nothing was heard of it.
        status: u16,
    },
    /// Our own hold or resume ended.
    HoldDone {
        /// Which leg.
        leg: LegId,
        /// What had been asked for.
        on: bool,
        /// Whether the far side agreed.
        ok: bool,
    },
}

/// Whose doing the end of a leg was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedBy {
    /// Ours: BYE, CANCEL or a refusal that we sent.
    Us,
    /// The far side's BYE.
    Peer,
    /// The caller's CANCEL before we answered. `elsewhere` when its Reason says "completed elsewhere" (RFC 3326).
    Cancelled {
        /// Another device answered.
        elsewhere: bool,
    },
    /// A final failure status for our INVITE (RFC 3261, section 21), e.g. 486.
    Status(u16),
    /// Time-out, transport failure, session timer, or an offer that cannot be met.
    Failure,
}

/// Why there is no registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineFailure {
    /// No connection.
    Unreachable,
    /// The certificate is not trusted.
    Certificate,
    /// The server refuses the account, with this status.
    Rejected(u16),
    /// The server's answers are not SIP.
    NotUnderstood,
}

/// A leg's audio session.
#[derive(Clone, Debug)]
pub enum MediaInput {
    /// ICE and DTLS stand and the first packet was heard.
    Flowing {
        /// Which leg.
        leg: LegId,
    },
    /// The session could not be made, or broke and did not come back.
    Failed {
        /// Which leg.
        leg: LegId,
    },
    /// Nothing has been heard for this long, or it is heard again (`None`).
    Stalled {
        /// Which leg.
        leg: LegId,
        /// How long.
        silent_for: Option<Duration>,
    },
    /// The far side pressed a key.
    Digit {
        /// Which leg.
        leg: LegId,
        /// Which key.
        digit: reo_model::Digit,
    },
}

/// Sound devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AudioInput {
    /// Microphone and loudspeaker are there.
    Ready,
    /// Something is wrong with a device: one of the sound codes of [`ProblemCode`].
    Trouble(ProblemCode),
    /// The microphone gives digital silence in a call, or sound again.
    MicrophoneSilent(bool),
}
