//! A PulseAudio daemon for one test, with a virtual headset: what is played into the sink `mic` is what the source
//! `micsrc` hears; what is played into the sink `spk` can be recorded from `spk.monitor`. Own socket, own folder,
//! gone when dropped. Depends on the standard library and hound only, so that crates below can include it.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Recordings are mono at this rate, in Hz.
pub const RATE: u32 = 48_000;

const STARTING: Duration = Duration::from_secs(10);

/// The microphone's sink, to play into.
pub const MICROPHONE_SINK: &[&str] = &[
    "module-null-sink",
    "sink_name=mic",
    "rate=48000",
    "channels=1",
    "channel_map=mono",
    "format=s16le",
    "sink_properties=device.description=mic",
];

/// The microphone.
pub const MICROPHONE: &[&str] = &[
    "module-remap-source",
    "master=mic.monitor",
    "source_name=micsrc",
    "source_properties=device.description=micsrc",
    "remix=no",
];

/// The loudspeaker.
pub const SPEAKER: &[&str] = &[
    "module-null-sink",
    "sink_name=spk",
    "rate=48000",
    "channels=2",
    "format=s16le",
    "sink_properties=device.description=spk",
];

/// What a daemon starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Microphone and loudspeaker.
    Headset,
    /// Only the loudspeaker.
    SpeakerOnly,
}

/// A running daemon.
#[derive(Debug)]
pub struct PulseDaemon {
    folder: PathBuf,
    child: Option<Child>,
}

impl PulseDaemon {
    /// Starts a daemon with microphone and loudspeaker.
    pub fn start() -> io::Result<Self> {
        Self::start_with(Layout::Headset)
    }

    /// Starts a daemon.
    pub fn start_with(layout: Layout) -> io::Result<Self> {
        Self::start_in(own_folder()?, layout)
    }

    /// Starts a daemon in a folder of the caller's, so that its address ([`PulseDaemon::server_in`]) can be known
    /// before.
    pub fn start_in(folder: PathBuf, layout: Layout) -> io::Result<Self> {
        fs::write(folder.join("cookie"), [0; 256])?;
        let mut daemon = Self { folder, child: None };
        daemon.write_script(layout)?;
        daemon.revive()?;
        Ok(daemon)
    }

    fn write_script(&self, layout: Layout) -> io::Result<()> {
        let mut script = format!(
            "load-module module-native-protocol-unix auth-anonymous=1 socket={}\n",
            self.socket().display()
        );
        let modules: &[&[&str]] = match layout {
            Layout::Headset => &[MICROPHONE_SINK, SPEAKER, MICROPHONE],
            Layout::SpeakerOnly => &[SPEAKER],
        };
        for module in modules {
            script.push_str(&format!("load-module {}\n", module.join(" ")));
        }
        script.push_str("set-default-sink spk\n");
        if layout == Layout::Headset {
            script.push_str("set-default-source micsrc\n");
        }
        fs::write(self.folder.join("default.pa"), script)
    }

    /// Starts the daemon again after [`PulseDaemon::kill`], on the same socket.
    pub fn revive(&mut self) -> io::Result<()> {
        let log = fs::File::create(self.folder.join("log"))?;
        let child = prioritised("pulseaudio")
            .args(["-n", "-F"])
            .arg(self.folder.join("default.pa"))
            .args(["--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes"])
            .args(["--high-priority=yes", "--realtime=yes", "--log-target=stderr", "--log-level=notice"])
            .env_remove("PULSE_SERVER")
            .envs(
                ["HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH", "PULSE_STATE_PATH"]
                    .map(|n| (n, &self.folder)),
            )
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let pid = child.id().to_string();
        fs::write(self.folder.join("pid"), &pid)?;
        self.child = Some(child);
        self.wait_until_up()?;
        // It lowers its main thread on the way up; without the right to raise it again it does what it can.
        let _ = Command::new("chrt").args(["--rr", "-p", "5", &pid]).stderr(Stdio::null()).status();
        Ok(())
    }

