//! The answer of check-partner.

use super::socket_address::agent_socket;
use super::{CalloutService, SessionFacts, SignInError, answer::consent};
use crate::message::Field;
use serde_json::Value;
use url::Url;

/// Reads the answer to [`super::check_partner`].
///
/// # Errors
/// See [`SignInError`]; [`SignInError::NotUnderstood`] where a fact that is needed is missing or of no use.
pub fn parse_check_partner(http_status: u16, body: &[u8]) -> Result<SessionFacts, SignInError> {
    let fields = Value::Object(consent(http_status, body)?);
    facts(&fields).ok_or(SignInError::NotUnderstood)
}

fn facts(fields: &Value) -> Option<SessionFacts> {
    let (user, account) = (&fields["user"], &fields["account"]);
    let services = account.get("callout_services").or_else(|| fields.get("callout_services"));
    Some(SessionFacts {
        agent_id: Field::read(user.get("username"))?,
        extension: Field::read(user.get("agent_id"))?,
        phone_no: Field::read(user.get("phone_no"))?,
        role: Field::read(user.get("role"))?,
        sip_domain: text(account, "sip_server_url")?,
        sip_socket: text(account, "sip_socket").filter(|socket| is_socket(socket))?,
        agent_socket: agent_socket(&text(account, "agent_server_url")?)?,
        callout_services: services.map(callout_services).unwrap_or_default(),
    })
}

fn text(object: &Value, key: &str) -> Option<String> {
    let text = String::read(object.get(key))?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn is_socket(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "ws" | "wss") && url.has_host())
}

/// A service without an id cannot be asked for and is left out.
fn callout_services(list: &Value) -> Vec<CalloutService> {
    let service = |entry: &Value| {
        Some(CalloutService {
            id: text(entry, "callout_id")?,
            description: text(entry, "descriptions").unwrap_or_default(),
            is_default: bool::read(entry.get("is_default")).unwrap_or_default(),
        })
    };
    list.as_array().into_iter().flatten().filter_map(service).collect()
}
