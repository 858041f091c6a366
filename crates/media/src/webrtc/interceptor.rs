//! Our two places in the stack's packet chain.
//!
//! [`Tap`] takes every RTP packet out before the stack sorts it to a track: the stack drops packets of an undeclared second
//! SSRC, which is what a server's music on hold looks like. It also gives outgoing packets their negotiated payload type.
//! [`Reports`] sees all RTCP, which otherwise never leaves the chain.

use super::network::{Network, Report};
use crate::{Payload, RtpIn};
use rtc::interceptor::{Interceptor, Packet, StreamInfo, TaggedPacket};
use rtc::rtcp::receiver_report::ReceiverReport;
use rtc::rtcp::reception_report::ReceptionReport;
use rtc::rtcp::sender_report::SenderReport;
use rtc::sansio::Protocol;
use rtc::shared::error::Error;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Nearer to the application than all of the stack's own.
pub(super) const TAP_SLOT: usize = 14_000;
/// Nearer to the wire than the stack's report generators.
pub(super) const REPORTS_SLOT: usize = 500;

/// Packets that pass by.
#[derive(Default)]
struct Passing {
    read: VecDeque<TaggedPacket>,
    write: VecDeque<TaggedPacket>,
}

/// Takes received RTP to the voice thread, and sets the payload type of sent RTP.
pub(super) struct Tap {
    network: Arc<Network>,
    passing: Passing,
}

impl Tap {
    pub(super) fn new(network: Arc<Network>) -> Self {
        Self { network, passing: Passing::default() }
    }
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for Tap {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, message: TaggedPacket) -> Result<(), Error> {
        if let Packet::Rtp(packet) = &message.message.packet {
            if let Some(payload) = Payload::new(&packet.payload) {
                self.network.receive(RtpIn {
                    payload_type: packet.header.payload_type,
                    marker: packet.header.marker,
                    sequence: packet.header.sequence_number,
                    timestamp: packet.header.timestamp,
                    ssrc: packet.header.ssrc,
                    payload,
                });
            }
        } else {
            self.passing.read.push_back(message);
        }
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.passing.read.pop_front()
    }

    fn handle_write(&mut self, mut message: TaggedPacket) -> Result<(), Error> {
        if let Packet::Rtp(packet) = &mut message.message.packet
            && let Some(payload_type) = packet.payload.last().copied()
        {
            // The stack accepts only the payload types of the first negotiation, so the real one travels as the last byte.
            packet.header.payload_type = payload_type;
            packet.payload.truncate(packet.payload.len() - 1);
        }
        self.passing.write.push_back(message);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.passing.write.pop_front()
    }
}

/// Reads what the peer reports on our stream.
pub(super) struct Reports {
    network: Arc<Network>,
    ssrc: u32,
    /// The middle 32 bits of our sender reports' NTP time, and when they left.
    sent: VecDeque<(u32, Instant)>,
    passing: Passing,
}

impl Reports {
    /// Reports of a few seconds: later answers to older ones do not come.
    const REMEMBERED: usize = 16;

    pub(super) fn new(network: Arc<Network>, ssrc: u32) -> Self {
        Self { network, ssrc, sent: VecDeque::with_capacity(Self::REMEMBERED), passing: Passing::default() }
    }

    fn note_sent(&mut self, report: &SenderReport, now: Instant) {
        if self.sent.len() == Self::REMEMBERED {
            self.sent.pop_front();
        }
        self.sent.push_back(((report.ntp_time >> 16) as u32, now));
    }

    fn take(&mut self, report: &ReceptionReport, now: Instant) {
        if report.ssrc != self.ssrc {
            return;
        }
        // Cumulative loss is a signed 24-bit number: duplicates make it negative.
        let lost = ((report.total_lost << 8) as i32) >> 8;
        self.network.report(Report {
            loss: Some(f32::from(report.fraction_lost) / 256.0),
            lost: Some(lost),
            jitter: Some(report.jitter),
            round_trip: self.round_trip(report, now),
        });
    }

    fn round_trip(&self, report: &ReceptionReport, now: Instant) -> Option<Duration> {
        let (_, sent) = self.sent.iter().find(|(time, _)| *time == report.last_sender_report)?;
        let held = Duration::from_secs_f64(f64::from(report.delay) / 65_536.0);
        Some(now.saturating_duration_since(*sent).saturating_sub(held))
    }
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for Reports {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, message: TaggedPacket) -> Result<(), Error> {
        if let Packet::Rtcp(packets) = &message.message.packet {
            for packet in packets {
                if let Some(report) = packet.as_any().downcast_ref::<ReceiverReport>() {
                    report.reports.iter().for_each(|block| self.take(block, message.now));
                } else if let Some(report) = packet.as_any().downcast_ref::<SenderReport>() {
                    report.reports.iter().for_each(|block| self.take(block, message.now));
                }
            }
        }
        self.passing.read.push_back(message);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.passing.read.pop_front()
    }

