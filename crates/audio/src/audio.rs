//! The handle that the rest of the phone holds.

use crate::backend::AudioBackend;
use crate::device::{Choice, DeviceList};
use crate::device_thread::DeviceThread;
use crate::event::{AudioEvent, Probe};
use crate::io::{AudioIo, rings};
use crate::level::{Levels, Meters, StreamStatistics};
use crate::ringer::{Ringtone, RingtoneError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc as std_mpsc};
use std::thread::{self, JoinHandle, Thread};
use std::time::Duration;
use tokio::sync::mpsc;

/// Events that may wait unread.
const EVENTS: usize = 64;

/// How long `start` waits for the first look at the devices.
const FIRST_LOOK: Duration = Duration::from_secs(3);

/// Why the device thread could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No thread to be had.
    #[error("cannot start the device thread")]
    Thread(#[from] std::io::Error),
    /// The embedded ring tone is damaged.
    #[error("cannot read the ring tone")]
    Ringtone(#[from] RingtoneError),
}

/// The sound devices. Clones share one device thread, which ends with the last of them. No call here waits for a
/// device; only [`Audio::start`] and [`Audio::shutdown`] do, for a bounded time.
#[derive(Clone)]
pub struct Audio {
    shared: Arc<Shared>,
}

struct Shared {
    control: Arc<Control>,
    meters: Arc<Meters>,
    thread: Thread,
    join: Mutex<Option<JoinHandle<()>>>,
}

/// What is wanted of the device thread; the latest wins, so nothing queues up while a device hangs.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) choice: Choice,
    pub(crate) open: bool,
    pub(crate) ringing: bool,
    pub(crate) tone: Ringtone,
    pub(crate) look_again: bool,
    pub(crate) stop: bool,
}

/// Between the handle and the device thread.
pub(crate) struct Control {
    pub(crate) wanted: Mutex<Wanted>,
    pub(crate) seen: Mutex<Seen>,
}

/// What the device thread saw last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) devices: Arc<DeviceList>,
    pub(crate) server_up: bool,
}

/// The data behind these locks is replaced as a whole, so a panic elsewhere cannot leave it half written.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Audio {
    /// Starts the device thread and has a first look at the devices (up to three seconds, usually a few
    /// milliseconds). Opens nothing.
    pub fn start(
        backend: Box<dyn AudioBackend>,
        choice: Choice,
    ) -> Result<(Self, AudioIo, mpsc::Receiver<AudioEvent>), StartError> {
        let tone = Ringtone::reo()?;
        let wanted = Wanted { choice, open: false, ringing: false, tone, look_again: false, stop: false };
        let control = Arc::new(Control { wanted: Mutex::new(wanted), seen: Mutex::default() });
        let meters = Arc::new(Meters::default());
        let (io, ends) = rings();
        let (events, receiver) = mpsc::channel(EVENTS);
        let (looked, first_look) = std_mpsc::sync_channel(1);
        let (thread_control, thread_meters) = (control.clone(), meters.clone());
        let join = thread::Builder::new().name("reo-audio".into()).spawn(move || {
            DeviceThread::new(backend, thread_control, thread_meters, ends, events).run(&looked);
        })?;
        // A sound server that hangs is reported as down; the thread keeps trying.
        let _ = first_look.recv_timeout(FIRST_LOOK);
        let thread = join.thread().clone();
        let shared = Shared { control, meters, thread, join: Mutex::new(Some(join)) };
        Ok((Self { shared: Arc::new(shared) }, io, receiver))
    }

    /// Opens microphone and loudspeaker for a call, and keeps them open whatever happens to them until
    /// [`Audio::close`].
    pub fn open(&self) {
        self.want(|wanted| wanted.open = true);
    }

    /// Closes microphone and loudspeaker.
    pub fn close(&self) {
        self.want(|wanted| wanted.open = false);
    }

    /// Other devices, in a running call too.
    pub fn choose(&self, choice: Choice) {
        self.want(|wanted| wanted.choice = choice);
    }

    /// Rings until [`Audio::stop_ringing`], on the chosen ring output; a call may be open beside it.
    pub fn start_ringing(&self) {
        self.want(|wanted| wanted.ringing = true);
    }

    /// Fades the ring tone out.
    pub fn stop_ringing(&self) {
        self.want(|wanted| wanted.ringing = false);
    }

    /// Another ring tone, from the next ring on.
    pub fn choose_ringtone(&self, tone: Ringtone) {
        self.want(|wanted| wanted.tone = tone);
    }

    /// Looks at the devices now and reports their state again, changed or not.
    pub fn look_again(&self) {
        self.want(|wanted| wanted.look_again = true);
    }

    /// The devices as last seen, at most about two seconds ago.
    pub fn devices(&self) -> Arc<DeviceList> {
        lock(&self.shared.control.seen).devices.clone()
    }

    /// The state of the devices as last seen, without opening any.
    pub fn probe(&self) -> Probe {
        let seen = lock(&self.shared.control.seen).clone();
        match (seen.server_up, seen.devices.inputs.is_empty(), seen.devices.outputs.is_empty()) {
            (false, ..) => Probe::ServerDown,
            (true, true, true) => Probe::NoDevices,
            (true, true, false) => Probe::NoMicrophone,
            (true, false, true) => Probe::NoSpeaker,
            (true, false, false) => Probe::Ready,
        }
    }

    /// Peaks since the last call.
    pub fn levels(&self) -> Levels {
        self.shared.meters.levels()
    }

    /// Counters since the start.
    pub fn statistics(&self) -> StreamStatistics {
        self.shared.meters.statistics()
    }

    /// Closes everything and waits for the device thread to end: a few milliseconds, some seconds at worst. A
    /// recording of the file backend is complete after this.
    pub fn shutdown(self) {
        let join = lock(&self.shared.join).take();
        self.want(|wanted| wanted.stop = true);
        if let Some(join) = join {
            // A panic there has been printed.
            let _ = join.join();
        }
    }

    fn want(&self, change: impl FnOnce(&mut Wanted)) {
        change(&mut lock(&self.shared.control.wanted));
        self.shared.thread.unpark();
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        lock(&self.control.wanted).stop = true;
        self.thread.unpark();
    }
}
