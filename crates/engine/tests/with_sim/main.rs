//! The engine against the simulated contact centre: real sockets, real TLS, real WebRTC, files as sound devices.

#![allow(missing_docs, clippy::unwrap_used)]

mod calls_in;
mod calls_out;
mod codes;
mod devices;
mod in_call;
mod messages;
mod network;
mod odd_servers;
mod office;
mod polling;
mod record;
mod sign_in;
mod sound;
mod speech;
mod transfers;
