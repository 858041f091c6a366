//! The customer of a call, whoever is at the other end: what they say, and what they heard and said, on one time
//! line that goes on while the call is moved from one agent to another.

use super::codec::FRAME;
use super::recording::Recording;
use super::voice::{Mouth, Recorded};
use crate::customer::Speech;
use crate::lock;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::MissedTickBehavior;

const SILENCE: [i16; FRAME] = [0; FRAME];

/// Which of the ends that a customer had one after the other.
pub(super) type EndId = u64;

struct State {
    mouth: Mouth,
    music: Mouth,
    last: EndId,
    with: Option<EndId>,
    muted: bool,
    held: bool,
}

/// A customer.
pub(crate) struct Party {
    state: Mutex<State>,
    recording: Recording,
}

impl Party {
    /// A customer who says nothing yet and is with nobody.
    pub(crate) fn new(voice: Recorded) -> Arc<Self> {
        let mut music = Mouth::new(voice.clone());
        music.change(Speech::Music, 0);
        let mouth = Mouth::new(voice);
        let state = State { mouth, music, last: 0, with: None, muted: false, held: false };
        Arc::new(Self { state: Mutex::new(state), recording: Recording::default() })
    }

    /// From now on the customer says this.
    pub(crate) fn speak(&self, speech: Speech, echo_delay_ms: u32) {
        lock(&self.state).mouth.change(speech, echo_delay_ms);
    }

    /// Mute and hold at the server: a muted agent is not heard; one who holds hears nothing either, and the
    /// customer hears music.
    pub(crate) fn gate(&self, muted: bool, held: bool) {
        let mut state = lock(&self.state);
        (state.muted, state.held) = (muted, held);
    }

    /// Puts the customer through to another end; the one until now hears and says nothing any more.
    pub(super) fn connect(&self) -> EndId {
        let mut state = lock(&self.state);
        state.last += 1;
        (state.with, state.muted, state.held) = (Some(state.last), false, false);
        state.last
    }

    /// The customer waits and hears music, until they are put through to somebody.
    pub(crate) fn wait(self: &Arc<Self>) {
        let end = self.connect();
        self.gate(false, true);
        tokio::spawn(pass_time(self.clone(), end));
    }

    /// The call is over: the time line ends.
    pub(crate) fn part(&self) {
        lock(&self.state).with = None;
    }

    /// Twenty milliseconds of both directions: what came from an end for what is said to it. `None` when the
    /// customer is with another end.
    pub(super) fn exchange(&self, end: EndId, arrived: &[i16; FRAME]) -> Option<[i16; FRAME]> {
        let mut state = lock(&self.state);
        if state.with != Some(end) {
            return None;
        }
        let heard = match (state.held, state.muted) {
            (true, _) => state.music.frame(&SILENCE),
            (false, true) => SILENCE,
            (false, false) => *arrived,
        };
        let said = state.mouth.frame(&heard);
        self.recording.frame(&heard, &said);
        Some(if state.held { SILENCE } else { said })
    }

    /// What was heard and said.
    pub(crate) fn recording(&self) -> &Recording {
        &self.recording
    }
}

/// Lets the customer's time go on while they are with nobody.
async fn pass_time(party: Arc<Party>, end: EndId) {
    let mut clock = frame_clock();
    while party.exchange(end, &SILENCE).is_some() {
        clock.tick().await;
    }
}

/// Ticks every 20 ms. A late frame is caught up: the customer's time line has no holes.
pub(super) fn frame_clock() -> tokio::time::Interval {
    let mut clock = tokio::time::interval(Duration::from_millis(20));
    clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
    clock
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORD: [i16; FRAME] = [7_000; FRAME];

    fn party() -> Arc<Party> {
        Party::new(Recorded::load(None).unwrap())
    }

    #[test]
    fn the_time_line_goes_on_from_one_end_to_the_next() {
        let party = party();
        party.speak(Speech::Echo, 0);
        let first = party.connect();
        assert_eq!(party.exchange(first, &WORD), Some(WORD));
        let second = party.connect();
        assert_eq!(party.exchange(first, &WORD), None, "the first end is out");
        assert_eq!(party.exchange(second, &SILENCE), Some(SILENCE));
        assert_eq!(party.recording().heard().len(), 2 * FRAME);
        party.part();
        assert_eq!(party.exchange(second, &WORD), None);
    }

    #[test]
    fn a_muted_agent_is_not_heard_and_a_held_customer_hears_music() {
        let party = party();
        party.speak(Speech::Tone, 0);
        let end = party.connect();
        party.gate(true, false);
        assert_ne!(party.exchange(end, &WORD), Some(SILENCE), "who is muted still hears");
        assert_eq!(party.recording().levels().0, 0.0);
        party.gate(true, true);
        assert_eq!(party.exchange(end, &WORD), Some(SILENCE));
        assert!(party.recording().levels().0 > 300.0);
    }
}
