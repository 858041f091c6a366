//! One stream that is kept open: on the wanted device, on the next best one when it vanishes, again when it breaks.

use crate::backend::{BackendError, Faults, OpenStream};
use crate::bounded::bounded;
use crate::device::DeviceId;
use crate::gate::Gate;
use std::time::{Duration, Instant};

const FIRST_RETRY: Duration = Duration::from_millis(250);
const LAST_RETRY: Duration = Duration::from_secs(2);

/// A stream that breaks sooner than this after opening counts as a failure to open, or a device that breaks at once
/// would be opened in a tight loop.
const PROVEN: Duration = Duration::from_secs(5);

/// Closing a stream of a stopped server hangs; do not hang with it.
const CLOSING: Duration = Duration::from_secs(1);

/// A device that called and then does not for so long has stalled without an error: a suspended device, a sound server
/// that hangs. A stream that is only moved pauses for a tenth of a second.
const STALLED: Duration = Duration::from_secs(2);

/// A stream in use.
pub(crate) struct Stream {
    pub(crate) device: DeviceId,
    pub(crate) gate: Gate,
    pub(crate) faults: Faults,
    pub(crate) stream: Option<Box<dyn OpenStream>>,
    pub(crate) since: Instant,
    /// Calls of the device at the last look that saw new ones, and when that was.
    pub(crate) calls: (u32, Instant),
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.gate.close();
        let stream = self.stream.take();
        if bounded(CLOSING, move || drop(stream)).is_none() {
            tracing::warn!("a sound stream does not close");
        }
    }
}

/// A stream to keep open.
pub(crate) struct Line {
    stream: Option<Stream>,
    retry_at: Option<Instant>,
    pause: Duration,
    broke_off: bool,
}

impl Line {
    pub(crate) fn new() -> Self {
        Self { stream: None, retry_at: None, pause: FIRST_RETRY, broke_off: false }
    }

    pub(crate) fn is_open(&self) -> bool {
        self.stream.is_some()
    }

    /// Open, and the device has begun.
    pub(crate) fn is_flowing(&self) -> bool {
        self.stream.as_ref().is_some_and(|stream| stream.gate.is_flowing())
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.stream.as_ref().is_some_and(|stream| stream.faults.is_lost())
    }

    /// Gives a stream up whose device has stopped calling.
    pub(crate) fn watch(&mut self, now: Instant) {
        let Some(stream) = &mut self.stream else { return };
        let (seen, at) = stream.calls;
        let calls = stream.gate.calls();
        if calls != seen {
            stream.calls = (calls, now);
        } else if stream.gate.is_flowing() && now.saturating_duration_since(at) >= STALLED {
            stream.faults.lost();
        }
    }

    /// When to try again, if something failed.
    pub(crate) fn retry_at(&self) -> Option<Instant> {
        self.retry_at
    }

    /// Whether the stream in use broke off since the last call.
    pub(crate) fn take_broke_off(&mut self) -> bool {
        std::mem::take(&mut self.broke_off)
    }

    /// Makes it so: closed when nothing is wanted, else open on the wanted device. `there` tells whether a device is
    /// still in the list.
    pub(crate) fn reconcile(
        &mut self,
        wanted: Option<&DeviceId>,
        there: impl Fn(&DeviceId) -> bool,
        now: Instant,
        open: impl FnOnce(&DeviceId) -> Result<Stream, BackendError>,
    ) {
        self.drop_unfit(wanted, there, now);
        let Some(wanted) = wanted else {
            (self.retry_at, self.pause) = (None, FIRST_RETRY);
            return;
        };
        if self.stream.is_some() || self.retry_at.is_some_and(|at| now < at) {
            return;
        }
        match open(wanted) {
            Ok(stream) => (self.stream, self.retry_at) = (Some(stream), None),
            Err(error) => {
                tracing::warn!(%error, "cannot open a sound device");
                self.retry_later(now);
            }
        }
    }

    /// Closed on purpose; the next device is opened without delay.
    pub(crate) fn close(&mut self) {
        *self = Self::new();
    }

