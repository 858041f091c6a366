//! The map from the protocol's rows to tests, in `tests/README.md`, names tests that there are.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

/// Which column names tests of which folder.
const FOLDERS: [&str; 2] = ["crates/engine/tests/with_sim", "crates/sim/tests"];

#[test]
fn every_test_that_the_map_names_exists() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let map = fs::read_to_string(root.join("tests/README.md"))?;
    let mut found = 0;
    for row in map.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        for (folder, cell) in FOLDERS.iter().zip(cells.iter().skip(1)) {
            for name in cell.split('`').filter(|text| text.contains(".rs::")) {
                exists(&root.join(folder), name)?;
                found += 1;
            }
        }
    }
    ensure!(found > 60, "only {found} tests are named");
    Ok(())
}

fn exists(folder: &Path, name: &str) -> Result<()> {
    let (file, test) = name.split_once("::").context("file.rs::test")?;
    let source = fs::read_to_string(folder.join(file)).with_context(|| format!("reading {file}"))?;
    ensure!(source.contains(&format!("fn {test}(")), "{name} is not there");
    Ok(())
}
