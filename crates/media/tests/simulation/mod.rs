//! Two voice paths in virtual time, with a network between them that a test may spoil.
#![allow(dead_code)]

use reo_media::{Codec, FRAME, Frame, Negotiated, RtpIn, RtpOut, VoicePath, VoiceStatistics};
use std::time::Duration;

pub fn negotiated(codec: Codec) -> Negotiated {
    let payload_type = match codec {
        Codec::Opus => 111,
        Codec::Pcmu => 0,
        Codec::Pcma => 8,
    };
    Negotiated {
        codec,
        payload_type,
        telephone_event: Some(if codec == Codec::Opus { 110 } else { 126 }),
        receive: [Some((111, Codec::Opus)), Some((0, Codec::Pcmu)), Some((8, Codec::Pcma)), None, None, None],
        receive_events: [Some((110, 48_000)), Some((126, 8_000)), None, None],
        fec: true,
    }
}

pub fn path(codec: Codec) -> VoicePath {
    let mut path = VoicePath::starting_at(65_500, u32::MAX - 50_000);
    path.set_codec(negotiated(codec)).unwrap();
    path
}

/// A small generator, the same for every run.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / (1u64 << 31) as f64
    }
}

/// Something like a voice: a buzz whose pitch and loudness move, with pauses.
pub struct Voice {
    n: u64,
    phase: f64,
}

impl Voice {
    pub fn new() -> Self {
        Self { n: 0, phase: 0.0 }
    }

    pub fn frame(&mut self) -> Frame {
        std::array::from_fn(|_| {
            let t = self.n as f64 / 48_000.0;
            self.n += 1;
            self.phase += (140.0 + 30.0 * (t * 2.1).sin()) / 48_000.0;
            let syllable = (t * 3.7 * std::f64::consts::PI).sin().max(0.0);
            let buzz: f64 = (1..12)
                .map(|k| (self.phase * std::f64::consts::TAU * f64::from(k)).sin() / f64::from(k))
                .sum();
            (buzz * syllable * 0.25) as f32
        })
    }
}

pub fn arrived(packet: &RtpOut, ssrc: u32) -> RtpIn {
    RtpIn {
        payload_type: packet.payload_type,
        marker: packet.marker,
        sequence: packet.sequence,
        timestamp: packet.timestamp,
        ssrc,
        payload: packet.payload,
    }
}

/// What a run gave.
pub struct Outcome {
    pub heard: Vec<f32>,
    pub said: Vec<f32>,
    pub before: VoiceStatistics,
    pub after: VoiceStatistics,
    /// Largest `buffer_ms` after the first half second.
    pub most_buffered: u32,
}

impl Outcome {
    pub fn concealed_ms(&self) -> u64 {
        self.after.concealed_ms - self.before.concealed_ms
    }
}

pub struct Run<'a> {
    pub codec: Codec,
    pub seconds: f64,
    /// From when on `concealed_ms` counts.
    pub settle: f64,
    /// The listener's device runs so many parts per million too fast.
    pub drift_ppm: f64,
    /// Delays of a packet in ms: none is a loss, several are duplicates.
    pub network: &'a mut dyn FnMut(u64) -> Vec<f64>,
    pub prepare: &'a mut dyn FnMut(&mut VoicePath),
}

impl Run<'_> {
    pub fn go(self) -> Outcome {
        let (mut speaker, mut listener) = (path(self.codec), path(self.codec));
        (self.prepare)(&mut speaker);
        let mut voice = Voice::new();
        let mut flying: Vec<(f64, u64, RtpIn)> = Vec::new();
        let (mut heard, mut said) = (Vec::new(), Vec::new());
        let mut outcome = None;
        let (mut number, mut most_buffered, mut played) = (0, 0, 0u64);
        for step in 0..(self.seconds * 100.0) as u64 {
            let now = step as f64 * 10.0;
            let frame = voice.frame();
            said.extend_from_slice(&frame);
            speaker.capture(&frame, |packet| {
                for delay in (self.network)(number) {
                    flying.push((now + delay, number, arrived(&packet, 7)));
                }
                number += 1;
            });
            flying.sort_by(|a, b| (a.0, a.1).partial_cmp(&(b.0, b.1)).unwrap());
            while flying.first().is_some_and(|(due, ..)| *due <= now) {
                let (_, _, packet) = flying.remove(0);
                listener.receive(&packet, Duration::from_micros((now * 1_000.0) as u64 + 5_000_000));
            }
            while (played as f64) * 10.0 <= now * (1.0 + self.drift_ppm / 1e6) {
                let mut frame = [0.0; FRAME];
                listener.playout(&mut frame);
                heard.extend_from_slice(&frame);
                played += 1;
            }
            if now >= self.settle * 1_000.0 && outcome.is_none() {
                outcome = Some(listener.statistics());
            }
            if now >= 500.0 {
                most_buffered = most_buffered.max(listener.statistics().buffer_ms);
            }
        }
        Outcome {
            heard,
            said,
            before: outcome.unwrap_or_default(),
            after: listener.statistics(),
            most_buffered,
        }
    }
}

/// Runs with a network, everything else as usual.
pub fn run(codec: Codec, seconds: f64, settle: f64, network: &mut dyn FnMut(u64) -> Vec<f64>) -> Outcome {
    Run { codec, seconds, settle, drift_ppm: 0.0, network, prepare: &mut |_| {} }.go()
}
