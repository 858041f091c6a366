//! Signing in over HTTPS, as the protocol page says it.

mod common;

use common::Rig;
use reo_model::Redacted;
use reo_sim::{CalloutService, FaultOrder, Refusals, SimConfig, Unknowns};

const DOMAIN: &str = "0938828282";

#[tokio::test]
async fn a_token_signs_in_as_json_and_as_a_form() {
    let rig = Rig::with_defaults().await;
    let token = rig.token("5000");
    let answer = rig.login(DOMAIN, &token).await;
    assert_eq!((answer.status, answer.json()["code"].as_str()), (200, Some("ok")));
    assert!(answer.json()["user"]["token"].is_string());

    let head = format!(
        "POST /{DOMAIN}/thirdParty/login HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded"
    );
    let answer = rig.https_request(&head, &format!("a=b&token={token}")).await;
    assert_eq!((answer.status, answer.json()["code"].as_str()), (200, Some("ok")));
    rig.sim.shutdown().await;
}

#[tokio::test]
async fn refusals_have_the_documented_codes() {
    let rig = Rig::with_defaults().await;
    let good = rig.token("5000");
    let unknown_agent = rig.token("6999");
    let expired = rig.sim.token_until(&"5000".into(), "2020-01-01 00:00:00").into_inner();
    assert_eq!(rig.login("0911111111", &good).await.status, 404);
    assert_eq!(rig.login("0900000000", &good).await.status, 405);
    assert_eq!(rig.login(DOMAIN, "no.to.ken").await.status, 401);
    assert_eq!(rig.login(DOMAIN, &expired).await.status, 401);
    assert_eq!(rig.login(DOMAIN, &unknown_agent).await.status, 400);
    let order = FaultOrder {
        lasting: serde_json::from_str(r#"{"sign_in_code":500}"#).unwrap(),
        ..FaultOrder::default()
    };
    rig.sim.order_faults(&order).unwrap();
    assert_eq!(rig.login(DOMAIN, &good).await.status, 500);
}

#[tokio::test]
async fn a_refusal_can_also_come_with_status_200() {
    let unknowns = Unknowns { refusals: Refusals::Errors, ..Unknowns::default() };
    let rig = Rig::start(SimConfig { unknowns, ..SimConfig::default() }).await;
    let answer = rig.login(DOMAIN, "no.to.ken").await;
    assert_eq!((answer.status, answer.json()["code"].as_str()), (200, Some("errors")));
    assert!(answer.json()["message"].is_string());
}

#[tokio::test]
async fn check_partner_gives_the_session_facts_to_any_origin() {
    let service =
        CalloutService { callout_id: "7".into(), descriptions: "Sales".into(), is_default: 1, line: None };
    let rig = Rig::start(SimConfig { callout_services: vec![service], ..SimConfig::default() }).await;
    let token = rig.token("5003");
    let head = format!(
        "GET /api/login/check-partner?authToken={token}&domain={DOMAIN} HTTP/1.1\r\nOrigin: https://crm.example"
    );
    let answer = rig.https_request(&head, "").await;
    let facts = answer.json();
    assert_eq!(facts["code"], 200);
    assert_eq!(facts["user"]["agent_id"], "5003");
    assert_eq!(facts["account"]["sip_socket"], rig.ready.sip_wss.as_str());
    assert_eq!(
        format!("wss://{}/websocket", facts["account"]["agent_server_url"].as_str().unwrap()),
        rig.ready.agent_socket
    );
    assert_eq!(facts["account"]["callout_services"][0]["callout_id"], "7");
    assert!(answer.head.to_lowercase().contains("access-control-allow-origin: https://crm.example"));

    let head = format!("GET /api/login/check-partner?authToken=x&domain={DOMAIN} HTTP/1.1");
    assert_eq!(rig.https_request(&head, "").await.json()["code"], 401);
}

#[tokio::test]
async fn a_preflight_is_answered() {
    let rig = Rig::with_defaults().await;
    let head = format!(
        "OPTIONS /{DOMAIN}/thirdParty/login HTTP/1.1\r\nOrigin: https://crm.example\r\n\
         Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type"
    );
    let answer = rig.https_request(&head, "").await;
    assert_eq!(answer.status, 204);
    assert!(answer.head.to_lowercase().contains("access-control-allow-headers: content-type"));
}

#[tokio::test]
async fn the_numbers_differ_from_run_to_run_unless_seeded() {
    let seeded = || SimConfig { constants_seed: Some(7), ..SimConfig::default() };
    let numbers = |script: String| -> Vec<String> {
        script
            .lines()
            .filter(|line| line.starts_with("var ") && !line.contains("API_SERVER"))
            .map(str::to_owned)
            .collect()
    };
    let first = numbers(Rig::start(seeded()).await.constants().await);
    let same = numbers(Rig::start(seeded()).await.constants().await);
    let other = numbers(Rig::with_defaults().await.constants().await);
    assert!(first.len() > 45);
    assert_eq!(first, same);
    assert_ne!(first, other);
}

#[tokio::test]
async fn the_access_key_can_be_given_and_the_constants_can_be_a_page() {
    let key = Some(Redacted::from("the tenant's key"));
    let rig = Rig::start(SimConfig { access_key: key, ..SimConfig::default() }).await;
    assert_eq!(rig.ready.access_key.expose(), "the tenant's key");
    assert_eq!(rig.login(DOMAIN, rig.ready.agents[9].token.expose()).await.status, 200);
    let answer = rig
        .control("POST /faults HTTP/1.1\r\nContent-Type: application/json", r#"{"html_constants":true}"#)
        .await;
    assert_eq!(answer.status, 200);
    assert!(rig.constants().await.starts_with("<!DOCTYPE html>"));
}

#[tokio::test]
async fn nothing_is_left_after_the_end_of_a_simulator() {
    let rig = Rig::with_defaults().await;
    assert!(rig.ready.ca.exists());
    let mut idle = rig.tls("localhost").await;
    let (base, ca) = (rig.https(), rig.ready.ca.clone());
    rig.sim.shutdown().await;
    assert!(!ca.exists());
    assert!(tokio::net::TcpStream::connect(base).await.is_err(), "nobody listens");
    let mut byte = [0];
    let ended = tokio::io::AsyncReadExt::read(&mut idle, &mut byte);
    let ended = tokio::time::timeout(common::LIMIT, ended).await.expect("the idle connection ends");
    assert!(matches!(ended, Ok(0) | Err(_)));
}
