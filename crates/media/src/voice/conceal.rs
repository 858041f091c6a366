//! Concealment for G.711: the last period of speech goes on (as in ITU-T G.711, appendix I, but simpler).

use super::pitch::{self, cross_fade};

/// 40 ms.
const HISTORY: usize = 1_920;

/// Where the made-up voice meets the real one: 5 ms.
const OVERLAP: usize = 240;

/// Remembers what was heard last, and goes on with it.
#[derive(Debug)]
pub(crate) struct Repeater {
    history: Vec<f32>,
    /// While concealing: the period, and how far into it we are.
    going_on: Option<(usize, usize)>,
}

impl Repeater {
    pub(crate) fn new() -> Self {
        Self { history: vec![0.0; HISTORY], going_on: None }
    }

    /// Takes decoded voice; after a concealment it smooths the seam.
    pub(crate) fn heard(&mut self, samples: &mut [f32]) {
        if self.going_on.is_some() {
            let mut tail = [0.0; OVERLAP];
            self.conceal(&mut tail);
            cross_fade(&tail, samples);
            self.going_on = None;
        }
        let kept = samples.len().min(HISTORY);
        self.history.copy_within(kept.., 0);
        self.history[HISTORY - kept..].copy_from_slice(&samples[samples.len() - kept..]);
    }

    /// Goes on with the last period.
    pub(crate) fn conceal(&mut self, out: &mut [f32]) {
        let (lag, mut place) =
            *self.going_on.get_or_insert_with(|| (pitch::period(&self.history, pitch::LONGEST).lag, 0));
        let period = &self.history[HISTORY - lag..];
        for sample in out.iter_mut() {
            *sample = period[place];
            place = (place + 1) % lag;
        }
        self.going_on = Some((lag, place));
    }
}
