//! The agent socket by long polling (protocol page, section 2).

use super::dial::Dialler;
use super::memory::Memory;
use super::{Limits, Report};
use crate::http::{Http, HttpError};
use reo_contact_centre::polling::{PollAddress, PollError, PollSession, parse_poll, parse_send};
use reo_model::Redacted;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

/// A send that takes longer means that the connection is dead. The session sends something at least every ten seconds,
/// so that a server that died without a word does not stay unnoticed behind a poll that it seems to hold.
const SEND: Duration = Duration::from_secs(10);
/// Closing is a courtesy.
const CLOSE: Duration = Duration::from_secs(2);

/// A session that the server has opened. One that ends without being closed is left to the next try.
pub(super) struct Polling {
    http: Http,
    session: PollSession,
    limits: Limits,
    memory: Memory,
    /// The server knows that it is over.
    over: bool,
}

/// Why polling does not begin or does not go on; only for the log.
#[derive(Debug, thiserror::Error)]
pub(super) enum PollingError {
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error(transparent)]
    Answer(#[from] PollError),
}

impl Drop for Polling {
    fn drop(&mut self) {
        if !self.over {
            self.memory.leave(self.session.clone());
        }
    }
}

impl Polling {
    /// `/connect`.
    pub(super) async fn open(address: PollAddress, dialler: &Dialler) -> Result<Self, PollingError> {
        let Dialler { http, limits, memory, .. } = dialler.clone();
        let answer = http.send_within(address.connect(), limits.answer).await?;
        let session = address.session(answer.status, &answer.body)?;
        Ok(Self { http, session, limits, memory, over: false })
    }

    /// Until either side closes, or the connection is dead.
    pub(super) async fn talk(mut self, texts: mpsc::Receiver<Redacted<String>>, report: &Report) {
        let ended = tokio::select! {
            result = self.deliver(texts) => result,
            error = self.fetch(report) => Err(error),
        };
        match ended {
            Ok(()) => self.over = close(&self.http, &self.session).await,
            Err(error) => {
                self.over = matches!(error, PollingError::Answer(PollError::NoSession));
                tracing::warn!(%error, "the agent socket is closed");
            }
        }
    }

    /// Sends one text after the other, until we close.
    async fn deliver(&self, mut texts: mpsc::Receiver<Redacted<String>>) -> Result<(), PollingError> {
        while let Some(text) = texts.recv().await {
            let answer = self.http.send_within(self.session.send(text), SEND).await?;
            parse_send(answer.status, &answer.body)?;
        }
        Ok(())
    }

    /// Reports what the server has to tell, until it goes wrong.
    async fn fetch(&self, report: &Report) -> PollingError {
        loop {
            let rest = Instant::now() + self.limits.rest;
            match self.poll().await {
                Ok(texts) if texts.is_empty() => sleep_until(rest).await,
                Ok(texts) => {
                    for text in texts {
                        report.text(text).await;
                    }
                }
                Err(error) => return error,
            }
        }
    }

    async fn poll(&self) -> Result<Vec<Redacted<String>>, PollingError> {
        let asked = Instant::now();
        match self.http.send_within(self.session.poll(), self.limits.held).await {
            Ok(answer) => Ok(parse_poll(answer.status, &answer.body)?),
            // Held for longer than we, or a proxy in between, want to wait: no news.
            Err(HttpError::TimedOut) => Ok(Vec::new()),
            Err(HttpError::Unreachable) if asked.elapsed() >= self.limits.answer => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }
}

/// `/disconnect/{id}`. Whether the server knows now that the session is over.
pub(super) async fn close(http: &Http, session: &PollSession) -> bool {
    http.send_within(session.disconnect(), CLOSE).await.is_ok()
}
