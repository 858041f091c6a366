//! The cpal backend on a real PulseAudio daemon. The address of the daemon is a variable of the process, so every
//! test runs its body in a process of its own.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test may panic, and prints what it measured")]

mod common;
#[path = "../../../tests/src/pulse.rs"]
#[allow(dead_code, reason = "the end-to-end tests use the rest")]
mod pulse;

use common::{Voice, gaps, rms, sine, tone, trimmed, wait_for, wait_until};
use pulse::{Layout, MICROPHONE, PulseDaemon, Recorder, own_folder, prioritised, write_wav};
use reo_audio::{Audio, AudioEvent, AudioIo, Choice, CpalBackend, DeviceId, FRAME, Probe};
use std::path::PathBuf;
use std::process::{Child, Command};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::Receiver;

const LONGEST_TEST: Duration = Duration::from_secs(90);
const SECOND: usize = 48_000;

/// A second pair of loudspeakers.
const DESK: &[&str] = &["module-null-sink", "sink_name=desk", "rate=48000", "channels=2"];

/// In the process of the test: starts the same test again in a process that uses a daemon of its own, and waits for
/// it. In that process: starts the daemon.
fn daemon(test: &str, layout: Layout) -> Option<PulseDaemon> {
    if let Some(folder) = std::env::var_os("REO_TEST_PULSE") {
        return Some(PulseDaemon::start_in(PathBuf::from(folder), layout).unwrap());
    }
    let folder = own_folder().unwrap();
    // They measure sound in real time: two at once on two cores would disturb each other.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let mut child = prioritised(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env("REO_TEST_PULSE", &folder)
        .env("PULSE_SERVER", PulseDaemon::server_in(&folder))
        .env("HOME", &folder)
        .env_remove("XDG_RUNTIME_DIR")
        .spawn()
        .unwrap();
    let passed = wait(&mut child);
    if passed.is_none() {
        child.kill().unwrap();
        let pid = std::fs::read_to_string(folder.join("pid")).unwrap();
        Command::new("kill").arg(pid).status().unwrap();
    }
    assert_eq!(passed, Some(true), "{test} failed in its own process");
    None
}

fn wait(child: &mut Child) -> Option<bool> {
    let deadline = Instant::now() + LONGEST_TEST;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status.success());
        }
        thread::sleep(Duration::from_millis(20));
    }
    None
}

fn start() -> (Audio, AudioIo, Receiver<AudioEvent>) {
    start_with(Choice::default())
}

fn start_with(choice: Choice) -> (Audio, AudioIo, Receiver<AudioEvent>) {
    Audio::start(Box::new(CpalBackend::new()), choice).unwrap()
}

fn is_open(audio: &Audio, streams: u64) -> impl Fn() -> bool {
    let audio = audio.clone();
    move || audio.statistics().opened >= streams
}

/// The first stretch of that many samples in which the voice thread's tone has neither gap nor jump. A stream begins
/// behind whatever its device still had to play, and a machine that stops for a moment tears any stream.
fn steady(recorder: &Recorder, samples: usize) -> Vec<f32> {
    let deadline = Instant::now() + Duration::from_secs(30);
    let mut from = 0;
    while Instant::now() < deadline {
        recorder.wait_for(from + samples, Duration::from_secs(20)).unwrap();
        let heard = recorder.so_far()[from..from + samples].to_vec();
        if (tone(&heard, 1_000.0) - 0.5).abs() < 0.01 && gaps(&heard, 0.5) == 0 {
            return heard;
        }
        from += SECOND / 4;
    }
    panic!("the tone is never whole for {} s", samples / SECOND);
}

#[test]
fn devices_are_listed_with_stable_ids_and_nothing_is_opened() {
    let Some(daemon) = daemon("devices_are_listed_with_stable_ids_and_nothing_is_opened", Layout::Headset)
    else {
        return;
    };
    let (audio, _io, mut events) = start();
    wait_for(&mut events, AudioEvent::Ready);
    let devices = audio.devices();
    assert_eq!(audio.probe(), Probe::Ready);
    let inputs: Vec<_> =
        devices.inputs.iter().map(|d| (d.id.as_str(), d.name.as_str(), d.is_default)).collect();
    assert_eq!(inputs, [("pulseaudio:micsrc", "micsrc", true)]);
    let outputs: Vec<_> = devices.outputs.iter().map(|d| (d.id.as_str(), d.is_default)).collect();
    assert_eq!(outputs, [("pulseaudio:mic", false), ("pulseaudio:spk", true)]);
    assert_eq!(daemon.pactl(&["list", "short", "sink-inputs"]).unwrap(), "");
    assert_eq!(
        daemon.pactl(&["list", "short", "source-outputs"]).unwrap().lines().count(),
        1,
        "the remap's own"
    );
    assert_eq!(audio.statistics().opened, 0);
    daemon.load(DESK).unwrap();
    wait_for(&mut events, AudioEvent::DevicesChanged);
    assert!(audio.devices().outputs.iter().any(|device| device.id.as_str() == "pulseaudio:desk"));
}

