//! What is asked by HTTP.

use super::BaseAddress;
use crate::Constants;
use crate::constants::names;
use reo_model::{Domain, Redacted};
use serde_json::json;

/// A request to be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// How.
    pub method: Method,
    /// Where; may hold the token.
    pub url: Redacted<String>,
    /// What is sent along.
    pub body: Body,
}

/// HTTP methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET.
    Get,
    /// POST.
    Post,
}

/// A request's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// None.
    Empty,
    /// `application/json`.
    Json(Redacted<String>),
    /// `application/x-www-form-urlencoded`.
    Form(Redacted<String>),
}

/// How the token is handed over: both are in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenForm {
    /// `{"token": …}`.
    #[default]
    Json,
    /// The form field `token`.
    Form,
}

/// `POST {base}/{domain}/thirdParty/login`.
pub fn login(base: &BaseAddress, domain: &Domain, token: &Redacted<String>, form: TokenForm) -> Request {
    let url = base.join([domain.as_str(), "thirdParty", "login"]);
    let body = match form {
        TokenForm::Json => Body::Json(json!({ "token": token.expose() }).to_string().into()),
        TokenForm::Form => {
            let mut fields = url::form_urlencoded::Serializer::new(String::new());
            Body::Form(fields.append_pair("token", token.expose()).finish().into())
        }
    };
    Request { method: Method::Post, url: String::from(url).into(), body }
}

/// `GET {base}/js/embed/cs_const.js`: the file for [`Constants::parse`].
pub fn constants(base: &BaseAddress) -> Request {
    let url = base.join(["js", "embed", "cs_const.js"]);
    Request { method: Method::Get, url: String::from(url).into(), body: Body::Empty }
}

/// `GET {api}/api/login/check-partner?authToken={token}&domain={domain}`; `api` is what [`api_base`] gives.
pub fn check_partner(api: &BaseAddress, domain: &Domain, token: &Redacted<String>) -> Request {
    let mut url = api.join(["api", "login", "check-partner"]);
    url.query_pairs_mut().append_pair("authToken", token.expose()).append_pair("domain", domain.as_str());
    Request { method: Method::Get, url: String::from(url).into(), body: Body::Empty }
}

/// The address of the API: `API_SERVER` of the constants, or `base` where that is absent or no web address.
///
/// An address that would carry the token unencrypted is not taken from an encrypted deployment.
pub fn api_base(base: &BaseAddress, constants: &Constants) -> BaseAddress {
    constants
        .text(names::API_SERVER)
        .filter(|text| text.contains("://"))
        .and_then(|text| BaseAddress::parse(text).ok())
        .filter(|api| api.is_secure() || !base.is_secure())
        .unwrap_or_else(|| base.clone())
}
