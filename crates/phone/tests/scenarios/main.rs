//! What the phone does, played in virtual time. One behaviour a test; the rig plays the server by message names.

// Everything here is a test; clippy's own exception covers only functions marked so.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod call_out;
mod connections;
mod device;
mod direct;
mod elsewhere;
mod ending;
mod in_call;
mod inbound;
mod model;
mod offer;
mod random;
mod refer;
mod rig;
mod session;
mod sound;
mod status;
mod steering;
mod steps;
mod transfer;
mod voice;
mod waiting;
mod world;
