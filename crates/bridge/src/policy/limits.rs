//! How much of everything the door lets in. Generous for any honest CRM; what is beyond is a fault or an attack.

use std::time::Duration;

/// A page says hello within this time; who only connects must not hold a place.
pub const HELLO_WITHIN: Duration = Duration::from_secs(5);

/// The agent is asked this long: time to look up, and short enough that a yes is for what just happened.
pub const ASKED_FOR: Duration = Duration::from_secs(60);

/// After a no the same origin's questions are refused this long, so that asking again does not wear the agent down.
pub const DECLINED_FOR: Duration = Duration::from_secs(60);

/// Pairing questions that are open at once, of all origins: more than that nobody can tell apart.
pub const OPEN_PAIRINGS: usize = 3;

/// Pairing questions of an origin within [`PAIRINGS_WITHIN`], for a [`super::Window`].
pub const PAIRINGS: usize = 6;

/// See [`PAIRINGS`].
pub const PAIRINGS_WITHIN: Duration = Duration::from_secs(600);

/// Pairing questions of all origins together within [`PAIRINGS_WITHIN`]: a page that has many names asks no more often.
pub const PAIRINGS_OF_ALL: usize = 12;

/// Questions of an origin that are open at once.
pub const OPEN_QUESTIONS: usize = 3;

/// The agent may be asked about a command of an origin's once each this (12 a minute), for a [`super::Bucket`]: as often as it
/// may dial, so that a no has not to be said over and over.
pub const QUESTION_PER: Duration = Duration::from_secs(5);

/// Such questions of an origin at once.
pub const QUESTION_BURST: u32 = 6;

/// Updates that are kept for a page that resumes: some minutes of a busy phone, longer than any reload.
pub const UPDATES_KEPT: usize = 512;

/// Replies that are kept for each origin, for commands that are sent again.
pub const REPLIES_KEPT: usize = 256;

/// A reply is kept this long; a page that is reloaded asks again within seconds.
pub const REPLY_KEPT_FOR: Duration = Duration::from_secs(600);

/// Frames that a connection may send that are not understood; with the last of them it is closed.
pub const NOT_UNDERSTOOD: u32 = 10;

/// The largest frame of a page's, bytes. The largest honest one is a customer with all lines and outcomes.
pub const FRAME_BYTES: usize = 64 * 1024;

/// Characters of a `requestId`, at most; at least one.
pub const REQUEST_ID: usize = 64;

/// Characters of a hello's `tab`, at most; at least one.
pub const TAB: usize = 64;

/// Characters of what a page calls itself; the rest is cut, since the agent's window has a line for it.
pub const PAGE_NAME: usize = 80;

/// A page may send a command each this (20 a second), for a [`super::Bucket`].
pub const COMMAND_PER: Duration = Duration::from_millis(50);

/// Commands of a page at once: what a page does when it has just been loaded, many times over.
pub const COMMAND_BURST: u32 = 50;

/// An origin may dial once each this (12 a minute), which no agent can outrun; for a [`super::Bucket`].
pub const DIAL_PER: Duration = Duration::from_secs(5);

/// Calls of an origin's at once: wrong numbers and busy lines in a row.
pub const DIAL_BURST: u32 = 4;

/// A page that went keeps the control this long for its own tab: a reload takes a second or two, a slow CRM some more.
pub const RELOAD_WITHIN: Duration = Duration::from_secs(10);

/// Pages are pinged this often.
pub const PING_EVERY: Duration = Duration::from_secs(20);

/// A page that was silent this long is gone: two pings without an answer, and some air.
pub const SILENT_FOR: Duration = Duration::from_secs(45);

/// Connections in all.
pub const CONNECTIONS: usize = 128;

/// Connections of an origin: fifty tabs, and some that are being reloaded.
pub const CONNECTIONS_OF_ORIGIN: usize = 64;

/// Connections of strangers that are not welcomed yet, in all. Origins that were let in are not kept out by them.
pub const UNWELCOMED: usize = 32;

/// Connections of a stranger that are not welcomed yet.
pub const UNWELCOMED_OF_ORIGIN: usize = 8;

/// An origin may connect once each this (ten a second), for a [`super::Bucket`].
pub const CONNECT_PER: Duration = Duration::from_millis(100);

/// Connections of an origin at once: all its tabs when Reo has started again.
pub const CONNECT_BURST: u32 = 60;

/// Characters of a note.
pub const NOTE: usize = 4000;

/// Characters of a customer's name.
pub const CUSTOMER_NAME: usize = 80;

/// Lines under a customer's name.
pub const CUSTOMER_LINES: usize = 4;

/// Characters of a line's label.
pub const LINE_LABEL: usize = 24;

/// Characters of a line's value.
pub const LINE_VALUE: usize = 80;

/// Outcomes to choose from.
pub const OUTCOMES: usize = 12;

/// Characters of an outcome, also of the one that is chosen.
pub const OUTCOME: usize = 80;

/// Finished notes that wait for a page; with more the oldest go, so that those for a CRM that never takes any do not fill the
/// disk.
pub const NOTES_KEPT: usize = 500;

/// Notes that a page is offered before it has taken one of them over: fewer than frames that may wait for it.
pub const NOTES_AT_ONCE: usize = 64;

/// A page's frames are read one each this (200 a second), for a [`super::Bucket`]; those that come faster wait.
pub const FRAME_PER: Duration = Duration::from_millis(5);

/// Frames of a page that are read at once.
pub const FRAME_BURST: u32 = 300;

/// When an origin was last here is written down this often: a page that comes and goes must not keep the disk busy.
pub const SEEN_EVERY: Duration = Duration::from_secs(60);
