//! The file backend: a whole session without a sound system, and every way a device can come and go.

#![allow(clippy::unwrap_used, clippy::float_cmp, reason = "a test may panic; silence is exactly zero")]

mod common;

use common::{Voice, gaps, rms, sine, tone, trimmed, wait_for, wait_until};
use reo_audio::{Audio, AudioEvent, AudioIo, Choice, FileBackend, FileControl, Microphone, Probe, Speaker};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::mpsc::Receiver;

const SECOND: usize = 48_000;

fn start(microphone: Microphone, speaker: Speaker) -> (Audio, AudioIo, Receiver<AudioEvent>, FileControl) {
    let backend = FileBackend::new(microphone, speaker).unwrap();
    let control = backend.control();
    let (audio, io, events) = Audio::start(Box::new(backend), Choice::default()).unwrap();
    (audio, io, events, control)
}

/// A file that is removed with this value.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("reo-files-{}-{}.wav", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        Self(std::env::temp_dir().join(name))
    }

    fn path(&self) -> PathBuf {
        self.0.clone()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// How many samples of a tone of level 0.5 hold as much energy.
fn tone_samples(samples: &[f32]) -> usize {
    (rms(samples).powi(2) * samples.len() as f32 / 0.125) as usize
}

fn write(path: &Path, channels: u16, rate: u32, samples: &[f32]) {
    let sample_format = hound::SampleFormat::Int;
    let spec = hound::WavSpec { channels, sample_rate: rate, bits_per_sample: 16, sample_format };
    let mut wav = hound::WavWriter::create(path, spec).unwrap();
    for sample in samples {
        (0..channels).for_each(|_| wav.write_sample((sample * 32_767.0) as i16).unwrap());
    }
    wav.finalize().unwrap();
}

fn read(path: &Path) -> Vec<f32> {
    let mut wav = hound::WavReader::open(path).unwrap();
    assert_eq!((wav.spec().channels, wav.spec().sample_rate), (1, 48_000));
    wav.samples::<i16>().map(|sample| f32::from(sample.unwrap()) / 32_768.0).collect()
}

#[test]
fn a_stereo_file_of_another_rate_is_the_microphone_and_plays_in_a_loop() {
    let file = Scratch::new();
    // 1000 periods of 1 kHz at 16 kHz: the loop's seam is no seam.
    let samples: Vec<f32> = sine(3_000.0, 0.5, 1.0).into_iter().take(16_000).collect();
    write(&file.path(), 2, 16_000, &samples);
    let (audio, io, mut events, _) =
        start(Microphone::Wav { path: file.path(), repeat: true }, Speaker::Discard);
    wait_for(&mut events, AudioEvent::Ready);
    let voice = Voice::start(io, 1_000.0);
    audio.open();
    voice.listen(SECOND / 4);
    let heard = voice.listen(2 * SECOND);
    assert!((tone(&heard, 1_000.0) - 0.5).abs() < 0.01, "{}", tone(&heard, 1_000.0));
    assert_eq!(gaps(&heard, 0.5), 0);
}

#[test]
fn a_file_that_does_not_repeat_ends_in_silence_and_the_silence_is_noticed() {
    let file = Scratch::new();
    write(&file.path(), 1, 48_000, &sine(440.0, 0.5, 0.5));
    let (audio, io, mut events, _) =
        start(Microphone::Wav { path: file.path(), repeat: false }, Speaker::Discard);
    let voice = Voice::start(io, 1_000.0);
    audio.open();
    wait_until("a second is captured", || voice.captured().len() >= SECOND);
    let heard = voice.captured();
    assert!(trimmed(&heard).len().abs_diff(SECOND / 2) < 100, "{}", trimmed(&heard).len());
    wait_for(&mut events, AudioEvent::MicrophoneSilent(true));
    audio.close();
    wait_for(&mut events, AudioEvent::MicrophoneSilent(false));
}

#[test]
fn what_is_played_is_recorded_and_complete_after_shutdown() {
    let file = Scratch::new();
    let (audio, io, _events, _) = start(Microphone::Silence, Speaker::Wav(file.path()));
    let voice = Voice::start(io, 1_000.0);
    audio.open();
    wait_until("it is played", || voice.played() > 2 * SECOND);
    assert!(audio.levels().output > 0.49);
    audio.shutdown();
    // A busy machine may put pauses between the samples, but nothing may be lost, save what was still queued.
    let recorded = tone_samples(&read(&file.path()));
    let played = voice.played();
    assert!((played - 10_000..=played + 100).contains(&recorded), "{recorded} of {played}");
}

#[test]
fn nothing_flows_before_a_session_opens_or_after_it_closes() {
    let (audio, mut io, mut events, _) = start(Microphone::Silence, Speaker::Discard);
    wait_for(&mut events, AudioEvent::Ready);
    assert_eq!((io.playout.wants(), audio.statistics().opened), (0, 0));
    audio.open();
    wait_until("sound flows", || io.capture.available() > 960 && io.playout.wants() >= 960);
    io.playout.write(&[0.5; 960]);
    audio.close();
    wait_until("it ends", || io.playout.wants() == 0);
    wait_until("both are closed", || {
        io.capture.clear();
        std::thread::sleep(std::time::Duration::from_millis(30));
        io.capture.available() == 0
    });
}

#[test]
fn the_voice_thread_keeps_its_pace_without_any_device() {
    let (audio, io, mut events, _) = start(Microphone::None, Speaker::None);
    assert_eq!(audio.probe(), Probe::NoDevices);
    wait_for(&mut events, AudioEvent::NoMicrophone);
    wait_for(&mut events, AudioEvent::NoSpeaker);
    let voice = Voice::start(io, 1_000.0);
    audio.open();
    assert_eq!(rms(&voice.listen(SECOND)), 0.0);
    let before = voice.played();
    wait_until("the playout is taken", || voice.played() > before + SECOND);
    assert_eq!(audio.levels().output, 0.0, "nobody hears it");
}

#[test]
fn devices_come_and_go_in_a_call() {
    let (tone_file, recording) = (Scratch::new(), Scratch::new());
    write(&tone_file.path(), 1, 48_000, &sine(440.0, 0.5, 1.0));
    let (audio, io, mut events, control) = start(Microphone::Silence, Speaker::Discard);
    let voice = Voice::start(io, 1_000.0);
    wait_for(&mut events, AudioEvent::Ready);
    audio.open();
    wait_until("both are open", || audio.statistics().opened == 2);

    control.plug_microphone(Microphone::None).unwrap();
    assert_eq!(wait_for(&mut events, AudioEvent::NoMicrophone).last(), Some(&AudioEvent::MicrophoneLost));
    assert_eq!(rms(&voice.listen(SECOND / 2)), 0.0);
    control.plug_microphone(Microphone::Wav { path: tone_file.path(), repeat: true }).unwrap();
    wait_for(&mut events, AudioEvent::Ready);
    wait_until("the new one is heard", || audio.levels().input > 0.45);

    control.plug_speaker(Speaker::None).unwrap();
    wait_for(&mut events, AudioEvent::NoSpeaker);
    control.plug_speaker(Speaker::Wav(recording.path())).unwrap();
    wait_for(&mut events, AudioEvent::Ready);
    let before = voice.played();
    wait_until("the new one plays", || voice.played() > before + SECOND);
    audio.shutdown();
    assert!(tone_samples(&read(&recording.path())) > SECOND / 2);
}

#[test]
fn a_restarted_server_is_found_again_and_only_one_event_tells_of_its_end() {
    let (audio, io, mut events, control) = start(Microphone::Silence, Speaker::Discard);
    let _voice = Voice::start(io, 1_000.0);
    wait_for(&mut events, AudioEvent::Ready);
    audio.open();
    wait_until("both are open", || audio.statistics().opened == 2);
    control.set_server_up(false);
    wait_for(&mut events, AudioEvent::ServerDown);
    assert_eq!(audio.probe(), Probe::ServerDown);
    control.set_server_up(true);
    let before = wait_for(&mut events, AudioEvent::Ready);
    assert_eq!(before, [AudioEvent::DevicesChanged], "devices are back");
    wait_until("both are open again", || audio.statistics().opened == 4);
}

#[test]
fn looking_again_repeats_the_state() {
    let (audio, _io, mut events, _) = start(Microphone::None, Speaker::Discard);
    wait_for(&mut events, AudioEvent::NoMicrophone);
    audio.look_again();
    assert_eq!(wait_for(&mut events, AudioEvent::NoMicrophone), []);
}
