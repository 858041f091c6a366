//! The engine against the simulated contact centre: real sockets, real TLS, real WebRTC, files as sound devices.

#![allow(missing_docs, clippy::unwrap_used)]

mod calls_in;
mod calls_out;
mod devices;
mod in_call;
mod network;
mod office;
mod polling;
mod sign_in;
mod sound;
mod speech;
mod transfers;
