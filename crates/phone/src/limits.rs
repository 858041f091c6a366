//! How long each step may take. One place, so that the bounds can be read together.

use std::time::Duration;

const fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// The HTTP part of signing in.
pub(crate) const SIGN_IN_HTTP: Duration = seconds(60);
/// From there until the agent socket's `REFRESH_ID`, or (plain SIP) until the registration stands.
pub(crate) const SIGN_IN: Duration = seconds(30);
/// A change of status until the server's word on it.
pub(crate) const STATUS: Duration = seconds(10);

/// Between a ring message and its INVITE, whichever comes first. They travel on two sockets, so the gap is
/// normally far below a second; the rest is room for a socket that is being reconnected.
pub(crate) const MATCH: Duration = seconds(10);
/// A call rings here. Queues give up far earlier; this only bounds a CANCEL that got lost.
pub(crate) const RING: Duration = seconds(120);
/// From the agent's answer to the confirmed dialog.
pub(crate) const ANSWER: Duration = seconds(15);

/// From `OUT_CALL_REQUEST_ID` to `STARTING` or the server's INVITE.
pub(crate) const CALL_OUT_START: Duration = seconds(10);
/// From `STARTING` to the server's INVITE.
pub(crate) const CALL_OUT_LEG: Duration = seconds(20);
/// From the server's INVITE to `RINGING` or `ANSWER`.
pub(crate) const CALL_OUT_RING: Duration = seconds(60);
/// From `RINGING` to `ANSWER`.
pub(crate) const CALL_OUT_ANSWER: Duration = seconds(120);
/// From our own INVITE to the first ringing; longer than SIP's own Timer B (32 s), which normally speaks first.
pub(crate) const DIAL_RING: Duration = seconds(40);
/// From ringing to the answer; as Timer C of a proxy (RFC 3261, section 16.6: more than 3 minutes).
pub(crate) const DIAL_ANSWER: Duration = seconds(180);

/// From the agent's hang-up to the far side's confirmation.
pub(crate) const HANG_UP: Duration = seconds(5);
/// After a call-out's leg has ended: how long to wait for the reason on the agent socket.
pub(crate) const REASON: Duration = seconds(2);
/// Hold or resume until the far side's word on it.
pub(crate) const HOLD: Duration = seconds(10);
/// Mute or its end until the contact centre's word on it.
pub(crate) const MUTE: Duration = seconds(10);
/// A change of device until the contact centre's word on it.
pub(crate) const DEVICE: Duration = seconds(10);
/// Between two looks at the colleagues who are free, while somebody watches.
pub(crate) const COLLEAGUES: Duration = seconds(5);

/// A colleague has this long to accept a call (protocol page, section 3).
pub(crate) const CONFIRM: Duration = seconds(10);
/// The server's word that they did not may trail behind by this much.
pub(crate) const CONFIRM_GRACE: Duration = seconds(2);
/// From the colleague's consent, or from our wish for a queue, until the server has moved the call.
pub(crate) const MOVE: Duration = seconds(30);
/// From our REFER to its outcome; longer than a phone rings there.
pub(crate) const REFER: Duration = seconds(90);
/// From our consent to a colleague's call until it comes.
pub(crate) const ARRIVE: Duration = seconds(20);

/// Nothing heard and the line down as well: after this long the call is taken for dead.
pub(crate) const SILENCE: Duration = seconds(60);

/// How long the server's own word on the end of a call may trail behind SIP's.
pub(crate) const ECHO: Duration = seconds(5);
/// How long the missing half of a call that is over (its INVITE or its ring message) is still turned away.
pub(crate) const LATE_HALF: Duration = seconds(10);
/// How long an ended call stays in the snapshot.
pub(crate) const ENDED_SHOWN: Duration = seconds(5);
