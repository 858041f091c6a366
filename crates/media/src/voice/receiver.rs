//! From RTP packets to loudspeaker frames: the adaptive jitter buffer.
//!
//! Driven by the output device: each frame it takes may take a packet from the queue. A packet that is missing is
//! brought back from the next one's FEC or made up; an empty queue is bridged without moving on, so that the delay grows by
//! itself. Where the delay is not what the network asks for, a period of the voice is left out or said twice.

use super::decoder::{Decoder, LONGEST};
use super::delay::DelayEstimator;
use super::pitch::cross_fade;
use super::queue::{Content, Insertion, Queue, Queued};
use super::source::{Belongs, Source};
use super::stretch::{lengthen, shorten};
use super::{FRAME, Frame};
use crate::{Codec, RtpIn, VoiceStatistics};
use std::collections::VecDeque;
use std::time::Duration;

/// Samples of a millisecond.
const MS: f32 = 48.0;

/// Made-up voice is heard in full for 40 ms, and is gone after 100 ms.
const FULL: usize = 1_920;
const GONE: usize = 4_800;

/// Back to full loudness within 5 ms.
const RISE: usize = 240;

/// Delay beyond the target that is worth shortening, too little of it that is worth lengthening, in samples.
const TOO_LONG: f32 = 12.0 * MS;
const TOO_SHORT: f32 = -4.0 * MS;
/// Shortened at every packet, alike or not.
const FAR_TOO_LONG: f32 = 80.0 * MS;
/// Beyond this whole packets are left out.
const HOPELESS: f32 = 250.0 * MS;

/// Packets between two changes of length, so that they are not heard as a rhythm.
const REST: u32 = 4;

/// What the loudspeaker gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing is there to be heard, and nothing comes.
    Idle,
    /// Packets come; we wait until there are enough. So many samples have been waited for.
    Priming(usize),
    /// Voice.
    Playing,
}

/// The listener's side of a call.
#[derive(Debug)]
pub(crate) struct Receiver {
    source: Source,
    queue: Queue,
    estimator: DelayEstimator,
    decoder: Decoder,
    state: State,
    /// Voice that is decoded but not yet taken.
    ready: VecDeque<f32>,
    work: Box<[f32; LONGEST]>,
    /// Samples of the last packet.
    packet: usize,
    /// How long a packet that comes as quickly as any waits, smoothed, in samples.
    delay: Option<f32>,
    /// Samples made up since the last real one.
    made_up: usize,
    /// Of those, made up while the queue was empty: a packet that is lost after all is already paid for.
    advance: usize,
    /// Loudness of the last sample, 0 to 1, while concealing and after.
    gain: f32,
    /// After a telephone event the voice may pause without anything being lost.
    event: bool,
    /// Packets were left out: the seam needs smoothing.
    seam: bool,
    rested: u32,
    pub(crate) statistics: VoiceStatistics,
}

impl Receiver {
    pub(crate) fn new(decoder: Decoder) -> Self {
        Self {
            source: Source::default(),
            queue: Queue::new(),
            estimator: DelayEstimator::new(),
            decoder,
            state: State::Idle,
            ready: VecDeque::with_capacity(4 * LONGEST),
            work: Box::new([0.0; LONGEST]),
            packet: 960,
            delay: None,
            made_up: GONE,
            advance: 0,
            gain: 0.0,
            event: false,
            seam: false,
            rested: 0,
            statistics: VoiceStatistics::default(),
        }
    }

    /// Takes a packet.
    pub(crate) fn receive(&mut self, packet: &RtpIn, content: Content, now: Duration) {
        let sequence = match self.source.sort(packet) {
            Belongs::Nowhere => {
                self.statistics.discarded += 1;
                return;
            }
            Belongs::Anew(sequence) => {
                self.begin(sequence);
                sequence
            }
            Belongs::Here(sequence) => sequence,
        };
        let queued = Queued { sequence, content, payload: packet.payload };
        let mut insertion = self.queue.insert(queued);
        if insertion == Insertion::Full {
            // Nobody took voice for seconds, so what waits is of no use. Kept, it would shut out all that comes after.
            self.statistics.discarded += self.queue.span().unsigned_abs();
            self.begin(sequence);
            insertion = self.queue.insert(queued);
        }
        match insertion {
            Insertion::Queued => self.queued(packet.timestamp, sequence, content, now),
            Insertion::Duplicate => self.statistics.duplicates += 1,
            Insertion::Late => self.late(packet.timestamp, content, now),
            Insertion::Full => self.statistics.discarded += 1,
        }
    }

