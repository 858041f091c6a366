//! A machine that has slept: its connections are dead by all experience, and nobody told us.

use super::Agent;
use crate::LineFailure;
use std::time::{Duration, Instant, SystemTime};

/// How often to look. Most systems stop the clock of all timers while they sleep, so that a keep-alive or a
/// refresh that is overdue comes late by as long.
pub(super) const LOOK: Duration = Duration::from_secs(5);
/// By how much the wall clock is ahead after a sleep that matters. Less is a correction of that clock.
const SLEEP: Duration = Duration::from_secs(20);

/// Both clocks, as they stood at the last look.
#[derive(Debug)]
pub(super) struct SleepWatch {
    wall: SystemTime,
    awake: Instant,
}

impl SleepWatch {
    pub(super) fn new() -> Self {
        Self { wall: SystemTime::now(), awake: Instant::now() }
    }

    /// Whether the machine has slept since the last look.
    fn look(&mut self, wall: SystemTime, awake: Instant) -> bool {
        let passed = wall.duration_since(self.wall).unwrap_or_default();
        let passed_awake = awake.saturating_duration_since(self.awake);
        *self = Self { wall, awake };
        passed.saturating_sub(passed_awake) > SLEEP
    }
}

impl Agent {
    pub(super) fn look_for_sleep(&mut self) {
        if self.sleep.look(SystemTime::now(), Instant::now()) {
            self.on_woken();
        }
    }

    /// Without this, calls would not ring until the keep-alive has found out.
    fn on_woken(&mut self) {
        tracing::info!("the machine has slept: connecting anew");
        self.line.start_over();
        self.give_up_link(LineFailure::Unreachable);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SipConfig, SipEvent, identity::Identity, stack::Stack, tls};
    use tokio::{net::TcpListener, sync::mpsc};

    const HOUR: Duration = Duration::from_secs(3600);
    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_sleep_is_what_the_wall_clock_alone_has_seen() {
        let (wall, awake) = (SystemTime::now(), Instant::now());
        let mut watch = SleepWatch { wall, awake };
        assert!(!watch.look(wall + HOUR, awake + HOUR));
        assert!(watch.look(wall + 2 * HOUR, awake + HOUR + SECOND));
        assert!(!watch.look(wall + 2 * HOUR + SECOND, awake + HOUR + 2 * SECOND));
    }

    #[test]
    fn a_corrected_wall_clock_is_no_sleep() {
        let (wall, awake) = (SystemTime::now(), Instant::now());
        let mut watch = SleepWatch { wall, awake };
        assert!(!watch.look(wall + 3 * SECOND, awake));
        assert!(!watch.look(wall - HOUR, awake + SECOND));
    }

    #[tokio::test]
    async fn after_a_sleep_the_old_connection_counts_no_more() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = format!("ws://{}", listener.local_addr().unwrap()).parse().unwrap();
        let config = SipConfig::new(server, "rig.test", "5000", "x".into(), tls::client_config(None));
        let us = Identity::new(&config);
        let (stack, _outputs) = Stack::start(&us.user_agent).await.unwrap();
        let (reports, _links) = mpsc::channel(8);
        let mut agent = Agent::new(config, us, stack, reports);
        agent.connect();
        assert_eq!(agent.line.deadline(), None);
        agent.sleep.wall -= HOUR;
        agent.look_for_sleep();
        assert_eq!(agent.outbox, [SipEvent::LineDown(LineFailure::Unreachable)]);
        assert!(agent.line.deadline().is_some_and(|at| at <= tokio::time::Instant::now() + SECOND));
    }
}
