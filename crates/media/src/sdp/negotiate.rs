//! Offer and answer (RFC 3264): which codec, which direction.

use super::formats::{Encoding, Format};
use crate::{Codec, MediaError, Negotiated, SdpDirection};

/// What comes of the peer's formats and ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Agreement {
    pub(crate) negotiated: Negotiated,
    /// Formats for an answer of ours, the chosen codec first.
    pub(crate) answer: Vec<Format>,
}

/// Every format that we offer, in order of preference.
pub(crate) fn offered_formats(codecs: &[Codec]) -> Vec<Format> {
    let mut formats: Vec<Format> = Vec::new();
    let voices = codecs.iter().map(|codec| Encoding::Voice(*codec));
    let mut clocks: Vec<u32> = codecs.iter().map(|codec| codec.clock_rate()).collect();
    clocks.sort_unstable_by(|a, b| b.cmp(a));
    for encoding in voices.chain(clocks.into_iter().map(Encoding::TelephoneEvent)) {
        if formats.iter().all(|format| format.encoding != encoding) {
            formats.push(Format::offered(encoding));
        }
    }
    formats
}

/// Settles the codec: our most preferred one that the peer has. A payload type counts for what its `rtpmap` says,
/// clock rate included: two telephone-events of different clocks are two formats.
///
/// `offered` is what we had offered, when `remote` is an answer: packets may come with those numbers (RFC 3264,
/// section 5.1), while ours go with the peer's.
///
/// # Errors
/// [`MediaError::NoCommonCodec`].
pub(crate) fn negotiate(
    codecs: &[Codec],
    remote: &[Format],
    offered: &[Format],
) -> Result<Agreement, MediaError> {
    let find = |encoding: Encoding| remote.iter().find(|format| format.encoding == encoding).copied();
    let voices: Vec<Format> = codecs.iter().filter_map(|codec| find(Encoding::Voice(*codec))).collect();
    let chosen = *voices.first().ok_or(MediaError::NoCommonCodec)?;
    let Encoding::Voice(codec) = chosen.encoding else { return Err(MediaError::NoCommonCodec) };
    let events: Vec<Format> =
        [48_000, 8_000].into_iter().filter_map(|c| find(Encoding::TelephoneEvent(c))).collect();
    // Asterisk has 8 kHz only, beside Opus too: keys at a foreign clock rate are better than none.
    let event = find(Encoding::TelephoneEvent(codec.clock_rate())).or_else(|| events.last().copied());
    let (receive, receive_events) = receivable(voices.iter().chain(&events).chain(offered));
    let negotiated = Negotiated {
        codec,
        payload_type: chosen.payload_type,
        telephone_event: event.map(|format| format.payload_type),
        receive,
        receive_events,
        fec: chosen.fec,
    };
    Ok(Agreement { negotiated, answer: voices.into_iter().chain(events).collect() })
}

type Receivable = ([Option<(u8, Codec)>; 6], [Option<(u8, u32)>; 4]);

/// The tables of payload types that may come in; the first meaning of a number counts.
fn receivable<'a>(formats: impl Iterator<Item = &'a Format>) -> Receivable {
    let (mut voices, mut events) = ([None; 6], [None; 4]);
    let mut seen = Vec::new();
    for format in formats {
        if seen.contains(&format.payload_type) {
            continue;
        }
        seen.push(format.payload_type);
        match format.encoding {
            Encoding::Voice(codec) => put(&mut voices, (format.payload_type, codec)),
            Encoding::TelephoneEvent(clock) => put(&mut events, (format.payload_type, clock)),
        }
    }
    (voices, events)
}

fn put<T>(slots: &mut [Option<T>], value: T) {
    if let Some(slot) = slots.iter_mut().find(|slot| slot.is_none()) {
        *slot = Some(value);
    }
}

/// Our direction in an answer: what we want, as far as the offer allows it (RFC 3264, section 6.1).
pub(crate) const fn answer_direction(wanted: SdpDirection, offered: SdpDirection) -> SdpDirection {
    match (wanted.sends() && offered.receives(), wanted.receives() && offered.sends()) {
        (true, true) => SdpDirection::SendRecv,
        (true, false) => SdpDirection::SendOnly,
        (false, true) => SdpDirection::RecvOnly,
        (false, false) => SdpDirection::Inactive,
    }
}
