//! The voice path against bad networks, in virtual time.
// Helpers outside of test functions may unwrap as well.
#![allow(clippy::unwrap_used)]

mod simulation;

use reo_media::{Codec, FRAME, Frame, VoicePath};
use simulation::{Outcome, Random, Run, Voice, arrived, negotiated, path, run};
use std::time::Duration;

const ALL: [Codec; 3] = [Codec::Opus, Codec::Pcmu, Codec::Pcma];

fn power(samples: &[f32]) -> f64 {
    samples.iter().map(|s| f64::from(s * s)).sum::<f64>() / samples.len().max(1) as f64
}

#[test]
fn without_loss_nothing_is_made_up_and_the_delay_is_small() {
    for codec in ALL {
        let outcome = run(codec, 20.0, 0.0, &mut |_| vec![5.0]);
        assert_eq!(outcome.concealed_ms(), 0, "{codec:?}");
        assert_eq!((outcome.after.lost, outcome.after.late, outcome.after.discarded), (0, 0, 0));
        assert!(outcome.most_buffered <= 60, "{codec:?}: {} ms", outcome.most_buffered);
        assert!(outcome.after.played_ms > 19_000);
    }
}

#[test]
fn what_is_said_is_heard_with_less_than_sixty_milliseconds_in_the_buffer() {
    for codec in ALL {
        let outcome = run(codec, 6.0, 0.0, &mut |_| vec![0.0]);
        let loud = |samples: &[f32]| -> Vec<f64> { samples.chunks(480).map(power).map(f64::sqrt).collect() };
        let (said, heard) = (loud(&outcome.said[96_000..]), loud(&outcome.heard[96_000..]));
        // The envelope of what is heard is that of what was said, some frames later.
        let likeness = |lag: usize| {
            let pairs = said.iter().zip(&heard[lag..]);
            let (xy, xx, yy) =
                pairs.fold((0.0, 0.0, 0.0), |(xy, xx, yy), (x, y)| (xy + x * y, xx + x * x, yy + y * y));
            xy / f64::sqrt(xx * yy)
        };
        let best = (0..20).max_by(|a, b| likeness(*a).total_cmp(&likeness(*b))).unwrap();
        assert!(likeness(best) > 0.95, "{codec:?}: {}", likeness(best));
        // 20 ms of packet and the codec's own delay are in it.
        assert!(best <= 8, "{codec:?}: {} ms", best * 10);
    }
}

fn lossy(percent: f64, fec: bool) -> Outcome {
    let mut random = Random(7);
    let mut network = |_| if random.next() < percent / 100.0 { vec![] } else { vec![10.0] };
    let mut prepare = |speaker: &mut VoicePath| {
        speaker.set_codec(reo_media::Negotiated { fec, ..negotiated(Codec::Opus) }).unwrap();
        speaker.set_expected_loss(percent as f32 / 100.0);
    };
    Run {
        codec: Codec::Opus,
        seconds: 20.0,
        settle: 1.0,
        drift_ppm: 0.0,
        network: &mut network,
        prepare: &mut prepare,
    }
    .go()
}

#[test]
fn five_percent_of_loss_is_mostly_brought_back_by_fec() {
    let (with, without) = (lossy(5.0, true), lossy(5.0, false));
    assert_eq!(without.after.recovered, 0);
    assert!(without.concealed_ms() >= 700, "{}", without.concealed_ms());
    assert!(
        with.concealed_ms() * 2 < without.concealed_ms(),
        "{} {}",
        with.concealed_ms(),
        without.concealed_ms()
    );
    assert!(with.after.recovered * 2 > with.after.lost);
}

#[test]
fn g711_loss_is_concealed_and_counted() {
    let mut random = Random(3);
    let outcome =
        run(Codec::Pcma, 20.0, 1.0, &mut |_| if random.next() < 0.05 { vec![] } else { vec![10.0] });
    assert!((600..1_600).contains(&outcome.concealed_ms()), "{}", outcome.concealed_ms());
    assert!(outcome.after.lost >= 35);
}

