//! Lists the web files that `npm run build` made in `embed/dist`, so that the program carries them all.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() {
    if let Err(error) = list() {
        println!(
            "cargo::error=the door's web files are not built ({error}): run `npm install` and `npm run build` in crates/bridge/embed"
        );
    }
}

fn list() -> io::Result<()> {
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("embed/dist");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    gather(&folder, "", &mut files)?;
    if files.is_empty() {
        return Err(io::Error::other("embed/dist is empty"));
    }
    files.sort();
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("files.rs");
    fs::write(out, table(&files))
}

/// Every file below `folder` with its path as the web sees it.
fn gather(folder: &Path, place: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{place}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            gather(&entry.path(), &name, files)?;
        } else {
            files.push((name, entry.path()));
        }
    }
    Ok(())
}

fn table(files: &[(String, PathBuf)]) -> String {
    let mut text = String::from("&[\n");
    for (name, path) in files {
        // A string takes whatever is written.
        let _ = writeln!(text, "    ({name:?}, include_bytes!({path:?})),");
    }
    text + "]\n"
}
