//! What the tests begin with: an agent, and somebody to talk to.

use anyhow::{Context, Result};
use reo_model::CallId;
use reo_phone::{Event, LightState, Snapshot};
use reo_tests::agent::{Agent, Line};
use reo_tests::peers::baresip::{Baresip, DeskLine};
use reo_tests::peers::browser::{BrowserPhone, Registration};
use reo_tests::peers::kamailio::{DOMAIN, Kamailio, PASSWORD};
use reo_tests::voice::{Ear, Heard, Voice, VoiceRate, hears, hears_nothing};
use std::time::Duration;

pub const AGENT: &str = "5000";
pub const BROWSER: &str = "5001";
pub const BARESIP: &str = "5002";
/// Another phone like the agent's.
pub const COLLEAGUE: &str = "5003";

/// The agent's account at a WebSocket address.
pub fn line(server: &str) -> Line<'_> {
    line_of(AGENT, server)
}

/// Any user's account at a WebSocket address.
pub fn line_of<'a>(user: &'a str, server: &'a str) -> Line<'a> {
    Line { server, domain: DOMAIN, user, password: PASSWORD }
}

/// A browser phone that speaks with the customer's voice, all codecs or one.
pub async fn browser(kamailio: &Kamailio, codec: Option<&str>) -> Result<(BrowserPhone, tempfile::TempDir)> {
    let folder = tempfile::tempdir()?;
    let browser = BrowserPhone::open(&Voice::Customer.write(folder.path())?).await?;
    let (server, domain, password) = (&kamailio.websocket(), DOMAIN, PASSWORD);
    browser.register(&Registration { server, user: BROWSER, domain, password, codec }).await?;
    Ok((browser, folder))
}

/// A plain-RTP phone that speaks with the customer's voice.
pub async fn baresip(kamailio: &Kamailio) -> Result<(Baresip, tempfile::TempDir)> {
    let folder = tempfile::tempdir()?;
    let voice = Voice::Customer.write_long(folder.path(), VoiceRate::Telephone)?;
    let line = DeskLine { proxy: kamailio.udp(), domain: DOMAIN, user: BARESIP, password: PASSWORD };
    Ok((Baresip::start(line, &voice).await?, folder))
}

/// Both hear the other one, and only the other one.
pub async fn both_hear(agent: &mut impl Ear, peer: &mut impl Ear) -> Result<()> {
    let agent = async { hears(agent, Voice::Customer).await.context("the agent") };
    let peer = async { hears(peer, Voice::Agent).await.context("the far side") };
    let (agent, peer) = tokio::try_join!(agent, peer)?;
    println!("  agent {}, far side {}", shares(agent), shares(peer));
    Ok(())
}

fn shares(heard: Heard) -> String {
    format!("heard {:.0} % (the wrong voice: {:.0} %)", heard.right * 100.0, heard.wrong * 100.0)
}

/// Nobody hears anything.
pub async fn nobody_hears(agent: &mut impl Ear, peer: &mut impl Ear) -> Result<()> {
    let agent = async { hears_nothing(agent).await.context("the agent") };
    let peer = async { hears_nothing(peer).await.context("the far side") };
    tokio::try_join!(agent, peer).map(drop)
}

/// Says how long the beginning of a call took.
pub fn print_times(what: &str, ringing: Option<Duration>, audio: Duration) {
    let ringing = ringing.map_or(String::new(), |time| format!("dial to 180 {} ms, ", time.as_millis()));
    println!("{what}: {ringing}answer to first audio {} ms", audio.as_millis());
}

/// Waits until these keys have come in.
pub async fn keys_arrive(agent: &mut Agent, call: CallId, keys: &str) -> Result<()> {
    let mut arrived = String::new();
    let pick = |event: &Event| {
        if let Event::DigitReceived { call: of, digit } = event
            && *of == call
        {
            arrived.push(digit.as_char());
        }
        (arrived.len() >= keys.len()).then_some(())
    };
    agent.event("keys", pick).await?;
    assert_eq!(arrived, keys);
    Ok(())
}

/// Whether the registration is in this state.
pub fn line_is(state: LightState) -> impl Fn(&Snapshot) -> bool {
    move |view| view.health.line.state == state
}
