//! What the tests share: a voice thread, a clock for events, a tone and its measurement.

#![allow(dead_code, reason = "every test program uses a part of it")]

use reo_audio::{AudioEvent, AudioIo, FRAME};
use std::f32::consts::TAU;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

pub const RATE: f32 = 48_000.0;

/// A voice thread: keeps what the microphone hears and plays a tone of level 0.5, both driven by the devices.
pub struct Voice {
    captured: Arc<Mutex<Vec<f32>>>,
    played: Arc<Mutex<usize>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Voice {
    pub fn start(mut io: AudioIo, frequency: f32) -> Self {
        let (captured, played) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(0)));
        let stop = Arc::new(AtomicBool::new(false));
        let (heard, said, stopped) = (captured.clone(), played.clone(), stop.clone());
        let thread = thread::spawn(move || {
            io.waker.register(thread::current());
            let mut frame = [0.0; FRAME];
            while !stopped.load(Ordering::Acquire) {
                while io.capture.available() >= FRAME {
                    let read = io.capture.read(&mut frame);
                    heard.lock().unwrap().extend_from_slice(&frame[..read]);
                }
                while io.playout.wants() >= FRAME {
                    let mut position = said.lock().unwrap();
                    for (i, sample) in frame.iter_mut().enumerate() {
                        *sample = 0.5 * (TAU * (frequency * (*position + i) as f32 / RATE).fract()).sin();
                    }
                    *position += io.playout.write(&frame);
                }
                thread::park_timeout(Duration::from_millis(50));
            }
        });
        Self { captured, played, stop, thread: Some(thread) }
    }

    pub fn captured(&self) -> Vec<f32> {
        self.captured.lock().unwrap().clone()
    }

    /// Forgets what was captured, waits for that many samples and gives them.
    pub fn listen(&self, samples: usize) -> Vec<f32> {
        self.captured.lock().unwrap().clear();
        wait_until("sound is captured", || self.captured.lock().unwrap().len() >= samples);
        self.captured()
    }

    pub fn played(&self) -> usize {
        *self.played.lock().unwrap()
    }
}

impl Drop for Voice {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        let ended = self.thread.take().unwrap().join();
        if !thread::panicking() {
            ended.unwrap();
        }
    }
}

/// Waits for something to become true; panics after 20 seconds.
pub fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !done() {
        assert!(Instant::now() < deadline, "never: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Reads events until the wanted one; gives those before it.
pub fn wait_for(events: &mut mpsc::Receiver<AudioEvent>, wanted: AudioEvent) -> Vec<AudioEvent> {
    let mut before = Vec::new();
    wait_until(&format!("{wanted:?}"), || {
        while let Ok(event) = events.try_recv() {
            if event == wanted {
                return true;
            }
            before.push(event);
        }
        false
    });
    before
}

pub fn sine(frequency: f32, level: f32, seconds: f32) -> Vec<f32> {
    let sample = |i| level * (TAU * (frequency * i as f32 / RATE).fract()).sin();
    (0..(seconds * RATE) as usize).map(sample).collect()
}

/// Amplitude of one frequency, in blocks of 100 ms, averaged: a clock that is a little off does not matter.
pub fn tone(samples: &[f32], frequency: f32) -> f32 {
    let blocks = samples.chunks_exact(4_800);
    let count = blocks.len() as f32;
    blocks.map(|block| goertzel(block, frequency)).sum::<f32>() / count
}

fn goertzel(samples: &[f32], frequency: f32) -> f32 {
    let (mut re, mut im) = (0.0f32, 0.0f32);
    for (i, sample) in samples.iter().enumerate() {
        let angle = TAU * (frequency * i as f32 / RATE).fract();
        re += sample * angle.cos();
        im += sample * angle.sin();
    }
    2.0 * re.hypot(im) / samples.len() as f32
}

pub fn rms(samples: &[f32]) -> f32 {
    (samples.iter().map(|s| s * s).sum::<f32>() / samples.len().max(1) as f32).sqrt()
}

/// Blocks of 5 ms that are much quieter than a steady tone of this level, or where the tone jumps.
pub fn gaps(samples: &[f32], level: f32) -> usize {
    let quiet = |block: &[f32]| rms(block) < 0.8 * level / 2.0f32.sqrt();
    samples.chunks_exact(240).filter(|block| quiet(block)).count()
}

/// From the first to the last sample that is not silence.
pub fn trimmed(samples: &[f32]) -> &[f32] {
    let loud = |sample: &f32| sample.abs() > 0.01;
    let first = samples.iter().position(loud).unwrap_or(0);
    let last = samples.iter().rposition(loud).map_or(first, |last| last + 1);
    &samples[first..last]
}