#[test]
fn a_tone_in_the_room_is_captured() {
    let Some(daemon) = daemon("a_tone_in_the_room_is_captured", Layout::Headset) else { return };
    let (audio, io, mut events) = start();
    audio.open();
    wait_for(&mut events, AudioEvent::Ready);
    let voice = Voice::start(io, 1_000.0);
    let file = daemon.folder().join("tone.wav");
    write_wav(&file, &sine(440.0, 0.5, 30.0), 48_000).unwrap();
    let _player = daemon.play_wav(&file).unwrap();
    wait_until("the tone is heard", || audio.levels().input > 0.45);
    wait_until("the tone is heard whole", || {
        let heard = voice.listen(2 * SECOND);
        (tone(&heard, 440.0) - 0.5).abs() < 0.02 && gaps(&heard, 0.5) == 0
    });
    assert_eq!(audio.statistics().dropped_samples, 0);
}

#[test]
fn what_is_played_is_heard_without_gaps() {
    let Some(daemon) = daemon("what_is_played_is_heard_without_gaps", Layout::Headset) else { return };
    let (audio, io, _events) = start();
    let voice = Voice::start(io, 1_000.0);
    audio.open();
    wait_until("both are open", is_open(&audio, 2));
    let recorder = daemon.record_speaker().unwrap();
    steady(&recorder, 3 * SECOND);
    assert!(audio.levels().output > 0.49);
    assert!(voice.played() > 3 * SECOND);
}

#[test]
fn the_way_out_and_in_again_is_short() {
    let Some(daemon) = daemon("the_way_out_and_in_again_is_short", Layout::Headset) else { return };
    // A microphone that hears the loudspeaker and adds no delay of its own.
    daemon.load(&["module-remap-source", "master=spk.monitor", "source_name=loop", "remix=no"]).unwrap();
    let input = Some(DeviceId::new("pulseaudio:loop"));
    let (audio, mut io, _events) = start_with(Choice { input, ..Choice::default() });
    let asked = Instant::now();
    audio.open();
    wait_until("both are open", is_open(&audio, 2));
    let opening = asked.elapsed();
    eprintln!("both streams open after {} ms", opening.as_millis());
    assert!(
        opening < Duration::from_millis(500),
        "an idle microphone takes two seconds to begin; wait for none"
    );
    io.waker.register(thread::current());
    let mut trips = Vec::new();
    let (mut frame, mut sent, mut frames) = ([0.0f32; FRAME], None, 0);
    let deadline = Instant::now() + Duration::from_secs(30);
    while trips.len() < 20 {
        assert!(Instant::now() < deadline, "the clicks do not come back");
        while io.playout.wants() >= FRAME {
            frames += 1;
            let click = frames % 40 == 0;
            if click {
                sent = Some(Instant::now());
            }
            io.playout.write(&[if click { 0.8 } else { 0.0 }; FRAME]);
        }
        while io.capture.available() >= FRAME {
            io.capture.read(&mut frame);
            if frame.iter().any(|sample| sample.abs() > 0.4) {
                trips.extend(sent.take().map(|sent| sent.elapsed().as_secs_f32() * 1e3));
            }
        }
        thread::park_timeout(Duration::from_millis(10));
    }
    trips.sort_by(f32::total_cmp);
    let (median, worst) = (trips[10], trips[19]);
    eprintln!(
        "voice thread to loudspeaker and from microphone to voice thread: median {median:.1} ms, worst {worst:.1} ms"
    );
    assert!(median < 100.0, "{trips:?}");
}

#[test]
fn a_pulled_loudspeaker_is_replaced_by_the_next() {
    let Some(daemon) = daemon("a_pulled_loudspeaker_is_replaced_by_the_next", Layout::Headset) else {
        return;
    };
    daemon.load(DESK).unwrap();
    daemon.unload("sink_name=mic").unwrap();
    let (audio, io, mut events) = start();
    let voice = Voice::start(io, 1_000.0);
    audio.open();
    wait_for(&mut events, AudioEvent::NoMicrophone);
    wait_until("the loudspeaker is open", is_open(&audio, 1));
    daemon.unload("sink_name=spk").unwrap();
    wait_for(&mut events, AudioEvent::SpeakerLost);
    wait_until("the next is open", is_open(&audio, 2));
    steady(&daemon.record("desk.monitor").unwrap(), SECOND);
    let before = voice.played();
    wait_until("the call goes on", || voice.played() > before + SECOND);
}

