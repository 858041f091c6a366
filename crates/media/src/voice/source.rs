//! Telling the stream that is heard from another that begins (RFC 3550, appendix A.1).

use crate::RtpIn;

/// A packet so far from the last one is of another stream, or of the same one after a restart.
const FAR: i64 = 100;

/// Where a packet belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Belongs {
    /// To the stream that is heard, with this number without wrap.
    Here(i64),
    /// It begins a new stream, with this number.
    Anew(i64),
    /// Nowhere yet: a stray, or the first of a new stream.
    Nowhere,
}

/// The stream that is heard.
#[derive(Debug, Default)]
pub(crate) struct Source {
    current: Option<(u32, i64)>,
    /// A packet that fitted nowhere: if the next one follows it, that is a new stream.
    stray: Option<(u32, u16)>,
}

impl Source {
    pub(crate) fn sort(&mut self, packet: &RtpIn) -> Belongs {
        let Some((ssrc, highest)) = self.current else { return self.begin(packet) };
        let step = i64::from(packet.sequence.wrapping_sub(highest as u16) as i16);
        if packet.ssrc == ssrc && step.abs() < FAR {
            self.current = Some((ssrc, highest.max(highest + step)));
            self.stray = None;
            return Belongs::Here(highest + step);
        }
        let follows = |(ssrc, sequence): (u32, u16)| {
            packet.ssrc == ssrc && (1..=3).contains(&packet.sequence.wrapping_sub(sequence))
        };
        if self.stray.is_some_and(follows) {
            return self.begin(packet);
        }
        self.stray = Some((packet.ssrc, packet.sequence));
        Belongs::Nowhere
    }

    fn begin(&mut self, packet: &RtpIn) -> Belongs {
        // Far from zero, so that packets before the first one have numbers too.
        let first = i64::from(packet.sequence) + (1 << 32);
        self.current = Some((packet.ssrc, first));
        self.stray = None;
        Belongs::Anew(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Payload;

    fn packet(ssrc: u32, sequence: u16) -> RtpIn {
        RtpIn { payload_type: 0, marker: false, sequence, timestamp: 0, ssrc, payload: Payload::EMPTY }
    }

    #[test]
    fn numbers_go_on_over_the_wrap() {
        let mut source = Source::default();
        let Belongs::Anew(first) = source.sort(&packet(1, 65_534)) else { panic!() };
        assert_eq!(source.sort(&packet(1, 1)), Belongs::Here(first + 3));
        assert_eq!(source.sort(&packet(1, 65_535)), Belongs::Here(first + 1));
    }

    #[test]
    fn two_packets_in_a_row_make_a_new_stream_and_one_does_not() {
        let mut source = Source::default();
        source.sort(&packet(1, 10));
        assert_eq!(source.sort(&packet(2, 500)), Belongs::Nowhere);
        assert!(matches!(source.sort(&packet(1, 11)), Belongs::Here(_)));
        assert_eq!(source.sort(&packet(2, 501)), Belongs::Nowhere);
        assert!(matches!(source.sort(&packet(2, 502)), Belongs::Anew(_)));
        assert_eq!(source.sort(&packet(2, 40_000)), Belongs::Nowhere);
        assert!(matches!(source.sort(&packet(2, 40_001)), Belongs::Anew(_)));
    }
}
