//! The WebRTC end of a call, on str0m: ICE, DTLS-SRTP, RTP; no socket of its own.

use super::codec::Codec;
use super::transport::{Arrived, MediaError, SdpDirection};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;
use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::format::{Codec as Format, FormatParams};
use str0m::media::{Direction, Frequency, MediaData, MediaKind, MediaTime, Mid, Pt};
use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Event, IceConnectionState, Input, Output, Rtc, RtcConfig};

/// One peer connection with one audio line.
pub(crate) struct WebRtc {
    rtc: Rtc,
    local: SocketAddr,
    mid: Option<Mid>,
    pending: Option<SdpPendingOffer>,
    connected: bool,
    deadline: Instant,
}

impl WebRtc {
    /// An end whose packets go through the socket at `local`.
    pub(crate) fn new(local: SocketAddr) -> Result<Self, MediaError> {
        let now = Instant::now();
        let mut config = RtcConfig::new()
            .set_crypto_provider(Arc::new(str0m::crypto::from_feature_flags()))
            .clear_codecs()
            .enable_opus(true, false)
            .enable_pcmu(true, false)
            .enable_pcma(true, false)
            // Packets go on as they come; the customer's ear puts them in order.
            .set_reordering_size_audio(0);
        let codecs = config.codec_config();
        for (payload_type, rate) in [(110, Frequency::FORTY_EIGHT_KHZ), (101, Frequency::EIGHT_KHZ)] {
            let payload_type = Pt::new_with_value(payload_type);
            codecs.add_config(payload_type, None, Format::Tele, rate, None, FormatParams::default());
        }
        let mut rtc = config.build(now);
        let candidate = Candidate::host(local, "udp").map_err(|_| MediaError::Transport)?;
        rtc.add_local_candidate(candidate);
        Ok(Self { rtc, local, mid: None, pending: None, connected: false, deadline: now })
    }

    pub(crate) fn connected(&self) -> bool {
        self.connected
    }

    pub(crate) fn deadline(&self) -> Instant {
        self.deadline
    }

    /// An offer: the first one, or one with another direction.
    pub(crate) fn offer(&mut self, direction: SdpDirection) -> Result<String, MediaError> {
        self.pending = None;
        let direction = to_str0m(direction);
        let mut changes = self.rtc.sdp_api();
        let mid = match self.mid {
            Some(mid) => {
                changes.set_direction(mid, direction);
                mid
            }
            None => changes.add_media(MediaKind::Audio, direction, None, None, None),
        };
        let (offer, pending) = changes.apply().ok_or(MediaError::NothingToOffer)?;
        self.mid = Some(mid);
        self.pending = Some(pending);
        Ok(self.with_address(&offer.to_sdp_string()))
    }

    pub(crate) fn apply(&mut self, answer: &str) -> Result<(), MediaError> {
        let answer = SdpAnswer::from_sdp_string(answer).map_err(|_| MediaError::Sdp)?;
        let pending = self.pending.take().ok_or(MediaError::NoOffer)?;
        self.rtc.sdp_api().accept_answer(pending, answer).map_err(|_| MediaError::Sdp)
    }

    pub(crate) fn accept(&mut self, offer: &str) -> Result<String, MediaError> {
        let offer = SdpOffer::from_sdp_string(offer).map_err(|_| MediaError::Sdp)?;
        let answer = self.rtc.sdp_api().accept_offer(offer).map_err(|_| MediaError::Sdp)?;
        Ok(self.with_address(&answer.to_sdp_string()))
    }

    /// A datagram came in.
    pub(crate) fn receive(&mut self, now: Instant, source: SocketAddr, datagram: &[u8]) {
        let Ok(contents) = datagram.try_into() else { return };
        let receive = Receive { proto: Protocol::Udp, source, destination: self.local, contents };
        let _ = self.rtc.handle_input(Input::Receive(now, receive));
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        let _ = self.rtc.handle_input(Input::Timeout(now));
    }

    /// The codec to speak with, once it is negotiated and the direction allows it.
    pub(crate) fn speaks(&mut self) -> Option<Codec> {
        self.outgoing().map(|(_, codec)| codec)
    }

    pub(crate) fn send(&mut self, now: Instant, timestamp: u64, payload: Vec<u8>) {
        let Some((payload_type, codec)) = self.outgoing() else { return };
        let rate = if codec == Codec::Opus { Frequency::FORTY_EIGHT_KHZ } else { Frequency::EIGHT_KHZ };
        let Some(writer) = self.mid.and_then(|mid| self.rtc.writer(mid)) else { return };
        let _ = writer.write(payload_type, now, MediaTime::new(timestamp, rate), payload);
    }

    fn outgoing(&mut self) -> Option<(Pt, Codec)> {
        let mid = self.mid?;
        if !self.connected || !self.rtc.media(mid)?.direction().is_sending() {
            return None;
        }
        let writer = self.rtc.writer(mid)?;
        writer.payload_params().find_map(|params| Some((params.pt(), from_format(params.spec().codec)?)))
    }

    /// What there is to do next; `None` when nothing is left until the deadline.
    pub(crate) fn poll(&mut self) -> Option<Arrived> {
        loop {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(at)) => {
                    self.deadline = at;
                    return None;
                }
                Ok(Output::Transmit(packet)) => {
                    return Some(Arrived::Transmit(packet.destination, packet.contents.to_vec()));
                }
                Ok(Output::Event(event)) => {
                    if let Some(arrived) = self.event(event) {
                        return Some(arrived);
                    }
                }
                Err(_) => return Some(Arrived::Broken),
            }
        }
    }

    fn event(&mut self, event: Event) -> Option<Arrived> {
        match event {
            Event::Connected => {
                self.connected = true;
                Some(Arrived::Connected)
            }
            Event::IceConnectionStateChange(IceConnectionState::Disconnected) => Some(Arrived::Disconnected),
            Event::MediaAdded(added) => {
                self.mid = Some(added.mid);
                None
            }
            Event::MediaData(data) => media_data(&data),
            _ => None,
        }
    }

    /// The default candidate in the m= and c= lines: some peers take `0.0.0.0` for hold.
    fn with_address(&self, sdp: &str) -> String {
        let family = if self.local.is_ipv6() { "IP6" } else { "IP4" };
        sdp.replace("m=audio 9 ", &format!("m=audio {} ", self.local.port()))
            .replace("c=IN IP4 0.0.0.0", &format!("c=IN {family} {}", self.local.ip()))
    }
}

fn media_data(data: &MediaData) -> Option<Arrived> {
    let timestamp = (data.time.numer() & u64::from(u32::MAX)) as u32;
    let format = data.params.spec().codec;
    if format == Format::Tele {
        return data.data.first().map(|&event| Arrived::Telephone { timestamp, event });
    }
    let codec = from_format(format)?;
    Some(Arrived::Audio { codec, timestamp, payload: data.data.to_vec() })
}

fn from_format(format: Format) -> Option<Codec> {
    match format {
        Format::Opus => Some(Codec::Opus),
        Format::PCMU => Some(Codec::Pcmu),
        Format::PCMA => Some(Codec::Pcma),
        _ => None,
    }
}

fn to_str0m(direction: SdpDirection) -> Direction {
    match direction {
        SdpDirection::SendRecv => Direction::SendRecv,
        SdpDirection::SendOnly => Direction::SendOnly,
        SdpDirection::RecvOnly => Direction::RecvOnly,
        SdpDirection::Inactive => Direction::Inactive,
    }
}
