//! What happens when the network path of a running call breaks: an ICE restart (RFC 8445, section 9), tried again until
//! the path stands or the call is given up.

use super::{Leg, OurOffer, Stage};
use crate::happening::Happening;
use reo_media::MediaEvent;
use std::time::{Duration, Instant};

/// A path that is back by itself after less needs no help.
const PATIENCE: Duration = Duration::from_secs(2);
/// Between two restarts: time for the checks of the first one, or for the registration to come back.
const AGAIN: Duration = Duration::from_secs(5);
/// The agent has long asked "hello?" by then.
const GIVE_UP: Duration = Duration::from_secs(30);

/// When the path broke and what was done about it.
#[derive(Debug, Default)]
pub(super) struct Recovery {
    broken: Option<Broken>,
}

#[derive(Clone, Copy, Debug)]
struct Broken {
    next: Instant,
    give_up: Instant,
}

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    Nothing,
    Restart,
    GiveUp,
}

impl Recovery {
    /// The path broke; help comes after `patience`, or sooner if it was promised sooner.
    fn broke(&mut self, now: Instant, patience: Duration) {
        let broken = self.broken.get_or_insert(Broken { next: now + patience, give_up: now + GIVE_UP });
        broken.next = broken.next.min(now + patience);
    }

    /// The session is closed, which nothing brings back. When the far side hung up, signalling says so in a moment.
    fn closed(&mut self, now: Instant) {
        let give_up = now + PATIENCE;
        self.broken = Some(Broken { next: give_up, give_up });
    }

    fn stands(&mut self) {
        self.broken = None;
    }

    fn due(&mut self, now: Instant) -> Due {
        let Some(broken) = &mut self.broken else { return Due::Nothing };
        if now >= broken.give_up {
            self.broken = None;
            return Due::GiveUp;
        }
        if now < broken.next {
            return Due::Nothing;
        }
        broken.next = now + AGAIN;
        Due::Restart
    }
}

impl Leg {
    pub(super) async fn media_event(&mut self, event: Option<MediaEvent>) {
        match event {
            Some(MediaEvent::Connected) => {
                self.recovery.stands();
                self.connected = true;
                self.report_path(true).await;
                self.agree().await;
            }
            Some(MediaEvent::Disconnected) => {
                self.recovery.broke(Instant::now(), PATIENCE);
                self.report_path(false).await;
            }
            Some(MediaEvent::Failed) => {
                self.recovery.broke(Instant::now(), Duration::ZERO);
                self.report_path(false).await;
            }
            Some(MediaEvent::Closed) => self.recovery.closed(Instant::now()),
            None => self.events = None,
        }
    }

    /// For the record alone: what becomes of the call, its silence decides.
    async fn report_path(&mut self, up: bool) {
        // The loop is gone: there is nobody to tell.
        let _ = self.equipment.happenings.send(Happening::Path { leg: self.id, up }).await;
    }

    pub(super) async fn recover(&mut self) {
        match self.recovery.due(Instant::now()) {
            Due::Nothing => {}
            Due::GiveUp => self.fail().await,
            Due::Restart if self.stage == Stage::Up && self.ours.is_none() => {
                tracing::info!(leg = %self.id, "the network path is gone: ICE restart");
                self.send_offer(OurOffer::Restart, true).await;
            }
            Due::Restart => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_break_is_left_alone() {
        let (mut recovery, start) = (Recovery::default(), Instant::now());
        recovery.broke(start, PATIENCE);
        assert_eq!(recovery.due(start + Duration::from_secs(1)), Due::Nothing);
        recovery.stands();
        assert_eq!(recovery.due(start + Duration::from_secs(60)), Due::Nothing);
    }

    #[test]
    fn a_long_break_is_helped_again_and_again_and_then_given_up() {
        let (mut recovery, start) = (Recovery::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        recovery.broke(start, PATIENCE);
        assert_eq!(recovery.due(at(2)), Due::Restart);
        assert_eq!(recovery.due(at(3)), Due::Nothing);
        assert_eq!(recovery.due(at(7)), Due::Restart);
        assert_eq!(recovery.due(at(30)), Due::GiveUp);
        assert_eq!(recovery.due(at(31)), Due::Nothing);
    }

    #[test]
    fn a_closed_session_is_given_up_as_soon_as_signalling_had_its_say() {
        let (mut recovery, start) = (Recovery::default(), Instant::now());
        recovery.closed(start);
        assert_eq!(recovery.due(start + Duration::from_secs(1)), Due::Nothing);
        assert_eq!(recovery.due(start + PATIENCE), Due::GiveUp);
    }

    #[test]
    fn a_failure_is_helped_at_once() {
        let (mut recovery, start) = (Recovery::default(), Instant::now());
        recovery.broke(start, PATIENCE);
        recovery.broke(start, Duration::ZERO);
        assert_eq!(recovery.due(start), Due::Restart);
    }
}
