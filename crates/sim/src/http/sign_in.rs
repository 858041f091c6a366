//! Signing in (protocol page, section 1).

use super::Door;
use crate::agent::token;
use crate::config::Seat;
use crate::unknowns::{Refusals, ServicesPlace};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use reo_model::Domain;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;
use url::form_urlencoded;

/// A refusal with the documented code.
struct Refusal(u16);

impl Refusal {
    const fn message(&self) -> &'static str {
        match self.0 {
            400 => "ipphone is wrong or unknown",
            401 => "token is invalid or expired",
            404 => "domain not found",
            405 => "domain is expired",
            _ => "server error",
        }
    }
}

/// `POST /{domain}/thirdParty/login`, JSON or form.
pub(super) async fn login(
    State(door): State<Door>,
    Path(domain): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let faults = door.centre.faults();
    tokio::time::sleep(Duration::from_millis(faults.delay_sign_in_ms)).await;
    if faults.html_sign_in {
        return page();
    }
    let token = token_of(&headers, &body).unwrap_or_default();
    let seat = match faults.sign_in_code {
        Some(code) => Err(Refusal(code)),
        None => door.seat(&domain, &token),
    };
    door.centre.events.add("http.login", json!({"refused": seat.as_ref().err().map(|refusal| refusal.0)}));
    match seat {
        Ok(seat) => {
            let user = json!({
                "user_id": seat.extension.as_str().bytes().fold(0_u32, |id, b| id.wrapping_mul(31) + u32::from(b)),
                "username": seat.username, "ipphone": seat.extension, "token": token,
            });
            Json(json!({"code": "ok", "user": user})).into_response()
        }
        Err(refusal) => door.refuse(&refusal),
    }
}

fn token_of(headers: &HeaderMap, body: &str) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("application/json") {
        let body: Value = serde_json::from_str(body).ok()?;
        return body.get("token")?.as_str().map(str::to_owned);
    }
    let mut fields = form_urlencoded::parse(body.as_bytes());
    fields.find(|(name, _)| name == "token").map(|(_, value)| value.into_owned())
}

/// The query of check-partner.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CheckPartner {
    #[serde(default)]
    auth_token: String,
    #[serde(default)]
    domain: String,
}

/// `GET /api/login/check-partner`.
pub(super) async fn check_partner(State(door): State<Door>, Query(query): Query<CheckPartner>) -> Response {
    let faults = door.centre.faults();
    if faults.html_sign_in {
        return page();
    }
    let seat = match faults.sign_in_code {
        Some(code) => Err(Refusal(code)),
        None => door.seat(&query.domain, &query.auth_token),
    };
    match seat {
        Ok(seat) => Json(door.facts(&seat)).into_response(),
        // Here a refusal is a code in the body, whatever the login's form.
        Err(refusal) => Json(json!({"code": refusal.0, "message": refusal.message()})).into_response(),
    }
}

/// `/js/embed/cs_const.js`.
pub(super) async fn constants(State(door): State<Door>) -> Response {
    let faults = door.centre.faults();
    if let Some(status) = faults.constants_status {
        return StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response();
    }
    if faults.html_constants {
        return page();
    }
    let script = door.centre.constants.script(&door.centre.base(door.secure));
    ([(header::CONTENT_TYPE, "application/javascript")], script).into_response()
}

/// What a captive portal would answer.
fn page() -> Response {
    Html("<!DOCTYPE html><html><body><script>var x = 1;</script>Please sign in to the network.</body></html>")
        .into_response()
}

impl Door {
    fn seat(&self, domain: &str, token: &str) -> Result<Seat, Refusal> {
        let config = &self.centre.config;
        if config.expired_domain.as_ref().is_some_and(|expired| expired.as_str() == domain) {
            return Err(Refusal(405));
        }
        let tenant = Domain::from(domain);
        let key = self.centre.access_key(&tenant).ok_or(Refusal(404))?;
        let extension = token::verify(key, token).ok_or(Refusal(401))?;
        let seat = self.centre.agents.seat(&extension).ok_or(Refusal(400))?;
        if self.centre.tenant_of(&extension) == tenant { Ok(seat) } else { Err(Refusal(400)) }
    }

    fn refuse(&self, refusal: &Refusal) -> Response {
        let status = StatusCode::from_u16(refusal.0).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let message = refusal.message();
        match self.centre.unknowns().refusals {
            Refusals::Status => {
                (status, Json(json!({"code": refusal.0, "message": message}))).into_response()
            }
            Refusals::Code => Json(json!({"code": refusal.0, "message": message})).into_response(),
            Refusals::Errors => Json(json!({"code": "errors", "message": message})).into_response(),
        }
    }

    /// The answer of check-partner.
    fn facts(&self, seat: &Seat) -> Value {
        let centre = &self.centre;
        let mut account = json!({
            "sip_server_url": centre.config.sip_domain,
            "sip_socket": centre.sip_socket(self.secure),
            "agent_server_url": centre.addresses.https.to_string(),
        });
        let services = &centre.config.callout_services;
        let place = centre.unknowns().callout_services;
        if !services.is_empty() && place == ServicesPlace::Account {
            account["callout_services"] = json!(services);
        }
        let user = json!({
            "username": seat.username, "agent_id": seat.extension, "phone_no": seat.phone_no, "role": seat.role,
        });
        let mut facts = json!({"code": 200, "user": user, "account": account});
        if !services.is_empty() && place == ServicesPlace::Top {
            facts["callout_services"] = json!(services);
        }
        facts
    }
}