    fn wait_until_up(&self) -> io::Result<()> {
        let deadline = Instant::now() + STARTING;
        while Instant::now() < deadline {
            if self.pactl(&["info"]).is_ok() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20));
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        Err(io::Error::other(format!("pulseaudio does not start: {log}")))
    }

    /// Kills the daemon without a farewell.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            // Already dead is as good.
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    fn socket(&self) -> PathBuf {
        self.folder.join("native")
    }

    /// The value for `PULSE_SERVER`.
    pub fn server(&self) -> String {
        Self::server_in(&self.folder)
    }

    /// The address of a daemon started in a folder.
    pub fn server_in(folder: &Path) -> String {
        format!("unix:{}", folder.join("native").display())
    }

    /// Makes a program use this daemon and no other.
    pub fn apply(&self, command: &mut Command) {
        // The server ignores what the cookie says, but not when there is none.
        command.env("PULSE_SERVER", self.server()).env("PULSE_COOKIE", self.folder.join("cookie"));
        command.env_remove("PULSE_RUNTIME_PATH");
    }

    /// A folder that lives as long as the daemon, for recordings.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs `pactl`; gives what it printed.
    pub fn pactl(&self, arguments: &[&str]) -> io::Result<String> {
        let mut command = Command::new("pactl");
        self.apply(&mut command);
        let output = command.args(arguments).env("LC_ALL", "C").stdin(Stdio::null()).output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() {
            return Ok(text);
        }
        let error = String::from_utf8_lossy(&output.stderr);
        Err(io::Error::other(format!("pactl {}: {error}", arguments.join(" "))))
    }

    /// Loads a module; gives its index.
    pub fn load(&self, module: &[&str]) -> io::Result<u32> {
        let printed = self.pactl(&[&["load-module"], module].concat())?;
        printed.trim().parse().map_err(io::Error::other)
    }

    /// Unloads the modules whose arguments contain `text`, such as `sink_name=spk`: the plug is pulled.
    pub fn unload(&self, text: &str) -> io::Result<()> {
        let modules = self.pactl(&["list", "short", "modules"])?;
        let indices: Vec<&str> = modules
            .lines()
            .filter(|line| line.contains(text))
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        if indices.is_empty() {
            return Err(io::Error::other(format!("no module with {text}")));
        }
        indices.into_iter().try_for_each(|index| self.pactl(&["unload-module", index]).map(drop))
    }

    /// Plays a WAV file into the microphone.
    pub fn play_wav(&self, file: &Path) -> io::Result<Player> {
        self.play_wav_into("mic", file)
    }

    /// Plays a WAV file into a sink.
    pub fn play_wav_into(&self, sink: &str, file: &Path) -> io::Result<Player> {
        let mut command = prioritised("paplay");
        self.apply(&mut command);
        let child = command.arg(format!("--device={sink}")).arg("--latency-msec=50").arg(file).spawn()?;
        Ok(Player { child })
    }

    /// Records what the loudspeaker plays.
    pub fn record_speaker(&self) -> io::Result<Recorder> {
        self.record("spk.monitor")
    }

    /// Records what the microphone hears.
    pub fn record_microphone(&self) -> io::Result<Recorder> {
        self.record("mic.monitor")
    }

    /// Records a source, mono, 48 kHz. Returns when the first samples are there.
    pub fn record(&self, source: &str) -> io::Result<Recorder> {
        let mut command = prioritised("parec");
        self.apply(&mut command);
        command.args(["--raw", "--format=float32le", "--rate=48000", "--channels=1", "--latency-msec=20"]);
        let child = command.arg(format!("--device={source}")).stdout(Stdio::piped()).spawn()?;
        let recorder = Recorder::new(child)?;
        recorder.wait_for(1, STARTING)?;
        Ok(recorder)
    }
}

