//! The door as a browser meets it: raw sockets on this computer's own addresses, a real engine behind, a simulated contact
//! centre behind that.

#![allow(missing_docs, clippy::unwrap_used)]

mod browser;
mod calls;
mod control;
mod crowd;
mod frames;
mod house;
mod notes;
mod opening;
mod pairing;
mod strangers;