#[test]
fn a_pulled_microphone_is_silence_until_it_is_back() {
    let Some(daemon) = daemon("a_pulled_microphone_is_silence_until_it_is_back", Layout::Headset) else {
        return;
    };
    let file = daemon.folder().join("tone.wav");
    write_wav(&file, &sine(440.0, 0.5, 60.0), 48_000).unwrap();
    let _player = daemon.play_wav(&file).unwrap();
    let (audio, io, mut events) = start();
    let voice = Voice::start(io, 1_000.0);
    audio.open();
    wait_for(&mut events, AudioEvent::Ready);
    wait_until("the tone is captured", || audio.levels().input > 0.45);
    daemon.unload("source_name=micsrc").unwrap();
    wait_for(&mut events, AudioEvent::MicrophoneLost);
    wait_for(&mut events, AudioEvent::NoMicrophone);
    assert_eq!(audio.probe(), Probe::NoMicrophone);
    let silence = voice.listen(SECOND);
    assert!(rms(&silence[SECOND / 2..]) == 0.0, "not the monitor of a loudspeaker");
    daemon.load(MICROPHONE).unwrap();
    wait_for(&mut events, AudioEvent::Ready);
    audio.levels();
    wait_until("the tone is captured again", || audio.levels().input > 0.45);
}

#[test]
fn a_restarted_server_gets_the_call_back() {
    let Some(mut daemon) = daemon("a_restarted_server_gets_the_call_back", Layout::Headset) else { return };
    let (audio, io, mut events) = start();
    let voice = Voice::start(io, 1_000.0);
    audio.open();
    wait_for(&mut events, AudioEvent::Ready);
    wait_until("both are open", is_open(&audio, 2));
    daemon.kill();
    wait_for(&mut events, AudioEvent::ServerDown);
    assert_eq!(audio.probe(), Probe::ServerDown);
    let before = voice.played();
    wait_until("the voice thread keeps its pace", || voice.played() > before + SECOND);
    voice.listen(SECOND / 2);
    daemon.revive().unwrap();
    let between = wait_for(&mut events, AudioEvent::Ready);
    assert!(!between.contains(&AudioEvent::ServerDown), "{between:?}");
    wait_until("both are open again", is_open(&audio, 4));
    steady(&daemon.record_speaker().unwrap(), SECOND);
}

#[test]
fn a_loudspeaker_that_stalls_without_an_error_is_stood_in_for_and_comes_back() {
    let test = "a_loudspeaker_that_stalls_without_an_error_is_stood_in_for_and_comes_back";
    let Some(daemon) = daemon(test, Layout::SpeakerOnly) else { return };
    let (audio, io, _events) = start();
    let voice = Voice::start(io, 1_000.0);
    audio.open();
    wait_until("the loudspeaker plays", || audio.levels().output > 0.45);
    daemon.pactl(&["suspend-sink", "@DEFAULT_SINK@", "1"]).unwrap();
    wait_until("the stream is given up for another", is_open(&audio, 2));
    let before = voice.played();
    wait_until("the voice thread keeps its pace", || voice.played() > before + SECOND);
    daemon.pactl(&["suspend-sink", "@DEFAULT_SINK@", "0"]).unwrap();
    audio.levels();
    wait_until("the loudspeaker plays again", || audio.levels().output > 0.45);
}

#[test]
fn a_call_can_be_heard_without_a_microphone() {
    let Some(daemon) = daemon("a_call_can_be_heard_without_a_microphone", Layout::SpeakerOnly) else {
        return;
    };
    let (audio, io, mut events) = start();
    wait_for(&mut events, AudioEvent::NoMicrophone);
    assert_eq!(audio.probe(), Probe::NoMicrophone);
    let voice = Voice::start(io, 1_000.0);
    audio.open();
    wait_until("the loudspeaker is open", is_open(&audio, 1));
    steady(&daemon.record_speaker().unwrap(), SECOND);
    assert_eq!(rms(&voice.listen(SECOND)), 0.0);
    assert_eq!(daemon.pactl(&["list", "short", "source-outputs"]).unwrap(), "");
}

#[test]
fn closing_leaves_nothing_open() {
    let Some(daemon) = daemon("closing_leaves_nothing_open", Layout::Headset) else { return };
    let streams = |kind| daemon.pactl(&["list", "short", kind]).unwrap().lines().count();
    let (audio, io, mut events) = start();
    wait_for(&mut events, AudioEvent::Ready);
    let voice = Voice::start(io, 1_000.0);
    for call in 1..=3 {
        audio.open();
        wait_until("both are open", is_open(&audio, 2 * call));
        voice.listen(SECOND / 4);
        audio.close();
        // The remapped microphone is itself a stream.
        wait_until("both are closed", || (streams("sink-inputs"), streams("source-outputs")) == (0, 1));
    }
}

