//! The test command: every check that the project has, in the order in which they fail fastest.

use crate::shell::{self, command, output, root};
use crate::{fuzz, setup};
use anyhow::{Result, bail};
use std::process::Command;
use std::time::{Duration, Instant};

struct Step {
    name: &'static str,
    run: fn() -> Result<()>,
}

const STEPS: &[Step] = &[
    Step { name: "set-up", run: setup::run },
    Step { name: "format", run: format },
    Step {
        name: "licences",
        run: || cargo(&["deny", "--log-level", "error", "check", "licenses", "bans", "sources"]),
    },
    Step { name: "web build", run: build_web },
    Step { name: "lints", run: || workspace("clippy", &["--all-targets", "--", "-D", "warnings"]) },
    Step { name: "programs", run: || workspace("build", &["--bins", "--tests"]) },
    Step { name: "rust tests", run: || workspace("test", &["--lib", "--bins", "--test", "[!e]*"]) },
    Step { name: "generated TypeScript", run: generated_is_committed },
    Step { name: "fuzz", run: fuzz::run },
    Step { name: "web tests", run: web_tests },
    Step { name: "browser peer", run: || npm("tests/pages", &["run", "build"]) },
    // One at a time: they measure sound in real time, and the machine may have two cores.
    Step {
        name: "end-to-end tests",
        run: || workspace("test", &["--test", "e2e_*", "--", "--test-threads=1"]),
    },
];

/// Runs all steps, or those whose name contains `only`, and prints how long each took.
pub fn run(only: Option<&str>) -> Result<()> {
    let mut taken = Vec::new();
    // Everything needs the set-up, which takes no time when there is nothing to do.
    let wanted = |step: &&Step| step.name == "set-up" || only.is_none_or(|only| step.name.contains(only));
    for step in STEPS.iter().filter(wanted) {
        eprintln!("\n== {} ==", step.name);
        let start = Instant::now();
        let result = (step.run)();
        taken.push((step.name, start.elapsed(), result.is_ok()));
        if let Err(error) = result {
            print_table(&taken);
            bail!("step `{}` failed: {error:#}", step.name);
        }
    }
    print_table(&taken);
    Ok(())
}

fn format() -> Result<()> {
    cargo(&["fmt", "--all", "--check"])?;
    cargo(&["fmt", "--manifest-path", fuzz::MANIFEST, "--check"])
}

/// Builds what programs carry inside: the web UI and what the door serves to CRM pages.
pub fn build_web() -> Result<()> {
    npm("ui", &["run", "build"])?;
    npm("crates/bridge/embed", &["run", "build"])
}

fn web_tests() -> Result<()> {
    for folder in ["ui", "sdk", "crates/bridge/embed"] {
        npm(folder, &["run", "check"])?;
        npm(folder, &["test"])?;
    }
    npm("sdk/examples", &["run", "check"])
}

/// The Rust tests have just written the TypeScript types anew: they must equal what is committed.
fn generated_is_committed() -> Result<()> {
    let generated = ["ui/src/generated", "sdk/src/generated"];
    let changes = output("git", &[&["status", "--porcelain", "--"], &generated[..]].concat())?;
    if changes.trim().is_empty() {
        return Ok(());
    }
    bail!("the generated TypeScript differs from what is committed:\n{changes}")
}

/// The whole workspace each time: another choice of packages would mean other features and build everything anew.
pub fn workspace(task: &str, arguments: &[&str]) -> Result<()> {
    cargo(&[&[task, "--locked", "--workspace"], arguments].concat())
}

fn cargo(arguments: &[&str]) -> Result<()> {
    shell::run(command("cargo", arguments))
}

fn npm(folder: &str, arguments: &[&str]) -> Result<()> {
    let mut npm: Command = command("npm", arguments);
    npm.current_dir(root().join(folder));
    shell::run(npm)
}

fn print_table(taken: &[(&str, Duration, bool)]) {
    println!();
    for (name, time, ok) in taken {
        println!("{:>8.1} s  {:<6}  {name}", time.as_secs_f64(), if *ok { "ok" } else { "FAILED" });
    }
    let total: Duration = taken.iter().map(|(_, time, _)| *time).sum();
    println!("{:>8.1} s  total", total.as_secs_f64());
}
