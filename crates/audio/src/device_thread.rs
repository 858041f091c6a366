//! The thread that owns the streams: looks at the devices, opens and closes, stands in for what is missing.

use crate::FRAME;
use crate::audio::{Control, Seen, Wanted, lock};
use crate::backend::{AudioBackend, BackendError, Faults, OutputRole};
use crate::device::{DeviceId, DeviceList, Kind};
use crate::event::AudioEvent;
use crate::feed::{CapturePort, PlayoutPort, Source};
use crate::gate::Gate;
use crate::io::{DeviceEnds, SMALLEST_TARGET};
use crate::level::Meters;
use crate::line::{Line, Stream};
use crate::report::{Facts, Report, Standing};
use crate::ringer::{RingSource, RingState};
use crate::silence::SilenceDetector;
use crate::stand_in::StandIn;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc as std_mpsc;
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// Between two looks at the device list. The system moves streams silently when a device goes, so looking is the
/// only way to know.
const LOOK_OPEN: Duration = Duration::from_secs(1);
const LOOK_IDLE: Duration = Duration::from_secs(2);
const LOOK_DOWN: Duration = Duration::from_millis(500);

/// Between two readings of the microphone's peak.
const LISTEN: Duration = Duration::from_millis(250);

/// How long a ring tone may take to fade out before its stream is closed anyway.
const FADING: Duration = Duration::from_millis(200);

/// What the system has buffered of the fade when the last of it left us.
const DRAINING: Duration = Duration::from_millis(60);

/// Between two looks at a fading ring tone.
const FADE_CHECK: Duration = Duration::from_millis(10);

pub(crate) struct DeviceThread {
    backend: Box<dyn AudioBackend>,
    control: Arc<Control>,
    meters: Arc<Meters>,
    ends: DeviceEnds,
    events: mpsc::Sender<AudioEvent>,
    list: DeviceList,
    server_up: bool,
    next_look: Instant,
    input: Line,
    output: Line,
    ring: Line,
    ring_state: Option<Arc<RingState>>,
    /// When the fading ring tone's stream is closed.
    ring_ends: Option<Instant>,
    stand_in: StandIn,
    silence: SilenceDetector,
    next_listen: Instant,
    report: Report,
    session_open: bool,
}

impl DeviceThread {
    pub(crate) fn new(
        backend: Box<dyn AudioBackend>,
        control: Arc<Control>,
        meters: Arc<Meters>,
        ends: DeviceEnds,
        events: mpsc::Sender<AudioEvent>,
    ) -> Self {
        let now = Instant::now();
        Self {
            backend,
            control,
            meters,
            stand_in: StandIn::new(&ends, now),
            ends,
            events,
            list: DeviceList::default(),
            server_up: false,
            next_look: now,
            input: Line::new(),
            output: Line::new(),
            ring: Line::new(),
            ring_state: None,
            ring_ends: None,
            silence: SilenceDetector::default(),
            next_listen: now,
            report: Report::default(),
            session_open: false,
        }
    }

    pub(crate) fn run(mut self, looked: &std_mpsc::SyncSender<()>) {
        loop {
            let wanted = self.take_wanted();
            if wanted.stop {
                return;
            }
            self.watch();
            self.look_if_due(&wanted);
            // Only the first is waited for; a full channel means it has been told.
            let _ = looked.try_send(());
            self.reconcile(&wanted);
            self.listen();
            self.report();
            let (input, output) = (self.input.is_flowing(), self.output.is_flowing());
            self.stand_in.run(Instant::now(), self.session_open, input, output);
            thread::park_timeout(self.until_next());
        }
    }

    fn take_wanted(&mut self) -> Wanted {
        let mut wanted = lock(&self.control.wanted);
        let taken = wanted.clone();
        wanted.look_again = false;
        taken
    }

    fn watch(&mut self) {
        let now = Instant::now();
        for line in [&mut self.input, &mut self.output, &mut self.ring] {
            line.watch(now);
        }
    }

