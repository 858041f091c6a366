//! The wish to end, as the system tells it.

use std::io;

/// Ctrl-C or SIGTERM, listened for from this call on: a signal that comes before the future is polled is not lost.
///
/// # Errors
/// The system gives no signals.
#[cfg(unix)]
pub(crate) fn wish_to_end() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ctrl-C, listened for from this call on.
///
/// # Errors
/// The system gives no signals.
#[cfg(windows)]
pub(crate) fn wish_to_end() -> io::Result<impl Future<Output = ()>> {
    let mut pressed = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        pressed.recv().await;
    })
}
