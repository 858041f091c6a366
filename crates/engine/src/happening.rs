//! What reaches the loop.

use crate::Devices;
use reo_contact_centre::{SignInError, SignedIn};
use reo_model::LegId;
use reo_phone::{AudioInput, MediaInput, SipInput, SocketInput};
use reo_sip::SipEvent;

/// One happening, on its way to the loop.
#[derive(Debug)]
pub(crate) enum Happening {
    /// The HTTP part of signing in came to an end.
    SignIn {
        /// Which attempt.
        attempt: u64,
        /// What came of it.
        result: Result<Box<SignedIn>, SignInError>,
    },
    /// The agent socket of this generation.
    Socket {
        /// Which socket.
        generation: u64,
        /// What happened.
        input: SocketInput,
    },
    /// Signalling, as the SIP client of this generation reports it.
    Line {
        /// Which client.
        generation: u64,
        /// What happened.
        event: SipEvent,
    },
    /// A leg's dialog, after its audio session was asked.
    Leg(SipInput),
    /// A leg's audio session.
    Media(MediaInput),
    /// A leg's audio has a network path, or has none any more.
    Path {
        /// Which leg.
        leg: LegId,
        /// It has.
        up: bool,
    },
    /// A leg's task has ended: its audio is closed.
    LegClosed(LegId),
    /// Sound devices.
    Audio(AudioInput),
    /// The list of sound devices changed.
    Devices(Devices),
}
