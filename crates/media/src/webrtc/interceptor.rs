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
