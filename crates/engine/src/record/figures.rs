//! When the figures of a call's audio are worth a line.

use super::Fact;
use crate::meters::CallFigures;
use std::time::{Duration, Instant};

/// From one look to the next.
const EVERY: Duration = Duration::from_secs(5);
/// So many packets in a hundred must be lost, or made up for, to be heard.
const BAD_LOSS: u64 = 3;
/// So much jitter, in ms, delays the voice audibly.
const BAD_JITTER: f32 = 60.0;
/// So many of our packets in a hundred lost are heard there.
const BAD_REMOTE_LOSS: f32 = 0.05;
/// The length of a voice packet, in ms.
const PACKET: u64 = 20;

/// Follows the meters of a call.
#[derive(Debug)]
pub(super) struct FiguresWatch {
    last: Option<CallFigures>,
    before: CallFigures,
    next: Instant,
}

impl FiguresWatch {
    pub(super) fn new(now: Instant) -> Self {
        Self { last: None, before: CallFigures::default(), next: now + EVERY }
    }

    /// Has a look; gives the figures since the last look when they are bad.
    pub(super) fn look(&mut self, figures: Option<CallFigures>, now: Instant) -> Option<Fact> {
        let figures = figures?;
        if self.last.is_some_and(|last| figures.received < last.received) {
            // Another voice took its place: its figures begin anew.
            self.before = CallFigures::default();
        }
        self.last = Some(figures);
        if now < self.next {
            return None;
        }
        self.next = now + EVERY;
        let lately = since(&figures, &std::mem::replace(&mut self.before, figures));
        is_bad(&lately).then(|| fact(&lately, false))
    }

    /// The figures over the whole call, once.
    pub(super) fn end(&mut self) -> Option<Fact> {
        self.last.take().map(|figures| fact(&figures, true))
    }
}

fn since(now: &CallFigures, before: &CallFigures) -> CallFigures {
    CallFigures {
        received: now.received.saturating_sub(before.received),
        lost: now.lost.saturating_sub(before.lost),
        concealed_ms: now.concealed_ms.saturating_sub(before.concealed_ms),
        ..*now
    }
}

fn is_bad(lately: &CallFigures) -> bool {
    let all = lately.received + lately.lost;
    lately.lost * 100 > all * BAD_LOSS
        || (lately.concealed_ms / PACKET) * 100 > all.max(1) * BAD_LOSS
        || lately.jitter_ms > BAD_JITTER
        || lately.remote_loss.is_some_and(|loss| loss > BAD_REMOTE_LOSS)
}

fn fact(figures: &CallFigures, whole: bool) -> Fact {
    Fact::Figures {
        received: figures.received,
        lost: figures.lost,
        concealed_ms: figures.concealed_ms,
        jitter_ms: rounded(figures.jitter_ms),
        round_trip_ms: figures.round_trip_ms.map(rounded),
        missed_there: figures.remote_loss.map(|loss| rounded(loss * 100.0)),
        whole,
    }
}

/// Figures are small and positive; what is not shows as 0.
fn rounded(value: f32) -> u32 {
    value.round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(received: u64, lost: u64) -> Option<CallFigures> {
        Some(CallFigures { received, lost, jitter_ms: 4.4, ..CallFigures::default() })
    }

    #[test]
    fn good_figures_are_written_at_the_end_alone() {
        let now = Instant::now();
        let mut watch = FiguresWatch::new(now);
        assert_eq!(watch.look(figures(250, 0), now + EVERY), None);
        assert_eq!(watch.look(figures(500, 1), now + 2 * EVERY), None);
        let Some(Fact::Figures { received: 500, lost: 1, jitter_ms: 4, whole: true, .. }) = watch.end()
        else {
            panic!("no figures")
        };
        assert_eq!(watch.end(), None);
    }

    #[test]
    fn bad_figures_are_written_for_their_own_time_every_few_seconds() {
        let now = Instant::now();
        let mut watch = FiguresWatch::new(now);
        assert_eq!(watch.look(figures(100, 100), now), None);
        assert!(watch.look(figures(200, 100), now + EVERY).is_some());
        assert_eq!(watch.look(figures(450, 100), now + 2 * EVERY), None);
        let Some(Fact::Figures { received: 200, lost: 50, whole: false, .. }) =
            watch.look(figures(650, 150), now + 3 * EVERY)
        else {
            panic!("no figures")
        };
    }

    #[test]
    fn a_call_that_was_never_heard_has_none() {
        let mut watch = FiguresWatch::new(Instant::now());
        assert_eq!(watch.look(None, Instant::now()), None);
        assert_eq!(watch.end(), None);
    }
}
