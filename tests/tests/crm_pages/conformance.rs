//! The page by which an integrator sees whether the old interface is complete: all of it, with a `custom.js` of theirs.

use crate::office::{AGENT, CALLER, Office};
use anyhow::{Context, Result, ensure};
use reo_bridge::protocol::Scope;
use reo_model::Extension;
use reo_phone::{CallView, Command, Phase, TransferTarget};
use reo_sim::{Behaviour, CallRequest, Outcome};
use reo_tests::agent::Agent;
use reo_tests::peers::page::CrmPage;
use reo_tests::voice::hears_something;
use serde_json::json;
use std::path::Path;

const COLLEAGUE: &str = "5001";
const ANSWERS: &str = "0912345678";
const BUSY: &str = "0987654321";

/// The conformance page of the phone.
struct Conformance {
    office: Office,
    page: CrmPage,
}

impl Conformance {
    async fn open() -> Result<Self> {
        let office = Office::open().await?;
        let address = format!("{}/conformance/", office.phone.address());
        let page = CrmPage::open(office.browser.beside().await?, &address).await?;
        let custom = Path::new(env!("CARGO_MANIFEST_DIR")).join("pages/crm/custom.js");
        page.choose_file("#custom", &custom).await?;
        page.until("window.crm !== undefined").await?;
        Ok(Self { office, page })
    }

    /// Fills in a function's fields and presses its button.
    async fn press(&self, function: &str, fields: &[(&str, &str)]) -> Result<()> {
        for (field, value) in fields {
            let script = "document.getElementById(arguments[0]).value = arguments[1]";
            let id = format!("arg-{field}-{function}");
            self.page.run(script, vec![json!(id), json!(value)]).await?;
        }
        let id = format!("call-{}", function.replace('.', "-"));
        self.page.run("document.getElementById(arguments[0]).click()", vec![json!(id)]).await.map(drop)
    }

    /// The same, and waits for an event of this name.
    async fn brings(&self, function: &str, fields: &[(&str, &str)], event: &str) -> Result<()> {
        self.page.calls("crm.log = []").await?;
        self.press(function, fields).await?;
        self.told(event).await
    }

