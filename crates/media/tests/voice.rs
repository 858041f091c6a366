//! Voice from one path through two real sessions to the other path, in real time.
// Helpers outside of test functions may unwrap as well.
#![allow(clippy::unwrap_used)]

mod common;
mod simulation;

use common::{PATIENCE, Side, call};
use reo_media::{Codec, FRAME, MediaSession, VoicePath};
use simulation::Voice;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval};

struct End {
    side: Side,
    path: VoicePath,
    voice: Voice,
    heard: f64,
}

impl End {
    fn new(side: Side) -> Self {
        let mut path = VoicePath::new();
        path.set_codec(side.agreed()).unwrap();
        Self { side, path, voice: Voice::new(), heard: 0.0 }
    }

    /// 10 ms of a call.
    fn step(&mut self, now: Duration) {
        let outgoing = &mut self.side.stream.outgoing;
        self.path.capture(&self.voice.frame(), |packet| {
            outgoing.send(packet);
        });
        while let Some(packet) = self.side.stream.incoming.pop() {
            self.path.receive(&packet, now);
        }
        let mut frame = [0.0; FRAME];
        self.path.playout(&mut frame);
        self.heard += frame.iter().map(|sample| f64::from(sample * sample)).sum::<f64>();
    }
}

async fn talk(codecs: &[Codec], codec: Codec) {
    let (mut a, mut b) = (Side::new(codecs).await, Side::new(codecs).await);
    call(&mut a, &mut b).await;
    assert_eq!((a.agreed().codec, b.agreed().codec), (codec, codec));
    let (mut a, mut b) = (End::new(a), End::new(b));
    let start = Instant::now();
    let mut pace = interval(Duration::from_millis(10));
    pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
    // Until both have heard two seconds of voice.
    while a.path.statistics().played_ms < 2_000 || b.path.statistics().played_ms < 2_000 {
        assert!(start.elapsed() < PATIENCE, "{:?}", a.path.statistics());
        pace.tick().await;
        a.step(start.elapsed());
        b.step(start.elapsed());
    }
    for end in [&mut a, &mut b] {
        assert!(end.heard / 96_000.0 > 1e-3, "{}", end.heard);
        let statistics = end.side.session.statistics();
        assert!(statistics.packets_received >= 95 && statistics.overflow == 0, "{statistics:?}");
        assert!(end.path.statistics().lost < 10);
        assert!(end.path.levels().output > 0.1);
    }
    // A key goes across as well.
    assert!(a.path.send_digit(reo_model::Digit::from_char('#').unwrap()));
    let key = loop {
        assert!(start.elapsed() < 2 * PATIENCE);
        pace.tick().await;
        a.step(start.elapsed());
        b.step(start.elapsed());
        if let Some(key) = b.path.poll_digit() {
            break key;
        }
    };
    assert_eq!(key.as_char(), '#');
}

#[tokio::test]
async fn two_people_hear_each_other_in_opus() {
    talk(&[Codec::Opus, Codec::Pcmu, Codec::Pcma], Codec::Opus).await;
}

#[tokio::test]
async fn two_people_hear_each_other_in_pcmu() {
    talk(&[Codec::Pcmu], Codec::Pcmu).await;
}

#[tokio::test]
async fn two_people_hear_each_other_in_pcma() {
    talk(&[Codec::Pcma], Codec::Pcma).await;
}