#[test]
fn jitter_of_sixty_milliseconds_is_learnt() {
    let mut random = Random(11);
    let outcome = run(Codec::Opus, 30.0, 5.0, &mut |_| vec![random.next() * 60.0]);
    assert!(outcome.concealed_ms() <= 250, "{} of 25000 ms", outcome.concealed_ms());
    assert!((50..=110).contains(&outcome.after.target_ms), "{}", outcome.after.target_ms);
    assert!(outcome.most_buffered <= 160, "{}", outcome.most_buffered);
}

#[test]
fn the_delay_comes_down_again_when_the_network_calms() {
    let mut random = Random(5);
    let outcome =
        run(Codec::Opus, 60.0, 40.0, &mut |n| vec![if n < 750 { random.next() * 150.0 } else { 5.0 }]);
    assert_eq!(outcome.concealed_ms(), 0);
    assert!(outcome.after.buffer_ms <= 60, "{}", outcome.after.buffer_ms);
}

#[test]
fn pairs_that_swap_places_are_put_in_order() {
    let outcome = run(Codec::Opus, 20.0, 2.0, &mut |n| vec![if n % 2 == 0 { 30.0 } else { 5.0 }]);
    assert_eq!(outcome.concealed_ms(), 0);
    assert_eq!(outcome.after.lost - outcome.before.lost, 0);
}

#[test]
fn duplicates_are_heard_once() {
    let outcome = run(Codec::Opus, 5.0, 0.0, &mut |_| vec![5.0, 15.0]);
    assert_eq!(outcome.concealed_ms(), 0);
    assert!(outcome.after.duplicates + outcome.after.late > 200);
    assert!(outcome.after.played_ms > 4_800);
}

#[test]
fn a_burst_of_loss_fades_to_silence_and_the_voice_comes_back() {
    for codec in ALL {
        let mut voice = Voice::new();
        let (mut speaker, mut listener) = (path(codec), path(codec));
        let mut heard = Vec::new();
        for step in 0..600u64 {
            speaker.capture(&voice.frame(), |packet| {
                if !(250..350).contains(&step) {
                    listener.receive(&arrived(&packet, 1), Duration::from_millis(step * 10));
                }
            });
            let mut frame = [0.0; FRAME];
            listener.playout(&mut frame);
            heard.extend_from_slice(&frame);
        }
        let part = |from: usize, to: usize| power(&heard[from * 480..to * 480]);
        assert!(part(100, 240) > 1e-4);
        assert!(part(270, 345) < 1e-12, "{codec:?}: silence after 100 ms, {}", part(270, 345));
        assert!(part(360, 600) > 1e-4, "{codec:?}");
        let statistics = listener.statistics();
        assert!(statistics.concealed_ms <= 160, "{codec:?}: {}", statistics.concealed_ms);
        assert!(statistics.buffer_ms <= 80);
    }
}

#[test]
fn a_stall_that_ends_in_a_burst_does_not_leave_a_long_delay() {
    // For half a second nothing comes; then all of it at once.
    let outcome = run(Codec::Opus, 10.0, 0.0, &mut |n| {
        let at = n as f64 * 20.0;
        vec![if (3_000.0..3_500.0).contains(&at) { 3_500.0 - at } else { 5.0 }]
    });
    assert!(outcome.after.buffer_ms <= 80, "{}", outcome.after.buffer_ms);
}

#[test]
fn clocks_that_drift_for_minutes_neither_starve_nor_flood() {
    for drift_ppm in [-200.0, 200.0] {
        let mut random = Random(1);
        let mut network = |_| vec![random.next() * 8.0];
        let outcome = Run {
            codec: Codec::Pcmu,
            seconds: 240.0,
            settle: 5.0,
            drift_ppm,
            network: &mut network,
            prepare: &mut |_| {},
        }
        .go();
        assert!(outcome.concealed_ms() <= 20, "{drift_ppm}: {}", outcome.concealed_ms());
        assert_eq!(outcome.after.discarded, 0);
        assert!(outcome.most_buffered <= 70, "{drift_ppm}: {}", outcome.most_buffered);
    }
}