    fn look_if_due(&mut self, wanted: &Wanted) {
        let broken = self.input.is_broken() || self.output.is_broken() || self.ring.is_broken();
        if wanted.look_again {
            self.report.repeat();
        }
        if !broken && !wanted.look_again && Instant::now() < self.next_look {
            return;
        }
        let looked = self.backend.devices();
        self.server_up = looked.is_ok();
        let list = looked.unwrap_or_default();
        if list != self.list {
            self.list = list;
            self.emit(AudioEvent::DevicesChanged);
        }
        *lock(&self.control.seen) = Seen { devices: Arc::new(self.list.clone()), server_up: self.server_up };
        self.next_look = Instant::now() + self.look_interval(wanted.open || wanted.ringing);
    }

    fn look_interval(&self, in_use: bool) -> Duration {
        match (self.server_up, in_use) {
            (false, true) => LOOK_DOWN,
            (true, true) => LOOK_OPEN,
            (_, false) => LOOK_IDLE,
        }
    }

    fn reconcile(&mut self, wanted: &Wanted) {
        self.switch_session(wanted.open);
        let chosen = &wanted.choice;
        let input = self.target(Kind::Input, chosen.input.as_ref(), wanted.open);
        let output = self.target(Kind::Output, chosen.output.as_ref(), wanted.open);
        // This order: PulseAudio gives a microphone opened after the loudspeaker 10 ms more delay.
        self.keep_input(input.as_ref());
        self.keep_output(output.as_ref());
        let ring_choice = chosen.ring_output.as_ref().or(chosen.output.as_ref());
        let ring = self.target(Kind::Output, ring_choice, true);
        self.keep_ringing(wanted, ring.as_ref());
    }

    fn target(&self, kind: Kind, chosen: Option<&DeviceId>, open: bool) -> Option<DeviceId> {
        self.list.resolve(kind, chosen).filter(|_| open).cloned()
    }

    /// The rings are emptied between two sessions: a call must not begin with the end of the last one.
    fn switch_session(&mut self, open: bool) {
        if open == self.session_open {
            return;
        }
        self.session_open = open;
        self.ends.target.store(if open { SMALLEST_TARGET } else { 0 }, Ordering::Relaxed);
        if open {
            // The idle list may be two seconds old.
            self.next_look = Instant::now();
            self.stand_in.restart(Instant::now());
            if let Ok(mut ring) = self.ends.playout.lock() {
                let queued = ring.slots();
                if let Ok(chunk) = ring.read_chunk(queued) {
                    chunk.commit_all();
                }
            }
        } else {
            self.input.close();
            self.output.close();
        }
    }

    fn keep_input(&mut self, target: Option<&DeviceId>) {
        let port = |gate| CapturePort { ends: self.ends.clone(), meters: self.meters.clone(), gate };
        let backend = &mut self.backend;
        let there = |id: &DeviceId| self.list.contains(Kind::Input, id);
        self.input.reconcile(target, there, Instant::now(), |id| {
            stream(id, &self.meters, |faults, gate| backend.open_input(id, port(gate), faults))
        });
    }

    fn keep_output(&mut self, target: Option<&DeviceId>) {
        let source = Source::Call(self.ends.clone());
        let port = |gate| PlayoutPort { source, meters: self.meters.clone(), gate };
        let backend = &mut self.backend;
        let there = |id: &DeviceId| self.list.contains(Kind::Output, id);
        self.output.reconcile(target, there, Instant::now(), |id| {
            stream(id, &self.meters, |faults, gate| {
                backend.open_output(id, OutputRole::Call, port(gate), faults)
            })
        });
    }

