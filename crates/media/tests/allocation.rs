//! No frame costs an allocation once the path is warm. A file of its own: the allocator counts for the whole program.
// Helpers outside of test functions may unwrap as well.
#![allow(clippy::unwrap_used)]

mod simulation;

use reo_media::{Codec, FRAME, VoicePath};
use simulation::{Random, Voice, arrived, path};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::time::Duration;

struct Counting;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: hands everything to the system's allocator and only counts.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = COUNT.try_with(|count| count.set(count.get() + 1));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn one_call(codec: Codec) -> u64 {
    let (mut speaker, mut listener): (VoicePath, VoicePath) = (path(codec), path(codec));
    let (mut voice, mut random) = (Voice::new(), Random(4));
    let mut waiting = Vec::with_capacity(64);
    let mut before = 0;
    for step in 0..1_500u64 {
        if step == 200 {
            before = COUNT.get();
        }
        if step % 200 == 0 {
            speaker.send_digit(reo_model::Digit::from_char('5').unwrap());
        }
        // Jitter, loss, reordering and drift, so that every part of the path runs.
        speaker.capture(&voice.frame(), |packet| {
            if random.next() > 0.1 {
                waiting.push(arrived(&packet, 1));
            }
        });
        if random.next() > 0.4 {
            while let Some(packet) = waiting.pop() {
                listener.receive(&packet, Duration::from_millis(step * 10));
            }
        }
        listener.playout(&mut [0.0; FRAME]);
        if step % 700 == 0 {
            listener.playout(&mut [0.0; FRAME]);
        }
        listener.poll_digit();
        listener.levels();
    }
    let statistics = listener.statistics();
    assert!(statistics.lost > 0 && statistics.concealed_ms > 0 && statistics.received > 500);
    COUNT.get() - before
}

#[test]
fn a_warm_path_does_not_allocate() {
    let before = COUNT.get();
    drop(Box::new(1));
    assert_eq!(COUNT.get(), before + 1, "the counter counts");
    for codec in [Codec::Opus, Codec::Pcmu, Codec::Pcma] {
        assert_eq!(one_call(codec), 0, "{codec:?}");
    }
}
