//! The engine against real peers: Kamailio, JsSIP in Chromium, rtpengine, baresip. No simulator, no code of ours on
//! the far side.

#![allow(clippy::print_stdout, reason = "the tests print what they measured")]

mod browser;
mod desk;
mod lost;
mod plain_rtp;
mod sound_devices;