    fn keep_ringing(&mut self, wanted: &Wanted, target: Option<&DeviceId>) {
        if !wanted.ringing {
            return self.end_ringing();
        }
        if self.ring_ends.take().is_some() {
            // Rings again while the last tone still fades: begin anew.
            self.ring.close();
        }
        let mut state = self.ring_state.take();
        let backend = &mut self.backend;
        let there = |id: &DeviceId| self.list.contains(Kind::Output, id);
        self.ring.reconcile(target, there, Instant::now(), |id| {
            let source = RingSource::new(wanted.tone.clone());
            state = Some(source.state());
            // Its level is not the call's: meters of its own.
            let meters = Arc::new(Meters::default());
            let port = |gate| PlayoutPort { source: Source::Ring(source), meters, gate };
            stream(id, &self.meters, |faults, gate| {
                backend.open_output(id, OutputRole::Ring, port(gate), faults)
            })
        });
        self.ring_state = state;
    }

    /// Lets the tone fade out and the system play the fade before the stream is closed.
    fn end_ringing(&mut self) {
        let Some(state) = &self.ring_state else { return self.ring.close() };
        let now = Instant::now();
        if state.is_ringing() {
            state.stop();
            self.ring_ends = Some(now + FADING);
        }
        let ends = self.ring_ends.get_or_insert(now);
        if state.faded_out() {
            *ends = (*ends).min(now + DRAINING);
        }
        if now >= *ends {
            self.ring.close();
            (self.ring_state, self.ring_ends) = (None, None);
        }
    }

    fn listen(&mut self) {
        let now = Instant::now();
        if !self.input.is_open() {
            if let Some(silent) = self.silence.update(None, now) {
                self.emit(AudioEvent::MicrophoneSilent(silent));
            }
            self.next_listen = now;
        } else if now >= self.next_listen {
            self.next_listen = now + LISTEN;
            let peak = self.meters.listening.take();
            if let Some(silent) = self.silence.update(Some(peak), now) {
                self.emit(AudioEvent::MicrophoneSilent(silent));
            }
        }
    }

    fn report(&mut self) {
        let facts = Facts {
            server_up: self.server_up,
            input: self.standing(Kind::Input, &self.input),
            output: self.standing(Kind::Output, &self.output),
            input_lost: self.input.take_broke_off(),
            output_lost: self.output.take_broke_off(),
        };
        for event in self.report.update(facts) {
            self.emit(event);
        }
    }

    fn standing(&self, kind: Kind, line: &Line) -> Standing {
        match () {
            () if self.list.of(kind).is_empty() => Standing::Missing,
            () if self.session_open && !line.is_open() => Standing::Failing,
            () => Standing::Good,
        }
    }

    fn emit(&self, event: AudioEvent) {
        if self.events.try_send(event).is_err() {
            tracing::warn!(?event, "nobody reads the sound events");
        }
    }

    fn until_next(&self) -> Duration {
        let now = Instant::now();
        let lines = [&self.input, &self.output, &self.ring];
        let mut next = lines.iter().filter_map(|line| line.retry_at()).fold(self.next_look, Instant::min);
        if self.session_open && !(self.input.is_flowing() && self.output.is_flowing()) {
            next = next.min(self.stand_in.next());
        }
        if self.input.is_open() {
            next = next.min(self.next_listen);
        }
        if self.ring_ends.is_some() {
            next = next.min(now + FADE_CHECK);
        }
        next.saturating_duration_since(now)
    }
}

fn stream(
    device: &DeviceId,
    meters: &Meters,
    open_stream: impl FnOnce(Faults, Gate) -> Result<Box<dyn crate::backend::OpenStream>, BackendError>,
) -> Result<Stream, BackendError> {
    let faults = Faults::new(thread::current(), meters.xruns.clone());
    let gate = Gate::default();
    let stream = open_stream(faults.clone(), gate.clone())?;
    meters.opened.fetch_add(1, Ordering::Relaxed);
    let since = Instant::now();
    let (device, stream) = (device.clone(), Some(stream));
    Ok(Stream { device, gate, faults, stream, since, calls: (0, since) })
}

const _: () = assert!(SMALLEST_TARGET >= 2 * FRAME);
