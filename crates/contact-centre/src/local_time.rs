//! Local time as tokens carry it.

use reo_model::Timestamp;
use std::fmt;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset};

const FORMAT: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");

/// A local date and time without a zone: `YYYY-MM-DD HH:MM:SS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalTime(PrimitiveDateTime);

impl LocalTime {
    /// Seconds that Vietnam, where the contact centre's servers stand, is ahead of UTC. It has no summer time.
    pub const VIETNAM: i32 = 7 * 3600;

    /// The local time at `now` where clocks are `offset` seconds ahead of UTC. `None` when either is out of range.
    pub fn at(now: Timestamp, offset: i32) -> Option<Self> {
        let seconds = i64::try_from(now.0 / 1000).ok()?;
        let utc = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
        let local = utc.checked_to_offset(UtcOffset::from_whole_seconds(offset).ok()?)?;
        Some(Self(PrimitiveDateTime::new(local.date(), local.time())))
    }

    /// Reads `YYYY-MM-DD HH:MM:SS`.
    pub fn parse(text: &str) -> Option<Self> {
        PrimitiveDateTime::parse(text.trim(), FORMAT).ok().map(Self)
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.format(FORMAT).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_it_is_read() {
        let text = "2024-02-29 23:59:59";
        assert_eq!(LocalTime::parse(text).unwrap().to_string(), text);
    }

    #[test]
    fn what_is_no_time_is_not_read() {
        for text in ["", "2024-02-30 00:00:00", "2024-02-29", "2024-02-29T10:00:00", "29/02/2024 10:00:00"] {
            assert_eq!(LocalTime::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_timestamp_becomes_the_time_in_vietnam() {
        let new_year = LocalTime::at(Timestamp(1_704_042_000_000), LocalTime::VIETNAM).unwrap();
        assert_eq!(new_year.to_string(), "2024-01-01 00:00:00");
        assert_eq!(LocalTime::at(Timestamp(u64::MAX), LocalTime::VIETNAM), None);
    }
}
