//! Two real sessions over loopback: ICE, DTLS, SRTP, RTCP.
// Helpers outside of test functions may unwrap as well.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Side, call, first_packet};
use reo_media::{
    Codec, IceServer, MediaConfig, MediaError, MediaEvent, MediaSession, SdpDirection, WebRtcSession,
};
use std::time::Duration;

const ALL: [Codec; 3] = [Codec::Opus, Codec::Pcmu, Codec::Pcma];

async fn pair(caller: &[Codec], callee: &[Codec]) -> (Side, Side) {
    let (mut caller, mut callee) = (Side::new(caller).await, Side::new(callee).await);
    call(&mut caller, &mut callee).await;
    (caller, callee)
}

#[tokio::test]
async fn packets_cross_both_ways_with_their_payload_type() {
    let (mut a, mut b) = pair(&ALL, &ALL).await;
    assert_eq!(a.agreed().codec, Codec::Opus);
    let packet = first_packet(&mut a, &mut b, b"from a").await;
    assert_eq!((packet.payload_type, &*packet.payload), (111, b"from a".as_slice()));
    let packet = first_packet(&mut b, &mut a, b"from b").await;
    assert_eq!((packet.payload_type, &*packet.payload), (111, b"from b".as_slice()));
    a.session.close().await.unwrap();
    a.event(MediaEvent::Closed).await;
}

#[tokio::test]
async fn a_peer_with_only_pcmu_is_spoken_to_in_pcmu() {
    let (mut a, mut b) = pair(&ALL, &[Codec::Pcmu]).await;
    assert_eq!((a.agreed().codec, b.agreed().codec), (Codec::Pcmu, Codec::Pcmu));
    assert_eq!(first_packet(&mut a, &mut b, &[0xff; 160]).await.payload_type, 0);
    assert_eq!(first_packet(&mut b, &mut a, &[0xff; 160]).await.payload_type, 0);
}

#[tokio::test]
async fn telephone_events_of_both_clock_rates_keep_their_own_number() {
    let (mut a, mut b) = pair(&ALL, &ALL).await;
    assert_eq!(a.agreed().telephone_event, Some(110));
    first_packet(&mut a, &mut b, b"voice").await;
    for number in [110, 126] {
        a.send_as(number, 1000 + u16::from(number), &[1, 10, 0, 160]);
        let packet = loop {
            let packet = b.packet().await;
            if &*packet.payload != b"voice" {
                break packet;
            }
        };
        assert_eq!(packet.payload_type, number);
        assert_eq!(b.agreed().event_clock(number), Some(if number == 110 { 48_000 } else { 8_000 }));
    }
}

#[tokio::test]
async fn hold_stops_our_packets_and_resume_lets_them_flow_again() {
    let (mut a, mut b) = pair(&ALL, &ALL).await;
    first_packet(&mut a, &mut b, b"x").await;
    // a holds b: b may not send, and knows that it is held.
    let offer = a.session.reoffer(SdpDirection::SendOnly, false).await.unwrap();
    let answer = b.session.accept(&offer).await.unwrap();
    assert!(answer.contains("a=recvonly"), "{answer}");
    a.session.apply(&answer).await.unwrap();
    assert!(b.session.remote_hold() && !a.session.remote_hold());
    assert!(!b.session.sending() && a.session.sending());
    let before = b.session.statistics().packets_sent;
    for sequence in 0..20 {
        b.send(sequence, b"held");
    }
    // Packets of a travel the same way after those of b would have: none of b may have come.
    first_packet(&mut a, &mut b, b"still here").await;
    assert_eq!(b.session.statistics().packets_sent, before);
    assert!(std::iter::from_fn(|| a.stream.incoming.pop()).all(|packet| &*packet.payload != b"held"));
    // Resume.
    let offer = a.session.reoffer(SdpDirection::SendRecv, false).await.unwrap();
    let answer = b.session.accept(&offer).await.unwrap();
    assert!(answer.contains("a=sendrecv"), "{answer}");
    a.session.apply(&answer).await.unwrap();
    assert!(!b.session.remote_hold() && b.session.sending());
    first_packet(&mut b, &mut a, b"back").await;
}

#[tokio::test]
async fn both_sides_on_hold_is_inactive_and_comes_back() {
    let (a, b) = pair(&ALL, &ALL).await;
    let offer = a.session.reoffer(SdpDirection::SendOnly, false).await.unwrap();
    a.session.apply(&b.session.accept(&offer).await.unwrap()).await.unwrap();
    // b wants to hold as well, and gets what is left of that.
    let offer = b.session.reoffer(SdpDirection::SendOnly, false).await.unwrap();
    let answer = a.session.accept(&offer).await.unwrap();
    assert!(answer.contains("a=inactive"), "{answer}");
    b.session.apply(&answer).await.unwrap();
    assert!(!a.session.sending() && !b.session.sending());
    assert!(b.session.remote_hold() && a.session.remote_hold());
    for (from, to) in [(&a, &b), (&b, &a)] {
        let offer = from.session.reoffer(SdpDirection::SendRecv, false).await.unwrap();
        from.session.apply(&to.session.accept(&offer).await.unwrap()).await.unwrap();
    }
    assert!(a.session.sending() && b.session.sending());
}

