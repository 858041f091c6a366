//! Building requests and responses, and reading what is often asked of one.

use crate::{
    identity::{Identity, clean},
    wire,
};
use reo_model::{PhoneNumber, Redacted};
use rsipstack::sip::{
    Header, HeadersExt, Method, Request, Response, StatusCode, ToTypedHeader, Uri, Version,
    headers::make_header,
};

/// Methods that we answer with more than 405.
pub(crate) const ALLOW: &str = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, NOTIFY";
/// Extensions that we know.
pub(crate) const SUPPORTED: &str = "replaces, timer";

/// A header by its name.
pub(crate) fn header(name: &str, value: impl Into<String>) -> Header {
    make_header(name, value.into())
}

/// The parts of a request that differ.
pub(crate) struct Head<'a> {
    pub(crate) method: Method,
    pub(crate) target: Uri,
    pub(crate) call_id: &'a str,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) sequence: u32,
    pub(crate) routes: &'a [String],
}

/// A request with our usual headers, Contact where the method needs one, then `extra` and an SDP body.
pub(crate) fn request(us: &Identity, head: Head<'_>, extra: Vec<Header>, sdp: Option<&str>) -> Request {
    let mut headers = vec![header("Via", us.via()), header("Max-Forwards", "70")];
    headers.extend(head.routes.iter().map(|route| header("Route", route.as_str())));
    headers.extend([
        header("From", head.from),
        header("To", head.to),
        header("Call-ID", head.call_id),
        header("CSeq", format!("{} {}", head.sequence, head.method)),
    ]);
    if matches!(head.method, Method::Invite | Method::Update | Method::Refer) {
        headers.push(header("Contact", us.contact.as_str()));
    }
    headers.extend([
        header("Allow", ALLOW),
        header("Supported", SUPPORTED),
        header("User-Agent", us.user_agent.as_str()),
    ]);
    headers.extend(extra);
    let body = add_body(&mut headers, sdp);
    Request { method: head.method, uri: head.target, version: Version::V2, headers: headers.into(), body }
}

/// A response with what RFC 3261, section 8.2.6 copies from the request. `tag` is ours, for To.
pub(crate) fn response(
    us: &Identity,
    request: &Request,
    status: u16,
    tag: &str,
    extra: Vec<Header>,
    sdp: Option<&str>,
) -> Response {
    let mut headers = Vec::new();
    for given in request.headers.iter() {
        match given {
            Header::To(to) if status > 100 && !matches!(to.tag(), Ok(Some(_))) => {
                headers.push(header("To", format!("{};tag={tag}", to.value())));
            }
            Header::RecordRoute(_) if !establishes(request, status) => {}
            Header::Via(_)
            | Header::From(_)
            | Header::To(_)
            | Header::CallId(_)
            | Header::CSeq(_)
            | Header::RecordRoute(_) => headers.push(given.clone()),
            _ => {}
        }
    }
    if establishes(request, status) || (request.method == Method::Update && status < 300) {
        headers.push(header("Contact", us.contact.as_str()));
    }
    headers.extend([header("Allow", ALLOW), header("Supported", SUPPORTED)]);
    headers.push(header("User-Agent", us.user_agent.as_str()));
    headers.extend(extra);
    let body = add_body(&mut headers, sdp);
    let status_code = StatusCode::from(status);
    Response { status_code, wire_reason: None, version: Version::V2, headers: headers.into(), body }
}

/// Whether a response makes or confirms a dialog (RFC 3261, section 12.1.1).
fn establishes(request: &Request, status: u16) -> bool {
    request.method == Method::Invite && status > 100 && status < 300
}

fn add_body(headers: &mut Vec<Header>, sdp: Option<&str>) -> Vec<u8> {
    let body = sdp.unwrap_or_default().as_bytes().to_vec();
    if !body.is_empty() {
        headers.push(header("Content-Type", "application/sdp"));
    }
    headers.push(header("Content-Length", body.len().to_string()));
    body
}

/// The SDP of a message, where its body is one.
pub(crate) fn sdp(message: &impl HeadersExt, body: &[u8]) -> Option<String> {
    let kind = message.header_value("Content-Type")?.to_ascii_lowercase();
    let is_sdp = kind.split(';').next().is_some_and(|kind| kind.trim() == "application/sdp");
    if !is_sdp || body.is_empty() {
        return None;
    }
    String::from_utf8(body.to_vec()).ok()
}

/// The remote target that a message gives.
pub(crate) fn contact(message: &impl HeadersExt) -> Option<Uri> {
    message.typed_contact_headers().ok()?.into_iter().next().map(|contact| contact.uri)
}

/// The tag of From.
pub(crate) fn from_tag(message: &impl HeadersExt) -> Option<String> {
    message.from_header().ok()?.tag().ok()?.map(|tag| tag.value().to_owned())
}