#[test]
fn another_stream_takes_over_at_once() {
    // Another SSRC, other numbers, another clock: music on hold, or a transfer.
    let mut voice = Voice::new();
    let (mut one, mut listener) = (path(Codec::Opus), path(Codec::Opus));
    let mut two = VoicePath::starting_at(100, 5);
    two.set_codec(negotiated(Codec::Pcma)).unwrap();
    let mut heard = Vec::new();
    for step in 0..400u64 {
        let (speaker, ssrc) = if step < 200 { (&mut one, 1) } else { (&mut two, 2) };
        speaker.capture(&voice.frame(), |packet| {
            listener.receive(&arrived(&packet, ssrc), Duration::from_millis(step * 10));
        });
        let mut frame = [0.0; FRAME];
        listener.playout(&mut frame);
        heard.extend_from_slice(&frame);
    }
    assert!(power(&heard[215 * 480..]) > 1e-4);
    assert!(listener.statistics().concealed_ms <= 120, "{}", listener.statistics().concealed_ms);
}

#[test]
fn a_timestamp_that_jumps_without_a_new_ssrc_is_no_gap() {
    let mut voice = Voice::new();
    let (mut speaker, mut listener) = (path(Codec::Opus), path(Codec::Opus));
    for step in 0..600u64 {
        speaker.capture(&voice.frame(), |packet| {
            let mut packet = arrived(&packet, 1);
            if step > 300 {
                packet.timestamp = packet.timestamp.wrapping_add(2_000_000_000);
            }
            listener.receive(&packet, Duration::from_millis(step * 10));
        });
        listener.playout(&mut [0.0; FRAME]);
    }
    assert_eq!(listener.statistics().concealed_ms, 0);
    assert!(listener.statistics().buffer_ms <= 60);
}

#[test]
fn mute_sends_silence_and_hold_sends_nothing() {
    let mut speaker = path(Codec::Opus);
    let mut listener = path(Codec::Opus);
    let mut voice = Voice::new();
    let mut heard: Vec<(u64, Frame)> = Vec::new();
    let mut packets = 0;
    let mut markers = Vec::new();
    for step in 0..600u64 {
        match step {
            200 => speaker.set_mute(true),
            300 => speaker.set_mute(false),
            400 => speaker.set_sending(false),
            500 => speaker.set_sending(true),
            _ => {}
        }
        speaker.capture(&voice.frame(), |packet| {
            packets += 1;
            if packet.marker {
                markers.push((step, packet.timestamp));
            }
            listener.receive(&arrived(&packet, 1), Duration::from_millis(step * 10));
        });
        if step == 199 {
            assert!(speaker.levels().input > 0.1);
        }
        if step == 299 {
            assert_eq!(speaker.levels().input, 0.0);
        }
        let mut frame = [0.0; FRAME];
        listener.playout(&mut frame);
        heard.push((step, frame));
    }
    let loudness = |from: u64, to: u64| {
        let part: Vec<f32> =
            heard.iter().filter(|(s, _)| (from..to).contains(s)).flat_map(|(_, f)| *f).collect();
        power(&part)
    };
    assert!(loudness(100, 190) > 1e-4 && loudness(310, 390) > 1e-4 && loudness(520, 600) > 1e-4);
    assert!(loudness(220, 300) < 1e-6, "{}", loudness(220, 300));
    assert!(loudness(420, 500) < 1e-12);
    assert_eq!(packets, 250);
    assert_eq!(markers.len(), 2, "a marker at the begin and after the hold");
    // The timestamp went on during the hold.
    assert_eq!(markers[1].1.wrapping_sub(markers[0].1), 500 * 480);
}

