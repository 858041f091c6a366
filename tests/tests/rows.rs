//! The maps from what is promised to tests, in `tests/README.md`, name tests that there are.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

/// Which column of the protocol's rows names tests of which folder.
const ROWS: &[&str] = &["crates/engine/tests/with_sim", "crates/sim/tests"];
/// The same below this heading.
const PAGES: (&str, &[&str]) = ("## Pages of CRMs", &["tests/tests/crm_pages", "tests/tests/crm_desktop"]);

#[test]
fn every_test_that_the_map_names_exists() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let map = fs::read_to_string(root.join("tests/README.md"))?;
    let (rows, pages) = map.split_once(PAGES.0).context(PAGES.0)?;
    ensure!(every_test_exists(&root, rows, ROWS)? > 60, "few tests are named");
    ensure!(every_test_exists(&root, pages, PAGES.1)? > 10, "few tests of pages are named");
    Ok(())
}

/// How many there are.
fn every_test_exists(root: &Path, map: &str, folders: &[&str]) -> Result<usize> {
    let mut found = 0;
    for row in map.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        for (folder, cell) in folders.iter().zip(cells.iter().skip(1)) {
            for name in cell.split('`').filter(|text| text.contains(".rs::")) {
                exists(&root.join(folder), name)?;
                found += 1;
            }
        }
    }
    Ok(found)
}

fn exists(folder: &Path, name: &str) -> Result<()> {
    let (file, test) = name.split_once("::").context("file.rs::test")?;
    let source = fs::read_to_string(folder.join(file)).with_context(|| format!("reading {file}"))?;
    ensure!(source.contains(&format!("fn {test}(")), "{name} is not there");
    Ok(())
}