    /// Waits for an event of this name since the last button was pressed.
    async fn told(&self, event: &str) -> Result<()> {
        self.page.until(&format!("crm.log.some((line) => line.split(' ')[0] === '{event}')")).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_conformance_page_is_complete_when_everything_was_tried() -> Result<()> {
    let all = Conformance::open().await?;
    signs_in(&all).await.context("signing in")?;
    all.office.phone.until("ready", |view| view.ready).await?;
    let colleague = Agent::at_centre(&all.office.sim, COLLEAGUE).await?;
    asks_for_facts(&all).await?;
    a_call_in(&all, &colleague).await.context("a call in")?;
    a_call_taken_over(&all, &colleague).await.context("a call taken over")?;
    calls_out(&all).await.context("calls out")?;
    what_is_rare(&all).await?;
    let open = "conformance.rows.filter(({ state }) => state !== 'works')";
    let rows = all.page.value(open).await?;
    ensure!(rows == json!([]), "not green: {rows}");
    all.page.until("conformance.complete").await?;
    picture(&all.page).await?;
    colleague.end().await?;
    all.office.close().await
}

/// The page is unknown at first: the agent is asked, and lets it do everything.
async fn signs_in(all: &Conformance) -> Result<()> {
    let ready = all.office.sim.ready_line();
    let token = all.office.sim.token(&Extension::from(AGENT));
    let fields = [("token", token.expose().as_str()), ("domain", ready.domain.as_str())];
    all.press("csInit", &fields).await?;
    let phone = &all.office.phone;
    phone.lets_in(&phone.address(), Some(Scope::ALL.to_vec())).await?;
    all.told("csInitComplete").await?;
    all.brings("csUnregister", &[], "csShowEnableVoice").await?;
    all.brings("csEnableCall", &[], "csShowEnableVoice").await?;
    all.brings("changeCallStatus", &[], "csShowCallStatus").await?;
    all.brings("changeCallStatus", &[], "csShowCallStatus").await?;
    all.brings("changeDevice", &[("type", "1")], "csShowDeviceType").await?;
    all.press("reConfigDeviceType", &[]).await
}

async fn asks_for_facts(all: &Conformance) -> Result<()> {
    let facts = [
        "getCurrentCallId",
        "isCsHasCall",
        "isCsCallout",
        "getHotline",
        "getIvrSelection",
        "getExtension",
        "csVoice.getCalloutServices",
    ];
    for function in facts {
        all.press(function, &[]).await?;
    }
    Ok(())
}

async fn a_call_in(all: &Conformance, colleague: &Agent) -> Result<()> {
    let agent = Some(Extension::from(AGENT));
    all.office.sim.customer_calls(CallRequest { agent, ..CallRequest::from_number(CALLER) })?;
    all.told("csCurrentCallId").await?;
    all.told("csCallRinging").await?;
    all.brings("onAcceptCall", &[], "csAcceptCall").await?;
    all.brings("holdCall", &[], "csHoldCall").await?;
    all.brings("holdCall", &[], "csUnHoldCall").await?;
    all.brings("muteCall", &[], "csMuteCall").await?;
    all.brings("muteCall", &[], "csUnMuteCall").await?;
    all.press("sendDTMF", &[("digit", "5")]).await?;
    all.brings("getTransferAgent", &[], "csListTransferAgent").await?;
    let to = [("ipphone", COLLEAGUE)];
    all.press("csTransferCallAgent", &to).await?;
    colleague.until("offered a call", |view| view.transfer_offer.is_some()).await?;
    colleague.command(Command::AnswerTransfer { accept: true }).await?;
    all.told("csTransferCallResponse").await?;
    all.told("csTransferCallSuccess").await?;
    all.told("csEndCall").await
}

/// The colleague gives it back, and it goes to a queue, where the colleague takes it.
async fn a_call_taken_over(all: &Conformance, colleague: &Agent) -> Result<()> {
    let call = colleague.until_call("talking", |call| call.allowed.transfer).await?.id;
    hears_something(&mut colleague.ear()).await?;
    let to = TransferTarget::Colleague { extension: Extension::from(AGENT) };
    colleague.transfer(call, to).await?;
    all.told("csNewCallTransferRequest").await?;
    all.brings("responseTransferAgent", &[("action", "1")], "csAcceptCall").await?;
    all.brings("csTransferCallAcd", &[("queue", "2")], "csTransferCallResponse").await?;
    let call = colleague.answer().await?;
    colleague.command(Command::HangUp { call }).await
}

async fn calls_out(all: &Conformance) -> Result<()> {
    all.office.sim.set_customer(BUSY, Behaviour { outcome: Outcome::Busy, ..Behaviour::default() });
    let over = |call: &CallView| matches!(call.phase, Phase::Ended { .. });
    all.office.phone.until("free", |view| view.calls.iter().all(over)).await?;
    all.brings("csCallout", &[("number", ANSWERS)], "csCustomerAccept").await?;
    for event in ["showCalloutInfo", "csCallRingingAgent", "csCallRinging"] {
        all.told(event).await?;
    }
    all.brings("endCall", &[], "csEndCall").await?;
    all.brings("csCallout", &[("number", BUSY)], "showCalloutError").await
}

/// What nobody can bring about at will: the page's handlers are tried.
async fn what_is_rare(all: &Conformance) -> Result<()> {
    for event in ["csInitError", "csTransferCallError", "csNotifyReconnecting", "csOndisconnected"] {
        all.page
            .run("document.getElementById(arguments[0]).click()", vec![json!(format!("try-{event}"))])
            .await?;
        all.told(event).await?;
    }
    Ok(())
}

/// Kept to be looked at.
async fn picture(page: &CrmPage) -> Result<()> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::create_dir_all(folder)?;
    Ok(std::fs::write(folder.join("conformance.png"), page.picture().await?)?)
}
