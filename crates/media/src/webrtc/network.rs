//! What the tasks, the interceptors and the session share about the packets of a call.

use crate::stream::{Overflow, ReceivedPackets};
use crate::{RtpIn, Statistics};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The network side of a session's packets.
#[derive(Debug)]
pub(super) struct Network {
    /// Whether RTP may go out by what was agreed.
    pub(super) sending: AtomicBool,
    received: Mutex<ReceivedPackets>,
    overflow: Overflow,
    packets_sent: AtomicU64,
    bytes_sent: AtomicU64,
    packets_received: AtomicU64,
    bytes_received: AtomicU64,
    report: Mutex<Report>,
}

/// The peer's last word on our stream (RFC 3550, section 6.4.1).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Report {
    pub(super) loss: Option<f32>,
    pub(super) lost: Option<i32>,
    /// In ticks of our RTP clock.
    pub(super) jitter: Option<u32>,
    pub(super) round_trip: Option<Duration>,
}

impl Network {
    pub(super) fn new(received: ReceivedPackets, overflow: Overflow) -> Self {
        Self {
            sending: AtomicBool::new(false),
            received: Mutex::new(received),
            overflow,
            packets_sent: AtomicU64::new(0),
            bytes_sent: AtomicU64::new(0),
            packets_received: AtomicU64::new(0),
            bytes_received: AtomicU64::new(0),
            report: Mutex::new(Report::default()),
        }
    }

    pub(super) fn count_sent(&self, bytes: usize) {
        self.packets_sent.fetch_add(1, Ordering::Relaxed);
        self.bytes_sent.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(super) fn receive(&self, packet: RtpIn) {
        self.packets_received.fetch_add(1, Ordering::Relaxed);
        self.bytes_received.fetch_add(packet.payload.len() as u64, Ordering::Relaxed);
        lock(&self.received).push(packet);
    }

    /// Takes a report; what it does not say stays as it was.
    pub(super) fn report(&self, news: Report) {
        let mut report = lock(&self.report);
        *report = Report {
            loss: news.loss.or(report.loss),
            lost: news.lost.or(report.lost),
            jitter: news.jitter.or(report.jitter),
            round_trip: news.round_trip.or(report.round_trip),
        };
    }

    pub(super) fn statistics(&self, clock_rate: u32) -> Statistics {
        let report = *lock(&self.report);
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Statistics {
            packets_sent: count(&self.packets_sent),
            packets_received: count(&self.packets_received),
            bytes_sent: count(&self.bytes_sent),
            bytes_received: count(&self.bytes_received),
            overflow: self.overflow.count(),
            remote_loss: report.loss,
            remote_lost: report.lost,
            remote_jitter: report
                .jitter
                .map(|ticks| Duration::from_secs_f64(f64::from(ticks) / f64::from(clock_rate))),
            round_trip: report.round_trip,
        }
    }
}

/// A poisoned lock holds plain figures or a ring: good enough to go on with.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
