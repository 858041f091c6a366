//! baresip as a plain-RTP phone: SIP over UDP, PCMU, answers by itself, and does what it is told over its control
//! port.

use crate::peers::netstring;
use crate::process::{Process, free_port, until};
use crate::pulse::{Layout, PulseDaemon, Recorder};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::net::{SocketAddr, UdpSocket};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

const PATIENCE: Duration = Duration::from_secs(15);

/// Whose phone it is, and where it registers by UDP.
#[derive(Clone, Copy, Debug)]
pub struct DeskLine<'a> {
    /// Registrar and outbound proxy.
    pub proxy: SocketAddr,
    /// SIP domain.
    pub domain: &'a str,
    /// User part.
    pub user: &'a str,
    /// Digest password.
    pub password: &'a str,
}

/// A running baresip of the test's own.
#[derive(Debug)]
pub struct Baresip {
    domain: String,
    folder: tempfile::TempDir,
    control: OwnedWriteHalf,
    told: Arc<Mutex<Vec<Value>>>,
    speaker: Recorder,
    _process: Process,
    _sound: PulseDaemon,
}

impl Baresip {
    /// Registers; its microphone plays `voice` (WAV, 8 kHz mono, 16 bits), and it answers every call.
    pub async fn start(line: DeskLine<'_>, voice: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let port = free_port()?;
        let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text);
        write("config", config(voice, port)?)?;
        write("accounts", account(line))?;
        write("contacts", String::new())?;
        let log = std::fs::File::create(folder.path().join("log"))?;
        // It plays to real devices only, and its recorder does not outlive a hold.
        let sound = PulseDaemon::start_with(Layout::SpeakerOnly)?;
        std::fs::write(
            sound.folder().join(".asoundrc"),
            "pcm.!default { type pulse }\nctl.!default { type pulse }\n",
        )?;
        let mut command = std::process::Command::new("baresip");
        sound.apply(&mut command);
        command.arg("-f").arg(folder.path()).stdout(log.try_clone()?).stderr(log);
        command.current_dir(folder.path());
        let process = Process::start(command.into())?;
        let connect = || async { TcpStream::connect(("127.0.0.1", port)).await.ok() };
        let stream = until("baresip's control port", PATIENCE, connect).await?;
        let (reader, control) = stream.into_split();
        let told = Arc::new(Mutex::new(Vec::new()));
        tokio::spawn(listen(BufReader::new(reader), told.clone()));
        let speaker = sound.record_speaker()?;
        let domain = line.domain.to_owned();
        let phone = Self { domain, folder, control, told, speaker, _process: process, _sound: sound };
        phone.wait_for_log("200 OK").await.context("baresip's registration")?;
        Ok(phone)
    }

    /// Calls `user` of the same domain.
    pub async fn call(&mut self, user: &str) -> Result<()> {
        let address = format!("sip:{user}@{}", self.domain);
        self.command("dial", &address).await
    }

    /// Puts the other side on hold.
    pub async fn hold(&mut self) -> Result<()> {
        self.command("hold", "").await
    }

    /// Takes the other side back.
    pub async fn resume(&mut self) -> Result<()> {
        self.command("resume", "").await
    }

    /// Ends the call.
    pub async fn hang_up(&mut self) -> Result<()> {
        self.command("hangup", "").await
    }

    /// Presses keys, as RFC 4733 events.
    pub async fn send_digits(&mut self, digits: &str) -> Result<()> {
        for digit in digits.chars() {
            self.command("sndcode", &digit.to_string()).await?;
        }
        Ok(())
    }

    /// Waits until that many events of this type have come since the start; gives the newest.
    pub async fn event(&self, kind: &str, count: usize) -> Result<Value> {
        let found = until(format!("event {count} of type {kind}"), PATIENCE, || async {
            self.events(kind).into_iter().nth(count - 1)
        });
        found.await.with_context(|| format!("baresip told: {:?}", self.told()))
    }

    /// The keys that it was sent so far.
    pub fn digits(&self) -> String {
        let keys = self.events("CALL_DTMF_START").into_iter();
        keys.filter_map(|event| Some(event.get("param")?.as_str()?.to_owned())).collect()
    }

    /// Waits for a text in its log.
    pub async fn wait_for_log(&self, text: &str) -> Result<()> {
        let file = self.folder.path().join("log");
        until(&format!("`{text}` in baresip's log"), PATIENCE, || async {
            std::fs::read_to_string(&file).ok()?.contains(text).then_some(())
        })
        .await
    }

    /// An ear on what its loudspeaker plays.
    pub const fn ear(&self) -> &Recorder {
        &self.speaker
    }

    fn told(&self) -> Vec<Value> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn events(&self, kind: &str) -> Vec<Value> {
        self.told().into_iter().filter(|message| message["type"] == kind).collect()
    }

    async fn command(&mut self, command: &str, params: &str) -> Result<()> {
        let token = format!("{command}-{}", self.told().len());
        let text = json!({ "command": command, "params": params, "token": token }).to_string();
        self.control.write_all(&netstring::encode(&text)).await?;
        let answer = until(&format!("baresip's answer to {command}"), PATIENCE, || async {
            self.told().into_iter().find(|message| message["token"] == token.as_str())
        })
        .await?;
        ensure!(answer["ok"] == true, "{command}: {answer}");
        Ok(())
    }
}

async fn listen(mut reader: BufReader<OwnedReadHalf>, told: Arc<Mutex<Vec<Value>>>) {
    while let Ok(text) = netstring::read(&mut reader).await {
        if let Ok(message) = serde_json::from_slice(&text) {
            told.lock().unwrap_or_else(PoisonError::into_inner).push(message);
        }
    }
}

fn config(voice: &Path, control: u16) -> Result<String> {
    let sip = UdpSocket::bind(("127.0.0.1", 0))?.local_addr()?;
    Ok(format!(
        "sip_listen {sip}\n\
         ctrl_tcp_listen 127.0.0.1:{control}\n\
         audio_source aufile,{voice}\n\
         audio_player alsa,default\n\
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
         module alsa.so\n\
         module_app account.so\n\
         module_app menu.so\n\
         module_app ctrl_tcp.so\n",
        voice = voice.display(),
    ))
}

fn account(line: DeskLine<'_>) -> String {
    let DeskLine { proxy, domain, user, password } = line;
    format!(
        "<sip:{user}@{domain};transport=udp>;auth_user={user};auth_pass={password};\
         outbound=\"sip:{proxy};transport=udp\";answermode=auto;audio_codecs=PCMU/8000/1;regint=60\n"
    )
}
