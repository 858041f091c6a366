//! Descriptions of real peers, and of peers that mean no good.

use super::formats::Encoding;
use super::*;
use crate::{Codec, MediaError, SdpDirection};
use proptest::prelude::*;

const ALL: [Codec; 3] = [Codec::Opus, Codec::Pcmu, Codec::Pcma];

const FINGERPRINT: &str =
    "sha-256 9E:68:DC:F3:40:54:67:2D:2D:8F:F1:6B:8C:61:90:B5:9E:68:DC:F3:40:54:67:2D:2D:8F:F1:6B:8C:61:90:B5";

/// As rtpengine writes an answer: no BUNDLE, no mid, static types without `rtpmap` of their own order.
fn rtpengine() -> String {
    format!(
        "v=0\r\no=- 1 2 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.7\r\nt=0 0\r\n\
         m=audio 30000 UDP/TLS/RTP/SAVPF 96 8 0 101 97\r\n\
         a=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1; minptime=10\r\n\
         a=rtpmap:101 telephone-event/8000\r\na=rtpmap:97 telephone-event/48000\r\na=sendrecv\r\n\
         a=rtcp:30000\r\na=rtcp-mux\r\na=setup:actpass\r\na=fingerprint:{FINGERPRINT}\r\n\
         a=ice-ufrag:abcd1234\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\na=ssrc:4294967295 cname:x\r\n\
         a=candidate:Host1 1 UDP 2130706431 198.51.100.7 30000 typ host\r\n\
         a=candidate:Host1 2 UDP 2130706430 198.51.100.7 30001 typ host\r\n\
         a=candidate:Tcp1 1 TCP 1 198.51.100.7 9 typ host tcptype active\r\n\
         a=candidate:Name 1 UDP 1 4a2e.local 4000 typ host\r\n\
         a=candidate:Rel 1 udp 5 2001:db8::1 4000 typ relay raddr 198.51.100.9 rport 77 generation 0\r\n"
    )
}

fn parse(text: &str) -> RemoteDescription {
    RemoteDescription::parse(text).unwrap()
}

fn local() -> LocalTransport {
    LocalTransport::parse(&rtpengine()).unwrap()
}

fn origin() -> Origin {
    Origin { id: 5, version: 6, ssrc: 7, cname: "c".to_owned() }
}

#[test]
fn a_peer_without_bundle_and_mid_is_understood() {
    let remote = parse(&rtpengine());
    assert_eq!(
        (remote.mid(), remote.direction, remote.setup),
        (None, SdpDirection::SendRecv, Setup::ActPass)
    );
    assert_eq!(remote.candidates.len(), 2, "component 2, TCP and names are of no use");
    assert_eq!(
        remote.candidates[1].to_string(),
        "Rel 1 udp 5 2001:db8::1 4000 typ relay raddr 198.51.100.9 rport 77"
    );
    assert_eq!(remote.ssrcs, [u32::MAX]);
}

#[test]
fn our_most_preferred_codec_of_theirs_is_taken_with_their_number() {
    let remote = parse(&rtpengine());
    let agreed = negotiate(&ALL, &remote.formats, &[]).unwrap().negotiated;
    assert_eq!((agreed.codec, agreed.payload_type, agreed.fec), (Codec::Opus, 96, true));
    assert_eq!(agreed.telephone_event, Some(97), "that of 48 kHz");
    let agreed = negotiate(&[Codec::Pcma, Codec::Opus], &remote.formats, &[]).unwrap().negotiated;
    assert_eq!((agreed.codec, agreed.payload_type, agreed.telephone_event), (Codec::Pcma, 8, Some(101)));
    assert_eq!((agreed.event_clock(97), agreed.event_clock(101)), (Some(48_000), Some(8_000)));
    assert_eq!(negotiate(&[], &remote.formats, &[]), Err(MediaError::NoCommonCodec));
}

#[test]
fn telephone_events_of_another_clock_are_better_than_none() {
    let asterisk = rtpengine().replace("a=rtpmap:97 telephone-event/48000\r\n", "");
    let agreed = negotiate(&ALL, &parse(&asterisk).formats, &[]).unwrap().negotiated;
    assert_eq!((agreed.codec, agreed.telephone_event), (Codec::Opus, Some(101)));
    assert_eq!(agreed.event_clock(101), Some(8_000));
    let wide = rtpengine().replace("a=rtpmap:101 telephone-event/8000\r\n", "");
    let agreed = negotiate(&[Codec::Pcmu], &parse(&wide).formats, &[]).unwrap().negotiated;
    assert_eq!(agreed.telephone_event, Some(97));
    let none = wide.replace("a=rtpmap:97 telephone-event/48000\r\n", "");
    assert_eq!(negotiate(&ALL, &parse(&none).formats, &[]).unwrap().negotiated.telephone_event, None);
}

