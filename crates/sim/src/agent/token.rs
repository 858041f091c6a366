//! Tokens (protocol page, section 1): made and checked here, apart from the client's own code for them.

use chrono::{Local, NaiveDateTime};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use reo_model::{Extension, Redacted};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

const TIME: &str = "%Y-%m-%d %H:%M:%S";

#[derive(Serialize, Deserialize)]
struct Claims {
    ipphone: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    expired: Option<String>,
}

/// A token for `extension`; `expired` as `YYYY-MM-DD HH:MM:SS`, local time.
pub(crate) fn sign(
    access_key: &Redacted<String>,
    extension: &Extension,
    expired: Option<&str>,
) -> Redacted<String> {
    let claims = Claims { ipphone: extension.to_string(), expired: expired.map(str::to_owned) };
    let key = EncodingKey::from_secret(access_key.expose().as_bytes());
    // Signing fails only for keys and claims of other kinds than these.
    Redacted::new(jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key).unwrap_or_default())
}

/// Whom a token is for; `None` when it is not ours or its time is over.
pub(crate) fn verify(access_key: &Redacted<String>, token: &str) -> Option<Extension> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.required_spec_claims = HashSet::new();
    validation.validate_exp = false;
    let key = DecodingKey::from_secret(access_key.expose().as_bytes());
    let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation).ok()?.claims;
    if let Some(expired) = claims.expired {
        let until = NaiveDateTime::parse_from_str(&expired, TIME).ok()?;
        if until < Local::now().naive_local() {
            return None;
        }
    }
    Some(Extension::new(claims.ipphone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_key_and_its_time() {
        let key = Redacted::from("a key");
        let agent = Extension::from("284_284");
        assert_eq!(verify(&key, sign(&key, &agent, None).expose()), Some(agent.clone()));
        assert_eq!(verify(&Redacted::from("another"), sign(&key, &agent, None).expose()), None);
        assert_eq!(verify(&key, sign(&key, &agent, Some("2001-01-01 00:00:00")).expose()), None);
        assert_eq!(verify(&key, sign(&key, &agent, Some("2901-01-01 00:00:00")).expose()), Some(agent));
        assert_eq!(verify(&key, "a.b.c"), None);
    }
}
