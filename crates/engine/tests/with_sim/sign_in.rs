use crate::office::{Office, is_signed_in};
use reo_engine::{Engine, EngineConfig, StartError};
use reo_model::{Domain, Extension, Redacted};
use reo_phone::{Account, Command, Event, ProblemCode};
use reo_sim::{Faults, SimConfig};

/// Tries to sign in and gives the reason why not.
async fn failure(office: &mut Office, account: Account) -> ProblemCode {
    office.command(Command::SignIn { account });
    let problem = |event: &Event| match event {
        Event::SignInFailed { problem } => Some(problem.code),
        Event::SignedIn => panic!("signed in"),
        _ => None,
    };
    office.event("sign-in failed", problem).await
}

fn changed(
    account: Account,
    change: impl FnOnce(&mut String, &mut Domain, &mut Redacted<String>),
) -> Account {
    let Account::ContactCentre { mut base, mut domain, mut token } = account else { unreachable!() };
    change(&mut base, &mut domain, &mut token);
    Account::ContactCentre { base, domain, token }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_is_named() {
    let mut office = Office::closed(SimConfig::default()).await;
    let account =
        changed(office.account(), |_, _, token| *token = Redacted::from("eyJhbGciOiJIUzI1NiJ9.e30.x"));
    assert_eq!(failure(&mut office, account).await, ProblemCode::TokenRejected);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_token_is_named() {
    let mut office = Office::closed(SimConfig::default()).await;
    let old = office.sim.token_until(&Extension::from("5000"), "2020-01-01 00:00:00");
    let account = changed(office.account(), |_, _, token| *token = old);
    assert_eq!(failure(&mut office, account).await, ProblemCode::TokenExpired);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_domain_and_an_expired_one_are_told_apart() {
    let mut office = Office::closed(SimConfig::default()).await;
    let unknown = changed(office.account(), |_, domain, _| *domain = Domain::from("0911111111"));
    assert_eq!(failure(&mut office, unknown).await, ProblemCode::UnknownDomain);
    let expired = changed(office.account(), |_, domain, _| *domain = Domain::from("0900000000"));
    assert_eq!(failure(&mut office, expired).await, ProblemCode::DomainExpired);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_named() {
    let mut office = Office::closed(SimConfig::default()).await;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let account = changed(office.account(), |base, _, _| *base = format!("https://{nobody}"));
    assert_eq!(failure(&mut office, account).await, ProblemCode::ServerUnreachable);
    let account = changed(office.account(), |base, _, _| *base = "ftp://example.com".to_owned());
    assert_eq!(failure(&mut office, account).await, ProblemCode::BadAddress);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_is_not_trusted_is_named() {
    let mut office = Office::closed(SimConfig::default()).await;
    let other_authority = Office::closed(SimConfig::default()).await;
    let account = other_authority.account();
    assert_eq!(failure(&mut office, account).await, ProblemCode::ServerCertificate);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_constants_file_that_is_a_web_page_is_named_when_there_is_no_copy() {
    let mut office = Office::closed(SimConfig::default()).await;
    office.sim.set_faults(Faults { html_constants: true, ..Faults::default() });
    let account = office.account();
    assert_eq!(failure(&mut office, account).await, ProblemCode::ConstantsUnusable);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_copy_of_the_constants_serves_when_the_file_does_not() {
    let office = Office::open().await;
    office.command(Command::SignOut);
    office.until("signed out", |view| !is_signed_in(view)).await;
    office.sim.set_faults(Faults { html_constants: true, ..Faults::default() });
    office.sign_in().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_page_in_place_of_an_answer_is_named() {
    let mut office = Office::closed(SimConfig::default()).await;
    office.sim.set_faults(Faults { html_sign_in: true, ..Faults::default() });
    let account = office.account();
    assert_eq!(failure(&mut office, account).await, ProblemCode::AnswerNotUnderstood);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_attempt_replaces_the_first() {
    let office = Office::closed(SimConfig::default()).await;
    office.sim.set_faults(Faults { delay_sign_in_ms: 60_000, ..Faults::default() });
    office.command(Command::SignIn { account: office.account() });
    office.until("signing in", |view| !is_signed_in(view)).await;
    office.sim.set_faults(Faults::default());
    office.sign_in().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_authorities_that_holds_none_stops_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ca.pem");
    std::fs::write(&path, "not a certificate").unwrap();
    let config = EngineConfig { extra_ca: Some(path), ..EngineConfig::default() };
    assert!(matches!(Engine::start(config), Err(StartError::CertificateFile)));
}