#[test]
fn another_default_is_followed_within_seconds() {
    let Some(daemon) = daemon("another_default_is_followed_within_seconds", Layout::Headset) else { return };
    let (audio, io, mut events) = start();
    let _voice = Voice::start(io, 1_000.0);
    audio.open();
    wait_for(&mut events, AudioEvent::Ready);
    daemon.load(DESK).unwrap();
    daemon.pactl(&["set-default-sink", "desk"]).unwrap();
    let recorder = daemon.record("desk.monitor").unwrap();
    wait_until("the tone has moved", || rms(&recorder.so_far()) > 0.05);
    let spk = daemon.record_speaker().unwrap();
    spk.wait_for(SECOND, Duration::from_secs(20)).unwrap();
    assert_eq!(rms(&spk.stop()[SECOND / 2..]), 0.0);
}

#[test]
fn a_chosen_device_is_used_and_changed_in_mid_call() {
    let Some(daemon) = daemon("a_chosen_device_is_used_and_changed_in_mid_call", Layout::Headset) else {
        return;
    };
    daemon.load(DESK).unwrap();
    let desk = Choice { output: Some(DeviceId::new("pulseaudio:desk")), ..Choice::default() };
    let (audio, io, mut events) = start_with(desk);
    let _voice = Voice::start(io, 1_000.0);
    audio.open();
    wait_for(&mut events, AudioEvent::Ready);
    let (desk, spk) = (daemon.record("desk.monitor").unwrap(), daemon.record_speaker().unwrap());
    wait_until("the desk plays", || rms(&desk.so_far()) > 0.1);
    assert_eq!(rms(&spk.so_far()), 0.0);
    audio.choose(Choice::default());
    wait_until("the headset plays", || rms(&spk.so_far()) > 0.1);
    let events: Vec<AudioEvent> = std::iter::from_fn(|| events.try_recv().ok()).collect();
    assert!(!events.contains(&AudioEvent::SpeakerLost), "{events:?}");
}

#[test]
fn the_phone_rings_beside_a_call() {
    let Some(daemon) = daemon("the_phone_rings_beside_a_call", Layout::Headset) else { return };
    daemon.load(DESK).unwrap();
    let ring_output = Some(DeviceId::new("pulseaudio:desk"));
    let (audio, io, mut events) = start_with(Choice { ring_output, ..Choice::default() });
    let _voice = Voice::start(io, 1_000.0);
    audio.open();
    wait_for(&mut events, AudioEvent::Ready);
    let (desk, spk) = (daemon.record("desk.monitor").unwrap(), daemon.record_speaker().unwrap());
    // A machine that stops for a moment tears any stream: the ring is at fault when the call tears at each.
    let whole = (0..3).any(|_| ring_once(&daemon, &audio, &desk, &spk) == 0);
    assert!(whole, "the ring tone disturbs the call");
    // The tone has no step as large as this, so a larger one is a click.
    let steps = desk.stop();
    let steps = steps.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    assert!(steps.fold(0.0, f32::max) < 0.15);
}

/// Rings, and ends in silence; gives the gaps in the call meanwhile.
fn ring_once(daemon: &PulseDaemon, audio: &Audio, desk: &Recorder, spk: &Recorder) -> usize {
    let (ring_from, call_from) = (desk.len(), spk.len());
    audio.start_ringing();
    wait_until("it rings", || tone_anywhere(&desk.so_far()[ring_from..]) > 0.05);
    audio.stop_ringing();
    wait_until("the stream is closed", || {
        daemon.pactl(&["list", "short", "sink-inputs"]).unwrap().lines().count() == 1
    });
    let quiet_from = desk.len();
    desk.wait_for(quiet_from + SECOND, Duration::from_secs(20)).unwrap();
    assert_eq!(rms(&desk.so_far()[quiet_from + SECOND / 2..]), 0.0);
    gaps(trimmed(&spk.so_far()[call_from..]), 0.5)
}

/// The ring tone's second note, over the loudest 100 ms.
fn tone_anywhere(samples: &[f32]) -> f32 {
    samples.chunks_exact(4_800).map(|block| tone(block, 880.0)).fold(0.0, f32::max)
}

#[test]
fn a_dead_microphone_is_noticed() {
    let Some(daemon) = daemon("a_dead_microphone_is_noticed", Layout::Headset) else { return };
    let (audio, _io, mut events) = start();
    audio.open();
    wait_for(&mut events, AudioEvent::Ready);
    let opened = Instant::now();
    wait_for(&mut events, AudioEvent::MicrophoneSilent(true));
    assert!(opened.elapsed() > Duration::from_millis(2_500));
    let file = daemon.folder().join("tone.wav");
    write_wav(&file, &sine(440.0, 0.01, 5.0), 48_000).unwrap();
    let _player = daemon.play_wav(&file).unwrap();
    wait_for(&mut events, AudioEvent::MicrophoneSilent(false));
}
