//! The three codecs, all seen from 48 kHz mono.

use super::g711;
use super::resample::{ToNarrow, ToWide};
use serde::Serialize;

/// Samples in the 20 ms of one packet, at 48 kHz.
pub(crate) const FRAME: usize = 960;
/// The longest Opus packet, at 48 kHz: 120 ms (RFC 6716, section 2.1.4).
const LONGEST: usize = 5_760;

/// A codec that a call can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Codec {
    /// Opus (RFC 7587).
    #[serde(rename = "opus")]
    Opus,
    /// G.711 mu-law (RFC 3551).
    #[serde(rename = "PCMU")]
    Pcmu,
    /// G.711 A-law (RFC 3551).
    #[serde(rename = "PCMA")]
    Pcma,
}

impl Codec {
    /// RTP clock rate.
    pub(crate) const fn clock_rate(self) -> u32 {
        match self {
            Self::Opus => 48_000,
            Self::Pcmu | Self::Pcma => 8_000,
        }
    }

    /// How much the RTP timestamp grows in 20 ms.
    pub(crate) const fn frame_ticks(self) -> u32 {
        self.clock_rate() / 50
    }
}

/// Speech to packets.
pub(crate) struct Encoder {
    opus: opus::Encoder,
    narrow: ToNarrow,
}

impl Encoder {
    pub(crate) fn new() -> Option<Self> {
        let mut opus = opus::Encoder::new(48_000, opus::Channels::Mono, opus::Application::Voip).ok()?;
        opus.set_inband_fec(true).ok()?;
        opus.set_packet_loss_perc(5).ok()?;
        opus.set_complexity(4).ok()?;
        Some(Self { opus, narrow: ToNarrow::new() })
    }

    /// The payload of one packet; `None` when the encoder refuses it.
    pub(crate) fn encode(&mut self, codec: Codec, speech: &[i16; FRAME]) -> Option<Vec<u8>> {
        match codec {
            Codec::Opus => self.opus.encode_vec(speech, 1_275).ok(),
            Codec::Pcmu => Some(self.narrow.run(speech).into_iter().map(g711::to_mu_law).collect()),
            Codec::Pcma => Some(self.narrow.run(speech).into_iter().map(g711::to_a_law).collect()),
        }
    }
}

/// Packets to what the customer hears.
pub(crate) struct Decoder {
    opus: opus::Decoder,
    wide: ToWide,
}

impl Decoder {
    pub(crate) fn new() -> Option<Self> {
        let opus = opus::Decoder::new(48_000, opus::Channels::Mono).ok()?;
        Some(Self { opus, wide: ToWide::new() })
    }

    /// The sound of one packet; nothing for one that cannot be decoded.
    pub(crate) fn decode(&mut self, codec: Codec, payload: &[u8]) -> Vec<i16> {
        match codec {
            Codec::Opus => self.decode_opus(payload, LONGEST),
            Codec::Pcmu => self.widen(payload, g711::from_mu_law),
            Codec::Pcma => self.widen(payload, g711::from_a_law),
        }
    }

    /// Something in place of one lost frame of 20 ms.
    pub(crate) fn conceal(&mut self, codec: Codec) -> Vec<i16> {
        match codec {
            Codec::Opus => self.decode_opus(&[], FRAME),
            Codec::Pcmu | Codec::Pcma => self.wide.run(&[0; FRAME / 6]),
        }
    }

    fn decode_opus(&mut self, payload: &[u8], room: usize) -> Vec<i16> {
        let mut sound = vec![0; room];
        let count = self.opus.decode(payload, &mut sound, false).unwrap_or(0);
        sound.truncate(count);
        sound
    }

    fn widen(&mut self, payload: &[u8], expand: fn(u8) -> i16) -> Vec<i16> {
        let narrow: Vec<i16> = payload.iter().map(|&byte| expand(byte)).collect();
        self.wide.run(&narrow)
    }
}
