//! Running other programs.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The workspace's root folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Where builds go. In CI a folder outside the checkout, so that the next run starts warm.
pub fn target_dir() -> PathBuf {
    if let Some(chosen) = std::env::var_os("CARGO_TARGET_DIR") {
        return PathBuf::from(chosen);
    }
    match (std::env::var_os("CI"), std::env::var_os("HOME")) {
        (Some(_), Some(home)) => Path::new(&home).join(".cache/reo/target"),
        _ => root().join("target"),
    }
}

/// A command in the workspace's root, with the build folder set.
pub fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root()).env("CARGO_TARGET_DIR", target_dir());
    command
}

/// Runs a command and fails when it fails.
pub fn run(mut command: Command) -> Result<()> {
    let shown = format!("{} {}", command.get_program().display(), arguments(&command));
    eprintln!("+ {shown}");
    let status = command.status().with_context(|| format!("cannot start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` failed: {status}");
    }
    Ok(())
}

/// Whether a command runs and succeeds, without showing what it prints.
pub fn succeeds(program: &str, arguments: &[&str]) -> bool {
    command(program, arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// What a command prints.
pub fn output(program: &str, arguments: &[&str]) -> Result<String> {
    let output = command(program, arguments)
        .stderr(Stdio::null())
        .output()
        .with_context(|| format!("cannot start `{program}`"))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn arguments(command: &Command) -> String {
    command.get_args().map(|argument| argument.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
