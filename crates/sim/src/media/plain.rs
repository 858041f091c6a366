//! Plain RTP (RFC 3550, RTP/AVP) for agents on UDP phones.

use super::codec::Codec;
use super::sdp::{self, Audio};
use super::transport::{Arrived, MediaError, SdpDirection};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

const HEADER: usize = 12;
const IDLE: Duration = Duration::from_secs(3_600);

/// One RTP session with one audio stream each way.
pub(crate) struct Plain {
    local: SocketAddr,
    remote: Option<SocketAddr>,
    agreed: Option<Audio>,
    direction: SdpDirection,
    offered: Option<SdpDirection>,
    version: u64,
    sequence: u16,
    timestamp_base: u32,
    ssrc: u32,
    out: VecDeque<Arrived>,
}

impl Plain {
    pub(crate) fn new(local: SocketAddr) -> Self {
        Self {
            local,
            remote: None,
            agreed: None,
            direction: SdpDirection::SendRecv,
            offered: None,
            version: 1,
            sequence: rand::random(),
            timestamp_base: rand::random(),
            ssrc: rand::random(),
            out: VecDeque::new(),
        }
    }

    pub(crate) fn connected(&self) -> bool {
        self.remote.is_some()
    }

    /// Nothing here waits for a time.
    pub(crate) fn deadline(&self) -> Instant {
        Instant::now() + IDLE
    }

    pub(crate) fn handle_timeout(&mut self, _now: Instant) {}

    pub(crate) fn offer(&mut self, direction: SdpDirection) -> Result<String, MediaError> {
        self.offered = Some(direction);
        self.version += 1;
        let formats = self.agreed.as_ref().map_or_else(Audio::everything, Audio::agreed_only);
        Ok(sdp::write(self.local, self.version, &formats, direction))
    }

    pub(crate) fn apply(&mut self, answer: &str) -> Result<(), MediaError> {
        let offered = self.offered.take().ok_or(MediaError::NoOffer)?;
        let audio = sdp::read(answer).ok_or(MediaError::Sdp)?;
        self.agree(audio)?;
        let wanted = audio_direction(answer).reversed();
        self.direction = if offered == SdpDirection::SendRecv { wanted } else { offered };
        Ok(())
    }

    pub(crate) fn accept(&mut self, offer: &str) -> Result<String, MediaError> {
        let audio = sdp::read(offer).ok_or(MediaError::Sdp)?;
        self.agree(audio)?;
        self.direction = audio_direction(offer).reversed();
        self.version += 1;
        let agreed = self.agreed.as_ref().ok_or(MediaError::Sdp)?;
        Ok(sdp::write(self.local, self.version, &agreed.agreed_only(), self.direction))
    }

    fn agree(&mut self, audio: Audio) -> Result<(), MediaError> {
        audio.first().ok_or(MediaError::Sdp)?;
        if self.remote.is_none() {
            self.out.push_back(Arrived::Connected);
        }
        self.remote = Some(audio.address);
        self.agreed = Some(audio);
        Ok(())
    }

    pub(crate) fn speaks(&mut self) -> Option<Codec> {
        let sends = matches!(self.direction, SdpDirection::SendRecv | SdpDirection::SendOnly);
        if sends { self.agreed.as_ref()?.first().map(|(_, codec)| codec) } else { None }
    }

    /// Sends one packet; the marker is left out: nothing here suppresses silence.
    pub(crate) fn send(&mut self, _now: Instant, timestamp: u64, payload: Vec<u8>) {
        let Some(remote) = self.remote else { return };
        let Some((payload_type, _)) = self.agreed.as_ref().and_then(Audio::first) else { return };
        let timestamp = self.timestamp_base.wrapping_add((timestamp & u64::from(u32::MAX)) as u32);
        let mut packet = Vec::with_capacity(HEADER + payload.len());
        packet.extend([0x80, payload_type]);
        packet.extend(self.sequence.to_be_bytes());
        packet.extend(timestamp.to_be_bytes());
        packet.extend(self.ssrc.to_be_bytes());
        packet.extend(payload);
        self.sequence = self.sequence.wrapping_add(1);
        self.out.push_back(Arrived::Transmit(remote, packet));
    }

    /// Packets of agreed payload types count, wherever they come from (symmetric RTP).
    pub(crate) fn receive(&mut self, _now: Instant, source: SocketAddr, datagram: &[u8]) {
        let Some((payload_type, timestamp, payload)) = parse(datagram) else { return };
        let Some(agreed) = self.agreed.as_ref() else { return };
        if agreed.telephone_events.contains(&payload_type) {
            if let Some(&event) = payload.first() {
                self.out.push_back(Arrived::Telephone { timestamp, event });
            }
            return;
        }
        let Some(codec) = agreed.codec(payload_type) else { return };
        self.remote = Some(source);
        self.out.push_back(Arrived::Audio { codec, timestamp, payload: payload.to_vec() });
    }

    pub(crate) fn poll(&mut self) -> Option<Arrived> {
        self.out.pop_front()
    }
}

fn audio_direction(sdp: &str) -> SdpDirection {
    // The oldest form of hold (RFC 2543): an address of nothing.
    if sdp.contains("c=IN IP4 0.0.0.0") { SdpDirection::Inactive } else { SdpDirection::of(sdp) }
}

/// Payload type, timestamp and payload (RFC 3550, section 5.1).
fn parse(packet: &[u8]) -> Option<(u8, u32, &[u8])> {
    let (header, _) = packet.split_first_chunk::<HEADER>()?;
    if header[0] >> 6 != 2 {
        return None;
    }
    let mut start = HEADER + usize::from(header[0] & 0x0f) * 4;
    if header[0] & 0x10 != 0 {
        let extension = packet.get(start..start + 4)?;
        start += 4 + usize::from(u16::from_be_bytes([extension[2], extension[3]])) * 4;
    }
    let padding = if header[0] & 0x20 != 0 { usize::from(*packet.last()?) } else { 0 };
    let payload = packet.get(start..packet.len().checked_sub(padding)?)?;
    let timestamp = u32::from_be_bytes([header[4], header[5], header[6], header[7]]);
    Some((header[1] & 0x7f, timestamp, payload))
}