    /// Another stream begins; what is decoded of the old one is still heard.
    fn begin(&mut self, sequence: i64) {
        self.queue.reset(sequence);
        self.estimator.restart();
        self.state = State::Idle;
        self.delay = None;
    }

    fn queued(&mut self, timestamp: u32, sequence: i64, content: Content, now: Duration) {
        let Content::Voice(codec) = content else { return };
        self.statistics.received += 1;
        let behind = self.estimator.observe(timestamp, codec.clock_rate(), now) * MS;
        match self.state {
            State::Idle => self.state = State::Priming(0),
            State::Priming(_) => {}
            State::Playing => {
                let ahead =
                    (sequence - self.queue.next()) as f32 * self.packet as f32 + self.ready.len() as f32;
                let delay = ahead + behind;
                let smoothed = self.delay.map_or(delay, |old| old + (delay - old) * 0.1);
                self.delay = Some(smoothed);
            }
        }
    }

    fn late(&mut self, timestamp: u32, content: Content, now: Duration) {
        if let Content::Voice(codec) = content {
            self.statistics.received += 1;
            self.statistics.late += 1;
            // It still tells how uneven the network is.
            self.estimator.observe(timestamp, codec.clock_rate(), now);
        }
    }

    /// Gives 10 ms.
    pub(crate) fn playout(&mut self, frame: &mut Frame) {
        while self.ready.len() < FRAME {
            self.produce();
        }
        for (sample, ready) in frame.iter_mut().zip(self.ready.drain(..FRAME)) {
            // A hostile packet may decode to anything.
            *sample = if ready.is_finite() { ready.clamp(-1.0, 1.0) } else { 0.0 };
        }
        if self.state == State::Playing {
            self.statistics.played_ms += 10;
        }
        let held = self.queue.span().max(0) as usize * self.packet + self.ready.len();
        self.statistics.buffer_ms = if self.state == State::Idle { 0 } else { (held as f32 / MS) as u32 };
        self.statistics.target_ms = self.estimator.target() as u32;
        self.statistics.jitter_ms = self.estimator.jitter();
    }

    /// Adds at least some samples.
    fn produce(&mut self) {
        match self.state {
            State::Idle => self.conceal(FRAME),
            State::Priming(waited) => {
                if self.is_primed(waited) {
                    self.start();
                } else {
                    self.state = State::Priming(waited + FRAME);
                    self.conceal(FRAME);
                }
            }
            State::Playing => self.play(),
        }
    }

    fn is_primed(&self, waited: usize) -> bool {
        let target = self.estimator.target() * MS;
        let held = self.queue.span() as f32 * self.packet as f32;
        waited as f32 >= target || held >= target + self.packet as f32
    }

    /// Begins with the oldest packet that is not older than needed.
    fn start(&mut self) {
        let wanted = (self.estimator.target() * MS / self.packet as f32).ceil() as i64 + 1;
        while self.queue.span() > wanted {
            if self.queue.pass().is_some() {
                self.statistics.discarded += 1;
            }
        }
        if let Some(first) = self.queue.first() {
            while self.queue.next() < first {
                self.queue.pass();
                self.statistics.lost += 1;
            }
        }
        (self.state, self.advance, self.delay, self.event) = (State::Playing, 0, None, false);
    }

    fn play(&mut self) {
        match self.queue.peek(self.queue.next()).map(|packet| packet.content) {
            Some(Content::Event) => {
                self.queue.pass();
                self.event = true;
            }
            Some(Content::Voice(codec)) => self.play_packet(codec),
            None if self.queue.is_empty() => self.bridge(),
            None => self.replace_lost(),
        }
    }

