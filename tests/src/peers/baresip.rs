//! baresip as a plain-RTP phone: SIP over UDP, PCMU, answers by itself.

use crate::peers::kamailio::{DOMAIN, PASSWORD};
use crate::process::{Process, until};
use anyhow::{Context, Result};
use std::net::{SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::process::Command;

/// A running baresip of the test's own.
#[derive(Debug)]
pub struct Baresip {
    folder: tempfile::TempDir,
    _process: Process,
}

impl Baresip {
    /// Registers `user` at `proxy`; its microphone plays `voice` (WAV, 8 kHz mono, 16 bits), and it answers every call.
    pub async fn start(user: &str, proxy: SocketAddr, voice: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text);
        write("config", config(folder.path(), voice)?)?;
        write("accounts", account(user, proxy))?;
        write("contacts", String::new())?;
        let log = std::fs::File::create(folder.path().join("log"))?;
        let mut command = Command::new("baresip");
        command.arg("-f").arg(folder.path()).stdout(log.try_clone()?).stderr(log);
        command.current_dir(folder.path());
        let process = Process::start(command)?;
        let phone = Self { folder, _process: process };
        phone.wait_for_log("200 OK").await.context("baresip's registration")?;
        Ok(phone)
    }

    /// Calls `target` at its start instead of waiting; see [`Baresip::start`].
    pub async fn wait_for_log(&self, text: &str) -> Result<()> {
        let file = self.folder.path().join("log");
        until(&format!("`{text}` in baresip's log"), Duration::from_secs(15), || async {
            std::fs::read_to_string(&file).ok()?.contains(text).then_some(())
        })
        .await
    }

    /// The recording of what it heard, complete once the call has ended.
    pub async fn heard(&self) -> Result<PathBuf> {
        until("baresip's recording", Duration::from_secs(10), || async {
            let entries = std::fs::read_dir(self.folder.path()).ok()?;
            entries.flatten().map(|entry| entry.path()).find(|path| path.to_string_lossy().ends_with("dec.wav"))
        })
        .await
    }
}

fn config(folder: &Path, voice: &Path) -> Result<String> {
    let sip = UdpSocket::bind(("127.0.0.1", 0))?.local_addr()?;
    Ok(format!(
        "sip_listen {sip}\n\
         audio_source aufile,{voice}\n\
         audio_player aubridge,sink\n\
         audio_alert aubridge,alert\n\
         ausrc_srate 8000\n\
         auplay_srate 8000\n\
         ausrc_channels 1\n\
         auplay_channels 1\n\
         ringback_disabled yes\n\
         rtp_ports 20000-29999\n\
         module_path /usr/lib/baresip/modules\n\
         module g711.so\n\
         module aufile.so\n\
         module aubridge.so\n\
         module sndfile.so\n\
         module_app account.so\n\
         module_app menu.so\n\
         snd_path {folder}\n",
        voice = voice.display(),
        folder = folder.display(),
    ))
}

fn account(user: &str, proxy: SocketAddr) -> String {
    format!(
        "<sip:{user}@{DOMAIN};transport=udp>;auth_user={user};auth_pass={PASSWORD};\
         outbound=\"sip:{proxy};transport=udp\";answermode=auto;audio_codecs=PCMU/8000/1;regint=60\n"
    )
}
