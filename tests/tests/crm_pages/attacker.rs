//! Somebody else's page in the agent's browser tries what a page can. Its site counts as one of this computer's own, so that the
//! browser stops nothing of it: the door has to.

use crate::office::{AGENT, CRM, Office};
use anyhow::{Context, Result, ensure};
use reo_bridge::AskKind;
use reo_bridge::policy::limits::{OPEN_PAIRINGS, PAIRINGS};
use reo_phone::Snapshot;
use reo_tests::peers::site::{Site, SiteFile};
use reo_tests::peers::tab::Tab;
use serde_json::{Value, json};
use std::sync::Arc;

const EVIL: &str = "evil.example";
/// What a browser says of a socket that never opened.
const NEVER_OPENED: u64 = 1006;

/// A page of an attacker's, and where the phone is.
struct Attacker {
    site: Site,
    tab: Tab,
    port: u16,
}

impl Attacker {
    async fn comes(office: &Office) -> Result<Self> {
        let pages = [SiteFile::read("crm/attack.html", "/")?, SiteFile::read("crm/attack.js", "/attack.js")?];
        let site = Site::plain(pages).await?;
        let tab = office.browser.beside().await?;
        tab.open(&site.at(EVIL)).await?;
        Ok(Self { site, tab, port: office.phone.port() })
    }

    /// Under another name of its site.
    async fn calls_itself(&self, name: &str) -> Result<()> {
        self.tab.open(&self.site.at(name)).await
    }

    /// What comes of an attack.
    async fn tries(&self, attack: &str) -> Result<Value> {
        let script = attack.replace("{port}", &self.port.to_string());
        self.tab.run(&format!("return attack.{script}"), vec![]).await
    }

