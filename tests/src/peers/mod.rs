//! Real peers: a SIP proxy, a browser phone, a media relay, a plain-RTP phone.

pub mod baresip;
pub mod browser;
pub mod chromium;
pub mod kamailio;
mod netstring;
pub mod page;
pub mod rtpengine;
pub mod site;
pub mod tab;
