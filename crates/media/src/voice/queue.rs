//! Packets that wait for their turn, by sequence number.

use crate::{Codec, Payload};

/// What a packet is to the listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Voice in this codec.
    Voice(Codec),
    /// A telephone event: it holds a sequence number, but no voice.
    Event,
}

/// A packet in the queue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Queued {
    /// Sequence number without wrap.
    pub(crate) sequence: i64,
    pub(crate) content: Content,
    pub(crate) payload: Payload,
}

/// What became of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Insertion {
    Queued,
    Duplicate,
    /// Its turn is over.
    Late,
    /// Too far ahead for the room there is.
    Full,
}

/// 2.5 s of 20 ms packets.
pub(crate) const CAPACITY: i64 = 128;

/// A window of sequence numbers from [`Self::next`] on.
#[derive(Debug)]
pub(crate) struct Queue {
    slots: Vec<Option<Queued>>,
    next: i64,
    /// One after the highest that came.
    end: i64,
}

impl Queue {
    pub(crate) fn new() -> Self {
        Self { slots: vec![None; CAPACITY as usize], next: 0, end: 0 }
    }

    /// Empties it; `next` is the number that is due.
    pub(crate) fn reset(&mut self, next: i64) {
        self.slots.fill(None);
        (self.next, self.end) = (next, next);
    }

    /// The number that is due.
    pub(crate) fn next(&self) -> i64 {
        self.next
    }

    /// How many numbers from the due one to the newest.
    pub(crate) fn span(&self) -> i64 {
        self.end - self.next
    }

    /// Nothing that is due or later has come.
    pub(crate) fn is_empty(&self) -> bool {
        self.end <= self.next
    }

    pub(crate) fn insert(&mut self, packet: Queued) -> Insertion {
        if packet.sequence < self.next {
            return Insertion::Late;
        }
        if packet.sequence >= self.next + CAPACITY {
            return Insertion::Full;
        }
        let sequence = packet.sequence;
        let slot = &mut self.slots[index(sequence)];
        if slot.is_some_and(|other| other.sequence == sequence) {
            return Insertion::Duplicate;
        }
        *slot = Some(packet);
        self.end = self.end.max(sequence + 1);
        Insertion::Queued
    }

    /// Looks at a packet.
    pub(crate) fn peek(&self, sequence: i64) -> Option<&Queued> {
        self.slots[index(sequence)].as_ref().filter(|packet| packet.sequence == sequence)
    }

    /// Passes the due number and gives its packet, if it came.
    pub(crate) fn pass(&mut self) -> Option<Queued> {
        let packet = self.slots[index(self.next)].take().filter(|packet| packet.sequence == self.next);
        self.next += 1;
        self.end = self.end.max(self.next);
        packet
    }

    /// The lowest number that came.
    pub(crate) fn first(&self) -> Option<i64> {
        (self.next..self.end).find(|sequence| self.peek(*sequence).is_some())
    }
}

fn index(sequence: i64) -> usize {
    sequence.rem_euclid(CAPACITY) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(sequence: i64) -> Queued {
        Queued { sequence, content: Content::Voice(Codec::Opus), payload: Payload::EMPTY }
    }

    #[test]
    fn packets_come_out_in_order_with_their_gaps() {
        let mut queue = Queue::new();
        queue.reset(65_534);
        for sequence in [65_535, 65_534, 65_537] {
            assert_eq!(queue.insert(packet(sequence)), Insertion::Queued);
        }
        assert_eq!(queue.insert(packet(65_535)), Insertion::Duplicate);
        assert_eq!(queue.insert(packet(65_533)), Insertion::Late);
        assert_eq!(queue.insert(packet(65_534 + CAPACITY)), Insertion::Full);
        let out: Vec<Option<i64>> = (0..4).map(|_| queue.pass().map(|p| p.sequence)).collect();
        assert_eq!(out, [Some(65_534), Some(65_535), None, Some(65_537)]);
        assert!(queue.is_empty() && queue.first().is_none());
    }
}
