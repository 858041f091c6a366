//! The codecs that Reo speaks, and what was negotiated of them.

/// A voice codec.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codec {
    /// Opus, 48 kHz, two channels in the SDP, mono on the wire (RFC 7587).
    Opus,
    /// G.711 with the mu-law, 8 kHz (RFC 3551, section 4.5.14).
    Pcmu,
    /// G.711 with the A-law, 8 kHz.
    Pcma,
}

impl Codec {
    /// Encoding name in `a=rtpmap`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opus => "opus",
            Self::Pcmu => "PCMU",
            Self::Pcma => "PCMA",
        }
    }

    /// RTP clock rate in Hz.
    pub const fn clock_rate(self) -> u32 {
        match self {
            Self::Opus => 48_000,
            Self::Pcmu | Self::Pcma => 8_000,
        }
    }

    /// RTP ticks of one 10 ms frame.
    pub const fn ticks_per_frame(self) -> u32 {
        self.clock_rate() / 100
    }
}

/// What both sides agreed on: the peer's payload types, since those are what we send with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Negotiated {
    /// The codec we send with.
    pub codec: Codec,
    /// Its payload type.
    pub payload_type: u8,
    /// The payload type of `telephone-event`: the one at the codec's clock rate if there is one (RFC 4733, section 2.1),
    /// else another; [`Self::event_clock`] tells.
    pub telephone_event: Option<u8>,
    /// Every payload type that may come in, with its codec.
    pub receive: [Option<(u8, Codec)>; 6],
    /// Every payload type of `telephone-event` that may come in, with its clock rate.
    pub receive_events: [Option<(u8, u32)>; 4],
    /// Whether the peer wants Opus in-band FEC (`useinbandfec=1`).
    pub fec: bool,
}

impl Negotiated {
    /// The codec of an incoming payload type.
    pub fn codec_of(&self, payload_type: u8) -> Option<Codec> {
        self.receive.iter().flatten().find(|(number, _)| *number == payload_type).map(|(_, codec)| *codec)
    }

    /// The clock rate of an incoming `telephone-event` payload type.
    pub fn event_clock(&self, payload_type: u8) -> Option<u32> {
        self.receive_events
            .iter()
            .flatten()
            .find(|(number, _)| *number == payload_type)
            .map(|(_, rate)| *rate)
    }
}