#[test]
fn keys_arrive_once_each_and_cost_no_voice() {
    for codec in [Codec::Opus, Codec::Pcmu] {
        let (mut speaker, mut listener) = (path(codec), path(codec));
        let mut voice = Voice::new();
        let keys = "159#*0D";
        let mut random = Random(2);
        for step in 0..600u64 {
            if step == 100 {
                assert!(
                    keys.chars().all(|key| speaker.send_digit(reo_model::Digit::from_char(key).unwrap()))
                );
            }
            speaker.capture(&voice.frame(), |packet| {
                // Some get lost, some come twice.
                for _ in 0..(random.next() * 2.5) as u32 + u32::from(step < 90) {
                    listener.receive(&arrived(&packet, 1), Duration::from_millis(step * 10));
                }
            });
            listener.playout(&mut [0.0; FRAME]);
        }
        let heard: String =
            std::iter::from_fn(|| listener.poll_digit()).map(reo_model::Digit::as_char).collect();
        assert_eq!(heard, keys, "{codec:?}");
    }
}

#[test]
fn a_key_at_a_foreign_clock_rate_lasts_as_long() {
    let mut speaker = path(Codec::Opus);
    speaker
        .set_codec(reo_media::Negotiated { telephone_event: Some(126), ..negotiated(Codec::Opus) })
        .unwrap();
    assert!(speaker.send_digit(reo_model::Digit::from_char('1').unwrap()));
    let mut ends = Vec::new();
    for _ in 0..30 {
        speaker.capture(&[0.0; FRAME], |packet| {
            if packet.payload_type == 126 && packet.payload[1] & 0x80 != 0 {
                ends.push(u16::from_be_bytes([packet.payload[2], packet.payload[3]]));
            }
        });
    }
    assert_eq!(ends, [800; 3], "100 ms of 8 kHz");
}

#[test]
fn without_telephone_event_a_key_is_refused() {
    let mut speaker = VoicePath::new();
    let digit = reo_model::Digit::from_char('1').unwrap();
    assert!(!speaker.send_digit(digit));
    speaker.set_codec(reo_media::Negotiated { telephone_event: None, ..negotiated(Codec::Opus) }).unwrap();
    assert!(!speaker.send_digit(digit));
}

#[test]
fn a_loudspeaker_that_stalls_for_long_is_heard_again_at_once() {
    for codec in ALL {
        let (mut speaker, mut listener) = (path(codec), path(codec));
        let mut voice = Voice::new();
        let mut heard = Vec::new();
        // From one second on nobody takes voice for ten.
        for step in 0..1_300u64 {
            speaker.capture(&voice.frame(), |packet| {
                listener.receive(&arrived(&packet, 7), Duration::from_millis(10 * step));
            });
            if !(100..1_100).contains(&step) {
                let mut frame = [0.0; FRAME];
                listener.playout(&mut frame);
                heard.extend_from_slice(&frame);
            }
        }
        // The last 1.5 s, of which the first is there to catch up.
        assert!(power(&heard[heard.len() - 72_000..]) > 1e-3, "{codec:?}: {:?}", listener.statistics());
        assert!(listener.statistics().buffer_ms <= 100, "{codec:?}: {:?}", listener.statistics());
    }
}

#[test]
fn keys_alone_do_not_shut_out_the_voice_that_follows() {
    let (mut speaker, mut listener) = (path(Codec::Pcmu), path(Codec::Pcmu));
    let mut voice = Voice::new();
    let (mut sequence, mut heard) = (0, Vec::new());
    for step in 0..4_000u64 {
        if step % 30 == 0 && step < 3_000 {
            speaker.send_digit(reo_model::Digit::from_char('5').unwrap());
        }
        speaker.capture(&voice.frame(), |packet| {
            // A sender that suppresses silence numbers only what it sends.
            if packet.payload_type == 126 || step >= 3_500 {
                sequence += 1;
                let packet = reo_media::RtpIn { sequence, ..arrived(&packet, 7) };
                listener.receive(&packet, Duration::from_millis(10 * step));
            }
        });
        let mut frame = [0.0; FRAME];
        listener.playout(&mut frame);
        heard.extend_from_slice(&frame);
    }
    assert!(power(&heard[heard.len() - 96_000..]) > 1e-3, "{:?}", listener.statistics());
}
