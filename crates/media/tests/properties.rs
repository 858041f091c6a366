//! Whatever comes, the voice path plays on.
// Helpers outside of test functions may unwrap as well.
#![allow(clippy::unwrap_used)]

mod simulation;

use proptest::prelude::*;
use reo_media::{Codec, FRAME, Payload, RtpIn};
use simulation::{negotiated, path};
use std::time::Duration;

fn any_packet() -> impl Strategy<Value = (RtpIn, u64)> {
    let payload_type = prop_oneof![Just(111u8), Just(0), Just(8), Just(110), Just(126), any::<u8>()];
    let sequence = prop_oneof![0u16..50, 65_500u16..=65_535, any::<u16>()];
    let timestamp = prop_oneof![0u32..100_000, any::<u32>()];
    let bytes = proptest::collection::vec(any::<u8>(), 0..200);
    (payload_type, any::<bool>(), sequence, timestamp, 0u32..3, bytes, 0u64..40).prop_map(
        |(payload_type, marker, sequence, timestamp, ssrc, bytes, wait)| {
            let payload = Payload::new(&bytes).unwrap();
            (RtpIn { payload_type, marker, sequence, timestamp, ssrc, payload }, wait)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_packets_never_panic_and_never_leave_the_range(
        packets in proptest::collection::vec(any_packet(), 0..300),
        start in 0u64..1_000_000_000,
    ) {
        let mut path = path(Codec::Opus);
        let mut now = start;
        for (packet, wait) in packets {
            path.receive(&packet, Duration::from_millis(now));
            now += wait;
            for _ in 0..wait / 10 {
                let mut frame = [0.0; FRAME];
                path.playout(&mut frame);
                prop_assert!(frame.iter().all(|sample| sample.abs() <= 1.0));
            }
        }
        while path.poll_digit().is_some() {}
        prop_assert!(path.statistics().buffer_ms < 20_000);
    }

    #[test]
    fn any_order_of_a_stream_gives_it_back(order in Just((0u16..40).collect::<Vec<_>>()).prop_shuffle(), first: u16) {
        let mut speaker = reo_media::VoicePath::starting_at(first, u32::from(first).wrapping_mul(90_000));
        speaker.set_codec(negotiated(Codec::Pcma)).unwrap();
        let mut packets = Vec::new();
        for _ in 0..80 {
            speaker.capture(&[0.1; FRAME], |packet| packets.push(simulation::arrived(&packet, 5)));
        }
        let mut listener = path(Codec::Pcma);
        listener.receive(&packets[0], Duration::ZERO);
        for number in order {
            listener.receive(&packets[usize::from(number)], Duration::from_millis(10));
        }
        prop_assert_eq!(listener.statistics().received, 40);
        prop_assert_eq!(listener.statistics().duplicates, 1);
    }
}