impl Drop for PulseDaemon {
    fn drop(&mut self) {
        self.kill();
        // What is left of a folder in the system's temporary folder harms nobody.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A program that must not lose sound to a compiler that runs beside it: real-time priority where permitted, as
/// desktops give it to sound, else the usual one.
pub fn prioritised(program: impl AsRef<OsStr>) -> Command {
    let permitted = Command::new("chrt").args(["--rr", "5", "true"]).stderr(Stdio::null()).status();
    if !permitted.is_ok_and(|status| status.success()) {
        return Command::new(program);
    }
    let mut command = Command::new("chrt");
    command.args(["--rr", "5"]).arg(program);
    command
}

/// A new folder that only this user can read.
pub fn own_folder() -> io::Result<PathBuf> {
    use std::os::unix::fs::PermissionsExt;
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("reo-pulse-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let folder = std::env::temp_dir().join(name);
    fs::create_dir_all(&folder)?;
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
    Ok(folder)
}

/// A file being played; stops when dropped.
#[derive(Debug)]
pub struct Player {
    child: Child,
}

impl Player {
    /// Waits for the end of the file.
    pub fn wait(mut self) -> io::Result<()> {
        self.child.wait().map(drop)
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A running recording; stops when dropped.
#[derive(Debug)]
pub struct Recorder {
    child: Child,
    samples: Arc<Mutex<Vec<f32>>>,
    reader: Option<JoinHandle<()>>,
}

impl Recorder {
    fn new(mut child: Child) -> io::Result<Self> {
        let mut pipe = child.stdout.take().ok_or_else(|| io::Error::other("no pipe"))?;
        let samples = Arc::new(Mutex::new(Vec::new()));
        let recorded = samples.clone();
        let reader = thread::spawn(move || {
            let (mut buffer, mut filled) = ([0u8; 4096], 0);
            while let Ok(read @ 1..) = pipe.read(&mut buffer[filled..]) {
                filled += read;
                let whole = filled - filled % 4;
                let floats =
                    buffer[..whole].chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
                recorded.lock().unwrap_or_else(PoisonError::into_inner).extend(floats);
                buffer.copy_within(whole..filled, 0);
                filled -= whole;
            }
        });
        Ok(Self { child, samples, reader: Some(reader) })
    }

    /// What was recorded so far.
    pub fn so_far(&self) -> Vec<f32> {
        self.samples.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Samples recorded so far.
    pub fn len(&self) -> usize {
        self.samples.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Nothing recorded yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Waits until that many samples were recorded altogether.
    pub fn wait_for(&self, samples: usize, limit: Duration) -> io::Result<()> {
        let deadline = Instant::now() + limit;
        while self.len() < samples {
            if Instant::now() > deadline {
                return Err(io::Error::other(format!("only {} of {samples} samples recorded", self.len())));
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// Stops; gives everything.
    pub fn stop(mut self) -> Vec<f32> {
        self.end();
        std::mem::take(&mut *self.samples.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.end();
    }
}

/// Writes samples as a WAV file, mono 16 bit.
pub fn write_wav(path: &Path, samples: &[f32], rate: u32) -> io::Result<()> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: rate,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = hound::WavWriter::create(path, spec).map_err(io::Error::other)?;
    for sample in samples {
        let value = (sample.clamp(-1.0, 1.0) * 32_767.0).round() as i16;
        wav.write_sample(value).map_err(io::Error::other)?;
    }
    wav.finalize().map_err(io::Error::other)
}

/// Reads a 16 bit WAV file: its first channel and its rate.
pub fn read_wav(path: &Path) -> io::Result<(Vec<f32>, u32)> {
    let mut wav = hound::WavReader::open(path).map_err(io::Error::other)?;
    let spec = wav.spec();
    let samples = wav.samples::<i16>().step_by(usize::from(spec.channels.max(1)));
    let samples = samples.map(|sample| sample.map(|sample| f32::from(sample) / 32_768.0));
    Ok((samples.collect::<Result<_, _>>().map_err(io::Error::other)?, spec.sample_rate))
}
