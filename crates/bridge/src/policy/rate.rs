//! How often something may happen.

use reo_model::Timestamp;
use std::collections::VecDeque;
use std::time::Duration;

/// A token bucket: a burst at once, then one each interval. Kept as the one moment at which it is full again.
#[derive(Clone, Debug)]
pub struct Bucket {
    per: Duration,
    slack: Duration,
    full_at: Timestamp,
}

impl Bucket {
    /// A full bucket of `burst` tokens (at least one); a new one comes each `per`, whole milliseconds.
    pub const fn new(per: Duration, burst: u32) -> Self {
        Self { per, slack: per.saturating_mul(burst.saturating_sub(1)), full_at: Timestamp(0) }
    }

    /// Takes one token.
    ///
    /// # Errors
    /// How long to wait for the next one when there is none; nothing is taken then.
    pub fn take(&mut self, now: Timestamp) -> Result<(), Duration> {
        let full_at = self.full_at.max(now);
        let wait = full_at.since(now).saturating_sub(self.slack);
        if !wait.is_zero() {
            return Err(wait);
        }
        self.full_at = full_at + self.per;
        Ok(())
    }

    /// It is as good as new, and need not be remembered.
    pub fn is_full(&self, now: Timestamp) -> bool {
        self.full_at <= now
    }
}

/// At most so many in any span of time. Stricter than a [`Bucket`], which fills up again while it is used; for few.
#[derive(Clone, Debug)]
pub struct Window {
    span: Duration,
    most: usize,
    taken: VecDeque<Timestamp>,
}

impl Window {
    /// At most `most` within `span`.
    pub const fn new(span: Duration, most: usize) -> Self {
        Self { span, most, taken: VecDeque::new() }
    }

    /// Counts one.
    ///
    /// # Errors
    /// How long to wait when there were too many; it is not counted then.
    pub fn take(&mut self, now: Timestamp) -> Result<(), Duration> {
        self.room(now)?;
        self.taken.push_back(now);
        Ok(())
    }

    /// Whether one could be counted.
    ///
    /// # Errors
    /// As [`Window::take`].
    pub fn room(&mut self, now: Timestamp) -> Result<(), Duration> {
        while self.taken.front().is_some_and(|first| now.since(*first) >= self.span) {
            self.taken.pop_front();
        }
        if self.taken.len() < self.most {
            return Ok(());
        }
        Err(self.taken.front().map_or(self.span, |first| (*first + self.span).since(now)))
    }

    /// It is as good as new, and need not be remembered.
    pub fn is_empty(&self, now: Timestamp) -> bool {
        self.taken.back().is_none_or(|last| now.since(*last) >= self.span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_burst_passes_and_then_one_each_interval() {
        let mut bucket = Bucket::new(5 * SECOND, 2);
        let start = Timestamp(1_000_000);
        assert_eq!(bucket.take(start), Ok(()));
        assert_eq!(bucket.take(start), Ok(()));
        assert_eq!(bucket.take(start), Err(5 * SECOND));
        assert_eq!(bucket.take(start + 4 * SECOND), Err(SECOND));
        assert_eq!(bucket.take(start + 5 * SECOND), Ok(()));
        assert_eq!(bucket.take(start + 5 * SECOND), Err(5 * SECOND));
    }

    #[test]
    fn a_rest_fills_the_bucket_and_no_more() {
        let mut bucket = Bucket::new(SECOND, 3);
        let later = Timestamp(1_000) + 3_600 * SECOND;
        assert_eq!(bucket.take(Timestamp(1_000)), Ok(()));
        assert_eq!([(); 3].map(|()| bucket.take(later)), [Ok(()); 3]);
        assert_eq!(bucket.take(later), Err(SECOND));
    }

    #[test]
    fn a_window_never_has_more_than_its_count() {
        let mut window = Window::new(10 * SECOND, 2);
        let at = |seconds: u64| Timestamp(seconds * 1000);
        assert_eq!(window.take(at(0)), Ok(()));
        assert_eq!(window.take(at(6)), Ok(()));
        assert_eq!(window.take(at(9)), Err(SECOND));
        assert_eq!(window.take(at(10)), Ok(()));
        assert_eq!(window.take(at(10)), Err(6 * SECOND));
    }

    proptest! {
        #[test]
        fn a_bucket_keeps_its_rate_and_its_word(
            per in 1_u64..1_000,
            burst in 1_u32..10,
            steps in prop::collection::vec(0_u64..500, 1..200),
        ) {
            let mut bucket = Bucket::new(Duration::from_millis(per), burst);
            let (mut now, mut taken) = (Timestamp(0), 0_u64);
            for step in steps {
                now = now + Duration::from_millis(step);
                match bucket.take(now) {
                    Ok(()) => taken += 1,
                    Err(wait) => prop_assert_eq!(bucket.clone().take(now + wait), Ok(())),
                }
                prop_assert!(taken <= u64::from(burst) + now.0 / per);
            }
        }

        #[test]
        fn a_window_keeps_its_count_and_its_word(
            span in 1_u64..1_000,
            most in 1_usize..5,
            steps in prop::collection::vec(0_u64..500, 1..100),
        ) {
            let mut window = Window::new(Duration::from_millis(span), most);
            let (mut now, mut taken) = (Timestamp(0), Vec::new());
            for step in steps {
                now = now + Duration::from_millis(step);
                match window.take(now) {
                    Ok(()) => taken.push(now.0),
                    Err(wait) => prop_assert_eq!(window.clone().take(now + wait), Ok(())),
                }
                prop_assert!(taken.iter().filter(|at| now.0 - **at < span).count() <= most);
            }
        }
    }
}
