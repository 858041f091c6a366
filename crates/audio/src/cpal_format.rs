//! Which of the formats a device offers is the best for speech, and how long its callbacks should be.

use crate::SAMPLE_RATE;
use cpal::{SampleFormat, StreamConfig, SupportedBufferSize, SupportedStreamConfigRange};

/// Rates to ask for, best first. 48 kHz needs no resampling; lower ones lose nothing a narrow headset has.
const RATES: [u32; 7] = [SAMPLE_RATE, 44_100, 32_000, 16_000, 96_000, 24_000, 8_000];

/// A format to open a stream with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Format {
    pub(crate) sample: SampleFormat,
    pub(crate) rate: u32,
    pub(crate) channels: u16,
    pub(crate) buffer: SupportedBufferSize,
}

impl Format {
    /// Stream configurations to try: callbacks of 10 ms, or the nearest the device permits. Never the default size,
    /// which can be two seconds.
    pub(crate) fn configurations(&self) -> Vec<StreamConfig> {
        let mut sizes: Vec<u32> =
            [100, 50, 25].map(|per_second| self.permitted(self.rate / per_second)).into();
        sizes.dedup();
        let configuration = |frames| StreamConfig {
            channels: self.channels,
            sample_rate: self.rate,
            buffer_size: cpal::BufferSize::Fixed(frames),
        };
        sizes.into_iter().map(configuration).collect()
    }

    fn permitted(&self, frames: u32) -> u32 {
        match self.buffer {
            SupportedBufferSize::Range { min, max } if min <= max => frames.clamp(min, max),
            _ => frames,
        }
    }
}

/// The best of what a device offers.
pub(crate) fn best(offered: impl IntoIterator<Item = SupportedStreamConfigRange>) -> Option<Format> {
    let formats = offered.into_iter().filter_map(|range| {
        let sample = range.sample_format();
        let rate = RATES
            .iter()
            .position(|rate| (range.min_sample_rate()..=range.max_sample_rate()).contains(rate))?;
        // Mono is converted by the system as well as by us; more channels than two only cost time.
        let channels = range.channels().checked_sub(1)?;
        let format =
            Format { sample, rate: RATES[rate], channels: range.channels(), buffer: *range.buffer_size() };
        Some(((rate, channels, sample_rank(sample)?), format))
    });
    formats.min_by_key(|(rank, _)| *rank).map(|(_, format)| format)
}

fn sample_rank(sample: SampleFormat) -> Option<u8> {
    match sample {
        SampleFormat::F32 => Some(0),
        SampleFormat::I16 => Some(1),
        SampleFormat::I32 => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(channels: u16, rates: (u32, u32), sample: SampleFormat) -> SupportedStreamConfigRange {
        let buffer = SupportedBufferSize::Range { min: 64, max: 8_192 };
        SupportedStreamConfigRange::new(channels, rates.0, rates.1, buffer, sample)
    }

    #[test]
    fn forty_eight_kilohertz_mono_float_is_best() {
        let offered = [
            range(2, (8_000, 96_000), SampleFormat::F32),
            range(1, (8_000, 96_000), SampleFormat::I16),
            range(1, (8_000, 96_000), SampleFormat::F32),
            range(1, (8_000, 96_000), SampleFormat::U8),
        ];
        let format = best(offered).unwrap();
        assert_eq!((format.channels, format.rate, format.sample), (1, 48_000, SampleFormat::F32));
    }

    #[test]
    fn the_rate_matters_more_than_the_channels() {
        let offered =
            [range(1, (16_000, 16_000), SampleFormat::I16), range(2, (44_100, 48_000), SampleFormat::I16)];
        assert_eq!(best(offered).unwrap().rate, 48_000);
    }

    #[test]
    fn a_narrow_headset_is_taken_as_it_is() {
        let format = best([range(1, (8_000, 16_000), SampleFormat::I16)]).unwrap();
        assert_eq!((format.rate, format.sample), (16_000, SampleFormat::I16));
        assert_eq!(best([range(1, (48_000, 48_000), SampleFormat::U8)]), None);
    }

    #[test]
    fn callbacks_are_ten_milliseconds_or_the_nearest_permitted() {
        let mut format = best([range(1, (48_000, 48_000), SampleFormat::F32)]).unwrap();
        let sizes = |format: &Format| -> Vec<cpal::BufferSize> {
            format.configurations().into_iter().map(|configuration| configuration.buffer_size).collect()
        };
        let fixed = cpal::BufferSize::Fixed;
        assert_eq!(sizes(&format), [fixed(480), fixed(960), fixed(1_920)]);
        format.buffer = SupportedBufferSize::Range { min: 1_024, max: 1_024 };
        assert_eq!(sizes(&format), [fixed(1_024)]);
        format.buffer = SupportedBufferSize::Unknown;
        assert_eq!(sizes(&format)[0], fixed(480));
    }
}
