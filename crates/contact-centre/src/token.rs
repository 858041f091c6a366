//! The agent's token: a JWT, HS256 (protocol page, section 1).

use crate::LocalTime;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use reo_model::{Extension, Redacted};
use serde::{Deserialize, Serialize};

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// Whose token it is.
    pub ipphone: Extension,
    /// Until when it counts, in the server's local time; without it the server applies a default.
    pub expired: Option<LocalTime>,
}

impl Claims {
    /// Whether `expired` is past at `now`, both in the server's local time.
    pub fn has_expired(&self, now: LocalTime) -> bool {
        self.expired.is_some_and(|expired| expired < now)
    }
}

/// Why a token is no good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not a JWT, or not one of a contact centre's.
    #[error("not a token of a contact centre's")]
    Malformed,
    /// Signed with another key or by another algorithm.
    #[error("the token's signature is not right")]
    Signature,
    /// `expired` is past.
    #[error("the token has expired")]
    Expired,
    /// The key cannot sign.
    #[error("the token cannot be signed")]
    NotSigned,
}

#[derive(Serialize, Deserialize)]
struct Payload {
    ipphone: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expired: Option<String>,
}

/// `ipphone` is a string; hand-made tokens are seen with a number.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Text {
    Text(String),
    Number(i64),
}

/// Makes a token. The access key belongs on the CRM's server, not on an agent's machine.
///
/// # Errors
/// [`TokenError::NotSigned`].
pub fn sign(
    access_key: &Redacted<String>,
    ipphone: &Extension,
    expired: Option<LocalTime>,
) -> Result<Redacted<String>, TokenError> {
    let payload = Payload {
        ipphone: Text::Text(ipphone.as_str().to_owned()),
        expired: expired.map(|time| time.to_string()),
    };
    let key = EncodingKey::from_secret(access_key.expose().as_bytes());
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &payload, &key)
        .map(Redacted::new)
        .map_err(|_| TokenError::NotSigned)
}

/// Checks a token as a server does; `now` is the server's local time.
///
/// # Errors
/// See [`TokenError`].
pub fn verify(
    access_key: &Redacted<String>,
    token: &Redacted<String>,
    now: LocalTime,
) -> Result<Claims, TokenError> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    let key = DecodingKey::from_secret(access_key.expose().as_bytes());
    let decoded = jsonwebtoken::decode::<Payload>(token.expose(), &key, &validation).map_err(|error| {
        match error.kind() {
            ErrorKind::InvalidSignature | ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => {
                TokenError::Signature
            }
            _ => TokenError::Malformed,
        }
    })?;
    let claims = Claims::try_from(decoded.claims)?;
    if claims.has_expired(now) { Err(TokenError::Expired) } else { Ok(claims) }
}

/// Reads a token without a key: whose it is and until when. Says nothing about whether it is genuine.
///
/// # Errors
/// [`TokenError::Malformed`].
pub fn peek(token: &Redacted<String>) -> Result<Claims, TokenError> {
    jsonwebtoken::dangerous::insecure_decode::<Payload>(token.expose())
        .map_err(|_| TokenError::Malformed)
        .and_then(|decoded| Claims::try_from(decoded.claims))
}

impl TryFrom<Payload> for Claims {
    type Error = TokenError;

    fn try_from(payload: Payload) -> Result<Self, TokenError> {
        let ipphone = match payload.ipphone {
            Text::Text(text) => text,
            Text::Number(number) => number.to_string(),
        };
        if ipphone.is_empty() {
            return Err(TokenError::Malformed);
        }
        let expired = match payload.expired.as_deref() {
            None | Some("") => None,
            Some(text) => Some(LocalTime::parse(text).ok_or(TokenError::Malformed)?),
        };
        Ok(Self { ipphone: Extension::new(ipphone), expired })
    }
}
