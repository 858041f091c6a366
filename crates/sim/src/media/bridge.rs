//! Two agents who talk with each other, each at the end of a leg of their own.

use super::codec::FRAME;
use super::voice::{Mouth, Recorded};
use crate::customer::Speech;
use crate::lock;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

type Frame = [i16; FRAME];

const SILENCE: Frame = [0; FRAME];
/// Frames that wait before the first is heard: the clocks of the two legs tick on their own.
const PRIMING: usize = 2;
/// More than this is thrown away.
const MOST: usize = 6;

/// Which of the two agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Who called.
    Caller,
    /// Who was called.
    Called,
}

/// What one agent is to hear, and how they have muted and held the other.
struct Ear {
    waiting: VecDeque<Frame>,
    primed: bool,
    music: Mouth,
    muted: bool,
    held: bool,
}

struct State {
    caller: Ear,
    called: Ear,
    over: bool,
}

/// The connection of two agents.
pub(crate) struct Bridge(Mutex<State>);

impl Bridge {
    pub(crate) fn new(voice: &Recorded) -> Arc<Self> {
        let state = State { caller: Ear::new(voice), called: Ear::new(voice), over: false };
        Arc::new(Self(Mutex::new(state)))
    }

    /// Mute and hold at the server, asked for by one side: a muted agent is not heard; one who holds hears nothing
    /// either, and the other hears music.
    pub(crate) fn gate(&self, side: Side, muted: bool, held: bool) {
        let mut state = lock(&self.0);
        let (own, _) = state.ears(side);
        (own.muted, own.held) = (muted, held);
    }

    /// The call is over.
    pub(crate) fn part(&self) {
        lock(&self.0).over = true;
    }

    /// Twenty milliseconds of one side: what came for what is said. `None` when the call is over.
    pub(super) fn exchange(&self, side: Side, arrived: &Frame) -> Option<Frame> {
        let mut state = lock(&self.0);
        if state.over {
            return None;
        }
        let (own, other) = state.ears(side);
        if !own.muted && !own.held {
            other.take(*arrived);
        }
        let heard = own.next();
        Some(match (own.held, other.held) {
            (true, _) => SILENCE,
            (false, true) => own.music.frame(&SILENCE),
            (false, false) => heard,
        })
    }
}

impl State {
    /// That side's and the other's.
    const fn ears(&mut self, side: Side) -> (&mut Ear, &mut Ear) {
        match side {
            Side::Caller => (&mut self.caller, &mut self.called),
            Side::Called => (&mut self.called, &mut self.caller),
        }
    }
}

impl Ear {
    fn new(voice: &Recorded) -> Self {
        let mut music = Mouth::new(voice.clone());
        music.change(Speech::Music, 0);
        Self { waiting: VecDeque::new(), primed: false, music, muted: false, held: false }
    }

    fn take(&mut self, frame: Frame) {
        self.waiting.push_back(frame);
        if self.waiting.len() > MOST {
            self.waiting.pop_front();
        }
        self.primed |= self.waiting.len() >= PRIMING;
    }

    fn next(&mut self) -> Frame {
        let frame = if self.primed { self.waiting.pop_front() } else { None };
        self.primed = frame.is_some();
        frame.unwrap_or(SILENCE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORD: Frame = [7_000; FRAME];

    /// What the other side hears of a word, after a while.
    fn heard(bridge: &Bridge) -> Frame {
        let mut heard = SILENCE;
        for _ in 0..5 {
            bridge.exchange(Side::Caller, &WORD);
            heard = bridge.exchange(Side::Called, &SILENCE).unwrap();
        }
        heard
    }

    #[test]
    fn each_hears_the_other_but_for_mute_and_hold() {
        let bridge = Bridge::new(&Recorded::load(None).unwrap());
        assert_eq!(heard(&bridge), WORD);
        bridge.gate(Side::Caller, true, false);
        assert_eq!(heard(&bridge), SILENCE);
        bridge.gate(Side::Caller, false, true);
        let music = heard(&bridge);
        assert!(music != WORD && music != SILENCE);
        assert_eq!(bridge.exchange(Side::Caller, &WORD), Some(SILENCE), "who holds hears nothing");
        bridge.part();
        assert_eq!(bridge.exchange(Side::Called, &WORD), None);
    }
}
