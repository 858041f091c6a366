//! What the phone does, played in virtual time. One behaviour a test; the rig plays the server by message names.

mod call_out;
mod connections;
mod direct;
mod ending;
mod in_call;
mod inbound;
mod model;
mod random;

mod rig;
mod session;
mod sound;
mod status;
mod voice;
