//! An agent at work: agent socket, registered UDP phone, audio.

use super::Rig;
use super::agent::AgentSocket;
use super::rtp::Rtp;
use super::sip::{Message, Phone};
use serde_json::json;

/// An agent with an open agent socket and a registered UDP phone.
pub struct Agent {
    pub socket: AgentSocket,
    pub phone: Phone,
    pub rtp: Rtp,
}

impl Agent {
    pub async fn sign_in(rig: &Rig, extension: &str) -> Self {
        let (socket, _) = AgentSocket::sign_in(rig, extension).await;
        Self { socket, phone: Phone::udp(rig, extension).await.registered().await, rtp: Rtp::open().await }
    }

    /// Answers the INVITE that comes next.
    pub async fn answer(&mut self) -> Message {
        let invite = self.phone.expect("INVITE").await;
        self.phone.answer(&invite, 180, "").await;
        let sdp = self.rtp.sdp("sendrecv");
        self.phone.answer(&invite, 200, &sdp).await;
        self.phone.expect("ACK").await;
        invite
    }

    /// Refuses the INVITE that comes next.
    pub async fn refuse(&mut self, status: u16) {
        let invite = self.phone.expect("INVITE").await;
        self.phone.answer(&invite, status, "").await;
        self.phone.expect("ACK").await;
    }

    /// Sees the INVITE being taken back.
    pub async fn cancelled(&mut self, invite: &Message) {
        let cancel = self.phone.expect("CANCEL").await;
        self.phone.answer(&cancel, 200, "").await;
        self.phone.answer(invite, 487, "").await;
        self.phone.expect("ACK").await;
    }

    /// Sees the other side end the call.
    pub async fn hung_up_on(&mut self) {
        let bye = self.phone.expect("BYE").await;
        self.phone.answer(&bye, 200, "").await;
    }

    pub async fn ask_call(&mut self, number: &str) {
        self.socket
            .send("OUT_CALL_REQUEST_ID", json!({"telephoneNumber": number, "ticketId": "", "callerId": ""}))
            .await;
    }
}
