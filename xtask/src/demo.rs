//! The demo: the desktop phone against the simulated contact centre.

use crate::shell::{self, command};
use crate::{setup, test};
use anyhow::Result;

/// Builds everything and hands over to the `reo-demo` program of the end-to-end package.
pub fn run(scripted: bool) -> Result<()> {
    setup::run()?;
    test::build_web()?;
    test::workspace("build", &["--bins"])?;
    let program = shell::target_dir().join("debug/reo-demo");
    let arguments: &[&str] = if scripted { &["--scripted"] } else { &[] };
    shell::run(command(&program.to_string_lossy(), arguments))
}
