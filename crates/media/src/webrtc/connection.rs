//! One peer connection of the stack.

use super::early::{Path, PatientRuntime};
use super::interceptor::{REPORTS_SLOT, Reports, TAP_SLOT, Tap};
use super::interfaces::LocalAddresses;
use super::network::Network;
use crate::sdp::LocalTransport;
use crate::{Codec, MediaConfig, MediaError, MediaEvent};
use rtc::ice::mdns::MulticastDnsMode;
use rtc::interceptor::{Registry, Slot};
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::configuration::RTCOfferOptions;
use rtc::peer_connection::configuration::interceptor_registry::configure_rtcp_reports;
use rtc::rtp_transceiver::rtp_sender::{
    RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters, RTCRtpEncodingParameters, RtpCodecKind,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, timeout_at};
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::peer_connection::{
    MediaEngine, PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, RTCConfiguration,
    RTCConfigurationBuilder, RTCIceConnectionState, RTCIceGatheringState, RTCIceServer,
    RTCPeerConnectionState, RTCSessionDescription, SettingEngine, SettingEngineBuilder,
};

/// Users elsewhere wait 4 to 40 s for a STUN server that does not answer; the call must not.
const GATHERING: Duration = Duration::from_millis(500);

/// Without a single candidate there is no use in going on early.
const FIRST_CANDIDATE: Duration = Duration::from_secs(3);

/// The path is called gone after this long without a sign of the peer, and dead after this much more.
const DISCONNECTED: Duration = Duration::from_secs(4);
const FAILED: Duration = Duration::from_secs(20);
const KEEP_ALIVE: Duration = Duration::from_secs(1);

/// The stack's connection with what we hung onto it.
pub(super) struct Connection {
    peer: Arc<dyn PeerConnection>,
    pub(super) track: Arc<TrackLocalStaticRTP>,
    gathering: watch::Receiver<RTCIceGatheringState>,
    retired: Arc<AtomicBool>,
}

impl Connection {
    /// Binds sockets and makes a connection with one audio track of this SSRC.
    pub(super) async fn open(
        config: &MediaConfig,
        network: Arc<Network>,
        ssrc: u32,
        events: mpsc::Sender<MediaEvent>,
    ) -> Result<Self, MediaError> {
        let (gathering_state, gathering) = watch::channel(RTCIceGatheringState::New);
        let retired = Arc::new(AtomicBool::new(false));
        let path = Path::default();
        let handler = Handler {
            path: path.clone(),
            gathering: gathering_state,
            events,
            last: watch::channel(None).0,
            retired: retired.clone(),
        };
        let track = Arc::new(TrackLocalStaticRTP::new(audio_track(ssrc)));
        let addresses =
            LocalAddresses { include_loopback: config.include_loopback, loopback_only: config.loopback_only };
        let peer: Arc<dyn PeerConnection> = Arc::new(
            PeerConnectionBuilder::new()
                .with_configuration(configuration(config))
                .with_media_engine(media_engine()?)
                .with_setting_engine(settings())
                .with_interceptor_registry(chain(network, ssrc))
                .with_handler(Arc::new(handler))
                .with_runtime(PatientRuntime::new(path))
                .with_udp_addrs(vec![addresses])
                .build()
                .await
                .map_err(|error| stack_error("build", &error))?,
        );
        peer.add_track(track.clone()).await.map_err(|error| stack_error("add track", &error))?;
        prefer_all_codecs(&*peer).await?;
        Ok(Self { peer, track, gathering, retired })
    }

    /// Makes an offer and waits for its candidates.
    pub(super) async fn offer(&self, ice_restart: bool) -> Result<LocalTransport, MediaError> {
        let options = ice_restart.then_some(RTCOfferOptions { ice_restart: true });
        let offer =
            self.peer.create_offer(options).await.map_err(|error| stack_error("create offer", &error))?;
        self.set_local(offer).await
    }

    /// Takes the peer's offer and makes an answer with its candidates.
    pub(super) async fn answer(&self, offer: String) -> Result<LocalTransport, MediaError> {
        let offer = RTCSessionDescription::offer(offer).map_err(|error| stack_error("read offer", &error))?;
        self.peer.set_remote_description(offer).await.map_err(|error| stack_error("apply offer", &error))?;
        let answer =
            self.peer.create_answer(None).await.map_err(|error| stack_error("create answer", &error))?;
        self.set_local(answer).await
    }

