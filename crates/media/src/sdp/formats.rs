//! RTP formats of a media line: payload types, `rtpmap`, `fmtp`.

use crate::Codec;

/// What a payload type stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// A voice codec.
    Voice(Codec),
    /// `telephone-event` (RFC 4733) at this clock rate.
    TelephoneEvent(u32),
}

impl Encoding {
    /// Reads `name/clock[/channels]` of `a=rtpmap`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('/');
        let name = parts.next()?;
        let clock: u32 = parts.next()?.trim().parse().ok()?;
        let known = |codec: Codec| name.eq_ignore_ascii_case(codec.name()) && clock == codec.clock_rate();
        if let Some(codec) = [Codec::Opus, Codec::Pcmu, Codec::Pcma].into_iter().find(|codec| known(*codec)) {
            return Some(Self::Voice(codec));
        }
        let event = name.eq_ignore_ascii_case("telephone-event") && matches!(clock, 8_000 | 48_000);
        event.then_some(Self::TelephoneEvent(clock))
    }

    /// Static payload types need no `rtpmap` (RFC 3551, section 6).
    pub(crate) const fn of_static(payload_type: u8) -> Option<Self> {
        match payload_type {
            0 => Some(Self::Voice(Codec::Pcmu)),
            8 => Some(Self::Voice(Codec::Pcma)),
            _ => None,
        }
    }

    /// The payload type that we offer it with: those that browsers use.
    pub(crate) const fn offered(self) -> u8 {
        match self {
            Self::Voice(Codec::Opus) => 111,
            Self::Voice(Codec::Pcmu) => 0,
            Self::Voice(Codec::Pcma) => 8,
            Self::TelephoneEvent(48_000) => 110,
            Self::TelephoneEvent(_) => 126,
        }
    }

    /// The value of `a=rtpmap` after the payload type.
    pub(crate) fn rtpmap(self) -> String {
        match self {
            Self::Voice(Codec::Opus) => "opus/48000/2".to_owned(),
            Self::Voice(codec) => format!("{}/{}", codec.name(), codec.clock_rate()),
            Self::TelephoneEvent(clock) => format!("telephone-event/{clock}"),
        }
    }

    /// The value of `a=fmtp` after the payload type.
    pub(crate) const fn fmtp(self) -> Option<&'static str> {
        match self {
            Self::Voice(Codec::Opus) => Some("minptime=10;useinbandfec=1"),
            Self::Voice(_) => None,
            Self::TelephoneEvent(_) => Some("0-15"),
        }
    }
}

/// A payload type with its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Format {
    pub(crate) payload_type: u8,
    pub(crate) encoding: Encoding,
    /// `useinbandfec=1` in its `fmtp` (RFC 7587, section 6.1).
    pub(crate) fec: bool,
}

impl Format {
    /// As we offer it.
    pub(crate) const fn offered(encoding: Encoding) -> Self {
        Self { payload_type: encoding.offered(), encoding, fec: true }
    }
}
