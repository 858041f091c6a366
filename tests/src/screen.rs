//! A screen, a session bus and a window manager of the test's own.

use crate::process::{Process, until};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::process::Command;

/// A virtual screen with what a desktop program expects around it. Everything ends with this value.
#[derive(Debug)]
pub struct Screen {
    display: String,
    bus_address: String,
    home: tempfile::TempDir,
    _processes: Vec<Process>,
}

impl Screen {
    /// Starts Xvfb (1280 x 800), a D-Bus session and openbox.
    pub async fn start() -> Result<Self> {
        let home = tempfile::tempdir()?;
        let mut xvfb = Command::new("Xvfb");
        xvfb.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"]);
        xvfb.stderr(std::process::Stdio::null());
        let (xvfb, number) = Process::start_and_read_line(xvfb).await?;
        let mut bus = Command::new("dbus-daemon");
        bus.args(["--session", "--nofork", "--nopidfile", "--print-address"]).env("HOME", home.path());
        let (bus, bus_address) = Process::start_and_read_line(bus).await?;
        let mut screen =
            Self { display: format!(":{}", number.trim()), bus_address, home, _processes: vec![xvfb, bus] };
        let openbox = Process::start(screen.command("openbox"))?;
        screen._processes.push(openbox);
        screen.wait_for_window_manager().await?;
        Ok(screen)
    }

    /// A command whose windows, settings and bus are those of this screen.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        let folder = |name: &str| self.home.path().join(name);
        command
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus_address)
            .env("HOME", self.home.path())
            .env("XDG_CONFIG_HOME", folder("config"))
            .env("XDG_DATA_HOME", folder("data"))
            .env("XDG_CACHE_HOME", folder("cache"))
            .env("XDG_RUNTIME_DIR", self.home.path())
            .env("NO_AT_BRIDGE", "1")
            .env("LANG", "C.UTF-8")
            .env_remove("WAYLAND_DISPLAY");
        command
    }

    /// The address of the session bus.
    pub fn bus_address(&self) -> &str {
        &self.bus_address
    }

    /// The folder that serves as home.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Saves a picture of the whole screen.
    pub async fn picture(&self, file: &Path) -> Result<PathBuf> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut import = self.command("import");
        import.args(["-window", "root"]).arg(file);
        if !import.status().await?.success() {
            bail!("the screen could not be pictured");
        }
        Ok(file.to_owned())
    }

    /// What a command of this screen prints.
    pub async fn output(&self, program: &str, arguments: &[&str]) -> Result<String> {
        let output = self.command(program).args(arguments).output().await.context(program.to_owned())?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    async fn wait_for_window_manager(&self) -> Result<()> {
        until("a window manager", Duration::from_secs(10), || async {
            let answer = self.output("xprop", &["-root", "_NET_SUPPORTING_WM_CHECK"]).await.ok()?;
            answer.contains("window id").then_some(())
        })
        .await
    }
}
