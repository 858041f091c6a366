//! Installs what is missing. Says what it does, asks for nothing, does nothing twice.

use crate::shell::{self, command, output, root, succeeds};
use anyhow::{Result, bail};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};

/// To build.
const BUILD: &[&str] =
    &["build-essential", "cmake", "pkg-config", "libasound2-dev", "libpulse-dev", "libwebkit2gtk-4.1-dev"];

/// To run the desktop phone, the demo and the tests: a screen, sound, a browser, SIP peers.
const RUN: &[&str] = &[
    "libayatana-appindicator3-1",
    "webkit2gtk-driver",
    "xvfb",
    "dbus",
    "openbox",
    "xdotool",
    "wmctrl",
    "x11-utils",
    "imagemagick",
    "fonts-dejavu-core",
    "xdg-utils",
    "pulseaudio",
    "pulseaudio-utils",
    "libasound2-plugins",
    "chromium",
    "chromium-driver",
    "libnss3-tools",
    "kamailio",
    "kamailio-websocket-modules",
    "kamailio-tls-modules",
    "rtpengine-daemon",
    "coturn",
    "iproute2",
    "procps",
    "baresip",
];

/// Folders with npm packages.
const WEB: &[&str] = &["ui", "sdk", "sdk/examples", "crates/bridge/embed", "tests/pages"];

// Requirements: without the tilde, cargo takes only a full version.
const CARGO_DENY: &str = "~0.20";
const CARGO_FUZZ: &str = "~0.13";

/// The whole set-up.
pub fn run() -> Result<()> {
    debian_packages()?;
    node()?;
    cargo_tool("cargo-deny", CARGO_DENY, &["deny", "--version"])?;
    cargo_tool("cargo-fuzz", CARGO_FUZZ, &["fuzz", "--version"])?;
    WEB.iter().try_for_each(|folder| npm_packages(folder))
}

fn debian_packages() -> Result<()> {
    let missing: Vec<&str> = BUILD.iter().chain(RUN).copied().filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !succeeds("apt-get", &["--version"]) {
        bail!("these Debian packages (or your system's like) are needed: {}", missing.join(" "));
    }
    eprintln!("set-up: installing {}", missing.join(" "));
    privileged(&["apt-get", "update", "-qq"])?;
    let mut install = vec!["apt-get", "install", "-y", "-qq", "--no-install-recommends"];
    install.extend(missing);
    privileged(&install)
}

fn installed(package: &str) -> bool {
    output("dpkg-query", &["-W", "-f", "${Status}", package])
        .is_ok_and(|status| status.trim() == "install ok installed")
}

/// As root, or through sudo.
fn privileged(words: &[&str]) -> Result<()> {
    let is_root = output("id", &["-u"])?.trim() == "0";
    let words: Vec<&str> = if is_root { words.to_vec() } else { [&["sudo"], words].concat() };
    let mut install = command(words[0], &words[1..]);
    install.env("DEBIAN_FRONTEND", "noninteractive");
    shell::run(install)
}

/// Vite needs Node.js 20; Debian 12 carries 18, so it cannot simply be installed from there.
fn node() -> Result<()> {
    let version = output("node", &["--version"]).unwrap_or_default();
    let major =
        version.trim().trim_start_matches('v').split('.').next().and_then(|text| text.parse::<u32>().ok());
    match major {
        Some(major) if major >= 20 => Ok(()),
        _ => bail!("Node.js 20 or newer is needed (found `{}`): see https://nodejs.org", version.trim()),
    }
}

fn cargo_tool(name: &str, version: &str, probe: &[&str]) -> Result<()> {
    if succeeds("cargo", probe) {
        return Ok(());
    }
    eprintln!("set-up: installing {name}");
    let mut install = command("cargo", &["install", name, "--locked", "--version", version]);
    // Otherwise the workspace's pinned build folder would fill with the tool's own build.
    install.env_remove("CARGO_TARGET_DIR");
    shell::run(install)
}

/// `npm ci`, when the lock file is not the one that was installed last.
fn npm_packages(folder: &str) -> Result<()> {
    let folder = root().join(folder);
    let stamp = folder.join("node_modules/.reo-lock");
    let mut hasher = DefaultHasher::new();
    fs::read(folder.join("package-lock.json"))?.hash(&mut hasher);
    let wanted = hasher.finish().to_string();
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    eprintln!("set-up: installing the npm packages of {}", folder.display());
    let mut install = command("npm", &["ci", "--no-audit", "--no-fund"]);
    install.current_dir(&folder);
    shell::run(install)?;
    Ok(fs::write(stamp, wanted)?)
}