#[test]
fn packets_may_come_with_the_numbers_of_our_offer_or_of_their_answer() {
    let remote = parse(&rtpengine());
    let agreed = negotiate(&ALL, &remote.formats, &offered_formats(&ALL)).unwrap().negotiated;
    assert_eq!((agreed.codec_of(111), agreed.codec_of(96)), (Some(Codec::Opus), Some(Codec::Opus)));
    assert_eq!((agreed.event_clock(126), agreed.event_clock(110)), (Some(8_000), Some(48_000)));
    assert_eq!(agreed.codec_of(13), None);
}

#[test]
fn our_offer_has_everything_inside() {
    let text = write_offer(&origin(), &local(), &offered_formats(&ALL), SdpDirection::SendOnly, None);
    for line in [
        "m=audio 4000 UDP/TLS/RTP/SAVPF 111 0 8 110 126",
        "c=IN IP6 2001:db8::1",
        "a=rtpmap:111 opus/48000/2",
        "a=fmtp:111 minptime=10;useinbandfec=1",
        "a=rtpmap:0 PCMU/8000",
        "a=rtpmap:8 PCMA/8000",
        "a=rtpmap:110 telephone-event/48000",
        "a=rtpmap:126 telephone-event/8000",
        "a=ptime:20",
        "a=rtcp-mux",
        "a=sendonly",
        "a=setup:actpass",
        "a=group:BUNDLE 0",
        "a=mid:0",
        "a=candidate:Host1 1 udp 2130706431 198.51.100.7 30000 typ host",
        "a=end-of-candidates",
    ] {
        assert!(text.lines().any(|l| l == line), "{line} not in {text}");
    }
    assert!(!text.contains("0.0.0.0"), "rtpengine takes that for hold");
    assert_eq!(parse(&text).formats.len(), 5);
}

#[test]
fn every_line_of_an_offer_is_answered_and_the_others_are_refused() {
    let with_video = format!(
        "{}m=video 9 UDP/TLS/RTP/SAVPF 100\r\na=mid:v\r\n",
        rtpengine().replace("a=rtcp-mux", "a=mid:a\r\na=rtcp-mux")
    );
    let remote = parse(&with_video);
    let agreed = negotiate(&ALL, &remote.formats, &[]).unwrap();
    let direction = answer_direction(SdpDirection::SendRecv, SdpDirection::SendOnly);
    let text = write_answer(&origin(), &local(), &agreed.answer, direction, &remote, Setup::Active);
    let lines: Vec<&str> = text.lines().filter(|l| l.starts_with("m=")).collect();
    assert_eq!(lines, ["m=audio 4000 UDP/TLS/RTP/SAVPF 96 0 8 97 101", "m=video 0 UDP/TLS/RTP/SAVPF 100"]);
    for line in ["a=group:BUNDLE a", "a=mid:a", "a=mid:v", "a=recvonly", "a=setup:active"] {
        assert!(text.lines().any(|l| l == line), "{line} not in {text}");
    }
    // Our own offer later keeps lines, numbers and tags.
    let offer = write_offer(&origin(), &local(), &agreed.answer, SdpDirection::SendRecv, Some(&remote));
    assert_eq!(offer.lines().filter(|l| l.starts_with("m=")).collect::<Vec<_>>(), lines);
}

#[test]
fn an_answer_never_promises_more_than_was_offered_or_wanted() {
    use SdpDirection::{Inactive, RecvOnly, SendOnly, SendRecv};
    for (wanted, offered, answer) in [
        (SendRecv, SendRecv, SendRecv),
        (SendRecv, SendOnly, RecvOnly),
        (SendRecv, RecvOnly, SendOnly),
        (SendRecv, Inactive, Inactive),
        (SendOnly, SendRecv, SendOnly),
        (SendOnly, SendOnly, Inactive),
        (Inactive, SendRecv, Inactive),
        (RecvOnly, SendRecv, RecvOnly),
    ] {
        assert_eq!(answer_direction(wanted, offered), answer, "{wanted:?} {offered:?}");
    }
}

