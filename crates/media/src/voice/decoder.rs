//! RTP payloads to voice, and voice made up where a payload is missing.

use super::conceal::Repeater;
use super::g711::Law;
use super::resample::{Interpolator, RATIO};
use crate::{Codec, MediaError};

/// Samples of the longest Opus packet: 120 ms.
pub(crate) const LONGEST: usize = 5_760;

/// Decodes whatever codec comes; the peer may change it from packet to packet.
#[derive(Debug)]
pub(crate) struct Decoder {
    opus: opus::Decoder,
    interpolator: Interpolator,
    repeater: Repeater,
    /// The codec of the last packet: what is lost was of the same.
    last: Codec,
}

impl Decoder {
    /// # Errors
    /// [`MediaError::Codec`] when libopus refuses.
    pub(crate) fn new() -> Result<Self, MediaError> {
        let opus =
            opus::Decoder::new(super::SAMPLE_RATE, opus::Channels::Mono).map_err(|_| MediaError::Codec)?;
        Ok(Self { opus, interpolator: Interpolator::new(), repeater: Repeater::new(), last: Codec::Opus })
    }

    /// Decodes a packet and says how many samples came of it; `None` when it is not readable.
    pub(crate) fn decode(&mut self, codec: Codec, payload: &[u8], out: &mut [f32; LONGEST]) -> Option<usize> {
        if payload.is_empty() {
            return None;
        }
        let count = match codec {
            Codec::Opus => {
                self.opus.decode_float(payload, out, false).ok().filter(|count| *count <= LONGEST)?
            }
            Codec::Pcmu => self.expand(Law::Mu, payload, out)?,
            Codec::Pcma => self.expand(Law::A, payload, out)?,
        };
        self.last = codec;
        if codec != Codec::Opus {
            self.repeater.heard(&mut out[..count]);
        }
        Some(count)
    }

    fn expand(&mut self, law: Law, payload: &[u8], out: &mut [f32; LONGEST]) -> Option<usize> {
        let count = payload.len() * RATIO;
        let mut room = out.get_mut(..count)?.iter_mut();
        for byte in payload {
            let sample = f32::from(law.decode(*byte)) / 32_768.0;
            self.interpolator.process(sample, |sample| {
                if let Some(place) = room.next() {
                    *place = sample;
                }
            });
        }
        Some(count)
    }

    /// Brings `out.len()` samples of a lost Opus packet back from the one after it; `false` when that does not carry it.
    pub(crate) fn recover(&mut self, codec: Codec, next: &[u8], out: &mut [f32]) -> bool {
        codec == Codec::Opus
            && self.last == Codec::Opus
            && has_fec(next)
            && self.opus.decode_float(next, out, true).is_ok()
    }

    /// Makes `out.len()` samples up, a multiple of 2.5 ms.
    pub(crate) fn conceal(&mut self, out: &mut [f32]) {
        let made = match self.last {
            Codec::Opus => self.opus.decode_float(&[], out, false).is_ok(),
            Codec::Pcmu | Codec::Pcma => {
                self.repeater.conceal(out);
                true
            }
        };
        if !made {
            out.fill(0.0);
        }
    }
}

/// Whether an Opus packet carries the one before it (RFC 6716, section 4.2.4: the LBRR flag of the SILK header).
fn has_fec(packet: &[u8]) -> bool {
    let [toc, rest @ ..] = packet else { return false };
    // CELT alone has none; packets of several frames with lengths of their own are not sent for speech.
    if toc & 0x80 != 0 || toc & 0x03 > 1 {
        return false;
    }
    let Some(header) = rest.first() else { return false };
    let frames = match toc >> 3 {
        config @ 0..12 if config % 4 == 2 => 2,
        config @ 0..12 if config % 4 == 3 => 3,
        _ => 1,
    };
    let stereo = toc & 0x04 != 0;
    let mid = header >> (7 - frames) & 1 == 1;
    let side = stereo && frames < 3 && header >> (6 - 2 * frames) & 1 == 1;
    mid || side
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fec_is_told_from_the_packet_itself() {
        let mut encoder = opus::Encoder::new(48_000, opus::Channels::Mono, opus::Application::Voip).unwrap();
        encoder.set_bitrate(opus::Bitrate::Bits(32_000)).unwrap();
        let voice = |n: usize| {
            let t = n as f32 / 48_000.0;
            (0..8)
                .map(|k| (t * std::f32::consts::TAU * 140.0 * (k + 1) as f32).sin() / (k + 2) as f32)
                .sum::<f32>()
                * 0.3
        };
        let mut with = |fec: bool| {
            encoder.set_inband_fec(fec).unwrap();
            encoder.set_packet_loss_perc(if fec { 20 } else { 0 }).unwrap();
            let packets = (0..25).map(|p| {
                let samples: Vec<f32> = (p * 960..(p + 1) * 960).map(voice).collect();
                encoder.encode_vec_float(&samples, 1275).unwrap()
            });
            packets.filter(|packet| has_fec(packet)).count()
        };
        assert_eq!(with(false), 0);
        assert!(with(true) > 20);
    }

    #[test]
    fn nonsense_is_not_readable_but_does_no_harm() {
        let mut decoder = Decoder::new().unwrap();
        let mut out = [0.0; LONGEST];
        assert_eq!(decoder.decode(Codec::Opus, &[], &mut out), None);
        assert_eq!(decoder.decode(Codec::Opus, &[0xff; 3], &mut out), None);
        assert_eq!(decoder.decode(Codec::Pcmu, &[0; 1400], &mut out), None);
        assert_eq!(decoder.decode(Codec::Pcma, &[0; 160], &mut out), Some(960));
    }
}