    /// Takes the peer's answer.
    pub(super) async fn apply(&self, answer: String) -> Result<(), MediaError> {
        let answer =
            RTCSessionDescription::answer(answer).map_err(|error| stack_error("read answer", &error))?;
        self.peer.set_remote_description(answer).await.map_err(|error| stack_error("apply answer", &error))
    }

    /// Drops an offer that came to nothing.
    pub(super) async fn rollback(&self) -> Result<(), MediaError> {
        let rollback =
            RTCSessionDescription::rollback(None).map_err(|error| stack_error("rollback", &error))?;
        self.peer.set_local_description(rollback).await.map_err(|error| stack_error("rollback", &error))
    }

    /// Closes it without an event.
    pub(super) async fn retire(&self) {
        self.retired.store(true, Ordering::Relaxed);
        if let Err(error) = self.peer.close().await {
            stack_error("close", &error);
        }
    }

    async fn set_local(&self, description: RTCSessionDescription) -> Result<LocalTransport, MediaError> {
        let mut gathering = self.gathering.clone();
        gathering.mark_unchanged();
        self.peer
            .set_local_description(description)
            .await
            .map_err(|error| stack_error("set local", &error))?;
        let start = Instant::now();
        let mut complete = false;
        loop {
            let transport = self.local_transport().await?;
            let waited = start.elapsed();
            let enough = complete || waited >= GATHERING;
            if enough && !transport.candidates.is_empty() {
                return Ok(transport);
            }
            if waited >= FIRST_CANDIDATE {
                return Err(MediaError::NoInterface);
            }
            let until = start + if waited < GATHERING { GATHERING } else { FIRST_CANDIDATE };
            if let Ok(Ok(())) = timeout_at(until, gathering.changed()).await {
                complete = *gathering.borrow_and_update() == RTCIceGatheringState::Complete;
            }
        }
    }

    async fn local_transport(&self) -> Result<LocalTransport, MediaError> {
        let description = self.peer.local_description().await.ok_or(MediaError::Stack)?;
        LocalTransport::parse(&description.sdp)
    }
}

/// Tells the log, and the caller only that it failed: the text may hold parts of a description.
fn stack_error(step: &str, error: &webrtc::error::Error) -> MediaError {
    tracing::warn!(step, error = ?std::mem::discriminant(error), "the WebRTC stack refused");
    MediaError::Stack
}

fn configuration(config: &MediaConfig) -> RTCConfiguration {
    let server = |server: &crate::IceServer| RTCIceServer {
        urls: server.urls.clone(),
        username: server.username.clone().unwrap_or_default(),
        credential: server.credential.as_ref().map(|c| c.expose().clone()).unwrap_or_default(),
    };
    let servers = config.ice_servers.iter().filter_map(usable_server).map(|s| server(&s)).collect();
    RTCConfigurationBuilder::new().with_ice_servers(servers).build()
}

/// Leaves out what the stack skips or refuses: TURN over TCP and TLS.
fn usable_server(server: &crate::IceServer) -> Option<crate::IceServer> {
    let usable = |url: &&String| {
        let udp = !url.contains("transport=") || url.ends_with("transport=udp");
        udp && (url.starts_with("stun:") || url.starts_with("turn:"))
    };
    let urls: Vec<String> = server.urls.iter().filter(usable).cloned().collect();
    (!urls.is_empty()).then(|| crate::IceServer { urls, ..server.clone() })
}

fn settings() -> SettingEngine {
    SettingEngineBuilder::new()
        // Otherwise the connection waits 1.5 s where the peer's address shows only in its checks.
        .with_prflx_acceptance_min_wait(Some(Duration::ZERO))
        // Quick enough to restart before the agent gives up; Wi-Fi roams within a second or two.
        .with_ice_timeouts(Some(DISCONNECTED), Some(FAILED), Some(KEEP_ALIVE))
        // A restart follows a change of network: sockets of the old one are of no use.
        .with_discard_local_candidates_during_ice_restart(true)
        // Candidates with such names are not used here, and where there is no route for multicast (a network that is
        // just away, a machine without a gateway) its socket would keep the whole connection from being made.
        .with_multicast_dns_mode(MulticastDnsMode::Disabled)
        .build()
}

