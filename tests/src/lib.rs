//! What the end-to-end tests and the demo stand on: sound servers, screens, programs, peers.

pub mod agent;
pub mod correlate;
pub mod desk;
pub mod desktop;
pub mod door;
pub mod dtmf;
pub mod network;
pub mod peers;
pub mod process;
pub mod pulse;
pub mod relay;
pub mod screen;
pub mod shift;
pub mod tray;
pub mod voice;
