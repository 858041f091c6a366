//! The client against a peer that is scripted word by word: plain text, no SIP stack. Time stands still
//! unless a test moves it.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod bad_input;
mod connection;
mod digest;
mod inbound;
mod offers;
mod outbound;
mod peer;
mod registration;
mod replaces;
mod requests;
mod scenario;
mod secure;
mod session_timers;
mod tap;
mod text;
mod transfers;
mod transfers_bad_input;
