//! A bounded run of every fuzz target. To look longer: `cargo fuzz run --sanitizer none TARGET` in the root, with
//! `RUSTC_BOOTSTRAP=1`, which lends the stable compiler the one switch that libFuzzer needs.

use crate::shell::{self, command, target_dir};
use anyhow::Result;
use std::fs;

/// The targets' package.
pub const MANIFEST: &str = "fuzz/Cargo.toml";

const TARGETS: &[&str] = &["agent_frames", "constants", "dial_link", "sign_in", "phone"];

/// Seconds for one target.
const SECONDS: u32 = 12;

/// Runs each for some seconds, on top of what earlier runs found worth keeping.
pub fn run() -> Result<()> {
    TARGETS.iter().try_for_each(|target| fuzz(target))
}

fn fuzz(target: &str) -> Result<()> {
    let build = target_dir().join("fuzz");
    let corpus = build.join("corpus").join(target);
    fs::create_dir_all(&corpus)?;
    let (build, corpus) = (build.to_string_lossy(), corpus.to_string_lossy());
    let mut fuzz =
        command("cargo", &["fuzz", "run", "--sanitizer", "none", "--target-dir", &build, target, &corpus]);
    fuzz.arg("--").arg(format!("-max_total_time={SECONDS}"));
    fuzz.args(["-max_len=4096", "-timeout=20", "-verbosity=0", "-print_final_stats=1"]);
    fuzz.env("RUSTC_BOOTSTRAP", "1").env_remove("CARGO_TARGET_DIR");
    shell::run(fuzz)
}
