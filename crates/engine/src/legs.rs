//! All legs of the moment, by their id.

use crate::happening::Happening;
use crate::leg::{Equipment, Leg, LegInput};
use reo_media::MediaConfig;
use reo_model::LegId;
use reo_phone::{EndedBy, SipInput};
use reo_sip::{SipClient, SipCommand};
use std::collections::BTreeMap;
use tokio::sync::{mpsc, watch};

/// What may wait for a leg that is at work on its audio session.
const MAILBOX: usize = 64;

/// The legs.
#[derive(Debug)]
pub(crate) struct Legs {
    equipment: Equipment,
    open: BTreeMap<LegId, Mailbox>,
}

#[derive(Debug)]
struct Mailbox {
    inputs: mpsc::Sender<LegInput>,
    over: watch::Sender<bool>,
}

impl Legs {
    pub(crate) fn new(equipment: Equipment) -> Self {
        Self { equipment, open: BTreeMap::new() }
    }

    /// Starts a leg with what it begins with.
    pub(crate) fn open(&mut self, leg: LegId, sip: SipClient, media: MediaConfig, first: LegInput) {
        let (inputs, mailbox) = mpsc::channel(MAILBOX);
        let (over, is_over) = watch::channel(false);
        let happenings = self.equipment.happenings.clone();
        let task = Leg::new(leg, sip.clone(), media, self.equipment.clone(), is_over).run(mailbox);
        tokio::spawn(attend(leg, sip, happenings, task));
        self.open.insert(leg, Mailbox { inputs, over });
        self.tell(leg, first);
    }

    /// Tells a leg something; `false` when there is no such leg (any more).
    pub(crate) fn tell(&mut self, leg: LegId, input: LegInput) -> bool {
        let Some(mailbox) = self.open.get(&leg) else { return false };
        if input.is_end() {
            mailbox.over.send_replace(true);
        }
        match mailbox.inputs.try_send(input) {
            // A task that has ended has said so: its report is on the way.
            Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => true,
            Err(mpsc::error::TrySendError::Full(_)) => {
                // Its audio session hangs: dropping the mailbox ends the leg.
                tracing::error!(%leg, "a leg does not keep up");
                mailbox.over.send_replace(true);
                self.open.remove(&leg);
                false
            }
        }
    }

    /// A leg's task has ended.
    pub(crate) fn closed(&mut self, leg: LegId) {
        self.open.remove(&leg);
    }

    /// Whether every leg has ended.
    pub(crate) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }
}

/// A fault in a leg's task, most likely in the audio session, ends the leg: nobody is left alone on the line.
async fn attend(
    leg: LegId,
    sip: SipClient,
    happenings: mpsc::Sender<Happening>,
    task: impl Future<Output = ()> + Send + 'static,
) {
    if tokio::spawn(task).await.is_ok() {
        return;
    }
    tracing::error!(%leg, "the task of a leg has failed");
    sip.send(SipCommand::HangUp { leg });
    for news in [Happening::Leg(SipInput::Ended { leg, by: EndedBy::Failure }), Happening::LegClosed(leg)] {
        // The loop is gone: there is nobody to tell.
        let _ = happenings.send(news).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meters::Meters;
    use crate::sound::{Sound, choice};
    use crate::voice::VoiceThread;
    use reo_audio::{Audio, FileBackend, Microphone, Speaker};
    use reo_sip::{SipConfig, tls};
    use std::sync::Arc;

    const LEG: LegId = LegId(2);

    /// A client whose server never answers.
    async fn client() -> (SipClient, mpsc::Receiver<reo_sip::SipEvent>, tokio::net::TcpListener) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = format!("ws://{}", listener.local_addr().unwrap()).parse().unwrap();
        let config = SipConfig::new(server, "rig.test", "5000", "x".into(), tls::client_config(None));
        let (client, events) = SipClient::start(config);
        (client, events, listener)
    }

    async fn expect_the_end(heard: &mut mpsc::Receiver<Happening>) {
        let ended = heard.recv().await.unwrap();
        assert!(
            matches!(ended, Happening::Leg(SipInput::Ended { leg: LEG, by: EndedBy::Failure })),
            "{ended:?}"
        );
        assert!(matches!(heard.recv().await.unwrap(), Happening::LegClosed(LEG)));
    }

    #[tokio::test]
    async fn a_leg_whose_task_fails_is_over() {
        let (client, _events, _listener) = client().await;
        let (happenings, mut heard) = mpsc::channel(8);
        attend(LEG, client, happenings, async { assert_eq!(LEG, LegId(0), "as planned") }).await;
        expect_the_end(&mut heard).await;
    }

    #[tokio::test]
    async fn a_leg_that_does_not_keep_up_is_over() {
        let (client, _events, _listener) = client().await;
        let (happenings, mut heard) = mpsc::channel(8);
        let backend = FileBackend::new(Microphone::Silence, Speaker::Discard).unwrap();
        let (audio, io, _audio_events) = Audio::start(Box::new(backend), choice(None, None)).unwrap();
        let voice = VoiceThread::start(io).unwrap();
        let meters = Arc::new(watch::channel(Meters::default()).0);
        let mut legs = Legs::new(Equipment { happenings, voice, sound: Sound::new(audio), meters });
        legs.open(LEG, client, MediaConfig::default(), LegInput::Ring);
        // The test's only thread is here: the leg's task takes nothing meanwhile.
        while legs.tell(LEG, LegInput::Mute(true)) {}
        expect_the_end(&mut heard).await;
    }
}
