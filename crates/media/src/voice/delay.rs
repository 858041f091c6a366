//! How long packets should wait: measured from how unevenly they come.

use std::time::Duration;

/// A histogram bin, in ms.
const BIN: f32 = 5.0;
const BINS: usize = 81;

/// So many of 1000 packets shall be in time.
const IN_TIME: f32 = 0.975;

/// Each packet's weight once enough have come: the memory is some 500 packets.
const WEIGHT: f32 = 0.002;

/// Added to what was measured: the device takes 10 ms at a time.
const MARGIN: f32 = 10.0;

const LEAST: f32 = 20.0;
const MOST: f32 = 400.0;

/// Before anything is known.
const INITIAL: f32 = 40.0;

/// The quickest packet of the last 4 s sets the base: long enough to catch one, short enough for clocks that drift.
const WINDOWS: usize = 8;
const WINDOW: f64 = 500.0;

/// Packets that come within this many ms come together.
const TOGETHER: f64 = 2.0;

/// A timestamp that jumps by more than this begins a new time.
const JUMP: f64 = 2_000.0;

/// Measures delays relative to the quickest packet.
#[derive(Debug)]
pub(crate) struct DelayEstimator {
    bins: [f32; BINS],
    count: u32,
    windows: [f64; WINDOWS],
    window_start: f64,
    /// Last transit time in ms, unknown offset; and its timestamp.
    last: Option<(f64, u32, f64)>,
    jitter: f64,
    /// When the last packet came, in ms.
    arrival: f64,
}

impl DelayEstimator {
    pub(crate) fn new() -> Self {
        Self {
            bins: [0.0; BINS],
            count: 0,
            windows: [f64::INFINITY; WINDOWS],
            window_start: 0.0,
            last: None,
            jitter: 0.0,
            arrival: f64::NEG_INFINITY,
        }
    }

    /// Forgets the clock of the stream, but not how uneven the network is.
    pub(crate) fn restart(&mut self) {
        self.last = None;
        self.windows = [f64::INFINITY; WINDOWS];
    }

    /// Takes a packet; gives how much later it came than the quickest, in ms.
    pub(crate) fn observe(&mut self, timestamp: u32, clock_rate: u32, now: Duration) -> f32 {
        let now = now.as_secs_f64() * 1_000.0;
        let media = match self.last {
            Some((_, last_timestamp, last_media)) => {
                let step = timestamp.wrapping_sub(last_timestamp) as i32;
                last_media + f64::from(step) * 1_000.0 / f64::from(clock_rate)
            }
            None => 0.0,
        };
        let mut transit = now - media;
        match self.last {
            Some((last_transit, ..)) if (transit - last_transit).abs() > JUMP => {
                self.restart();
                transit = now;
                self.last = Some((transit, timestamp, 0.0));
            }
            Some((last_transit, ..)) => {
                self.jitter += ((transit - last_transit).abs() - self.jitter) / 16.0;
                self.last = Some((transit, timestamp, media));
            }
            None => self.last = Some((transit, timestamp, media)),
        }
        let delay = (transit - self.quickest(transit, now)).max(0.0) as f32;
        // After a stall all that waited comes at once: that is one late arrival, not many.
        let together = now - self.arrival < TOGETHER;
        self.arrival = now;
        if !together {
            self.count_in(delay);
        }
        delay
    }

    fn quickest(&mut self, transit: f64, now: f64) -> f64 {
        if now - self.window_start > WINDOW || now < self.window_start {
            self.windows.rotate_right(1);
            self.windows[0] = f64::INFINITY;
            self.window_start = now;
        }
        self.windows[0] = self.windows[0].min(transit);
        self.windows.iter().copied().fold(f64::INFINITY, f64::min)
    }

    fn count_in(&mut self, delay: f32) {
        self.count = self.count.saturating_add(1);
        let weight = WEIGHT.max(1.0 / (self.count as f32 + 1.0));
        for bin in &mut self.bins {
            *bin *= 1.0 - weight;
        }
        let place = ((delay / BIN) as usize).min(BINS - 1);
        self.bins[place] += weight;
    }

    /// How long a packet should wait when it comes as quickly as any, in ms.
    pub(crate) fn target(&self) -> f32 {
        // The first packets say little: their share counts for the initial value.
        let known: f32 = self.bins.iter().sum();
        if self.count < 10 {
            return INITIAL;
        }
        let mut sum = 0.0;
        let enough = self.bins.iter().position(|bin| {
            sum += bin;
            sum >= known * IN_TIME
        });
        let upper = enough.map_or(MOST, |place| (place + 1) as f32 * BIN);
        (upper + MARGIN).clamp(LEAST, MOST)
    }

    /// Interarrival jitter in ms (RFC 3550, section 6.4.1).
    pub(crate) fn jitter(&self) -> f32 {
        self.jitter as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(delays: impl Iterator<Item = u64>) -> DelayEstimator {
        let mut estimator = DelayEstimator::new();
        for (n, delay) in delays.enumerate() {
            let now = Duration::from_millis(1_000 + 20 * n as u64 + delay);
            estimator.observe((u32::MAX - 5_000).wrapping_add(960 * n as u32), 48_000, now);
        }
        estimator
    }

    #[test]
    fn even_packets_need_the_least_and_uneven_ones_what_they_show() {
        assert_eq!(run((0..500).map(|_| 3)).target(), LEAST);
        let uneven = run((0..500).map(|n| n * 37 % 61));
        assert!((55.0..=80.0).contains(&uneven.target()), "{}", uneven.target());
        assert!((10.0..40.0).contains(&uneven.jitter()));
        assert_eq!(run((0..500).map(|n| if n % 10 == 0 { 900 } else { 0 })).target(), MOST);
    }

    #[test]
    fn a_timestamp_that_jumps_is_no_delay() {
        let mut estimator = DelayEstimator::new();
        for n in 0..200u32 {
            let base = if n < 100 { 0 } else { 3_000_000_000 };
            estimator.observe(base + 960 * n, 48_000, Duration::from_millis(20 * u64::from(n)));
        }
        assert_eq!(estimator.target(), LEAST);
    }

    #[test]
    fn a_slower_route_becomes_the_new_normal() {
        let estimator = run((0..2_000).map(|n| if n < 500 { 0 } else { 100 }));
        assert_eq!(estimator.target(), LEAST);
    }
}