#[tokio::test]
async fn an_ice_restart_moves_the_sockets_and_the_call_goes_on() {
    let (mut a, mut b) = pair(&ALL, &ALL).await;
    first_packet(&mut a, &mut b, b"before").await;
    let old = a.session.reoffer(SdpDirection::SendRecv, false).await.unwrap();
    a.session.rollback().await.unwrap();
    let offer = a.session.reoffer(SdpDirection::SendRecv, true).await.unwrap();
    assert_ne!(line(&old, "a=ice-ufrag"), line(&offer, "a=ice-ufrag"));
    assert_ne!(line(&old, "m=audio"), line(&offer, "m=audio"), "the port is a new one");
    let answer = b.session.accept(&offer).await.unwrap();
    a.session.apply(&answer).await.unwrap();
    // Some of the old ones may still be waiting.
    while &*first_packet(&mut a, &mut b, b"after").await.payload != b"after" {}
    while &*first_packet(&mut b, &mut a, b"after").await.payload != b"after" {}
}

#[tokio::test]
async fn a_refused_offer_is_rolled_back() {
    let (a, b) = pair(&ALL, &ALL).await;
    for restart in [false, true] {
        a.session.reoffer(SdpDirection::SendOnly, restart).await.unwrap();
        assert_eq!(a.session.reoffer(SdpDirection::SendRecv, false).await, Err(MediaError::WrongState));
        a.session.rollback().await.unwrap();
    }
    let offer = b.session.reoffer(SdpDirection::SendRecv, false).await.unwrap();
    let answer = a.session.accept(&offer).await.unwrap();
    assert!(answer.contains("a=sendrecv"), "the hold that was refused left no trace: {answer}");
    b.session.apply(&answer).await.unwrap();
}

#[tokio::test]
async fn an_answer_that_cannot_be_used_leaves_the_call_as_it_was() {
    let (mut a, mut b) = pair(&ALL, &ALL).await;
    let offer = a.session.reoffer(SdpDirection::SendOnly, false).await.unwrap();
    let answer = b.session.accept(&offer).await.unwrap();
    assert_eq!(a.session.apply(&answer.replace("a=rtcp-mux", "a=x")).await, Err(MediaError::NotWebRtc));
    // Neither side's next offer meets one that is still under way.
    let offer = b.session.reoffer(SdpDirection::SendRecv, false).await.unwrap();
    b.session.apply(&a.session.accept(&offer).await.unwrap()).await.unwrap();
    first_packet(&mut a, &mut b, b"x").await;
    first_packet(&mut b, &mut a, b"y").await;
    let offer = a.session.reoffer(SdpDirection::SendOnly, false).await.unwrap();
    a.session.apply(&b.session.accept(&offer).await.unwrap()).await.unwrap();
}

#[tokio::test]
async fn after_a_refused_ice_restart_the_next_offer_brings_the_path_back() {
    let (mut a, mut b) = pair(&ALL, &ALL).await;
    first_packet(&mut a, &mut b, b"before").await;
    a.session.reoffer(SdpDirection::SendRecv, true).await.unwrap();
    a.session.rollback().await.unwrap();
    let offer = a.session.reoffer(SdpDirection::SendRecv, false).await.unwrap();
    a.session.apply(&b.session.accept(&offer).await.unwrap()).await.unwrap();
    while &*first_packet(&mut a, &mut b, b"after").await.payload != b"after" {}
    while &*first_packet(&mut b, &mut a, b"after").await.payload != b"after" {}
}

#[tokio::test]
async fn reports_tell_loss_jitter_and_round_trip() {
    let (mut a, mut b) = pair(&ALL, &ALL).await;
    let end = tokio::time::Instant::now() + common::PATIENCE;
    for sequence in 0.. {
        // Every fourth packet is lost.
        a.send(sequence * 4 / 3, &[1; 80]);
        b.send(sequence, &[1; 80]);
        tokio::time::sleep(Duration::from_millis(10)).await;
        let statistics = a.session.statistics();
        if statistics.round_trip.is_some() && statistics.remote_loss.is_some_and(|loss| loss > 0.1) {
            assert!(statistics.remote_jitter.is_some());
            assert!(statistics.round_trip < Some(Duration::from_secs(2)));
            return;
        }
        assert!(tokio::time::Instant::now() < end, "{statistics:?}");
    }
}