/// The tag of To.
pub(crate) fn to_tag(message: &impl HeadersExt) -> Option<String> {
    message.to_header().ok()?.tag().ok()?.map(|tag| tag.value().to_owned())
}

/// Call-ID.
pub(crate) fn call_id(message: &impl HeadersExt) -> Option<String> {
    message.call_id_header().ok().map(|id| id.value().trim().to_owned())
}

/// Number of CSeq.
pub(crate) fn sequence(message: &impl HeadersExt) -> Option<u32> {
    message.cseq_header().ok()?.seq().ok()
}

/// Rows of a header such as Record-Route, one entry each, in order.
pub(crate) fn record_routes(message: &impl HeadersExt) -> Vec<String> {
    let entries = message.typed_record_route_headers().unwrap_or_default();
    entries.iter().map(ToString::to_string).collect()
}

/// The value of a `name=value` part.
pub(crate) fn parameter(parts: &[&str], name: &str) -> Option<String> {
    parts.iter().find_map(|part| {
        let (given, value) = part.split_once('=')?;
        given.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

/// Who calls: user part and display name of From.
pub(crate) fn caller(request: &Request) -> Option<(PhoneNumber, Option<Redacted<String>>)> {
    let from = request.from_header().ok()?.typed().ok()?;
    let user = match from.uri.user() {
        Some(user) => user.to_owned(),
        None => from.uri.host().to_string(),
    };
    let name = from.display_name.map(|name| name.replace("\\\"", "\"").replace("\\\\", "\\"));
    let name = name.map(|name| clean(name.trim())).filter(|name| !name.is_empty());
    Some((PhoneNumber::verbatim(clean(&user)), name.map(Redacted::new)))
}

/// Option tags that a request insists on and we do not have.
pub(crate) fn unsupported(request: &Request) -> Vec<String> {
    let mut required = wire::tokens(request, "Require");
    required.retain(|tag| !SUPPORTED.split(", ").any(|known| tag.eq_ignore_ascii_case(known)));
    required
}

/// Whether a CANCEL says that another device answered (RFC 3326: `SIP;cause=200`).
pub(crate) fn completed_elsewhere(request: &Request) -> bool {
    let rows = request.headers.iter().filter(|header| header.name().eq_ignore_ascii_case("Reason"));
    rows.map(|row| row.value().to_ascii_lowercase().replace(' ', "")).any(|reason| {
        reason.contains("completedelsewhere")
            || (reason.starts_with("sip;") && reason.split(';').any(|part| part == "cause=200"))
    })
}

/// A CANCEL for a request that is under way (RFC 3261, section 9.1).
pub(crate) fn cancel(us: &Identity, invite: &Request) -> Request {
    let copied = |given: &Header| {
        matches!(
            given,
            Header::Via(_) | Header::From(_) | Header::To(_) | Header::CallId(_) | Header::Route(_)
        )
    };
    let mut headers: Vec<Header> = invite.headers.iter().filter(|given| copied(given)).cloned().collect();
    headers.extend([
        header("Max-Forwards", "70"),
        header("CSeq", format!("{} CANCEL", sequence(invite).unwrap_or_default())),
        header("User-Agent", us.user_agent.as_str()),
        header("Content-Length", "0"),
    ]);
    Request {
        method: Method::Cancel,
        uri: invite.uri.clone(),
        version: Version::V2,
        headers: headers.into(),
        body: Vec::new(),
    }
}

/// The same request again, as a new transaction: new branch, new CSeq, `replacing` headers put in by name.
pub(crate) fn again(us: &Identity, request: &Request, sequence: u32, replacing: Vec<Header>) -> Request {
    let mut again = request.clone();
    let names: Vec<String> = replacing.iter().map(|header| header.name().to_owned()).collect();
    again.headers.retain(|given| {
        let same_realm =
            |new: &Header| realm(given.value()).is_none() || realm(given.value()) == realm(new.value());
        !names.iter().any(|name| given.name().eq_ignore_ascii_case(name))
            || !replacing.iter().filter(|new| new.name() == given.name()).any(same_realm)
    });
    for given in again.headers.iter_mut() {
        match given {
            Header::Via(via) => via.replace(us.via()),
            Header::CSeq(cseq) => cseq.replace(format!("{sequence} {}", request.method)),
            _ => {}
        }
    }
    for new in replacing {
        again.headers.push(new);
    }
    again
}

/// The realm of an Authorization header: credentials for several realms stand side by side.
fn realm(value: &str) -> Option<&str> {
    let (_, rest) = value.split_once("realm=\"")?;
    rest.split('"').next()
}

/// An address as a name-addr with a tag.
pub(crate) fn tagged(address: &str, tag: &str) -> String {
    format!("{address};tag={tag}")
}
