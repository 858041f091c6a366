//! The life of the SIP client: one account at a time, replaced when another one is to be registered.

use crate::happening::Happening;
use reo_model::Redacted;
use reo_sip::{LineFailure, SipClient, SipCommand, SipConfig, SipEvent, Tap};
use std::sync::Arc;
use tokio::sync::mpsc;
use url::{Host, Url};

/// Which account to register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LineAccount {
    pub(crate) server: String,
    pub(crate) domain: String,
    pub(crate) user: String,
    pub(crate) auth_user: Option<String>,
    pub(crate) password: Redacted<String>,
    pub(crate) display_name: Option<String>,
}

/// The address of the SIP server is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the address of the SIP server is not a WebSocket address")]
pub(crate) struct BadServer;

/// The SIP client at the moment, if any.
#[derive(Debug)]
pub(crate) struct Line {
    tls: Arc<rustls::ClientConfig>,
    happenings: mpsc::Sender<Happening>,
    /// Who keeps a record of what passes.
    tap: Option<Tap>,
    generation: u64,
    open: Option<OpenLine>,
}

#[derive(Debug)]
struct OpenLine {
    account: LineAccount,
    client: SipClient,
    local: bool,
}

impl Line {
    pub(crate) fn new(
        tls: Arc<rustls::ClientConfig>,
        happenings: mpsc::Sender<Happening>,
        tap: Option<Tap>,
    ) -> Self {
        Self { tls, happenings, tap, generation: 0, open: None }
    }

    /// Registers, in place of another account. The same account again is tried again now.
    ///
    /// # Errors
    /// [`BadServer`]; then there is no line at all.
    pub(crate) fn register(&mut self, account: LineAccount) -> Result<(), BadServer> {
        let same = |open: &&OpenLine| open.account == account && open.client.is_running();
        if let Some(open) = self.open.as_ref().filter(same) {
            open.client.send(SipCommand::Register);
            open.client.send(SipCommand::Retry);
            return Ok(());
        }
        self.retire();
        let server = Url::parse(&account.server).map_err(|_| BadServer)?;
        if !matches!(server.scheme(), "ws" | "wss") || !server.has_host() {
            return Err(BadServer);
        }
        let local = is_local(&server);
        let (client, events) = SipClient::start(self.config(server, &account));
        tokio::spawn(forward(self.generation, events, self.happenings.clone()));
        self.open = Some(OpenLine { account, client, local });
        Ok(())
    }

    /// Gives the registration up; running dialogs go on.
    pub(crate) fn unregister(&self) {
        if let Some(open) = &self.open {
            open.client.send(SipCommand::Unregister);
        }
    }

    /// The client that new calls go through.
    pub(crate) fn client(&self) -> Option<SipClient> {
        self.open.as_ref().map(|open| open.client.clone())
    }

    /// Whether the SIP server is on this machine.
    pub(crate) fn is_local(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.local)
    }

    /// Whether what a client says of its registration is still of interest.
    pub(crate) fn is_current(&self, generation: u64) -> bool {
        generation == self.generation
    }

    /// Ends every call, unregisters and closes; within two seconds.
    pub(crate) async fn shutdown(&mut self) {
        if let Some(open) = self.open.take() {
            open.client.shutdown().await;
        }
    }

    fn retire(&mut self) {
        self.generation += 1;
        if let Some(older) = self.open.take() {
            tokio::spawn(older.client.shutdown());
        }
    }

    fn config(&self, server: Url, account: &LineAccount) -> SipConfig {
        let password = account.password.clone();
        let (domain, user) = (account.domain.clone(), account.user.clone());
        SipConfig {
            auth_user: account.auth_user.clone(),
            display_name: account.display_name.clone(),
            tap: self.tap.clone(),
            ..SipConfig::new(server, domain, user, password, self.tls.clone())
        }
    }
}

async fn forward(generation: u64, mut events: mpsc::Receiver<SipEvent>, happenings: mpsc::Sender<Happening>) {
    while let Some(event) = events.recv().await {
        if happenings.send(Happening::Line { generation, event }).await.is_err() {
            return;
        }
    }
    // Of a client that was shut down nobody wants to know; another one has failed.
    let event = SipEvent::LineDown(LineFailure::Unreachable);
    let _ = happenings.send(Happening::Line { generation, event }).await;
}

fn is_local(server: &Url) -> bool {
    match server.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_on_this_machine_is_recognised() {
        let local = |text| is_local(&Url::parse(text).unwrap());
        for here in ["ws://127.0.0.1:8080/", "wss://localhost/ws", "ws://[::1]:5066", "ws://sip.localhost"] {
            assert!(local(here), "{here}");
        }
        assert!(!local("wss://sip.example.com/ws"));
    }

    #[tokio::test]
    async fn a_client_that_has_ended_by_itself_is_no_line() {
        let (events, from_client) = mpsc::channel(1);
        let (happenings, mut heard) = mpsc::channel(1);
        drop(events);
        forward(7, from_client, happenings).await;
        let Some(Happening::Line { generation: 7, event }) = heard.recv().await else { panic!() };
        assert_eq!(event, SipEvent::LineDown(LineFailure::Unreachable));
    }

    #[tokio::test]
    async fn a_client_that_has_ended_is_replaced_when_the_account_registers_again() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let account = LineAccount {
            server: format!("ws://{}", listener.local_addr().unwrap()),
            domain: "rig.test".to_owned(),
            user: "5000".to_owned(),
            auth_user: None,
            password: "x".into(),
            display_name: None,
        };
        let (happenings, _heard) = mpsc::channel(8);
        let mut line = Line::new(reo_sip::tls::client_config(None), happenings, None);
        line.register(account.clone()).unwrap();
        line.client().unwrap().shutdown().await;
        line.register(account).unwrap();
        assert!(line.client().unwrap().is_running());
    }
}