    /// It says hello and hears this many frames at most.
    async fn says_hello(&self, more: &Value, frames: u8) -> Result<Value> {
        self.tries(&format!("socket('ws://127.0.0.1:{{port}}/reo/v1', [attack.hello({more})], {frames})"))
            .await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attackers_page_gets_nothing() -> Result<()> {
    let office = Office::open().await?;
    let before = signed_in_phone(&office).await?;
    let attacker = Attacker::comes(&office).await?;
    under_a_name_of_its_own(&attacker).await.context("a rebinding name")?;
    without_an_origin(&office, &attacker).await.context("no origin")?;
    without_a_socket(&office, &attacker).await.context("forms and requests")?;
    by_its_scripts(&office, &attacker).await.context("scripts")?;
    as_almost_the_crm(&office, &attacker).await.context("another origin")?;
    ensure!(office.phone.view().asks.is_empty(), "the agent is asked: {:?}", office.phone.view().asks);
    by_many_sockets(&office, &attacker).await.context("many sockets")?;
    by_many_frames(&attacker).await.context("many frames")?;
    by_many_questions(&office, &attacker).await.context("many questions")?;
    the_phone_noticed_nothing(&office, &before).await?;
    office.close().await
}

/// The CRM has signed its agent in, and stays connected.
async fn signed_in_phone(office: &Office) -> Result<Arc<Snapshot>> {
    let domain = office.sim.ready_line().domain;
    let token = office.sim.token(&reo_model::Extension::from(AGENT));
    let sign_in = json!({ "type": "signIn", "domain": domain.as_str(), "token": token.expose() });
    let command = json!({ "type": "command", "requestId": "sign-in", "command": sign_in });
    let address = format!("ws://127.0.0.1:{}/reo/v1", office.phone.port());
    let script = "return attack.keep(arguments[0], [attack.hello({}), arguments[1]])";
    office.browser.run(script, vec![json!(address), command]).await?;
    office.phone.until("ready", |view| view.ready).await
}

/// The name of its site leads to this computer: then its page may talk to Reo as to itself.
async fn under_a_name_of_its_own(attacker: &Attacker) -> Result<()> {
    for name in [EVIL, "127.0.0.1.evil.example", "localhost.evil.example"] {
        let socket = attacker.tries(&format!("socket('ws://{name}:{{port}}/reo/v1')")).await?;
        assert_eq!(socket, json!({ "code": NEVER_OPENED, "heard": [] }), "{name}");
        attacker.tab.open(&format!("http://{name}:{}/", attacker.port)).await?;
        let script = "return fetch('/js/embed/cs_voice.js').then((answer) => answer.status)";
        assert_eq!(attacker.tab.run(script, vec![]).await?, 403, "{name}");
        attacker.calls_itself(EVIL).await?;
    }
    Ok(())
}

/// Frames and files whose browser does not say who they are.
async fn without_an_origin(office: &Office, attacker: &Attacker) -> Result<()> {
    assert_eq!(attacker.tries("fromSandbox('ws://127.0.0.1:{port}/reo/v1')").await?, "closed");
    for file in ["attack.html", "attack.js"] {
        let page = format!("{}/pages/crm/{file}", env!("CARGO_MANIFEST_DIR"));
        std::fs::copy(page, office.browser.home().join(file))?;
    }
    let file = office.browser.home().join("attack.html");
    attacker.tab.open(&format!("file://{}", file.display())).await?;
    let socket = attacker.tries("socket('ws://127.0.0.1:{port}/reo/v1')").await?;
    assert_eq!(socket, json!({ "code": NEVER_OPENED, "heard": [] }));
    attacker.calls_itself(EVIL).await
}

/// What browsers send anywhere without asking: nothing comes of it that the page could read.
async fn without_a_socket(office: &Office, attacker: &Attacker) -> Result<()> {
    let dial = json!({ "type": "dial", "number": "0912345678" });
    let frame = json!({ "type": "command", "requestId": "1", "command": dial });
    for path in ["/", "/reo/v1", "/reo/v1/command"] {
        let address = format!("http://127.0.0.1:{}{path}", office.phone.port());
        assert_eq!(attacker.tries(&format!("post('{address}', '{frame}')")).await?, "loaded");
        for method in ["GET", "POST"] {
            let blind = format!("request('{address}', {{ method: '{method}', mode: 'no-cors' }})");
            let answer = attacker.tries(&blind).await?;
            ensure!(answer == "opaque" || answer == "TypeError", "the page reads {answer}");
        }
        for method in ["GET", "POST", "PUT"] {
            let open = format!("request('{address}', {{ method: '{method}', credentials: 'include' }})");
            assert_eq!(attacker.tries(&open).await?, "TypeError");
        }
    }
    Ok(())
}

/// Any page may load the scripts; they know nothing about the agent.
async fn by_its_scripts(office: &Office, attacker: &Attacker) -> Result<()> {
    let scripts = [
        "js/embed/jquery.min.js",
        "js/embed/jssip-3.2.10.js",
        "js/embed/init-3.0.7.js",
        "js/embed/web.push.js",
        "js/embed/cs_const.js",
        "js/embed/cs_voice.js",
        "sdk/reo.js",
    ];
    for script in scripts {
        assert_eq!(attacker.tries(&format!("load('http://127.0.0.1:{{port}}/{script}')")).await?, true);
    }
    let state = "return JSON.stringify([window.csVoice, window.csUser, { ...localStorage }])";
    let known = attacker.tab.run(state, vec![]).await?.to_string();
    let domain = office.sim.ready_line().domain;
    ensure!(!known.contains(AGENT) && !known.contains(domain.as_str()), "the page knows {known}");
    attacker.calls_itself(EVIL).await
}

/// An origin is let in as it is or not at all; and a token is good for one origin alone.
async fn as_almost_the_crm(office: &Office, attacker: &Attacker) -> Result<()> {
    let token = paired(office, attacker).await?;
    for name in [CRM, "xcrm.example", "www.crm.example", "crm.example.evil.example", EVIL] {
        attacker.calls_itself(name).await?;
        for more in [json!({}), json!({ "token": token }), json!({ "token": "x".repeat(43) })] {
            let answer = attacker.says_hello(&more, u8::MAX).await?;
            assert_eq!(answer["heard"][0]["reason"], "notPaired", "{name}: {answer}");
            assert_eq!(answer["code"], 1008, "{name}");
        }
    }
    attacker.calls_itself(EVIL).await
}

/// An honest page comes in, and its token is stolen.
async fn paired(office: &Office, attacker: &Attacker) -> Result<Value> {
    let honest = attacker.site.at("honest.example");
    attacker.calls_itself("honest.example").await?;
    let pair = json!({ "pair": true });
    let asks = attacker.says_hello(&pair, 2);
    let (answer, agreed) = tokio::join!(asks, office.phone.lets_in(&honest, None));
    let answer = answer?;
    agreed.with_context(|| format!("the page heard {answer}"))?;
    let welcome = &answer["heard"][1];
    ensure!(welcome["type"] == "welcome", "not let in: {welcome}");
    Ok(welcome["token"].clone())
}

/// The CRM comes in all the same.
async fn by_many_sockets(office: &Office, attacker: &Attacker) -> Result<()> {
    attacker.tries("flood('ws://127.0.0.1:{port}/reo/v1', 200)").await?;
    let crm = office.browser.beside().await?;
    crm.open(&format!("{}/blank", office.site.at(CRM))).await?;
    let address = json!(format!("ws://127.0.0.1:{}/reo/v1", office.phone.port()));
    let script = "return attack.socket(arguments[0], [attack.hello({})], 1)";
    let answer = crm.run(script, vec![address]).await?;
    assert_eq!(answer["heard"][0]["type"], "welcome", "{answer}");
    crm.close().await?;
    let sockets = attacker.tab.run("return flooded", vec![]).await?;
    let turned_away = |socket: &&Value| socket["heard"][0]["reason"] == "tooMany";
    let turned_away = sockets.as_array().context("sockets")?.iter().filter(turned_away).count();
    ensure!(turned_away > 100, "only {turned_away} sockets were turned away");
    Ok(())
}

/// Rubbish, much of it, and very large.
async fn by_many_frames(attacker: &Attacker) -> Result<()> {
    let many = "socket('ws://127.0.0.1:{port}/reo/v1', Array(5000).fill('{\"type\":\"rubbish\"}'))";
    let answer = attacker.tries(many).await?;
    ensure!(answer["heard"].as_array().is_some_and(|heard| heard.len() <= 10), "{answer}");
    let large = "socket('ws://127.0.0.1:{port}/reo/v1', ['x'.repeat(1 << 20)])";
    assert_eq!(attacker.tries(large).await?["heard"], json!([]));
    Ok(())
}

/// The agent is asked once about an origin, and about few of them at a time; after a no there is rest.
async fn by_many_questions(office: &Office, attacker: &Attacker) -> Result<()> {
    let flood = "flood('ws://127.0.0.1:{port}/reo/v1', 6, () => [attack.hello({ pair: true })], 1)";
    attacker.tries(flood).await?;
    attacker.tab.run("return flooded", vec![]).await?;
    let ask = office.phone.question().await?;
    ensure!(ask.origin == attacker.site.at(EVIL) && matches!(ask.what, AskKind::Pair { .. }), "{ask:?}");
    let mut others = Vec::new();
    for name in ["a.example", "b.example", "c.example", "d.example"] {
        let tab = office.browser.beside().await?;
        tab.open(&attacker.site.at(name)).await?;
        let script = "return attack.socket(arguments[0], [attack.hello({ pair: true })], 1)";
        let address = json!(format!("ws://127.0.0.1:{}/reo/v1", attacker.port));
        let answer = tab.run(script, vec![address]).await?;
        others.push((tab, answer["heard"][0].clone()));
    }
    ensure!(office.phone.view().asks.len() == OPEN_PAIRINGS, "{:?}", office.phone.view().asks);
    assert_eq!(others[3].1["reason"], "tooMany");
    for ask in &office.phone.view().asks {
        office.phone.declines(ask)?;
    }
    office.phone.door_is("without questions", |view| view.asks.is_empty()).await?;
    for _ in 0..PAIRINGS {
        let answer = attacker.says_hello(&json!({ "pair": true }), u8::MAX).await?;
        assert_eq!(answer["heard"][0]["reason"], "declined");
    }
    for (tab, _) in others {
        tab.close().await?;
    }
    Ok(())
}

/// The agent is signed in and ready, nobody was called, and the CRM's page can go on working.
async fn the_phone_noticed_nothing(office: &Office, before: &Snapshot) -> Result<()> {
    ensure!(office.sim.calls().is_empty(), "somebody was called: {:?}", office.sim.calls());
    let after = office.phone.snapshot();
    assert_eq!((&after.session, after.ready, &after.calls), (&before.session, true, &before.calls));
    ensure!(office.phone.view().asks.is_empty());
    let dial = json!({ "type": "dial", "number": "0912345678" });
    let frame = json!({ "type": "command", "requestId": "dial", "command": dial });
    office.browser.run("kept.say(arguments[0])", vec![frame]).await?;
    office.phone.until("calling", |view| view.calls.len() == 1).await?;
    let code = office.browser.run("return kept.code", vec![]).await?;
    ensure!(code.is_null(), "the CRM's page was sent away: {code}");
    Ok(())
}
