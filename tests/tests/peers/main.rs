//! The engine against real peers: Kamailio, JsSIP in Chromium, rtpengine, baresip. There is no code of ours on the far
//! side, but for the simulator where baresip is the desk phone.

#![allow(clippy::print_stdout, reason = "the tests print what they measured")]

mod browser;
mod desk;
mod desk_phone;
mod lost;
mod plain_rtp;
mod sound_devices;
mod transfers;
