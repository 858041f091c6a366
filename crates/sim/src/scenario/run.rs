//! A scenario running: events are counted against what is waited for and expected, steps are done when they are due.

use super::Scenario;
use super::pattern::Calls;
use crate::events::SimEvent;
use crate::{Faults, Sim};
use serde::Serialize;
use std::time::Duration;
use tokio::time::Instant;

/// How a scenario ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The scenario.
    pub scenario: String,
    /// Everything came true.
    pub passed: bool,
    /// What was expected and did not happen.
    pub missing: Vec<String>,
    /// What happened and was never to.
    pub unwanted: Vec<String>,
    /// Why it could not go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

struct Run<'a> {
    scenario: &'a Scenario,
    sim: &'a Sim,
    calls: Calls,
    /// How often what each step waits for, and each expectation, has happened.
    waited: Vec<u64>,
    happened: Vec<u64>,
    /// The step that is next, and when what it waits for has come.
    step: usize,
    ready_at: Option<Instant>,
}

impl Scenario {
    /// Runs against a simulator started with [`Scenario::config`]. Every event is reported as it happens.
    pub async fn run(&self, sim: &Sim, mut report: impl FnMut(&SimEvent)) -> Verdict {
        let mut run = Run::new(self, sim);
        let result = match run.prepare() {
            Ok(()) => run.follow(&mut report).await,
            Err(error) => Err(error),
        };
        run.verdict(result.err())
    }
}

impl<'a> Run<'a> {
    fn new(scenario: &'a Scenario, sim: &'a Sim) -> Self {
        let (waited, happened) = (vec![0; scenario.step.len()], vec![0; scenario.expect.len()]);
        Self { scenario, sim, calls: Calls::new(), waited, happened, step: 0, ready_at: None }
    }

    /// Sets faults and customers, and lets the played colleagues come.
    fn prepare(&self) -> Result<(), String> {
        if let Some(faults) = &self.scenario.centre.faults {
            self.sim.set_faults(Faults::default().changed(faults).unwrap_or_default());
        }
        for (number, behaviour) in &self.scenario.customers {
            self.sim.set_customer(number, behaviour.clone());
        }
        let mut colleagues = self.scenario.colleague.iter();
        colleagues.try_for_each(|colleague| {
            let played = self.sim.play(colleague.clone());
            played.map_err(|error| format!("colleague {}: {error}", colleague.extension))
        })
    }

    async fn follow(&mut self, report: &mut impl FnMut(&SimEvent)) -> Result<(), String> {
        let deadline = Instant::now() + self.scenario.time_limit();
        let mut seen = 0;
        self.note_ready();
        loop {
            for event in self.sim.events(seen) {
                seen = event.seq;
                report(&event);
                self.count(&event);
            }
            if self.do_due_step()? {
                continue;
            }
            if self.is_decided() {
                return Ok(());
            }
            let next = self.due_at().unwrap_or(deadline).min(deadline);
            tokio::select! {
                () = self.sim.wait_for_event(seen) => {}
                () = tokio::time::sleep_until(next) => if next == deadline { return Ok(()) },
            }
        }
    }

    fn count(&mut self, event: &SimEvent) {
        for (count, step) in self.waited.iter_mut().zip(&self.scenario.step) {
            *count += u64::from(step.when.as_ref().is_some_and(|when| when.matches(event, &self.calls)));
        }
        for (count, expect) in self.happened.iter_mut().zip(&self.scenario.expect) {
            *count += u64::from(expect.pattern.matches(event, &self.calls));
        }
        self.note_ready();
    }

    /// Notes when what the next step waits for has come.
    fn note_ready(&mut self) {
        let Some(step) = self.scenario.step.get(self.step) else { return };
        if step.when.as_ref().is_none_or(|when| self.waited[self.step] >= when.times) {
            self.ready_at.get_or_insert_with(Instant::now);
        }
    }

    fn due_at(&self) -> Option<Instant> {
        let step = self.scenario.step.get(self.step)?;
        self.ready_at.map(|ready_at| ready_at + Duration::from_millis(step.after_ms))
    }

    /// Does the next step if it is due; whether it did.
    fn do_due_step(&mut self) -> Result<bool, String> {
        if self.due_at().is_none_or(|at| at > Instant::now()) {
            return Ok(false);
        }
        let number = self.step;
        self.step += 1;
        self.ready_at = None;
        let done = self.scenario.step[number].action.perform(self.sim, &mut self.calls);
        done.map_err(|error| format!("step {}: {error}", number + 1))?;
        self.note_ready();
        Ok(true)
    }

    /// Everything was done, and all that can come true has; or something happened that never was to.
    fn is_decided(&self) -> bool {
        let done = self.step == self.scenario.step.len();
        !self.unwanted().is_empty() || (done && self.missing().is_empty())
    }

    fn missing(&self) -> Vec<String> {
        self.expected(false, |count, times| count < times)
    }

    fn unwanted(&self) -> Vec<String> {
        self.expected(true, |count, times| count >= times)
    }

    fn expected(&self, never: bool, is_wrong: impl Fn(u64, u64) -> bool) -> Vec<String> {
        let expected = self.scenario.expect.iter().zip(&self.happened);
        let wrong = expected
            .filter(|(expect, count)| expect.never == never && is_wrong(**count, expect.pattern.times));
        wrong.map(|(expect, _)| expect.pattern.describe()).collect()
    }

    fn verdict(&self, error: Option<String>) -> Verdict {
        let (missing, unwanted) = (self.missing(), self.unwanted());
        let left = self.scenario.step.len() - self.step;
        let stuck = (left > 0).then(|| format!("{left} steps were never due"));
        let error = error.or(stuck.filter(|_| unwanted.is_empty()));
        let passed = missing.is_empty() && unwanted.is_empty() && error.is_none();
        Verdict { scenario: self.scenario.name.clone(), passed, missing, unwanted, error }
    }
}