#[test]
fn the_stack_gets_the_same_shape_whatever_the_peer_writes() {
    let table = StackTable::new(&negotiate(&ALL, &parse(&rtpengine()).formats, &[]).unwrap().answer);
    let held = rtpengine().replace("sendrecv", "inactive").replace("101 97", "101");
    for text in [rtpengine(), held, rtpengine().replace("96", "98")] {
        let canonical = for_stack(&parse(&text), &table);
        for line in [
            "a=mid:0",
            "a=group:BUNDLE 0",
            "a=sendrecv",
            "m=audio 9 UDP/TLS/RTP/SAVPF 96 0 8",
            "a=setup:actpass",
        ] {
            assert!(canonical.lines().any(|l| l == line), "{line} not in {canonical}");
        }
        assert!(!canonical.contains("telephone-event"), "the stack mixes up two of them");
        assert!(RemoteDescription::parse(&canonical).is_ok());
    }
}

#[test]
fn what_is_missing_is_named() {
    let bad = |from: &str, to: &str| RemoteDescription::parse(&rtpengine().replace(from, to)).unwrap_err();
    assert_eq!(bad("v=0", "v=1"), MediaError::MalformedSdp);
    assert_eq!(bad("m=audio 30000", "m=audio x"), MediaError::MalformedSdp);
    assert_eq!(bad("s=-", "nonsense"), MediaError::MalformedSdp);
    assert_eq!(bad("m=audio 30000", "m=audio 0"), MediaError::NoCommonCodec);
    assert_eq!(bad("UDP/TLS/RTP/SAVPF", "RTP/AVP"), MediaError::NoCommonCodec);
    assert_eq!(bad("a=rtcp-mux", "a=rtcp-rsize"), MediaError::NotWebRtc);
    assert_eq!(bad("a=fingerprint", "a=crypto"), MediaError::NotWebRtc);
    assert_eq!(bad("a=fingerprint:sha-256", "a=fingerprint:sha-1"), MediaError::NotWebRtc);
    assert_eq!(bad("a=ice-ufrag:abcd1234", "a=ice-ufrag:a b"), MediaError::NotWebRtc);
}

#[test]
fn clock_rates_and_static_types_are_told_apart() {
    assert_eq!(Encoding::parse("OPUS/48000/2"), Some(Encoding::Voice(Codec::Opus)));
    assert_eq!(Encoding::parse("opus/16000"), None);
    assert_eq!(Encoding::parse("telephone-event/48000"), Some(Encoding::TelephoneEvent(48_000)));
    assert_eq!(Encoding::parse("telephone-event/16000"), None);
    assert_eq!((Encoding::of_static(0), Encoding::of_static(9)), (Some(Encoding::Voice(Codec::Pcmu)), None));
}

/// Lines that make sense alone, for texts that nearly make sense.
fn line() -> impl Strategy<Value = String> {
    let known: Vec<String> = rtpengine().lines().map(str::to_owned).collect();
    prop_oneof![
        8 => proptest::sample::select(known),
        1 => "[a-z]=[ -~]{0,60}",
        1 => "a=(candidate|ssrc|rtpmap|fmtp|fingerprint|mid|setup):[ -~]{0,60}",
        1 => "m=[ -~]{0,40}",
        1 => any::<String>(),
    ]
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in any::<String>()) {
        let _ = RemoteDescription::parse(&text);
    }

    #[test]
    fn nearly_sensible_text_never_panics_and_what_we_write_of_it_is_readable(
        lines in proptest::collection::vec(line(), 0..40),
        keep in any::<bool>(),
    ) {
        let head = if keep { rtpengine() } else { "v=0\r\n".to_owned() };
        let text = format!("{head}{}", lines.iter().map(|l| format!("{l}\r\n")).collect::<String>());
        if let Ok(remote) = RemoteDescription::parse(&text)
            && let Ok(agreed) = negotiate(&ALL, &remote.formats, &[])
        {
            let table = StackTable::new(&agreed.answer);
            prop_assert!(RemoteDescription::parse(&for_stack(&remote, &table)).is_ok());
            let answer =
                write_answer(&origin(), &local(), &agreed.answer, SdpDirection::SendRecv, &remote, Setup::Active);
            let again = RemoteDescription::parse(&answer);
            prop_assert!(again.is_ok(), "{answer}");
            prop_assert_eq!(again.map(|again| again.lines.len()), Ok(remote.lines.len()));
        }
    }
}
