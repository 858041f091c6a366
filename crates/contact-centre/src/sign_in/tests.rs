//! Requests as they go out, and answers of every kind.

use super::*;
use crate::{LocalTime, fixture, token};
use proptest::prelude::*;
use serde_json::{Value, json};

fn base(text: &str) -> BaseAddress {
    BaseAddress::parse(text).unwrap()
}

#[test]
fn the_login_is_asked_by_json_or_by_form() {
    let base = base("https://3c-capi.mobifone.vn/");
    let json = login(&base, &"0938828282".into(), &"a+b".into(), TokenForm::Json);
    assert_eq!(json.method, Method::Post);
    assert_eq!(json.url.expose(), "https://3c-capi.mobifone.vn/0938828282/thirdParty/login");
    assert_eq!(json.body, Body::Json(r#"{"token":"a+b"}"#.into()));
    let form = login(&base, &"0938828282".into(), &"a+b".into(), TokenForm::Form);
    assert_eq!((form.url, form.body), (json.url, Body::Form("token=a%2Bb".into())));
}

#[test]
fn whatever_a_domain_holds_stays_one_part_of_the_address() {
    let request = login(&base("https://x.test/3c"), &"a/../b?c d".into(), &"t".into(), TokenForm::Json);
    assert_eq!(request.url.expose(), "https://x.test/3c/a%2F..%2Fb%3Fc%20d/thirdParty/login");
}

#[test]
fn the_constants_and_the_session_facts_are_asked_by_get() {
    let request = constants(&base("https://x.test"));
    assert_eq!((request.method, request.body), (Method::Get, Body::Empty));
    assert_eq!(request.url.expose(), "https://x.test/js/embed/cs_const.js");
    let request = check_partner(&base("https://api.test/v2/"), &"kanow".into(), &"a&b".into());
    assert_eq!((request.method, request.body), (Method::Get, Body::Empty));
    let expected = "https://api.test/v2/api/login/check-partner?authToken=a%26b&domain=kanow";
    assert_eq!(request.url.expose(), expected);
}

#[test]
fn the_token_does_not_show_in_debug_output() {
    let base = base("https://x.test");
    let login = login(&base, &"d".into(), &"secret".into(), TokenForm::Form);
    let facts = check_partner(&base, &"d".into(), &"secret".into());
    assert!(!format!("{login:?} {facts:?}").contains("secret"));
}

#[test]
fn a_base_address_is_cleaned() {
    for (typed, address) in [
        ("https://capi.caresoft.vn", "https://capi.caresoft.vn/"),
        (" capi.caresoft.vn ", "https://capi.caresoft.vn/"),
        ("localhost:8443", "https://localhost:8443/"),
        ("http://127.0.0.1:80/a/b//?q#f", "http://127.0.0.1/a/b/"),
        ("HTTPS://CAPI.CareSoft.vn", "https://capi.caresoft.vn/"),
    ] {
        assert_eq!(base(typed).as_str(), address, "{typed}");
    }
    for preset in PRESETS {
        assert!(base(preset.base).is_secure(), "{}", preset.name);
    }
}

#[test]
fn what_is_no_web_address_is_refused() {
    for text in
        ["", "  ", "ftp://x.test", "wss://x.test", "https://", "not an address", "https://u:p@x.test", "://"]
    {
        assert_eq!(BaseAddress::parse(text), Err(SignInError::BadAddress), "{text}");
    }
}

fn with_api_server(value: &str) -> crate::Constants {
    let mut table = fixture::table();
    table.insert("API_SERVER".to_owned(), crate::Constant::Text(value.to_owned()));
    crate::Constants::try_from(table).unwrap()
}

#[test]
fn the_api_is_where_the_constants_say_or_at_the_base() {
    let base = base("https://x.test");
    assert_eq!(api_base(&base, &fixture::constants()), base);
    assert_eq!(api_base(&base, &with_api_server("https://api.test/a")).as_str(), "https://api.test/a/");
    for unusable in ["", "/", "api", "javascript:1", "http://api.test"] {
        assert_eq!(api_base(&base, &with_api_server(unusable)), base, "{unusable}");
    }
    let plain = self::base("http://127.0.0.1:8080");
    assert_eq!(api_base(&plain, &with_api_server("http://api.test")).as_str(), "http://api.test/");
}

#[test]
fn a_login_that_is_granted_brings_the_users_id_and_token() {
    let body = br#"{"code":"ok","user":{"user_id":17,"token":"other","name":"An"}}"#;
    let granted = Login { user_id: Some("17".to_owned()), token: Some("other".into()) };
    assert_eq!(parse_login(200, body), Ok(granted));
    let bare = Login { user_id: None, token: None };
    for body in [r#"{"code":"ok"}"#, r#"{"code":200,"user":{"token":""}}"#, "\u{feff} {\"code\":\"OK\"}\n"] {
        assert_eq!(parse_login(200, body.as_bytes()), Ok(bare.clone()), "{body}");
    }
}

#[test]
fn documented_codes_are_understood_as_status_and_in_the_body() {
    for (code, error) in [
        (404, SignInError::UnknownDomain),
        (405, SignInError::DomainExpired),
        (401, SignInError::TokenRejected),
        (400, SignInError::UnknownExtension),
        (500, SignInError::Refused(500)),
        (418, SignInError::Refused(418)),
    ] {
        let status = u16::try_from(code).unwrap();
        let answers = [
            (status, String::new()),
            (status, "Unauthorized".to_owned()),
            (status, r#"{"message":"no"}"#.to_owned()),
            (status, r#"{"code":"errors","message":"no"}"#.to_owned()),
            (status, json!({"code": code}).to_string()),
            (200, json!({"code": code, "message": "no"}).to_string()),
            (200, json!({"code": code.to_string()}).to_string()),
            (200, json!({"code": "errors", "message": code.to_string()}).to_string()),
        ];
        for (status, body) in answers {
            assert_eq!(parse_login(status, body.as_bytes()), Err(error.clone()), "{status} {body}");
            assert_eq!(parse_check_partner(status, body.as_bytes()), Err(error.clone()), "{status} {body}");
        }
    }
}

#[test]
fn a_consent_in_the_body_does_not_outweigh_a_refusing_status() {
    assert_eq!(parse_login(401, br#"{"code":"ok"}"#), Err(SignInError::TokenRejected));
}

#[test]
fn errors_without_a_number_are_a_refusal() {
    let body = br#"{"code":"errors","message":"wrong"}"#;
    assert_eq!(parse_login(200, body), Err(SignInError::Refused(200)));
}

#[test]
fn what_a_contact_centre_does_not_send_is_not_understood() {
    let page = "<html><body>Welcome</body></html>";
    for (status, body) in [
        (200, page),
        (404, page),
        (401, page),
        (200, ""),
        (200, "{}"),
        (200, "[]"),
        (200, "{\"code\":\"ok\""),
    ] {
        assert_eq!(parse_login(status, body.as_bytes()), Err(SignInError::NotUnderstood), "{status} {body}");
    }
    assert_eq!(parse_login(200, b"\xff\xfe"), Err(SignInError::NotUnderstood));
}

#[test]
fn a_gateways_error_page_is_a_refusal() {
    assert_eq!(parse_login(502, b"<html>Bad Gateway</html>"), Err(SignInError::Refused(502)));
}

#[test]
fn an_expired_token_explains_a_refusal() {
    let at = |text: &str| LocalTime::parse(text).unwrap();
    let token = token::sign(&"key".into(), &"5000".into(), Some(at("2030-01-01 00:00:00"))).unwrap();
    let (before, after) = (at("2029-12-31 00:00:00"), at("2030-01-02 00:00:00"));
    for refusal in [SignInError::TokenRejected, SignInError::Refused(200), SignInError::UnknownExtension] {
        assert_eq!(refusal.clone().explained_by(&token, after), SignInError::TokenExpired);
        assert_eq!(refusal.clone().explained_by(&token, before), refusal);
        assert_eq!(refusal.clone().explained_by(&"no token".into(), after), refusal);
    }
    assert_eq!(SignInError::UnknownDomain.explained_by(&token, after), SignInError::UnknownDomain);
}

/// The answer of check-partner as documented.
fn answer() -> Value {
    json!({
        "code": 200,
        "user": {"username": "an.nguyen", "agent_id": "284_284", "phone_no": "0901234567", "role": 6},
        "account": {
            "sip_server_url": "sip.test", "sip_socket": "wss://sip.test:8443/ws", "agent_server_url": "agents.test:8443/a"
        }
    })
}

fn facts(answer: &Value) -> Result<SessionFacts, SignInError> {
    parse_check_partner(200, answer.to_string().as_bytes())
}

#[test]
fn the_session_facts_are_read() {
    let expected = SessionFacts {
        agent_id: "an.nguyen".into(),
        extension: "284_284".into(),
        phone_no: Some("0901234567".into()),
        role: Some(6),
        sip_domain: "sip.test".to_owned(),
        sip_socket: "wss://sip.test:8443/ws".to_owned(),
        agent_socket: "wss://agents.test:8443/a/websocket".to_owned(),
        callout_services: Vec::new(),
    };
    assert_eq!(facts(&answer()), Ok(expected.clone()));
    let mut lenient = answer();
    lenient["code"] = json!("200");
    lenient["user"]["role"] = json!("6");
    lenient["user"]["phone_no"] = json!(901_234_567);
    lenient["account"]["more"] = json!({});
    assert_eq!(facts(&lenient), Ok(SessionFacts { phone_no: Some("901234567".into()), ..expected }));
}

#[test]
fn what_is_not_needed_may_be_missing_and_what_is_needed_may_not() {
    let mut bare = answer();
    bare["user"]["phone_no"] = Value::Null;
    bare["user"]["role"] = json!([]);
    let bare = facts(&bare).unwrap();
    assert_eq!((bare.phone_no, bare.role), (None, None));
    for (part, key) in [
        ("user", "username"),
        ("user", "agent_id"),
        ("account", "sip_server_url"),
        ("account", "sip_socket"),
        ("account", "agent_server_url"),
    ] {
        for value in [Value::Null, json!(""), json!({})] {
            let mut answer = answer();
            answer[part][key] = value;
            assert_eq!(facts(&answer), Err(SignInError::NotUnderstood), "{key}");
        }
    }
    let mut answer = answer();
    answer["account"]["sip_socket"] = json!("https://sip.test");
    assert_eq!(facts(&answer), Err(SignInError::NotUnderstood));
}

#[test]
fn outbound_services_are_read_from_either_place() {
    let list = json!([
        {"callout_id": 7, "descriptions": "Sales", "is_default": 1},
        {"callout_id": "8", "descriptions": "Care", "is_default": "0"},
        {"descriptions": "no id"},
        null
    ]);
    let service = |id: &str, description: &str, is_default| CalloutService {
        id: id.to_owned(),
        description: description.to_owned(),
        is_default,
    };
    let services = vec![service("7", "Sales", true), service("8", "Care", false)];
    let mut inside = answer();
    inside["account"]["callout_services"] = list.clone();
    assert_eq!(facts(&inside).unwrap().callout_services, services);
    let mut outside = answer();
    outside["callout_services"] = list;
    assert_eq!(facts(&outside).unwrap().callout_services, services);
    let mut odd = answer();
    odd["callout_services"] = json!("none");
    assert_eq!(facts(&odd).unwrap().callout_services, Vec::new());
}

#[test]
fn the_agent_sockets_address_is_made_of_every_form() {
    for (value, address) in [
        ("agents.test", "wss://agents.test/websocket"),
        ("agents.test:8443", "wss://agents.test:8443/websocket"),
        (" agents.test/a/b/ ", "wss://agents.test/a/b/websocket"),
        ("wss://agents.test", "wss://agents.test/websocket"),
        ("https://agents.test/", "wss://agents.test/websocket"),
        ("ws://127.0.0.1:80", "ws://127.0.0.1/websocket"),
        ("http://127.0.0.1:81", "ws://127.0.0.1:81/websocket"),
        ("wss://agents.test/websocket", "wss://agents.test/websocket"),
        ("agents.test/websocket/", "wss://agents.test/websocket"),
    ] {
        let mut answer = answer();
        answer["account"]["agent_server_url"] = json!(value);
        assert_eq!(facts(&answer).unwrap().agent_socket, address, "{value}");
    }
    for value in ["ftp://agents.test", "://", "a b", "wss://", "agents.test?x=1"] {
        let mut answer = answer();
        answer["account"]["agent_server_url"] = json!(value);
        assert_eq!(facts(&answer), Err(SignInError::NotUnderstood), "{value}");
    }
}

proptest! {
    #[test]
    fn no_answer_makes_the_readers_panic(status in any::<u16>(), body in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse_login(status, &body);
        let _ = parse_check_partner(status, &body);
    }

    #[test]
    fn no_value_makes_the_readers_panic(place in ".{0,40}", domain in ".{0,20}") {
        let mut answer = answer();
        answer["account"]["agent_server_url"] = json!(place);
        let _ = facts(&answer);
        if let Ok(base) = BaseAddress::parse(&place) {
            prop_assert!(base.as_str().ends_with('/'));
            let _ = login(&base, &domain.as_str().into(), &"t".into(), TokenForm::Form);
        }
    }
}
