//! What the voice thread does: sleeps without a call; with some, a round each time that a device gave or took a frame.

use super::call::Call;
use super::{Job, Order, Report};
use reo_audio::AudioIo;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, TryRecvError};
use std::thread;
use std::time::Duration;

/// The longest nap in a call: packets are taken even when no device wakes the thread.
const NAP: Duration = Duration::from_millis(20);
/// More calls than an agent can have at once; room for them is made before the first.
const MOST: usize = 4;

/// The calls; the last one has the devices.
struct Calls(Vec<Box<Call>>);

/// Until nobody holds the handle. A panic ends the sound of the calls, neither the thread nor the program.
pub(super) fn run(mut io: AudioIo, jobs: &Receiver<Job>) {
    io.waker.register(thread::current());
    let mut calls = Calls(Vec::with_capacity(MOST));
    while !matches!(catch_unwind(AssertUnwindSafe(|| rounds(&mut io, jobs, &mut calls))), Ok(())) {
        for broken in calls.0.drain(..) {
            broken.report(Report::Broken);
        }
    }
}

fn rounds(io: &mut AudioIo, jobs: &Receiver<Job>, calls: &mut Calls) {
    loop {
        match jobs.try_recv() {
            Ok(Job::Take(new)) => {
                io.capture.clear();
                calls.add(new);
            }
            Ok(Job::Order(number, order)) => calls.obey(number, order),
            Err(TryRecvError::Disconnected) => return,
            Err(TryRecvError::Empty) => calls.work(io),
        }
    }
}

impl Calls {
    fn add(&mut self, new: Box<Call>) {
        if self.0.len() == MOST {
            self.0.remove(0).report(Report::Broken);
        }
        self.0.push(new);
    }

    /// Whoever is to be heard gets the devices.
    fn obey(&mut self, number: u64, order: Order) {
        let Some(at) = self.0.iter().position(|call| call.number == number) else { return };
        self.0[at].obey(order);
        if matches!(order, Order::Mute(false)) {
            self.0[at..].rotate_left(1);
        }
    }

    fn work(&mut self, io: &mut AudioIo) {
        self.0.retain(|call| !call.is_over());
        let Some((in_hand, aside)) = self.0.split_last_mut() else { return thread::park() };
        let moved = in_hand.round(io);
        for call in aside {
            call.round_aside(moved);
        }
        thread::park_timeout(NAP);
    }
}
