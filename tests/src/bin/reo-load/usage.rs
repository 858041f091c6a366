//! What a process takes of the machine.

use anyhow::{Context, Result};
use std::time::{Duration, Instant};

/// Ticks a second in `/proc/PID/stat`: USER_HZ, the same on every Linux that Reo runs on.
const TICKS: f64 = 100.0;
/// A window long enough for ticks of 10 ms; the medians are of several.
const WINDOW: Duration = Duration::from_secs(2);

/// What a process took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// Its share of the memory (PSS), in KiB.
    pub(crate) memory: f64,
    /// Percent of one core.
    pub(crate) cpu: f64,
}

/// The simulator's and the client's part of something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Costs {
    pub(crate) centre: Cost,
    pub(crate) client: Cost,
}

/// Medians over windows, for so long.
pub(crate) async fn watch(centre: u32, time: Duration) -> Result<Costs> {
    let until = Instant::now() + time;
    let (mut centres, mut clients) = (Vec::new(), Vec::new());
    loop {
        let before = (Usage::of(centre)?, Usage::of(std::process::id())?);
        tokio::time::sleep(WINDOW.min(time)).await;
        centres.push(before.0.cost_until(&Usage::of(centre)?));
        clients.push(before.1.cost_until(&Usage::of(std::process::id())?));
        if Instant::now() >= until {
            return Ok(Costs { centre: Cost::median(&centres), client: Cost::median(&clients) });
        }
    }
}

impl Cost {
    fn median(of: &[Self]) -> Self {
        let each = |part: fn(&Self) -> f64| median(of.iter().map(part).collect());
        Self { memory: each(|cost| cost.memory), cpu: each(|cost| cost.cpu) }
    }

    /// For each of so many, what came on top of `before`.
    pub(crate) fn each(&self, before: &Self, count: usize) -> Self {
        let share = |now: f64, then: f64| (now - then) / count.max(1) as f64;
        Self { memory: share(self.memory, before.memory), cpu: share(self.cpu, before.cpu) }
    }
}

/// The middle one; 0 of none.
pub(crate) fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of.get(of.len() / 2).copied().unwrap_or_default()
}

/// A reading of `/proc`.
struct Usage {
    at: Instant,
    /// Seconds of CPU time since the process began.
    cpu: f64,
    /// PSS in KiB.
    memory: f64,
}

impl Usage {
    fn of(process: u32) -> Result<Self> {
        let read = |file: &str| {
            let path = format!("/proc/{process}/{file}");
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))
        };
        let cpu = cpu_ticks(&read("stat")?).context("no times in stat")? / TICKS;
        let memory = pss(&read("smaps_rollup")?).context("no Pss in smaps_rollup")?;
        Ok(Self { at: Instant::now(), cpu, memory })
    }

    fn cost_until(&self, end: &Self) -> Cost {
        let passed = end.at.duration_since(self.at).as_secs_f64();
        Cost { memory: end.memory, cpu: 100.0 * (end.cpu - self.cpu) / passed }
    }
}

/// utime and stime, fields 14 and 15; the name before them may hold anything up to its last parenthesis.
fn cpu_ticks(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut times = fields.split_whitespace().skip(11);
    let mut next = || times.next()?.parse::<f64>().ok();
    Some(next()? + next()?)
}

fn pss(rollup: &str) -> Option<f64> {
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    line.trim().trim_end_matches("kB").trim_end().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_with_an_odd_name_is_read() {
        let stat = "7 (a) b (c)) S 1 7 7 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 3 0 100";
        assert_eq!(cpu_ticks(stat), Some(300.0));
        assert_eq!(pss("Rss:   900 kB\nPss:                 512 kB\nPss_Dirty: 1 kB\n"), Some(512.0));
    }

    #[test]
    fn this_process_has_memory() {
        assert!(Usage::of(std::process::id()).unwrap().memory > 0.0);
    }
}
