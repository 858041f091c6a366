//! What arrives, in order and in time: a small fixed jitter buffer.

use super::codec::{Codec, Decoder, FRAME};
use std::collections::{BTreeMap, VecDeque};

/// Packets that wait before the first sound, and after a silence.
const PRIMING: usize = 3;
/// More than this waiting, in samples, is thrown away: the customer would hear too late.
const TOO_LATE: usize = 48 * 300;
/// Lost frames in a row that are concealed; a longer gap is a pause of the sender's.
const CONCEALED: u64 = 5;
/// A jump of the timestamp beyond this, in seconds, is another stream.
const ANOTHER_STREAM: i64 = 2;

struct Packet {
    codec: Codec,
    payload: Vec<u8>,
}

/// The customer's ear.
pub(crate) struct Ear {
    decoder: Decoder,
    waiting: BTreeMap<u64, Packet>,
    newest: Option<u64>,
    next: Option<u64>,
    sound: VecDeque<i16>,
    primed: bool,
}

impl Ear {
    pub(crate) fn new() -> Option<Self> {
        Some(Self {
            decoder: Decoder::new()?,
            waiting: BTreeMap::new(),
            newest: None,
            next: None,
            sound: VecDeque::new(),
            primed: false,
        })
    }

    /// A packet came in.
    pub(crate) fn packet(&mut self, codec: Codec, timestamp: u32, payload: Vec<u8>) {
        let at = self.unwrap_timestamp(codec, timestamp);
        if self.next.is_none_or(|next| at >= next) {
            self.waiting.insert(at, Packet { codec, payload });
        }
        while self.waiting.len() * FRAME > TOO_LATE {
            self.waiting.pop_first();
        }
        self.primed |= self.waiting.len() >= PRIMING;
    }

    /// The next 20 ms: sound, or silence when there is none.
    pub(crate) fn frame(&mut self) -> [i16; FRAME] {
        while self.primed && self.sound.len() < FRAME {
            if !self.decode_next() {
                self.primed = false;
            }
        }
        let mut frame = [0; FRAME];
        for (to, from) in frame.iter_mut().zip(self.sound.drain(..self.sound.len().min(FRAME))) {
            *to = from;
        }
        frame
    }

    fn decode_next(&mut self) -> bool {
        let Some((&at, first)) = self.waiting.first_key_value() else { return false };
        let codec = first.codec;
        let ticks = u64::from(codec.frame_ticks());
        let missing = self.next.map_or(0, |next| at.saturating_sub(next) / ticks);
        if (1..=CONCEALED).contains(&missing) {
            if self.waiting.len() < 2 {
                return false;
            }
            self.sound.extend(self.decoder.conceal(codec));
            self.next = self.next.map(|next| next + ticks);
            return true;
        }
        let Some((at, packet)) = self.waiting.pop_first() else { return false };
        let sound = self.decoder.decode(codec, &packet.payload);
        self.next = Some(at + sound.len() as u64 * u64::from(codec.clock_rate()) / 48_000);
        self.sound.extend(sound);
        true
    }

    /// RTP timestamps wrap; another stream starts anywhere.
    fn unwrap_timestamp(&mut self, codec: Codec, timestamp: u32) -> u64 {
        let newest = self.newest.unwrap_or(u64::from(timestamp) + (1 << 32));
        let low = u32::try_from(newest & 0xffff_ffff).unwrap_or_default();
        let step = i64::from(timestamp.wrapping_sub(low).cast_signed());
        let at = newest.saturating_add_signed(step);
        if step.abs() > ANOTHER_STREAM * i64::from(codec.clock_rate()) {
            self.waiting.clear();
            self.next = None;
            self.newest = Some(at);
        } else {
            self.newest = Some(newest.max(at));
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loud(frame: &[i16; FRAME]) -> bool {
        frame.iter().any(|s| s.abs() > 5_000)
    }

    #[test]
    fn packets_out_of_order_across_a_wrap_are_heard_in_order() {
        let mut ear = Ear::new().unwrap();
        let start = u32::MAX - 200;
        let byte = |n: u32| if n == 2 { 0x80 } else { 0xff };
        for n in [0, 2, 1, 3] {
            ear.packet(Codec::Pcmu, start.wrapping_add(n * 160), vec![byte(n); 160]);
        }
        let heard: Vec<bool> = (0..4).map(|_| loud(&ear.frame())).collect();
        assert_eq!(heard, [false, false, true, true], "the filter rings a little into the next frame");
    }

    #[test]
    fn a_stream_that_starts_anew_is_heard_again() {
        let mut ear = Ear::new().unwrap();
        for start in [0_u32, 3_000_000_000] {
            for n in 0..6 {
                ear.packet(Codec::Pcma, start.wrapping_add(n * 160), vec![0xaa; 160]);
            }
            assert!((0..6).filter(|_| loud(&ear.frame())).count() >= 5);
            assert!((0..2).all(|_| !loud(&ear.frame())), "and then silence");
        }
    }
}
