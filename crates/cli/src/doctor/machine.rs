//! What works on this machine, without an account.

use super::report::Report;
use crate::texts;
use anyhow::Result;
use reo_engine::{DeviceView, Engine};
use reo_media::{MediaConfig, MediaError, MediaSession, WebRtcSession};
use reo_phone::ProblemCode;

/// The sound devices, without opening any.
pub(super) fn sound(engine: &Engine, report: &mut Report) -> Result<()> {
    let devices = engine.devices().borrow().clone();
    let kinds = [
        ("microphone", &devices.inputs, ProblemCode::NoMicrophone),
        ("loudspeaker", &devices.outputs, ProblemCode::NoSpeaker),
    ];
    for (check, list, missing) in kinds {
        if list.is_empty() {
            report.problem(check, &reo_phone::Problem::new(missing))?;
        } else {
            report.ok(check, &names(list))?;
        }
    }
    Ok(())
}

fn names(list: &[DeviceView]) -> String {
    let name = |device: &DeviceView| match device.is_default {
        true => format!("{} (default)", device.name),
        false => device.name.clone(),
    };
    list.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// Whether a call's audio could get out: sockets, addresses, the encryption's certificate.
pub(super) async fn sockets(report: &mut Report) -> Result<()> {
    match candidates().await {
        Ok(count) => report.ok("audio sockets", &format!("{count} ways out of this machine"))?,
        Err(MediaError::NoInterface) => report.failed("audio sockets", texts::NO_NETWORK)?,
        Err(_) => report.failed("audio sockets", texts::NO_SOCKETS)?,
    }
    Ok(())
}

async fn candidates() -> Result<usize, MediaError> {
    let (session, _stream, _events) = WebRtcSession::new(MediaConfig::default()).await?;
    let offer = session.offer().await?;
    // A session that does not close properly ends with this program.
    let _ = session.close().await;
    Ok(offer.lines().filter(|line| line.starts_with("a=candidate:")).count())
}
