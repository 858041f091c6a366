//! The demo: the desktop phone against the simulated contact centre.

use crate::shell::{self, command};
use crate::{setup, test};
use anyhow::Result;

/// Builds everything and hands over to the `reo-demo` program of the end-to-end package.
pub fn run(scripted: bool) -> Result<()> {
    setup::run()?;
    test::build_ui()?;
    shell::run(command(
        "cargo",
        &["build", "--package", "reo-desktop", "--package", "reo-cli", "--package", "reo-tests", "--bins"],
    ))?;
    let mut arguments = vec!["run", "--quiet", "--package", "reo-tests", "--bin", "reo-demo", "--"];
    if scripted {
        arguments.push("--scripted");
    }
    shell::run(command("cargo", &arguments))
}