    fn drop_unfit(&mut self, wanted: Option<&DeviceId>, there: impl Fn(&DeviceId) -> bool, now: Instant) {
        let Some(stream) = &self.stream else { return };
        let broken = stream.faults.is_lost();
        let gone = !there(&stream.device);
        if !broken && !gone && wanted == Some(&stream.device) {
            return;
        }
        let proven = now.saturating_duration_since(stream.since) >= PROVEN;
        self.broke_off |= broken || gone;
        if broken {
            tracing::warn!(errors = stream.faults.count(), "a sound stream broke off");
        }
        self.stream = None;
        if broken && !gone && !proven {
            self.retry_later(now);
        } else {
            (self.retry_at, self.pause) = (None, FIRST_RETRY);
        }
    }

    fn retry_later(&mut self, now: Instant) {
        self.retry_at = Some(now + self.pause);
        self.pause = (self.pause * 2).min(LAST_RETRY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    struct Nothing;
    impl OpenStream for Nothing {}

    fn stream(device: &DeviceId, faults: Faults, since: Instant) -> Stream {
        Stream {
            device: device.clone(),
            gate: Gate::default(),
            faults,
            stream: Some(Box::new(Nothing)),
            since,
            calls: (0, since),
        }
    }

    fn faults() -> Faults {
        Faults::new(thread::current(), std::sync::Arc::default())
    }

    #[test]
    fn a_line_moves_to_another_device_when_its_own_vanishes() {
        let (mut line, now) = (Line::new(), Instant::now());
        let (headset, desk) = (DeviceId::new("headset"), DeviceId::new("desk"));
        line.reconcile(Some(&headset), |_| true, now, |id| Ok(stream(id, faults(), now)));
        assert!(line.is_open() && !line.take_broke_off());
        line.reconcile(
            Some(&desk),
            |id| *id == desk,
            now,
            |id| {
                assert_eq!(*id, desk);
                Ok(stream(id, faults(), now))
            },
        );
        assert!(line.is_open() && line.take_broke_off());
    }

    #[test]
    fn a_device_that_stops_calling_is_given_up_but_not_one_that_takes_long_to_begin() {
        let (mut line, start) = (Line::new(), Instant::now());
        let at = |ms| start + Duration::from_millis(ms);
        line.reconcile(Some(&DeviceId::new("a")), |_| true, start, |id| Ok(stream(id, faults(), start)));
        line.watch(at(10_000));
        assert!(!line.is_broken());
        let gate = line.stream.as_ref().unwrap().gate.clone();
        for ms in [11_000, 12_500, 14_000] {
            gate.pass();
            line.watch(at(ms));
        }
        line.watch(at(15_999));
        assert!(!line.is_broken());
        line.watch(at(16_000));
        assert!(line.is_broken());
    }

    #[test]
    fn another_choice_is_no_loss() {
        let (mut line, now) = (Line::new(), Instant::now());
        line.reconcile(Some(&DeviceId::new("a")), |_| true, now, |id| Ok(stream(id, faults(), now)));
        line.reconcile(Some(&DeviceId::new("b")), |_| true, now, |id| Ok(stream(id, faults(), now)));
        assert!(line.is_open() && !line.take_broke_off());
    }

    #[test]
    fn failures_are_retried_ever_more_slowly() {
        let (mut line, start) = (Line::new(), Instant::now());
        let id = DeviceId::new("busy");
        let mut tries = Vec::new();
        for ms in 0..10_000 {
            let now = start + Duration::from_millis(ms);
            line.reconcile(
                Some(&id),
                |_| true,
                now,
                |_| {
                    tries.push(ms);
                    Err(BackendError::Busy)
                },
            );
        }
        assert_eq!(tries, [0, 250, 750, 1_750, 3_750, 5_750, 7_750, 9_750]);
    }

    #[test]
    fn a_stream_that_breaks_at_once_waits_but_a_proven_one_is_rebuilt_at_once() {
        let (mut line, start) = (Line::new(), Instant::now());
        let (id, first, second) = (DeviceId::new("flaky"), faults(), faults());
        line.reconcile(Some(&id), |_| true, start, |id| Ok(stream(id, first.clone(), start)));
        first.lost();
        line.reconcile(Some(&id), |_| true, start, |_| unreachable!());
        assert!(line.take_broke_off() && line.retry_at().is_some());
        let later = start + FIRST_RETRY;
        line.reconcile(Some(&id), |_| true, later, |id| Ok(stream(id, second.clone(), later)));
        second.lost();
        let proven = later + PROVEN;
        line.reconcile(Some(&id), |_| true, proven, |id| Ok(stream(id, faults(), proven)));
        assert!(line.is_open());
    }
}
