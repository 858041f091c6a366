//! A page of the new interface, that nobody has allowed in advance: paired, reloaded, closed, and given the agent's notes.

use crate::office::{AGENT, NEW_CRM, Office};
use anyhow::{Context, Result, bail, ensure};
use reo_bridge::AskKind;
use reo_model::{CallId, Extension};
use reo_sim::{Behaviour, CallState, EndReason};
use reo_tests::peers::page::CrmPage;
use reo_tests::peers::site::SiteFile;
use serde_json::{Value, json};

const ANSWERS: &str = "0912345678";

#[tokio::test(flavor = "multi_thread")]
async fn a_new_page_is_paired_dials_shows_the_customer_and_gets_the_note_once() -> Result<()> {
    let mut office = Office::open().await?;
    put_up(&office).await?;
    let page = is_paired(&office).await.context("pairing")?;
    signs_in(&office, &page).await.context("signing in")?;
    let call = dials(&office, &page).await.context("a call out")?;
    shows_the_customer(&office).await.context("the customer")?;
    is_reloaded(&office, &page).await.context("a reload")?;
    hangs_up(&office, &page).await.context("the end")?;
    page.close().await?;
    the_note_waits(&mut office, call).await.context("a note while no page is there")?;
    the_note_comes_once(&office).await.context("the note")?;
    office.close().await
}

async fn put_up(office: &Office) -> Result<()> {
    let page = SiteFile::read("crm/new.html", "/new")?
        .with("{scripts}", &office.phone.address())
        .with("{ports}", &json!([office.phone.port()]).to_string());
    office.site.put([page, SiteFile::read("crm/new.js", "/new.js")?]).await;
    office.browser.open(&format!("{}/blank", office.site.at(NEW_CRM))).await?;
    office.browser.set_loopback("granted").await
}

async fn opens(office: &Office) -> Result<CrmPage> {
    let tab = office.browser.beside().await?;
    CrmPage::open(tab, &format!("{}/new", office.site.at(NEW_CRM))).await
}

/// The page is connected.
async fn is_open(page: &CrmPage) -> Result<()> {
    let waited = page.until("phone.state.type === 'open'").await;
    let state = page.value("phone.state").await;
    waited.with_context(|| format!("{state:?}"))
}

/// The same code stands in the page and in Reo's window.
async fn is_paired(office: &Office) -> Result<CrmPage> {
    let page = opens(office).await?;
    let ask = office.phone.question().await?;
    let AskKind::Pair { name, code, scopes } = &ask.what else { bail!("asked {ask:?}") };
    assert_eq!((ask.origin.as_str(), name.as_deref()), (&*office.site.at(NEW_CRM), Some("New CRM")));
    page.until(&format!("crm.code === '{code}'")).await?;
    office.phone.agrees(&ask, Some(scopes.clone()))?;
    page.until("phone.state.type === 'open' && phone.controlling && phone.scopes.length === 5").await?;
    Ok(page)
}

async fn signs_in(office: &Office, page: &CrmPage) -> Result<()> {
    let account = json!({
        "domain": office.sim.ready_line().domain.as_str(),
        "token": office.sim.token(&Extension::from(AGENT)).expose(),
    });
    page.run("return phone.signIn(arguments[0])", vec![account]).await?;
    page.until("phone.snapshot.ready").await?;
    page.until("crm.log[0] === 'signedIn'").await?;
    page.calls("crm.log.length = 0").await
}

/// The same command sent twice is done once.
async fn dials(office: &Office, page: &CrmPage) -> Result<CallId> {
    office.sim.set_customer(ANSWERS, Behaviour { after_ms: 200, ..Behaviour::default() });
    let dial = "const dial = () => phone.dial('+84 91.234.5678', { requestId: 'order-4711' });
        return Promise.all([dial(), dial()]).then((calls) => calls.map(({ call }) => call))";
    let calls = page.run(dial, vec![]).await?;
    ensure!(calls[0].is_string() && calls[0] == calls[1], "dialled as {calls}");
    page.until("crm.log.some((line) => line.startsWith('callAnswered'))").await?;
    page.until("crm.log.filter((line) => line.startsWith('callStarted')).length === 1").await?;
    let told = page.told().await?;
    let about = format!("outbound {ANSWERS}");
    let told: Vec<&str> = told.iter().filter_map(|line| line.strip_suffix(&*about)).map(str::trim).collect();
    assert_eq!(told[..4], ["callStarted", "callIdentified", "callRinging", "callAnswered"]);
    assert_eq!(office.sim.calls().len(), 1);
    let snapshot = office.phone.snapshot();
    snapshot.calls.first().map(|call| call.id).context("no call")
}

async fn shows_the_customer(office: &Office) -> Result<()> {
    let view = office.phone.door_is("a customer", |view| !view.calls.is_empty()).await?;
    let notes = &view.calls[0];
    assert_eq!(notes.customer.as_ref().map(|name| name.expose().as_str()), Some("Nguyễn Thị Mai"));
    assert_eq!(notes.outcomes, ["Đã bán", "Gọi lại"]);
    assert_eq!(notes.origin, Some(office.site.at(NEW_CRM)));
    Ok(())
}

/// Nobody is asked again, the call is the same, and the command of before the reload is still done only once.
async fn is_reloaded(office: &Office, page: &CrmPage) -> Result<()> {
    let call: Value = page.value("phone.calls[0].id").await?;
    page.reload().await?;
    is_open(page).await?;
    page.until("phone.controlling").await?;
    assert_eq!(page.value("[phone.calls.length, phone.calls[0].id]").await?, json!([1, call]));
    let again = "return phone.dial('0912345678', { requestId: 'order-4711' }).then(({ call }) => call)";
    assert_eq!(page.run(again, vec![]).await?, call);
    ensure!(office.phone.view().asks.is_empty(), "the agent was asked");
    assert_eq!(office.sim.calls().len(), 1);
    Ok(())
}

async fn hangs_up(office: &Office, page: &CrmPage) -> Result<()> {
    let call = office.sim.calls().pop().context("no call")?;
    assert_eq!(call.state, CallState::Talking);
    page.calls("return phone.hangUp(phone.calls[0])").await?;
    page.until("crm.log.some((line) => line.startsWith('callEnded'))").await?;
    office.ended(call.id, EndReason::Agent).await
}

/// On disk, also over a restart; a page of another origin gets nothing of it.
async fn the_note_waits(office: &mut Office, call: CallId) -> Result<()> {
    office.phone.finishes_note(call, "Gọi lại sau 5 giờ", "Gọi lại")?;
    office.phone.door_is("a note that waits", |view| view.waiting_notes == 1).await?;
    office.phone.restart().await?;
    let other = office.page().await?;
    crate::office::is_signed_in(&other, true).await?;
    assert_eq!(office.phone.view().waiting_notes, 1);
    Ok(())
}

/// Of two pages one takes it over, once; a page that comes later gets nothing any more.
async fn the_note_comes_once(office: &Office) -> Result<()> {
    let (first, second) = (opens(office).await?, opens(office).await?);
    let note = json!(["kh-7 Gọi lại Gọi lại sau 5 giờ"]);
    first.until("notes().length > 0").await?;
    office.phone.door_is("without notes", |view| view.waiting_notes == 0).await?;
    for page in [&first, &second] {
        page.reload().await?;
        is_open(page).await?;
        assert_eq!(page.value("notes()").await?, note);
    }
    Ok(())
}