    fn handle_write(&mut self, message: TaggedPacket) -> Result<(), Error> {
        if let Packet::Rtcp(packets) = &message.message.packet {
            for report in packets.iter().filter_map(|packet| packet.as_any().downcast_ref::<SenderReport>()) {
                self.note_sent(report, message.now);
            }
        }
        self.passing.write.push_back(message);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.passing.write.pop_front()
    }
}

/// Neither cares which streams there are.
macro_rules! any_stream {
    ($name:ty) => {
        impl Interceptor for $name {
            fn bind_local_stream(&mut self, _info: &StreamInfo) {}
            fn unbind_local_stream(&mut self, _info: &StreamInfo) {}
            fn bind_remote_stream(&mut self, _info: &StreamInfo) {}
            fn unbind_remote_stream(&mut self, _info: &StreamInfo) {}
        }
    };
}

any_stream!(Tap);
any_stream!(Reports);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::media_stream;
    use rtc::interceptor::AttributedPacket;
    use rtc::rtp;
    use rtc::shared::{TransportContext, TransportMessage};

    fn message(packet: Packet, now: Instant) -> TaggedPacket {
        TransportMessage {
            now,
            transport: TransportContext::default(),
            message: AttributedPacket::new(packet),
        }
    }

    fn rtp(ssrc: u32, payload: &'static [u8]) -> Packet {
        let header = rtp::Header { version: 2, payload_type: 111, ssrc, ..Default::default() };
        Packet::Rtp(rtp::Packet { header, payload: bytes::Bytes::from_static(payload) })
    }

    #[test]
    fn packets_of_any_ssrc_are_heard() {
        let (mut voice, ends, overflow) = media_stream();
        let mut tap = Tap::new(Arc::new(Network::new(ends.received, overflow)));
        for ssrc in [1, 2, 3] {
            tap.handle_read(message(rtp(ssrc, b"x"), Instant::now())).unwrap();
        }
        let heard: Vec<u32> = std::iter::from_fn(|| voice.incoming.pop()).map(|packet| packet.ssrc).collect();
        assert_eq!(heard, [1, 2, 3]);
        assert!(tap.poll_read().is_none(), "the stack does not get them as well");
    }

    #[test]
    fn the_payload_type_that_travels_last_is_put_in_place() {
        let (_voice, ends, overflow) = media_stream();
        let mut tap = Tap::new(Arc::new(Network::new(ends.received, overflow)));
        tap.handle_write(message(rtp(1, &[7, 8, 101]), Instant::now())).unwrap();
        let Some(Packet::Rtp(packet)) = tap.poll_write().map(|message| message.message.packet) else {
            panic!()
        };
        assert_eq!((packet.header.payload_type, &*packet.payload), (101, [7, 8].as_slice()));
    }

    #[test]
    fn the_round_trip_leaves_out_what_the_peer_held_the_report() {
        let (_voice, ends, overflow) = media_stream();
        let network = Arc::new(Network::new(ends.received, overflow));
        let mut reports = Reports::new(network.clone(), 9);
        let start = Instant::now();
        let sent = SenderReport { ssrc: 9, ntp_time: 0x1111_2222_3333_4444, ..Default::default() };
        reports.handle_write(message(Packet::Rtcp(vec![Box::new(sent)]), start)).unwrap();
        let block = ReceptionReport {
            ssrc: 9,
            fraction_lost: 64,
            total_lost: 0x00ff_ffff,
            last_sender_report: 0x2222_3333,
            delay: 65_536,
            ..Default::default()
        };
        let report = ReceiverReport {
            reports: vec![block, ReceptionReport { ssrc: 8, ..block_of_another() }],
            ..Default::default()
        };
        let now = start + Duration::from_millis(1_080);
        reports.handle_read(message(Packet::Rtcp(vec![Box::new(report)]), now)).unwrap();
        let statistics = network.statistics(48_000);
        assert_eq!(statistics.round_trip, Some(Duration::from_millis(80)));
        assert_eq!((statistics.remote_loss, statistics.remote_lost), (Some(0.25), Some(-1)));
        assert!(reports.poll_read().is_some() && reports.poll_write().is_some(), "both pass on");
    }

    fn block_of_another() -> ReceptionReport {
        ReceptionReport { fraction_lost: 255, ..Default::default() }
    }
}