fn chain(network: Arc<Network>, ssrc: u32) -> Registry {
    configure_rtcp_reports(Registry::new())
        .with(Slot::from(TAP_SLOT), Tap::new(network.clone()))
        .with(Slot::from(REPORTS_SLOT), Reports::new(network, ssrc))
}

fn stack_codec(codec: Codec) -> RTCRtpCodecParameters {
    let (fmtp, channels, payload_type) = match codec {
        Codec::Opus => ("minptime=10;useinbandfec=1", 2, 111),
        Codec::Pcmu => ("", 1, 0),
        Codec::Pcma => ("", 1, 8),
    };
    let rtp_codec = RTCRtpCodec {
        mime_type: format!("audio/{}", codec.name()),
        clock_rate: codec.clock_rate(),
        channels,
        sdp_fmtp_line: fmtp.to_owned(),
        rtcp_feedback: vec![],
    };
    RTCRtpCodecParameters { rtp_codec, payload_type }
}

const ALL: [Codec; 3] = [Codec::Opus, Codec::Pcmu, Codec::Pcma];

fn media_engine() -> Result<MediaEngine, MediaError> {
    let mut engine = MediaEngine::default();
    for codec in ALL {
        engine
            .register_codec(stack_codec(codec), RtpCodecKind::Audio)
            .map_err(|error| stack_error("register codec", &error))?;
    }
    Ok(engine)
}

/// A track offers only its own codec otherwise.
async fn prefer_all_codecs(peer: &dyn PeerConnection) -> Result<(), MediaError> {
    for transceiver in peer.get_transceivers().await {
        let codecs = ALL.into_iter().map(stack_codec).collect();
        transceiver
            .set_codec_preferences(codecs)
            .await
            .map_err(|error| stack_error("prefer codecs", &error))?;
    }
    Ok(())
}

fn audio_track(ssrc: u32) -> MediaStreamTrack {
    let encoding = RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters { ssrc: Some(ssrc), ..Default::default() },
        codec: stack_codec(Codec::Opus).rtp_codec,
        ..Default::default()
    };
    MediaStreamTrack::new("voice".into(), "voice".into(), "voice".into(), RtpCodecKind::Audio, vec![encoding])
}

/// Passes the stack's states on. Runs inside the stack's driver, so it never waits.
struct Handler {
    path: Path,
    gathering: watch::Sender<RTCIceGatheringState>,
    events: mpsc::Sender<MediaEvent>,
    last: watch::Sender<Option<MediaEvent>>,
    retired: Arc<AtomicBool>,
}

#[async_trait::async_trait]
impl PeerConnectionEventHandler for Handler {
    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        self.gathering.send_replace(state);
    }

    async fn on_ice_connection_state_change(&self, state: RTCIceConnectionState) {
        if matches!(state, RTCIceConnectionState::Connected | RTCIceConnectionState::Completed) {
            self.path.open();
        }
    }

    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        let event = match state {
            RTCPeerConnectionState::Connected => MediaEvent::Connected,
            RTCPeerConnectionState::Disconnected => MediaEvent::Disconnected,
            RTCPeerConnectionState::Failed => MediaEvent::Failed,
            RTCPeerConnectionState::Closed => MediaEvent::Closed,
            _ => return,
        };
        if self.retired.load(Ordering::Relaxed) {
            return;
        }
        if self.last.send_replace(Some(event)) != Some(event) && self.events.try_send(event).is_err() {
            tracing::debug!(?event, "nobody takes media events");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::IceServer;

    #[test]
    fn servers_that_the_stack_cannot_use_are_left_out() {
        let urls =
            ["turn:a:3478?transport=tcp", "turns:a:5349", "turn:a:3478?transport=udp", "turn:b", "stun:c"];
        let server = IceServer {
            urls: urls.map(str::to_owned).to_vec(),
            username: Some("u".to_owned()),
            credential: None,
        };
        let usable = usable_server(&server).unwrap();
        assert_eq!(usable.urls, ["turn:a:3478?transport=udp", "turn:b", "stun:c"]);
        assert_eq!(usable_server(&IceServer { urls: vec!["turns:a".to_owned()], ..server }), None);
    }
}
