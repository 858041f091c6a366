//! Runs the phone: one loop owns one [`reo_phone::Phone`] and carries out what it asks for, with real sockets,
//! HTTP, timers, threads and sound devices.
//!
//! [`Engine`] is the handle: commands in; events (each once), the snapshot and the meters (latest wins) out.

mod clock;
mod config;
mod constants_copy;
mod engine;
mod happening;
mod http;
mod leg;
mod legs;
mod line;
mod log_directives;
mod meters;
pub mod record;
mod run;
mod sign_in;
mod socket;
mod sound;
mod start;
mod translate;
mod updates;
mod voice;

pub use clock::Clock;
pub use config::{EngineConfig, Loopback, SoundSource};
pub use engine::{CommandError, Engine, StartError};
pub use log_directives::log_directives;
pub use meters::{CallFigures, DeviceView, Devices, Meters};
pub use updates::{Events, Update, Updates};
