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

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Redacted<String> {
        "access-key".into()
    }

    fn time(text: &str) -> LocalTime {
        LocalTime::parse(text).unwrap()
    }

    /// A token with a payload of any kind, signed with [`key`].
    fn token(payload: &serde_json::Value) -> Redacted<String> {
        let key = EncodingKey::from_secret(b"access-key");
        jsonwebtoken::encode(&Header::default(), payload, &key).unwrap().into()
    }

    #[test]
    fn a_signed_token_says_what_was_signed() {
        let expired = Some(time("2030-01-01 00:00:00"));
        let token = sign(&key(), &"284_284".into(), expired).unwrap();
        let claims = Claims { ipphone: "284_284".into(), expired };
        assert_eq!(verify(&key(), &token, time("2029-12-31 23:59:59")), Ok(claims.clone()));
        assert_eq!(peek(&token), Ok(claims));
    }

    #[test]
    fn a_token_made_elsewhere_is_read() {
        // Header {"alg":"HS256","typ":"JWT"}, payload {"ipphone":"5000"}, key "secret"; signature by openssl.
        let token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpcHBob25lIjoiNTAwMCJ9.47CcW3_4kUT1OY9h47kUV9Ei1cI7Et3uDLatNRqBElY".into();
        let claims = verify(&"secret".into(), &token, time("2030-01-01 00:00:00")).unwrap();
        assert_eq!(claims, Claims { ipphone: "5000".into(), expired: None });
    }

    #[test]
    fn a_token_without_an_end_is_good() {
        let token = sign(&key(), &"5000".into(), None).unwrap();
        assert_eq!(verify(&key(), &token, time("2999-01-01 00:00:00")).unwrap().expired, None);
    }

    #[test]
    fn a_token_is_good_up_to_its_last_second() {
        let token = sign(&key(), &"5000".into(), Some(time("2030-01-01 00:00:00"))).unwrap();
        assert!(verify(&key(), &token, time("2030-01-01 00:00:00")).is_ok());
        assert_eq!(verify(&key(), &token, time("2030-01-01 00:00:01")), Err(TokenError::Expired));
    }

    #[test]
    fn another_key_or_another_algorithm_is_told_by_the_signature() {
        let token = sign(&"another".into(), &"5000".into(), None).unwrap();
        assert_eq!(verify(&key(), &token, time("2030-01-01 00:00:00")), Err(TokenError::Signature));
        let hs512 = jsonwebtoken::encode(
            &Header::new(Algorithm::HS512),
            &serde_json::json!({"ipphone": "5000"}),
            &EncodingKey::from_secret(b"access-key"),
        );
        let verified = verify(&key(), &hs512.unwrap().into(), time("2030-01-01 00:00:00"));
        assert_eq!(verified, Err(TokenError::Signature));
    }

    #[test]
    fn a_token_without_a_signature_is_refused() {
        // {"alg":"none"} . {"ipphone":"5000"} .
        let token = "eyJhbGciOiJub25lIn0.eyJpcHBob25lIjoiNTAwMCJ9.".into();
        assert!(verify(&key(), &token, time("2030-01-01 00:00:00")).is_err());
    }

    #[test]
    fn payloads_are_read_leniently_where_the_meaning_is_clear() {
        let read = |payload| peek(&token(&payload));
        let claims =
            read(serde_json::json!({"ipphone": 5000, "expired": "", "iat": 1, "other": {}})).unwrap();
        assert_eq!(claims, Claims { ipphone: "5000".into(), expired: None });
        assert!(read(serde_json::json!({"ipphone": "5000", "expired": null})).is_ok());
        for payload in [
            serde_json::json!({}),
            serde_json::json!({"ipphone": ""}),
            serde_json::json!({"ipphone": ["5000"]}),
            serde_json::json!({"ipphone": "5000", "expired": "tomorrow"}),
        ] {
            assert_eq!(peek(&token(&payload)), Err(TokenError::Malformed), "{payload}");
            assert_eq!(
                verify(&key(), &token(&payload), time("2030-01-01 00:00:00")),
                Err(TokenError::Malformed)
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in ".{0,200}") {
            let _ = peek(&text.clone().into());
            let _ = verify(&key(), &text.into(), time("2030-01-01 00:00:00"));
        }
    }
}
