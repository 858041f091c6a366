//! The voice path: from microphone frames to RTP, and from RTP to loudspeaker frames. No clock, socket or thread inside.

mod conceal;
mod decoder;
mod delay;
mod dtmf;
mod encoder;
mod g711;
mod path;
mod pitch;
mod queue;
mod receiver;
mod resample;
mod sender;
mod source;
mod stretch;

pub use path::{Levels, VoicePath};

/// Sample rate of everything between here and the devices, in Hz.
pub const SAMPLE_RATE: u32 = 48_000;

/// Samples of a frame: 10 ms, mono.
pub const FRAME: usize = 480;

/// 10 ms of mono sound, samples from -1 to 1.
pub type Frame = [f32; FRAME];
