//! What the peer's session description says.

use super::candidate::Candidate;
use super::formats::{Encoding, Format};
use crate::{MediaError, SdpDirection};

/// One `m=` line, as much of it as is needed to refuse it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MediaLine {
    pub(crate) media: String,
    pub(crate) protocol: String,
    pub(crate) formats: String,
    pub(crate) mid: Option<String>,
}

/// DTLS fingerprint (RFC 8122).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    pub(crate) hash: String,
    pub(crate) value: String,
}

/// DTLS role (RFC 4145, RFC 5763).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setup {
    Active,
    Passive,
    ActPass,
}

/// A description with one audio line that we can use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RemoteDescription {
    /// All lines in their order.
    pub(crate) lines: Vec<MediaLine>,
    /// Which of them is ours.
    pub(crate) audio: usize,
    pub(crate) direction: SdpDirection,
    pub(crate) formats: Vec<Format>,
    pub(crate) ufrag: String,
    pub(crate) password: String,
    pub(crate) ice_lite: bool,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) setup: Setup,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) ssrcs: Vec<u32>,
}

/// More than any peer of ours needs; keeps hostile input small.
const MAX_CANDIDATES: usize = 64;
const MAX_LINES: usize = 16;

/// A media line or the session level, with its `a=` lines.
#[derive(Debug, Default)]
struct Section<'a> {
    media: Option<(&'a str, &'a str, &'a str, &'a str)>,
    attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Section<'a> {
    fn value(&self, key: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }

    fn values<'s>(&'s self, key: &'s str) -> impl Iterator<Item = &'a str> + 's {
        self.attributes.iter().filter(move |(name, _)| *name == key).map(|(_, value)| *value)
    }
}

impl RemoteDescription {
    /// Reads an offer or an answer.
    ///
    /// # Errors
    /// [`MediaError::MalformedSdp`], [`MediaError::NoCommonCodec`] without an audio line in use,
    /// [`MediaError::NotWebRtc`] without ICE, DTLS-SRTP or rtcp-mux.
    pub(crate) fn parse(text: &str) -> Result<Self, MediaError> {
        let sections = sections(text)?;
        let (session, media) = sections.split_first().ok_or(MediaError::MalformedSdp)?;
        let audio = media.iter().position(is_usable_audio).ok_or(MediaError::NoCommonCodec)?;
        let section = &media[audio];
        let either = |key| section.value(key).or_else(|| session.value(key));
        if section.value("rtcp-mux").is_none() {
            return Err(MediaError::NotWebRtc);
        }
        Ok(Self {
            lines: media.iter().filter_map(media_line).collect(),
            audio,
            direction: direction(section).or_else(|| direction(session)).unwrap_or(SdpDirection::SendRecv),
            formats: formats(section),
            ufrag: either("ice-ufrag").filter(|v| is_ice_text(v, 4)).ok_or(MediaError::NotWebRtc)?.to_owned(),
            password: either("ice-pwd")
                .filter(|v| is_ice_text(v, 22))
                .ok_or(MediaError::NotWebRtc)?
                .to_owned(),
            ice_lite: session.value("ice-lite").is_some(),
            fingerprint: fingerprint(section)
                .or_else(|| fingerprint(session))
                .ok_or(MediaError::NotWebRtc)?,
            setup: setup(either("setup"))?,
            candidates: section
                .values("candidate")
                .filter_map(Candidate::parse)
                .take(MAX_CANDIDATES)
                .collect(),
            ssrcs: ssrcs(section),
        })
    }

    /// The identification tag of our line (RFC 5888).
    pub(crate) fn mid(&self) -> Option<&str> {
        self.lines.get(self.audio)?.mid.as_deref()
    }

    /// Whether the transport is another one than in `earlier`: the peer restarts ICE, or is another peer.
    pub(crate) fn moved(&self, earlier: &Self) -> bool {
        self.ufrag != earlier.ufrag || self.password != earlier.password
    }
}

/// Splits into the session level and the media lines.
fn sections(text: &str) -> Result<Vec<Section<'_>>, MediaError> {
    let mut lines = text.lines().map(str::trim_end);
    if lines.next() != Some("v=0") {
        return Err(MediaError::MalformedSdp);
    }
    let mut sections = vec![Section::default()];
    for line in lines.filter(|line| !line.is_empty()) {
        if line.chars().any(char::is_control) {
            return Err(MediaError::MalformedSdp);
        }
        let (kind, value) =
            line.split_once('=').filter(|(kind, _)| kind.len() == 1).ok_or(MediaError::MalformedSdp)?;
        if kind == "m" {
            sections.push(Section { media: Some(media_words(value)?), attributes: Vec::new() });
        } else if kind == "a" {
            let attribute = value.split_once(':').unwrap_or((value, ""));
            if let Some(section) = sections.last_mut() {
                section.attributes.push((attribute.0, attribute.1.trim()));
            }
        }
    }
    if sections.len() > MAX_LINES { Err(MediaError::MalformedSdp) } else { Ok(sections) }
}

