//! The answer to the login.

use super::{SignInError, answer::consent};
use crate::message::Field;
use reo_model::Redacted;

/// A login that was granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// `user_id`.
    pub user_id: Option<String>,
    /// `token`, where the server hands one out.
    pub token: Option<Redacted<String>>,
}

/// Reads the answer to [`super::login`].
///
/// # Errors
/// See [`SignInError`].
pub fn parse_login(http_status: u16, body: &[u8]) -> Result<Login, SignInError> {
    let fields = consent(http_status, body)?;
    let user = |key| fields.get("user").and_then(|user| user.get(key));
    let token = Redacted::<String>::read(user("token"));
    Ok(Login {
        user_id: Field::read(user("user_id")),
        token: token.filter(|token| !token.expose().is_empty()),
    })
}
