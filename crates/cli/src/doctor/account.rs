//! What works with an account: sign-in, agent socket, registration.

use super::report::Report;
use crate::texts;
use anyhow::Result;
use reo_engine::Engine;
use reo_phone::{Account, Command, Light, LightState, Problem, SessionView, Snapshot};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;

/// What came of a check.
#[derive(Debug)]
enum Outcome {
    Good,
    Bad(Problem),
    NoAnswer,
}

/// Signs in as a phone does and watches its lights.
pub(super) async fn try_account(
    engine: &Engine,
    account: Account,
    seconds: u64,
    report: &mut Report,
) -> Result<()> {
    let patience = Duration::from_secs(seconds);
    let contact_centre = matches!(account, Account::ContactCentre { .. });
    let mut snapshot = engine.snapshot();
    engine.command(Command::SignIn { account })?;
    if contact_centre {
        let signed_in = watch_for(&mut snapshot, patience, session).await;
        if !tell(report, "sign-in", &signed_in, "the token is good")? {
            report.skipped("agent socket", texts::NOT_TRIED)?;
            report.skipped("registration", texts::NOT_TRIED)?;
            return Ok(());
        }
        let socket = watch_for(&mut snapshot, patience, |view| light(&view.health.contact_centre)).await;
        tell(report, "agent socket", &socket, "open and confirmed")?;
    }
    let line = watch_for(&mut snapshot, patience, registration).await;
    tell(report, "registration", &line, "calls can ring here")?;
    Ok(())
}

async fn watch_for(
    snapshot: &mut watch::Receiver<Arc<Snapshot>>,
    patience: Duration,
    judge: impl Fn(&Snapshot) -> Option<Outcome>,
) -> Outcome {
    let found = snapshot.wait_for(|view| judge(view).is_some());
    match timeout(patience, found).await {
        Ok(Ok(view)) => judge(&view).unwrap_or(Outcome::NoAnswer),
        _ => Outcome::NoAnswer,
    }
}

fn session(view: &Snapshot) -> Option<Outcome> {
    match &view.session {
        SessionView::SignedIn { .. } => Some(Outcome::Good),
        SessionView::SignedOut { problem: Some(problem) } => Some(Outcome::Bad(problem.clone())),
        SessionView::SignedOut { problem: None } | SessionView::SigningIn => {
            // The HTTP part is over once the agent socket is being opened.
            bad(&view.health.contact_centre)
        }
    }
}

fn registration(view: &Snapshot) -> Option<Outcome> {
    if let SessionView::SignedOut { problem: Some(problem) } = &view.session {
        return Some(Outcome::Bad(problem.clone()));
    }
    light(&view.health.line)
}

fn light(light: &Light) -> Option<Outcome> {
    if light.state == LightState::Good { Some(Outcome::Good) } else { bad(light) }
}

fn bad(light: &Light) -> Option<Outcome> {
    light.problem.clone().filter(|_| light.state == LightState::Bad).map(Outcome::Bad)
}

/// Whether it was good.
fn tell(report: &mut Report, check: &str, outcome: &Outcome, detail: &str) -> Result<bool> {
    match outcome {
        Outcome::Good => report.ok(check, detail)?,
        Outcome::Bad(problem) => report.problem(check, problem)?,
        Outcome::NoAnswer => report.failed(check, texts::NO_ANSWER)?,
    }
    Ok(matches!(outcome, Outcome::Good))
}