/// `media port proto fmt ...`
fn media_words(value: &str) -> Result<(&str, &str, &str, &str), MediaError> {
    let mut words = value.splitn(4, ' ');
    let mut word = || words.next().filter(|word| !word.is_empty()).ok_or(MediaError::MalformedSdp);
    let (media, port, protocol, formats) = (word()?, word()?, word()?, word()?);
    let number = port.split_once('/').map_or(port, |(first, _)| first);
    number.parse::<u16>().map_err(|_| MediaError::MalformedSdp)?;
    Ok((media, port, protocol, formats))
}

fn is_usable_audio(section: &Section<'_>) -> bool {
    section.media.is_some_and(|(media, port, protocol, _)| {
        media == "audio" && port != "0" && protocol.contains("SAVP")
    })
}

fn media_line(section: &Section<'_>) -> Option<MediaLine> {
    let (media, _, protocol, formats) = section.media?;
    let mid = section.value("mid").filter(|mid| is_token(mid)).map(str::to_owned);
    Some(MediaLine {
        media: media.to_owned(),
        protocol: protocol.to_owned(),
        formats: formats.to_owned(),
        mid,
    })
}

fn direction(section: &Section<'_>) -> Option<SdpDirection> {
    section.attributes.iter().find_map(|(name, _)| match *name {
        "sendrecv" => Some(SdpDirection::SendRecv),
        "sendonly" => Some(SdpDirection::SendOnly),
        "recvonly" => Some(SdpDirection::RecvOnly),
        "inactive" => Some(SdpDirection::Inactive),
        _ => None,
    })
}

fn formats(section: &Section<'_>) -> Vec<Format> {
    let numbers = section.media.map_or("", |(.., formats)| formats).split_ascii_whitespace();
    numbers.filter_map(|number| format(section, number.parse().ok().filter(|n| *n < 128)?)).collect()
}

fn format(section: &Section<'_>, payload_type: u8) -> Option<Format> {
    let of = |key| {
        section.values(key).find_map(|value| {
            let (number, rest) = value.split_once(' ')?;
            (number.parse() == Ok(payload_type)).then_some(rest)
        })
    };
    let encoding = match of("rtpmap") {
        Some(text) => Encoding::parse(text)?,
        None => Encoding::of_static(payload_type)?,
    };
    let fec =
        of("fmtp").is_some_and(|text| text.split(';').any(|parameter| parameter.trim() == "useinbandfec=1"));
    Some(Format { payload_type, encoding, fec })
}

/// SHA-256 where there are several: every stack has it.
fn fingerprint(section: &Section<'_>) -> Option<Fingerprint> {
    let all = || section.values("fingerprint").filter_map(parse_fingerprint);
    all().find(|fingerprint| fingerprint.hash == "sha-256").or_else(|| all().next())
}

fn parse_fingerprint(text: &str) -> Option<Fingerprint> {
    let (hash, value) = text.split_once(' ')?;
    let (hash, value) = (hash.to_ascii_lowercase(), value.trim().to_ascii_uppercase());
    let known = matches!(hash.as_str(), "sha-256" | "sha-384" | "sha-512");
    let hexadecimal = value.len() < 256
        && value.split(':').all(|pair| pair.len() == 2 && u8::from_str_radix(pair, 16).is_ok());
    (known && hexadecimal).then_some(Fingerprint { hash, value })
}

fn setup(value: Option<&str>) -> Result<Setup, MediaError> {
    match value {
        Some("active") => Ok(Setup::Active),
        Some("passive") => Ok(Setup::Passive),
        Some("actpass") | None => Ok(Setup::ActPass),
        Some(_) => Err(MediaError::NotWebRtc),
    }
}

fn ssrcs(section: &Section<'_>) -> Vec<u32> {
    let mut all = Vec::new();
    for ssrc in section.values("ssrc").filter_map(|value| value.split(' ').next()?.parse().ok()) {
        if !all.contains(&ssrc) && all.len() < MAX_LINES {
            all.push(ssrc);
        }
    }
    all
}

/// RFC 8839, section 5.4: letters, digits, `+` and `/`. Some peers also use what base64url has.
fn is_ice_text(value: &str, least: usize) -> bool {
    let known = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_' | b'=');
    (least..=256).contains(&value.len()) && value.bytes().all(known)
}

fn is_token(value: &str) -> bool {
    (1..=64).contains(&value.len())
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`{|}~".contains(&b))
}
