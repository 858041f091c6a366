//! What the voice thread does: sleeps without a call; with one, a round each time that a device gave or took a frame.

use super::Job;
use super::Report;
use super::call::Call;
use reo_audio::AudioIo;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, TryRecvError};
use std::thread;
use std::time::Duration;

/// The longest nap in a call: packets are taken even when no device wakes the thread.
const NAP: Duration = Duration::from_millis(20);

/// Until nobody holds the handle. A panic ends the sound of one call, neither the thread nor the program.
pub(super) fn run(mut io: AudioIo, jobs: &Receiver<Job>) {
    io.waker.register(thread::current());
    let mut call: Option<Box<Call>> = None;
    while !matches!(catch_unwind(AssertUnwindSafe(|| rounds(&mut io, jobs, &mut call))), Ok(())) {
        if let Some(broken) = call.take() {
            broken.report(Report::Broken);
        }
    }
}

fn rounds(io: &mut AudioIo, jobs: &Receiver<Job>, call: &mut Option<Box<Call>>) {
    loop {
        match jobs.try_recv() {
            Ok(job) => take(job, io, call),
            Err(TryRecvError::Disconnected) => return,
            Err(TryRecvError::Empty) => work(io, call),
        }
    }
}

fn take(job: Job, io: &mut AudioIo, call: &mut Option<Box<Call>>) {
    match job {
        Job::Take(new) => {
            io.capture.clear();
            *call = Some(new);
        }
        Job::Order(number, order) => {
            if let Some(call) = call.as_mut().filter(|call| call.number == number) {
                call.obey(order);
            }
        }
    }
}

fn work(io: &mut AudioIo, call: &mut Option<Box<Call>>) {
    match call {
        Some(over) if over.is_over() => *call = None,
        Some(call) => {
            call.round(io);
            thread::park_timeout(NAP);
        }
        None => thread::park(),
    }
}
