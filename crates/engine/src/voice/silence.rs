//! Tells when the far side has fallen silent: no packet at all, which is something else than a quiet speaker.

use std::time::Duration;

/// So long nothing is remarkable, be it a network that switches or Opus DTX.
const REMARKABLE: Duration = Duration::from_secs(5);

/// The watch over incoming packets. Times are of any monotonic clock, always the same one.
#[derive(Debug)]
pub(super) struct SilenceWatch {
    expected: bool,
    since: Duration,
    next: Duration,
    silent: bool,
}

impl SilenceWatch {
    /// Expects nothing yet.
    pub(super) fn new() -> Self {
        Self { expected: false, since: Duration::ZERO, next: Duration::ZERO, silent: false }
    }

    /// The far side is expected to send from now on, or no longer. Ends a silence; `true` when there was one.
    pub(super) fn expect(&mut self, expected: bool, now: Duration) -> bool {
        self.expected = expected;
        self.heard(now)
    }

    /// A packet came. `true` when it ends a silence.
    pub(super) fn heard(&mut self, now: Duration) -> bool {
        self.since = now;
        self.next = now + REMARKABLE;
        std::mem::take(&mut self.silent)
    }

    /// How long nothing has been heard, each time that this is worth saying.
    pub(super) fn check(&mut self, now: Duration) -> Option<Duration> {
        if !self.expected || now < self.next {
            return None;
        }
        self.silent = true;
        self.next = now + REMARKABLE;
        Some(now.saturating_sub(self.since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_far_side_that_was_never_heard_is_silent_too() {
        let mut watch = SilenceWatch::new();
        assert_eq!(watch.check(s(100)), None);
        watch.expect(true, s(100));
        assert_eq!(watch.check(s(104)), None);
        assert_eq!(watch.check(s(105)), Some(s(5)));
    }

    #[test]
    fn silence_is_said_every_five_seconds_and_its_end_once() {
        let mut watch = SilenceWatch::new();
        watch.expect(true, s(0));
        assert_eq!(watch.check(s(5)), Some(s(5)));
        assert_eq!(watch.check(s(6)), None);
        assert_eq!(watch.check(s(10)), Some(s(10)));
        assert!(watch.heard(s(11)));
        assert!(!watch.heard(s(12)));
        assert_eq!(watch.check(s(16)), None);
    }

    #[test]
    fn a_held_call_is_not_silent() {
        let mut watch = SilenceWatch::new();
        watch.expect(true, s(0));
        assert_eq!(watch.check(s(6)), Some(s(6)));
        assert!(watch.expect(false, s(7)));
        assert_eq!(watch.check(s(60)), None);
    }
}