    fn play_packet(&mut self, codec: Codec) {
        let Some(packet) = self.queue.pass() else { return };
        if self.delay.is_some_and(|delay| delay - self.estimator.target() * MS > HOPELESS)
            && !self.queue.is_empty()
        {
            self.statistics.discarded += 1;
            self.shift(-(self.packet as f32));
            self.seam = true;
            return;
        }
        let mut tail = [0.0; RISE];
        let seam = std::mem::take(&mut self.seam);
        if seam {
            self.decoder.conceal(&mut tail);
        }
        let Some(count) = self.decoder.decode(codec, &packet.payload, &mut self.work) else {
            self.statistics.discarded += 1;
            self.conceal(self.packet);
            return;
        };
        if seam {
            cross_fade(&tail, &mut self.work[..RISE.min(count)]);
        }
        self.packet = count.max(FRAME / 4);
        (self.advance, self.event) = (0, false);
        let count = self.fit(count);
        self.push_voice(count);
    }

    /// Makes the packet in `work` shorter or longer, if the delay asks for it.
    fn fit(&mut self, count: usize) -> usize {
        self.rested += 1;
        let Some(excess) = self.delay.map(|delay| delay - self.estimator.target() * MS) else { return count };
        let far = excess > FAR_TOO_LONG;
        if self.rested < REST && !far && excess > TOO_SHORT * 4.0 {
            return count;
        }
        let changed = if excess > TOO_LONG {
            shorten(&mut self.work[..], count, far)
        } else if excess < TOO_SHORT {
            lengthen(&mut self.work[..], count, self.rested > 4 * REST)
        } else {
            None
        };
        let Some(changed) = changed else { return count };
        self.shift(changed as f32 - count as f32);
        self.rested = 0;
        changed
    }

    fn shift(&mut self, samples: f32) {
        self.delay = self.delay.map(|delay| delay + samples);
    }

    fn push_voice(&mut self, count: usize) {
        for sample in &mut self.work[..count] {
            *sample *= self.gain;
            self.gain = (self.gain + 1.0 / RISE as f32).min(1.0);
        }
        self.made_up = 0;
        self.ready.extend(&self.work[..count]);
    }

    /// The queue is empty: goes on without moving on.
    fn bridge(&mut self) {
        if self.made_up >= GONE || (self.event && self.made_up >= FULL) {
            self.state = State::Idle;
            return;
        }
        self.advance += FRAME;
        self.shift(FRAME as f32);
        self.conceal(FRAME);
    }

    /// The packet that is due did not come, but later ones did.
    fn replace_lost(&mut self) {
        self.queue.pass();
        self.statistics.lost += 1;
        let count = self.packet;
        if self.advance >= count {
            self.advance -= count;
            self.shift(-(count as f32));
            return;
        }
        let recovered = match self.queue.peek(self.queue.next()) {
            Some(Queued { content: Content::Voice(codec), payload, .. }) => {
                self.decoder.recover(*codec, payload, &mut self.work[..count])
            }
            _ => false,
        };
        if recovered {
            self.statistics.recovered += 1;
            self.push_voice(count);
        } else {
            self.conceal(count);
        }
    }

    /// Makes up `count` samples, ever more quietly.
    fn conceal(&mut self, count: usize) {
        let count = count.min(LONGEST);
        if self.made_up >= GONE && self.gain == 0.0 {
            self.ready.extend(std::iter::repeat_n(0.0, count));
            return;
        }
        // libopus wants multiples of 2.5 ms.
        let whole = count.next_multiple_of(120).min(LONGEST);
        self.decoder.conceal(&mut self.work[..whole]);
        for sample in &mut self.work[..count] {
            self.made_up += 1;
            let left = GONE.saturating_sub(self.made_up) as f32 / (GONE - FULL) as f32;
            self.gain = self.gain.min(left);
            *sample *= self.gain;
        }
        self.ready.extend(&self.work[..count]);
        if !self.event {
            self.statistics.concealed_ms += (count as f32 / MS) as u64;
        }
    }
}
