//! Our descriptions, as the peer gets them.

use super::candidate::Candidate;
use super::formats::Format;
use super::local::LocalTransport;
use super::remote::{MediaLine, RemoteDescription, Setup};
use crate::SdpDirection;
use std::fmt::Write;
use std::net::{IpAddr, Ipv4Addr};

/// What stays the same in all descriptions of a session, and the version that does not (RFC 8866, section 5.2).
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub(crate) id: u64,
    pub(crate) version: u64,
    pub(crate) ssrc: u32,
    /// RTCP canonical name: random, it says nothing about the user (RFC 7022).
    pub(crate) cname: String,
}

/// An offer. `known` are the media lines of the session so far: their number and order never change (RFC 3264, section 8).
pub(crate) fn write_offer(
    origin: &Origin,
    local: &LocalTransport,
    formats: &[Format],
    direction: SdpDirection,
    known: Option<&RemoteDescription>,
) -> String {
    match known {
        Some(known) => write(origin, local, formats, direction, known, Setup::ActPass),
        None => {
            let mut text = head(origin, Some("0"));
            audio_line(
                &mut text,
                origin,
                local,
                formats,
                direction,
                ("UDP/TLS/RTP/SAVPF", Some("0")),
                Setup::ActPass,
            );
            text
        }
    }
}

/// An answer to `offer`: each of its lines is answered, all but the audio line are refused.
pub(crate) fn write_answer(
    origin: &Origin,
    local: &LocalTransport,
    formats: &[Format],
    direction: SdpDirection,
    offer: &RemoteDescription,
    setup: Setup,
) -> String {
    write(origin, local, formats, direction, offer, setup)
}

fn write(
    origin: &Origin,
    local: &LocalTransport,
    formats: &[Format],
    direction: SdpDirection,
    remote: &RemoteDescription,
    setup: Setup,
) -> String {
    let mut text = head(origin, remote.mid());
    for (index, line) in remote.lines.iter().enumerate() {
        if index == remote.audio {
            let names = (line.protocol.as_str(), line.mid.as_deref());
            audio_line(&mut text, origin, local, formats, direction, names, setup);
        } else {
            refused_line(&mut text, line);
        }
    }
    text
}

fn head(origin: &Origin, mid: Option<&str>) -> String {
    let mut text = String::with_capacity(2000);
    let Origin { id, version, .. } = origin;
    let _ = write!(text, "v=0\r\no=- {id} {version} IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n");
    if let Some(mid) = mid {
        let _ = write!(text, "a=group:BUNDLE {mid}\r\n");
    }
    text.push_str("a=msid-semantic: WMS *\r\n");
    text
}

fn audio_line(
    text: &mut String,
    origin: &Origin,
    local: &LocalTransport,
    formats: &[Format],
    direction: SdpDirection,
    (protocol, mid): (&str, Option<&str>),
    setup: Setup,
) {
    // A peer that reads only m= and c= takes 0.0.0.0 and port 9 for hold.
    let default = Candidate::default_of(&local.candidates);
    let (address, port) = default.map_or((IpAddr::V4(Ipv4Addr::UNSPECIFIED), 9), |c| (c.address, c.port));
    let family = if address.is_ipv4() { "IP4" } else { "IP6" };
    let _ = write!(text, "m=audio {port} {protocol}");
    for format in formats {
        let _ = write!(text, " {}", format.payload_type);
    }
    let _ = write!(text, "\r\nc=IN {family} {address}\r\na=rtcp:{port} IN {family} {address}\r\n");
    for candidate in &local.candidates {
        let _ = write!(text, "a=candidate:{candidate}\r\n");
    }
    let LocalTransport { ufrag, password, fingerprint, .. } = local;
    let _ = write!(text, "a=end-of-candidates\r\na=ice-ufrag:{ufrag}\r\na=ice-pwd:{password}\r\n");
    let _ = write!(text, "a=fingerprint:{fingerprint}\r\na=setup:{}\r\n", setup_name(setup));
    if let Some(mid) = mid {
        let _ = write!(text, "a=mid:{mid}\r\n");
    }
    let _ = write!(text, "a={}\r\na=rtcp-mux\r\n", direction_name(direction));
    write_formats(text, formats);
    let Origin { ssrc, cname, .. } = origin;
    let _ = write!(text, "a=msid:{cname} {cname}\r\na=ssrc:{ssrc} cname:{cname}\r\n");
}

fn write_formats(text: &mut String, formats: &[Format]) {
    for Format { payload_type, encoding, .. } in formats {
        let _ = write!(text, "a=rtpmap:{payload_type} {}\r\n", encoding.rtpmap());
        if let Some(fmtp) = encoding.fmtp() {
            let _ = write!(text, "a=fmtp:{payload_type} {fmtp}\r\n");
        }
    }
    text.push_str("a=ptime:20\r\n");
}

fn refused_line(text: &mut String, line: &MediaLine) {
    let MediaLine { media, protocol, formats, mid } = line;
    let _ = write!(text, "m={media} 0 {protocol} {formats}\r\nc=IN IP4 0.0.0.0\r\n");
    if let Some(mid) = mid {
        let _ = write!(text, "a=mid:{mid}\r\n");
    }
    text.push_str("a=inactive\r\n");
}

const fn setup_name(setup: Setup) -> &'static str {
    match setup {
        Setup::Active => "active",
        Setup::Passive => "passive",
        Setup::ActPass => "actpass",
    }
}

const fn direction_name(direction: SdpDirection) -> &'static str {
    match direction {
        SdpDirection::SendRecv => "sendrecv",
        SdpDirection::SendOnly => "sendonly",
        SdpDirection::RecvOnly => "recvonly",
        SdpDirection::Inactive => "inactive",
    }
}
