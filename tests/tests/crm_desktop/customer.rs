//! A customer whom the page knows: named while it rings, answered from the page, written about, also when page or phone are gone.

use crate::office::{AGENT, NAME, Office, outcome, tries};
use anyhow::{Context, Result};
use reo_sim::{CallRequest, CallState};
use reo_tests::peers::page::CrmPage;
use reo_tests::pulse::{Player, Recorder};
use reo_tests::shift::CALLER;
use reo_tests::voice::{CustomerEar, Voice, VoiceRate, hears};
use serde_json::{Value, json};

const CUSTOMER: &str = "Nguyễn Thị Mai";
const WRITTEN: &str = "Gọi lại sau 5 giờ";

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_named_answered_and_written_about_and_the_page_gets_the_note_once() -> Result<()> {
    let (mut office, page) = Office::with_page("customer").await?;
    let sound = Sound::of(&office)?;
    let call = is_named(&mut office, &page).await.context("a customer calls")?;
    is_answered(&mut office, &page, call).await.context("answering from the page")?;
    sound.goes_both_ways(&office, call).await?;
    is_written_about(&mut office).await.context("the note")?;
    page.close().await?;
    is_finished(&mut office, call).await.context("the note while no page is there")?;
    let page = gets_the_note(&mut office).await.context("the note in the page")?;
    comes_back(&mut office, &page).await.context("a restart")?;
    office.close().await
}

/// What the agent says and hears.
struct Sound {
    speaker: Recorder,
    _speaks: Player,
}

impl Sound {
    fn of(office: &Office) -> Result<Self> {
        let voice = Voice::Agent.write_long(office.pulse.folder(), VoiceRate::Wide)?;
        Ok(Self { speaker: office.pulse.record_speaker()?, _speaks: office.pulse.play_wav(&voice)? })
    }

    /// Both hear the other one, and only the other one.
    async fn goes_both_ways(&self, office: &Office, call: u64) -> Result<()> {
        let (mut speaker, mut customer) = (&self.speaker, CustomerEar { sim: &office.sim, call });
        let agent = async { hears(&mut speaker, Voice::Customer).await.context("the agent") };
        let customer = async { hears(&mut customer, Voice::Agent).await.context("the customer") };
        let (agent, customer) = tokio::try_join!(agent, customer)?;
        println!("the agent heard {agent:?}, the customer {customer:?}");
        Ok(())
    }
}

/// The contact centre knows the number only; the page says whose it is.
async fn is_named(office: &mut Office, page: &CrmPage) -> Result<u64> {
    let request = CallRequest { agent: Some(AGENT.into()), ..CallRequest::from_number(CALLER) };
    let call = office.sim.customer_calls(request)?.id;
    page.until("phone.calls.length === 1").await?;
    let show = "return phone.showCustomer(phone.calls[0], arguments[0])";
    page.run(show, vec![customer()]).await?;
    office.desktop.switch_to_popup().await?;
    office.desktop.wait_for_content("call-name", CUSTOMER).await?;
    office.desktop.wait_for_content("popup-line", "Vàng").await?;
    office.picture("popup").await?;
    office.desktop.switch_to_main().await?;
    office.desktop.wait_for_content("call-card", CUSTOMER).await?;
    Ok(call)
}

fn customer() -> Value {
    let lines = json!([{ "label": "Hạng", "value": "Vàng" }]);
    json!({ "id": "kh-7", "name": CUSTOMER, "lines": lines, "outcomes": ["Đã bán", "Gọi lại"] })
}

/// The page may not do that of itself; the agent lets it.
async fn is_answered(office: &mut Office, page: &CrmPage, call: u64) -> Result<()> {
    tries(page, "phone.answer(phone.calls[0])").await?;
    office.desktop.switch_to_popup().await?;
    office.desktop.wait_for("popup-asked").await?;
    office.picture("popup-asked").await?;
    office.desktop.switch_to_main().await?;
    office.is_asked("answer").await?;
    office.desktop.wait_for_content("ask-text", CUSTOMER).await?;
    assert_eq!(office.sim.call(call).map(|call| call.state), Some(CallState::RingingAgent));
    office.agrees().await?;
    office.call_is(call, CallState::Talking).await?;
    outcome(page, "done").await?;
    office.desktop.wait_for("call-timer").await?;
    office.desktop.wait_for_content("call-name", CUSTOMER).await?;
    office.picture("talking").await
}

async fn is_written_about(office: &mut Office) -> Result<()> {
    office.desktop.press_ctrl('n').await?;
    office.desktop.fill("note-text", WRITTEN).await?;
    office.desktop.click("note-outcome-1").await?;
    office.picture("note").await
}

/// The call ends, and the agent is done with the note; nobody takes it.
async fn is_finished(office: &mut Office, call: u64) -> Result<()> {
    office.desktop.click("hang-up").await?;
    office.call_is(call, CallState::Ended).await?;
    office.picture("note-after-the-call").await?;
    office.desktop.click("note-finish").await?;
    office.desktop.wait_for_attribute("note-state", "data-delivered", "false").await?;
    office.desktop.wait_for_content("note-pane", WRITTEN).await?;
    office.picture("note-waits").await
}

/// A page of the CRM's that is opened later gets it.
async fn gets_the_note(office: &mut Office) -> Result<CrmPage> {
    let page = office.page().await?;
    has_the_note_once(&page).await?;
    office.desktop.wait_for_attribute("note-state", "data-delivered", "true").await?;
    office.picture("note-delivered").await?;
    Ok(page)
}

async fn has_the_note_once(page: &CrmPage) -> Result<()> {
    page.until("notes().length > 0").await?;
    assert_eq!(page.value("notes()").await?, json!([format!("kh-7 Gọi lại {WRITTEN}")]));
    Ok(())
}

/// The program ends under the page and is started again: the page is back by itself, nobody is asked, no note comes twice.
async fn comes_back(office: &mut Office, page: &CrmPage) -> Result<()> {
    // The page would know the note; it is for the phone to offer it no more.
    page.calls("localStorage.removeItem('reo.notes')").await?;
    office.quits().await?;
    page.until("phone.state.reason === 'notRunning'").await?;
    office.starts_again().await?;
    page.until("phone.state.type === 'open' && phone.controlling").await?;
    assert_eq!(page.value("phone.scopes.includes('answer')").await?, true, "what the agent gave it is lost");
    office.is_signed_in_by(page).await?;
    office.desktop.click("settings-button").await?;
    office.desktop.scroll_to("origin").await?;
    office.desktop.wait_for_content("origin", NAME).await?;
    office.picture("back").await?;
    for absent in ["ask", "waiting-notes"] {
        assert!(office.desktop.find(absent).await.is_none(), "{absent} is there");
    }
    has_the_note_once(page).await
}
