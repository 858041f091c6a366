//! Voice to RTP payloads of 20 ms.

use super::g711::Law;
use super::resample::Decimator;
use crate::{Codec, MediaError, Negotiated, Payload};

/// Samples of a packet at 48 kHz.
pub(crate) const PACKET: usize = 960;

/// Wide-band speech with in-band FEC, good and small.
const BITRATE: i32 = 32_000;

/// FEC is worth its bits even before the first report of loss.
const LEAST_LOSS: i32 = 5;
const MOST_LOSS: i32 = 30;

/// An encoder for what was negotiated.
#[derive(Debug)]
pub(crate) struct Encoder {
    kind: Kind,
    loss: i32,
}

#[derive(Debug)]
enum Kind {
    Opus(Box<opus::Encoder>),
    G711(Law, Decimator),
}

impl Encoder {
    /// # Errors
    /// [`MediaError::Codec`] when libopus refuses.
    pub(crate) fn new(negotiated: &Negotiated) -> Result<Self, MediaError> {
        let kind = match negotiated.codec {
            Codec::Opus => Kind::Opus(Box::new(opus_encoder(negotiated.fec).map_err(|_| MediaError::Codec)?)),
            Codec::Pcmu => Kind::G711(Law::Mu, Decimator::new()),
            Codec::Pcma => Kind::G711(Law::A, Decimator::new()),
        };
        Ok(Self { kind, loss: LEAST_LOSS })
    }

    /// Encodes 20 ms.
    pub(crate) fn encode(&mut self, samples: &[f32; PACKET]) -> Option<Payload> {
        match &mut self.kind {
            Kind::Opus(encoder) => Payload::fill(|bytes| encoder.encode_float(samples, bytes).ok()),
            Kind::G711(law, decimator) => Payload::fill(|bytes| {
                let mut bytes = bytes.iter_mut();
                decimator.process(samples, |sample| {
                    if let Some(byte) = bytes.next() {
                        *byte = law.encode((sample.clamp(-1.0, 1.0) * 32_767.0) as i16);
                    }
                });
                Some(PACKET / super::resample::RATIO)
            }),
        }
    }

    /// How much of what we send is expected to be lost, 0 to 1.
    pub(crate) fn set_expected_loss(&mut self, loss: f32) {
        let percent = ((loss * 100.0).round() as i32).clamp(LEAST_LOSS, MOST_LOSS);
        if let Kind::Opus(encoder) = &mut self.kind
            && percent != self.loss
            && encoder.set_packet_loss_perc(percent).is_ok()
        {
            self.loss = percent;
        }
    }
}

fn opus_encoder(fec: bool) -> opus::Result<opus::Encoder> {
    let mut encoder = opus::Encoder::new(super::SAMPLE_RATE, opus::Channels::Mono, opus::Application::Voip)?;
    encoder.set_bitrate(opus::Bitrate::Bits(BITRATE))?;
    encoder.set_signal(opus::Signal::Voice)?;
    encoder.set_inband_fec(fec)?;
    encoder.set_packet_loss_perc(LEAST_LOSS)?;
    Ok(encoder)
}
