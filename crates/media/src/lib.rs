//! A call's audio between the network and the sound devices: WebRTC sessions ([`WebRtcSession`]) and the voice path
//! ([`VoicePath`]: codecs, jitter buffer, repair, DTMF).
//!
//! The two sides meet in [`MediaStream`], a pair of bounded lock-free RTP rings, so that the voice thread never waits.

mod codec;
mod config;
mod error;
mod rtp;
mod sdp;
mod session;
mod statistics;
mod stream;
mod voice;
mod webrtc;

pub use codec::{Codec, Negotiated};
pub use config::{IceServer, MediaConfig};
pub use error::MediaError;
pub use rtp::{Payload, RtpIn, RtpOut};
pub use session::{MediaEvent, MediaFuture, MediaSession, SdpDirection};
pub use statistics::{Statistics, VoiceStatistics};
pub use stream::{IncomingRtp, MediaStream, OutgoingRtp};
pub use voice::{FRAME, Frame, Levels, SAMPLE_RATE, VoicePath};
pub use webrtc::WebRtcSession;
