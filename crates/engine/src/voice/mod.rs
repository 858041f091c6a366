//! The voice of calls: one thread between the sound devices and the network. One call has the devices; others are kept
//! alive beside it.

mod call;
mod silence;
mod thread;

use call::Call;
use reo_audio::AudioIo;
use reo_media::{Levels, MediaStream, Negotiated, VoiceStatistics};
use reo_model::Digit;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::Thread;
use std::time::Duration;
use tokio::sync::mpsc;

/// Orders that may wait for the thread, which looks every 10 ms: a pasted row of digits fits.
const ORDERS: usize = 64;
/// Reports that may wait for the leg's task.
const REPORTS: usize = 64;

/// What a call's voice is told.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Order {
    /// This was negotiated.
    Codec(Negotiated),
    /// Send silence instead of the microphone; or the microphone, which takes the devices over from another call.
    Mute(bool),
    /// Send at all.
    Send(bool),
    /// The far side is expected to send: without it, silence is no trouble.
    Expect(bool),
    /// Send a key.
    Digit(Digit),
    /// How much of ours the peer misses, 0 to 1.
    Loss(f32),
}

/// What a call's voice has to say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Report {
    /// The first packet of the far side was heard.
    Heard,
    /// Nothing has been heard for this long, or it is heard again.
    Silent(Option<Duration>),
    /// The far side pressed a key.
    Digit(Digit),
    /// There is no voice any more, by a fault of its own.
    Broken,
}

/// Figures for the meters.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reading {
    /// Peaks since the last reading.
    pub(crate) levels: Levels,
    /// Figures so far.
    pub(crate) statistics: VoiceStatistics,
}

/// The thread's handle; it ends with its last clone and its last call.
#[derive(Clone, Debug)]
pub(crate) struct VoiceThread(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// Empty only while dropping.
    jobs: Option<SyncSender<Job>>,
    thread: Thread,
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.jobs = None;
        self.thread.unpark();
    }
}

/// What waits for the thread.
enum Job {
    Take(Box<Call>),
    Order(u64, Order),
}

impl VoiceThread {
    /// Starts the thread; it sleeps until there is a call.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(crate) fn start(io: AudioIo) -> std::io::Result<Self> {
        let (jobs, taken) = sync_channel(ORDERS);
        let builder = std::thread::Builder::new().name("reo-voice".to_owned());
        let handle = builder.spawn(move || thread::run(io, &taken))?;
        Ok(Self(Arc::new(Shared { jobs: Some(jobs), thread: handle.thread().clone() })))
    }

    /// Gives the thread a call, which takes the devices over from an earlier one. Nothing is sent and silence is played until
    /// [`Order::Codec`]. The number must be another one for each call.
    pub(crate) fn take(&self, number: u64, stream: MediaStream) -> (Voice, mpsc::Receiver<Report>) {
        let (reports, heard) = mpsc::channel(REPORTS);
        let (readings, read) = rtrb::RingBuffer::new(2);
        let stop = Arc::new(AtomicBool::new(false));
        let call = Box::new(Call::new(number, stream, reports.clone(), readings, stop.clone()));
        if !self.hand_in(Job::Take(call)) {
            let _ = reports.try_send(Report::Broken);
        }
        (Voice { number, readings: read, stop, thread: self.clone() }, heard)
    }

    fn hand_in(&self, job: Job) -> bool {
        let taken = self.0.jobs.as_ref().is_some_and(|jobs| jobs.try_send(job).is_ok());
        self.0.thread.unpark();
        taken
    }
}

/// One call's voice. Dropping it ends the call's sound at once.
#[derive(Debug)]
pub(crate) struct Voice {
    number: u64,
    readings: rtrb::Consumer<Reading>,
    stop: Arc<AtomicBool>,
    thread: VoiceThread,
}

impl Voice {
    /// Tells the call's voice something. `false` when the thread does not keep up.
    pub(crate) fn order(&self, order: Order) -> bool {
        self.thread.hand_in(Job::Order(self.number, order))
    }

    /// The newest figures, if there are new ones.
    pub(crate) fn reading(&mut self) -> Option<Reading> {
        std::iter::from_fn(|| self.readings.pop().ok()).last()
    }
}

impl Drop for Voice {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        self.thread.0.thread.unpark();
    }
}
