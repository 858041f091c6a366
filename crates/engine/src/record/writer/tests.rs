use super::*;
use crate::record::{DialogStep, Link, LinkState, Masked, PhaseName, explain};
use reo_model::{DeviceType, Direction, LegId};
use reo_phone::LightState;
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Long enough for a machine that does much else besides.
const PATIENCE: Duration = Duration::from_secs(30);

struct Desk {
    notes: SyncSender<Note>,
    thread: JoinHandle<()>,
    clock: Clock,
    _meters: watch::Sender<Meters>,
}

impl Desk {
    fn open(data_dir: &Path) -> Self {
        let (notes, taken) = sync_channel(64);
        let (meters, readings) = watch::channel(Meters::default());
        let clock = Clock::start();
        let mut writer = Writer::new(CallRecords::of(data_dir), clock, readings);
        let thread = std::thread::spawn(move || writer.run(&taken));
        Self { notes, thread, clock, _meters: meters }
    }

    fn note(&self, fact: Fact) {
        self.notes.send(Note::Fact(Entry { at: self.clock.now(), fact })).unwrap();
    }

    fn phase(&self, call: u64, phase: PhaseName) {
        self.note(Fact::Phase { call: CallId(call), phase, trouble: None });
    }

    fn call(&self, call: u64) {
        self.note(Fact::Call {
            call: CallId(call),
            direction: Direction::Inbound,
            number: Masked::number("0901234567"),
            device: DeviceType::Computer,
            agent_socket: LightState::Good,
            registration: LightState::Good,
        });
        self.phase(call, PhaseName::Incoming);
    }

    fn close(self) {
        self.notes.send(Note::Close).unwrap();
        self.thread.join().unwrap();
    }
}

fn dialog(leg: u64, step: DialogStep) -> Fact {
    Fact::Dialog { leg: LegId(leg), step }
}

fn facts(records: &CallRecords, at: usize) -> Vec<Fact> {
    let id = &records.ids().unwrap()[at];
    records.read(id).unwrap().into_iter().map(|entry| entry.fact).collect()
}

#[test]
fn what_came_before_the_call_stands_in_its_record_and_what_is_another_calls_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path());
    desk.note(dialog(2, DialogStep::Incoming));
    desk.call(1);
    desk.call(2);
    desk.note(dialog(4, DialogStep::Incoming));
    desk.note(Fact::Connection { link: Link::Registration, state: LinkState::Down });
    desk.phase(1, PhaseName::HungUpThere);
    desk.close();
    let records = CallRecords::of(folder.path());
    let (first, second) = (facts(&records, 0), facts(&records, 1));
    assert!(
        first.contains(&dialog(2, DialogStep::Incoming)) && !first.contains(&dialog(4, DialogStep::Incoming))
    );
    assert!(
        second.contains(&dialog(4, DialogStep::Incoming))
            && !second.contains(&dialog(2, DialogStep::Incoming))
    );
    let down = Fact::Connection { link: Link::Registration, state: LinkState::Down };
    assert!(first.contains(&down) && second.contains(&down));
    assert!(matches!(first.last(), Some(Fact::Phase { phase: PhaseName::HungUpThere, .. })));
}

#[test]
fn a_call_in_the_middle_is_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path());
    desk.call(1);
    desk.phase(1, PhaseName::Talking);
    let records = CallRecords::of(folder.path());
    let deadline = Instant::now() + PATIENCE;
    let written = || records.ids().unwrap().first().map(|id| records.read(id).unwrap().len());
    while written() != Some(3) {
        assert!(Instant::now() < deadline, "{:?}", written());
        std::thread::yield_now();
    }
    // Nothing more comes, as after a crash.
    let entries = records.read(&records.find("last").unwrap().unwrap()).unwrap();
    assert_eq!(explain(&entries).unwrap().ending, None);
    desk.close();
}

#[test]
fn a_folder_that_cannot_be_written_to_disturbs_nobody() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("calls"), "in the way").unwrap();
    let desk = Desk::open(folder.path());
    desk.call(1);
    desk.phase(1, PhaseName::Talking);
    desk.phase(1, PhaseName::HungUpHere);
    std::fs::remove_file(folder.path().join("calls")).unwrap();
    desk.close();
    // The last try finds room again, and writes everything.
    assert_eq!(facts(&CallRecords::of(folder.path()), 0).len(), 4);
}
