//! What came of a load, as a table.

use crate::desk::Answered;
use crate::usage::{Costs, median};
use anyhow::{Result, ensure};
use std::fmt::{self, Display, Formatter};
use std::time::Duration;

/// Packets a second each way, of 50, without which a call is no call.
const LEAST_RATE: f64 = 45.0;
/// The part of the packets that may be lost or late.
const MOST_LOST: f64 = 0.05;

pub(crate) struct Report {
    pub(crate) agents: usize,
    pub(crate) calls: usize,
    /// With nobody signed in.
    pub(crate) empty: Costs,
    /// With everybody signed in and no call.
    pub(crate) idle: Costs,
    /// With the calls up.
    pub(crate) busy: Costs,
    pub(crate) sign_ins: Vec<Duration>,
    pub(crate) answers: Vec<Answered>,
    pub(crate) talks: Vec<Talk>,
}

/// The audio of one call while it was measured.
pub(crate) struct Talk {
    pub(crate) time: Duration,
    /// Packets that the agent's phone sent and heard, and those that never came in time to be heard.
    pub(crate) sent: u64,
    pub(crate) received: u64,
    pub(crate) lost: u64,
    /// Voice that the agent's phone made up for what was not there.
    pub(crate) concealed: Duration,
    /// Packets at the centre's end.
    pub(crate) centre_in: u64,
    pub(crate) centre_out: u64,
}

impl Talk {
    fn rate(&self, packets: u64) -> f64 {
        packets as f64 / self.time.as_secs_f64()
    }

    /// Packets a second: agent to customer and customer to agent, as they arrived.
    fn rates(&self) -> (f64, f64) {
        (self.rate(self.centre_in), self.rate(self.received))
    }
}

impl Report {
    /// Whether the calls were calls.
    pub(crate) fn check(&self) -> Result<()> {
        let (out, back) = self.slowest();
        ensure!(
            self.calls == 0 || out.min(back) >= LEAST_RATE,
            "packets a second: {out:.1} out, {back:.1} in"
        );
        let lost = self.lost_in();
        ensure!(lost <= MOST_LOST, "{:.1} % of the packets lost or late", 100.0 * lost);
        Ok(())
    }

    /// The lowest rates of any call.
    fn slowest(&self) -> (f64, f64) {
        let lowest = |(a, b): (f64, f64), (c, d): (f64, f64)| (a.min(c), b.min(d));
        self.talks.iter().map(Talk::rates).fold((f64::INFINITY, f64::INFINITY), lowest)
    }

    fn sum(&self, of: fn(&Talk) -> u64) -> u64 {
        self.talks.iter().map(of).sum()
    }

    /// Of what the customers said, the part that the agents' phones missed, or got too late to be heard.
    fn lost_in(&self) -> f64 {
        let lost = self.sum(|talk| talk.lost);
        lost as f64 / (self.sum(|talk| talk.received) + lost).max(1) as f64
    }

    /// Of what the agents' phones sent, the part that did not reach the centre (packets on their way at the first and
    /// at the last reading make it uncertain by one a call).
    fn lost_out(&self) -> f64 {
        let (sent, arrived) = (self.sum(|talk| talk.sent), self.sum(|talk| talk.centre_in));
        sent.saturating_sub(arrived) as f64 / sent.max(1) as f64
    }

    fn costs(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<34} {:>12} {:>12}", "medians of windows of 2 s", "simulator", "client")?;
        let mebibytes = |kibibytes: f64| format!("{:.1} MiB", kibibytes / 1024.0);
        let percent = |share: f64| format!("{share:.2} %");
        for (state, costs) in [("empty", &self.empty), ("all idle", &self.idle), ("calls up", &self.busy)] {
            let memory = (mebibytes(costs.centre.memory), mebibytes(costs.client.memory));
            row(f, &format!("memory (PSS), {state}"), &memory.0, &memory.1)?;
            let cpu = (percent(costs.centre.cpu), percent(costs.client.cpu));
            row(f, &format!("CPU (of one core), {state}"), &cpu.0, &cpu.1)?;
        }
        let steps =
            [("agent", &self.empty, &self.idle, self.agents), ("call", &self.idle, &self.busy, self.calls)];
        for (what, before, after, count) in steps {
            let centre = after.centre.each(&before.centre, count);
            let client = after.client.each(&before.client, count);
            let memory = |cost: f64| format!("{cost:.0} KiB");
            row(f, &format!("memory for each {what}"), &memory(centre.memory), &memory(client.memory))?;
            row(f, &format!("CPU for each {what}"), &percent(centre.cpu), &percent(client.cpu))?;
        }
        Ok(())
    }

    fn times(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{:<34} {:>12} {:>12}", "times", "median", "longest")?;
        let answers = |part: fn(&Answered) -> Duration| self.answers.iter().map(part).collect::<Vec<_>>();
        times_row(f, "sign-in to ready", &self.sign_ins)?;
        times_row(f, "customer's call to ring", &answers(|call| call.ring))?;
        times_row(f, "ring to answered", &answers(|call| call.answer))?;
        times_row(f, "answered to first audio", &answers(|call| call.first_audio))
    }

    fn audio(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{:<34} {:>12} {:>12}", "audio", "to customers", "to agents")?;
        let medians =
            |part: fn((f64, f64)) -> f64| median(self.talks.iter().map(|talk| part(talk.rates())).collect());
        let two = |rates: (f64, f64)| (format!("{:.1}", rates.0), format!("{:.1}", rates.1));
        let (middle, slowest) =
            (two((medians(|rates| rates.0), medians(|rates| rates.1))), two(self.slowest()));
        row(f, "packets a second, median call", &middle.0, &middle.1)?;
        row(f, "packets a second, slowest call", &slowest.0, &slowest.1)?;
        let (sent, said) = (self.sum(|talk| talk.sent), self.sum(|talk| talk.centre_out));
        row(f, "packets sent", &sent.to_string(), &said.to_string())?;
        let percent = |share: f64| format!("{:.2} %", 100.0 * share);
        row(f, "lost, or late", &percent(self.lost_out()), &percent(self.lost_in()))?;
        let concealed: f64 = self.talks.iter().map(|talk| talk.concealed.as_secs_f64()).sum();
        let talked: f64 = self.talks.iter().map(|talk| talk.time.as_secs_f64()).sum();
        row(f, "made up (concealed)", "", &percent(concealed / talked.max(1.0)))
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} agents signed in, {} of them in a call\n", self.agents, self.calls)?;
        self.costs(f)?;
        self.times(f)?;
        if self.calls > 0 { self.audio(f) } else { Ok(()) }
    }
}

fn row(f: &mut Formatter<'_>, name: &str, left: &str, right: &str) -> fmt::Result {
    writeln!(f, "{name:<34} {left:>12} {right:>12}")
}

fn times_row(f: &mut Formatter<'_>, name: &str, times: &[Duration]) -> fmt::Result {
    let milliseconds: Vec<f64> = times.iter().map(|time| 1_000.0 * time.as_secs_f64()).collect();
    let longest = milliseconds.iter().copied().fold(0.0, f64::max);
    row(f, name, &format!("{:.0} ms", median(milliseconds)), &format!("{longest:.0} ms"))
}
