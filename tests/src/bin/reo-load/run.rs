//! The course of a load: everybody signs in, some talk, everybody goes.

use crate::Plan;
use crate::centre::{Centre, CentreMedia};
use crate::desk::{Answered, Desk, each};
use crate::report::{Report, Talk};
use crate::sound::SharedFiles;
use crate::usage::watch;
use anyhow::{Context, Result};
use reo_engine::{CallFigures, EngineConfig, SoundSource};
use reo_phone::Account;
use reo_sim::CallState;
use reo_tests::process::until;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// A level, of 32768, from which a customer certainly hears a voice.
const A_VOICE: f64 = 100.0;

/// A call in which both sides have heard each other.
type Call = (Arc<Desk>, Answered);

/// Counters of a call at one moment, at both ends.
struct Reading {
    at: Instant,
    agent: CallFigures,
    centre: CentreMedia,
}

/// The whole load.
pub(crate) async fn run(plan: &Plan) -> Result<Report> {
    let folder = tempfile::tempdir()?;
    let centre = Arc::new(Centre::start(plan.agents, folder.path()).await?);
    let empty = watch(centre.process, Duration::from_secs(1)).await?;
    let desks = open_desks(plan, &centre, folder.path())?;
    let sign_ins = each(&desks, |desk| async move { desk.sign_in().await }).await?;
    let idle = watch(centre.process, plan.measured()).await?;

    let calls = take_calls(&centre, &desks[..plan.calls]).await?;
    let before = read(&centre, &calls).await?;
    let busy = watch(centre.process, plan.measured()).await?;
    let after = read(&centre, &calls).await?;

    close(&centre, &desks, plan.calls).await?;
    let talks = before.iter().zip(&after).map(|(before, after)| talk(before, after)).collect();
    let answers = calls.into_iter().map(|(_, answered)| answered).collect();
    Ok(Report { agents: plan.agents, calls: plan.calls, empty, idle, busy, sign_ins, answers, talks })
}

/// Everybody's phone, with nobody signed in.
fn open_desks(plan: &Plan, centre: &Centre, folder: &Path) -> Result<Vec<Arc<Desk>>> {
    let voice = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/voice/agent-vi.wav");
    let sound = SharedFiles::new(voice)?;
    let open = |agent: &reo_sim::ReadyAgent| {
        let (base, domain) = (centre.ready.base.clone(), centre.ready.domain.clone());
        let account = Account::ContactCentre { base, domain, token: agent.token.clone() };
        let config = EngineConfig {
            sound: SoundSource::Backend(Box::new(sound.clone())),
            extra_ca: Some(centre.ready.ca.clone()),
            data_dir: Some(folder.join(agent.extension.as_str())),
            codecs: plan.codecs(),
            ..EngineConfig::default()
        };
        Ok(Arc::new(Desk::new(agent.extension.clone(), account, config)?))
    };
    centre.ready.agents.iter().map(open).collect()
}

/// Each of these agents is called and answers; until all have heard their customer, and all customers their agent.
async fn take_calls(centre: &Arc<Centre>, desks: &[Arc<Desk>]) -> Result<Vec<Call>> {
    let calls = each(desks, |desk| {
        let centre = centre.clone();
        async move {
            let number = format!("0901{:0>6}", desk.agent.as_str());
            let answered = desk.take_call(&centre, &number).await?;
            Ok((desk, answered))
        }
    });
    let calls = calls.await?;
    let mut deaf: HashSet<u64> = calls.iter().map(|(_, answered)| answered.id).collect();
    let limit = Instant::now() + PATIENCE;
    while !deaf.is_empty() {
        anyhow::ensure!(Instant::now() < limit, "{} customers hear nothing", deaf.len());
        for call in centre.calls().await?.iter().filter(|call| call.media().heard_level > A_VOICE) {
            deaf.remove(&call.id);
        }
    }
    Ok(calls)
}

async fn read(centre: &Centre, calls: &[Call]) -> Result<Vec<Reading>> {
    let there: HashMap<u64, CentreMedia> =
        centre.calls().await?.iter().map(|call| (call.id, call.media())).collect();
    let at = Instant::now();
    let reading = |(desk, answered): &Call| {
        let centre = there.get(&answered.id).cloned().context("the centre has lost a call")?;
        Ok(Reading { at, agent: desk.figures(), centre })
    };
    calls.iter().map(reading).collect()
}

fn talk(before: &Reading, after: &Reading) -> Talk {
    let time = after.at.duration_since(before.at);
    let (then, now) = (&before.agent, &after.agent);
    Talk {
        time,
        sent: now.sent - then.sent,
        received: now.received - then.received,
        lost: now.lost - then.lost,
        concealed: Duration::from_millis(now.concealed_ms - then.concealed_ms),
        centre_in: after.centre.packets_in - before.centre.packets_in,
        centre_out: after.centre.packets_out - before.centre.packets_out,
    }
}

/// Everybody hangs up and signs out, and the centre knows it.
async fn close(centre: &Centre, desks: &[Arc<Desk>], calls: usize) -> Result<()> {
    each(&desks[..calls], |desk| async move { desk.hang_up().await }).await?;
    until("the end of all calls", PATIENCE, || async {
        centre.calls().await.ok()?.iter().all(|call| call.state == CallState::Ended).then_some(())
    })
    .await?;
    each(desks, |desk| async move { desk.close().await }).await?;
    until("everybody signed out", PATIENCE, || async {
        centre.signed_in().await.is_ok_and(|count| count == 0).then_some(())
    })
    .await
}
