//! Keys as RTP events (RFC 4733).

use crate::Payload;
use reo_model::Digit;
use std::collections::VecDeque;

/// How long a key sounds, in packets of 20 ms: 100 ms, well above the 40 ms that detectors want.
const PACKETS: u16 = 5;

/// The last packet is sent three times, since its loss would let the key sound on (section 2.5.1.4).
const END_PACKETS: u16 = 3;

/// Packets of voice between two keys.
const PAUSE: u16 = 3;

/// Keys that may wait. Nobody types faster; a paste may.
const WAITING: usize = 32;

/// -10 dBm0, as browsers send.
const VOLUME: u8 = 10;

/// One packet of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EventPacket {
    /// Timestamp of the event's begin.
    pub(crate) timestamp: u32,
    pub(crate) marker: bool,
    pub(crate) bytes: [u8; 4],
}

/// Sends keys, one packet every 20 ms.
#[derive(Debug)]
pub(crate) struct DigitSender {
    waiting: VecDeque<Digit>,
    sounding: Option<Sounding>,
    pause: u16,
}

#[derive(Debug)]
struct Sounding {
    digit: Digit,
    timestamp: u32,
    sent: u16,
}

impl DigitSender {
    pub(crate) fn new() -> Self {
        Self { waiting: VecDeque::with_capacity(WAITING), sounding: None, pause: 0 }
    }

    /// Lets a key wait for its turn; `false` when too many do.
    pub(crate) fn push(&mut self, digit: Digit) -> bool {
        let room = self.waiting.len() < WAITING;
        if room {
            self.waiting.push_back(digit);
        }
        room
    }

    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
        self.sounding = None;
    }

    /// The packet to send in place of voice, if a key sounds. `ticks` of the clock are 20 ms.
    pub(crate) fn next(&mut self, timestamp: u32, ticks: u16) -> Option<EventPacket> {
        if self.sounding.is_none() {
            if self.pause > 0 {
                self.pause -= 1;
                return None;
            }
            self.sounding = Some(Sounding { digit: self.waiting.pop_front()?, timestamp, sent: 0 });
        }
        let sounding = self.sounding.as_mut()?;
        sounding.sent += 1;
        let end = sounding.sent >= PACKETS;
        let duration = sounding.sent.min(PACKETS).saturating_mul(ticks).to_be_bytes();
        let flags = if end { 0x80 | VOLUME } else { VOLUME };
        let packet = EventPacket {
            timestamp: sounding.timestamp,
            marker: sounding.sent == 1,
            bytes: [sounding.digit.event(), flags, duration[0], duration[1]],
        };
        if sounding.sent == PACKETS + END_PACKETS - 1 {
            self.sounding = None;
            self.pause = PAUSE;
        }
        Some(packet)
    }
}

impl EventPacket {
    pub(crate) fn payload(&self) -> Option<Payload> {
        Payload::new(&self.bytes)
    }
}

/// Timestamps of keys seen lately, for packets out of order.
const REMEMBERED: usize = 8;

/// Keys that the application has yet to take.
const UNREAD: usize = 64;

/// Hears keys. Each comes in several packets with the same timestamp, or, from Chromium, in end packets only.
#[derive(Debug)]
pub(crate) struct DigitReceiver {
    seen: VecDeque<(u32, u32)>,
    heard: VecDeque<Digit>,
}

impl DigitReceiver {
    pub(crate) fn new() -> Self {
        Self { seen: VecDeque::with_capacity(REMEMBERED), heard: VecDeque::with_capacity(UNREAD) }
    }

    /// Takes an event packet. Events that are no keys are ignored.
    pub(crate) fn receive(&mut self, ssrc: u32, timestamp: u32, payload: &[u8]) {
        let [event, _, _, _, ..] = *payload else { return };
        let Some(digit) = Digit::from_event(event) else { return };
        if self.seen.contains(&(ssrc, timestamp)) {
            return;
        }
        if self.seen.len() == REMEMBERED {
            self.seen.pop_front();
        }
        self.seen.push_back((ssrc, timestamp));
        if self.heard.len() < UNREAD {
            self.heard.push_back(digit);
        }
    }

    pub(crate) fn poll(&mut self) -> Option<Digit> {
        self.heard.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digit(key: char) -> Digit {
        Digit::from_char(key).unwrap()
    }

    #[test]
    fn a_key_is_five_packets_and_its_end_comes_three_times() {
        let mut sender = DigitSender::new();
        assert!(sender.push(digit('#')) && sender.push(digit('1')));
        let packets: Vec<Option<EventPacket>> = (0..12).map(|n| sender.next(1_000 + n * 160, 160)).collect();
        let first: Vec<EventPacket> = packets[..7].iter().flatten().copied().collect();
        assert!(first.iter().all(|p| p.timestamp == 1_000 && p.bytes[0] == 11));
        assert_eq!(first.iter().filter(|p| p.marker).count(), 1);
        assert!(first[0].marker);
        let durations: Vec<u16> =
            first.iter().map(|p| u16::from_be_bytes([p.bytes[2], p.bytes[3]])).collect();
        assert_eq!(durations, [160, 320, 480, 640, 800, 800, 800]);
        let ends: Vec<bool> = first.iter().map(|p| p.bytes[1] & 0x80 != 0).collect();
        assert_eq!(ends, [false, false, false, false, true, true, true]);
        assert_eq!(packets[7..10], [None; 3], "voice between two keys");
        assert_eq!(
            packets[10].map(|p| (p.timestamp, p.bytes[0], p.marker)),
            Some((1_000 + 10 * 160, 1, true))
        );
    }

    #[test]
    fn what_is_sent_is_heard_once_even_when_only_ends_come() {
        let mut receiver = DigitReceiver::new();
        let mut sender = DigitSender::new();
        sender.push(digit('5'));
        sender.push(digit('5'));
        for n in 0..30u32 {
            if let Some(packet) = sender.next(n * 960, 960) {
                receiver.receive(7, packet.timestamp, &packet.bytes);
            }
        }
        for _ in 0..3 {
            receiver.receive(7, 777_777, &[9, 0x8a, 0x12, 0xc0]);
        }
        let keys: Vec<char> = std::iter::from_fn(|| receiver.poll()).map(Digit::as_char).collect();
        assert_eq!(keys, ['5', '5', '9']);
    }

    #[test]
    fn flash_and_fragments_are_no_keys() {
        let mut receiver = DigitReceiver::new();
        receiver.receive(1, 1, &[16, 0x80, 0, 0]);
        receiver.receive(1, 2, &[1, 0x80, 0]);
        receiver.receive(1, 3, &[]);
        assert_eq!(receiver.poll(), None);
    }
}
