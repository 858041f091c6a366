//! Calls into a sound system that may hang: a server that is stopped answers nothing and refuses nothing.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Runs `call` on a thread of its own and waits no longer than `limit`. A call that hangs keeps its thread; what it
/// returns later is dropped there.
pub(crate) fn bounded<T: Send + 'static>(
    limit: Duration,
    call: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (done, result) = mpsc::sync_channel(1);
    let spawned = thread::Builder::new().name("reo-audio-call".into()).spawn(move || {
        // The caller may have stopped waiting.
        let _ = done.send(call());
    });
    spawned.ok()?;
    result.recv_timeout(limit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_hangs_is_left_behind() {
        let (release, hang) = mpsc::channel::<()>();
        assert_eq!(bounded(Duration::from_millis(20), move || hang.recv().is_ok()), None);
        drop(release);
        assert_eq!(bounded(Duration::from_secs(5), || 7), Some(7));
    }
}
