//! What the end-to-end tests and the demo stand on: sound servers, screens, programs, peers.

pub mod correlate;
pub mod desktop;
pub mod process;
pub mod pulse;
pub mod screen;
pub mod shift;
pub mod tray;