#[tokio::test]
async fn a_stream_with_another_ssrc_is_heard_too() {
    let (mut a, mut b) = pair(&ALL, &ALL).await;
    let first = first_packet(&mut a, &mut b, b"x").await.ssrc;
    // A third session takes a's place: another fingerprint, other ICE credentials, another SSRC.
    let mut c = Side::new(&ALL).await;
    call(&mut c, &mut b).await;
    // Some of a's may still be waiting.
    while first_packet(&mut c, &mut b, b"x").await.ssrc == first {}
    first_packet(&mut b, &mut c, b"y").await;
}

#[tokio::test]
async fn what_cannot_be_spoken_is_an_error_with_a_name() {
    let a = Side::new(&ALL).await;
    let offer = Side::new(&[Codec::Opus]).await.session.offer().await.unwrap();
    let unknown = offer.replace("opus/48000", "speex/16000");
    assert_eq!(a.session.accept("").await, Err(MediaError::MalformedSdp));
    assert_eq!(a.session.accept(&unknown).await, Err(MediaError::NoCommonCodec));
    assert_eq!(a.session.accept(&offer.replace("a=rtcp-mux", "a=x")).await, Err(MediaError::NotWebRtc));
    assert_eq!(a.session.apply(&offer).await, Err(MediaError::WrongState));
    assert!(a.session.accept(&offer).await.is_ok(), "none of that did harm");
}

#[tokio::test]
async fn an_offer_without_bundle_and_mid_is_answered_in_kind() {
    let (mut a, mut b) = (Side::new(&ALL).await, Side::new(&ALL).await);
    let offer = a.session.offer().await.unwrap();
    let bare: String = offer
        .lines()
        .filter(|l| !l.starts_with("a=mid") && !l.starts_with("a=group"))
        .map(|l| format!("{l}\r\n"))
        .collect();
    let answer = b.session.accept(&bare).await.unwrap();
    assert!(!answer.contains("a=mid") && !answer.contains("a=group"), "{answer}");
    assert!(!answer.contains("m=audio 0 "), "{answer}");
    a.session.apply(&answer).await.unwrap();
    a.event(MediaEvent::Connected).await;
    b.event(MediaEvent::Connected).await;
    first_packet(&mut a, &mut b, b"x").await;
}

#[tokio::test]
async fn a_peer_that_shows_only_in_its_checks_is_connected_at_once() {
    let (mut a, mut b) = (Side::new(&ALL).await, Side::new(&ALL).await);
    let offer = a.session.offer().await.unwrap();
    let answer = b.session.accept(&offer).await.unwrap();
    let without: String =
        answer.lines().filter(|l| !l.starts_with("a=candidate")).map(|l| format!("{l}\r\n")).collect();
    let start = std::time::Instant::now();
    a.session.apply(&without).await.unwrap();
    a.event(MediaEvent::Connected).await;
    b.event(MediaEvent::Connected).await;
    // The stack's own wait for such a peer would be a second more than this.
    assert!(start.elapsed() < Duration::from_millis(1_000), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_stun_server_that_never_answers_does_not_hold_the_call_up() {
    let silent = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let urls = vec![format!("stun:{}", silent.local_addr().unwrap())];
    let server = IceServer { urls, username: None, credential: None };
    let config = MediaConfig { ice_servers: vec![server], ..common::config(&ALL) };
    let (session, _stream, _events) = WebRtcSession::new(config).await.unwrap();
    let start = std::time::Instant::now();
    let offer = session.offer().await.unwrap();
    assert!(offer.contains("typ host"));
    assert!(start.elapsed() < Duration::from_millis(1_500), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_peer_that_vanishes_is_reported() {
    let (mut a, b) = pair(&ALL, &ALL).await;
    b.session.close().await.unwrap();
    a.event(MediaEvent::Disconnected).await;
}

#[tokio::test]
async fn an_ice_restart_in_mid_voice_loses_little() {
    let (mut a, mut b) = pair(&ALL, &ALL).await;
    first_packet(&mut a, &mut b, b"x").await;
    let mut pace = tokio::time::interval(Duration::from_millis(20));
    let (mut sent, mut received) = (0u16, 0u16);
    for round in 0..150 {
        pace.tick().await;
        a.send(1_000 + round, b"voice");
        sent += 1;
        if round == 50 {
            let offer = a.session.reoffer(SdpDirection::SendRecv, true).await.unwrap();
            let answer = b.session.accept(&offer).await.unwrap();
            a.session.apply(&answer).await.unwrap();
        }
        received +=
            std::iter::from_fn(|| b.stream.incoming.pop()).filter(|p| &*p.payload == b"voice").count() as u16;
    }
    let lost = sent - received;
    assert!(lost <= 15, "{lost} packets of 20 ms");
}

#[test]
fn what_the_engine_keeps_can_move_between_threads() {
    fn movable<T: Send>(_: Option<T>) {}
    movable::<Box<dyn MediaSession>>(None);
    movable::<reo_media::MediaStream>(None);
    movable::<reo_media::VoicePath>(None);
}

fn line(sdp: &str, start: &str) -> String {
    sdp.lines().find(|line| line.starts_with(start)).unwrap_or_default().to_owned()
}
