//! One leg: a SIP dialog joined with its audio session, in a task of its own.
//!
//! The loop hands in what the phone wants and what signalling reports, in order; the task takes one at a time, since
//! most of them mean work on the audio session that takes a while. The end of a leg overtakes such work.

mod dialog;
mod hold;
mod negotiate;
mod recover;
mod sound;

use crate::happening::Happening;
use crate::meters::Meters;
use crate::sound::{Sound, SoundSession};
use crate::voice::{Report, Voice, VoiceThread};
use reo_media::{MediaConfig, MediaEvent, MediaSession, MediaStream};
use reo_model::{Digit, LegId, PhoneNumber};
use reo_phone::{EndedBy, MediaInput, SipInput};
use reo_sip::{SipClient, SipEvent};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};

/// How often the meters are brought up to date.
const METERS: Duration = Duration::from_millis(100);
/// How long closing an audio session may take.
const CLOSE: Duration = Duration::from_secs(2);

/// What a leg's task is told.
#[derive(Debug)]
pub(crate) enum LegInput {
    /// Send an INVITE.
    Dial(PhoneNumber),
    /// An INVITE came with this offer.
    Invited(String),
    /// Tell the caller that we ring.
    Ring,
    /// Answer.
    Answer,
    /// Refuse with this status.
    Reject(u16),
    /// End, in whatever state.
    HangUp,
    /// Hold or resume.
    Hold(bool),
    /// Silence or the microphone.
    Mute(bool),
    /// Send a key.
    Digit(Digit),
    /// Send the far side to somebody else.
    Refer(PhoneNumber),
    /// Send the far side to the one of another leg.
    ReferToLeg(LegId),
    /// Signalling of this leg.
    Sip(SipEvent),
}

impl LegInput {
    /// Whether it ends the leg.
    pub(crate) fn is_end(&self) -> bool {
        matches!(self, Self::Reject(_) | Self::HangUp | Self::Sip(SipEvent::Ended { .. }))
    }
}

/// What every leg needs.
#[derive(Clone, Debug)]
pub(crate) struct Equipment {
    /// To the loop.
    pub(crate) happenings: mpsc::Sender<Happening>,
    /// The voice thread.
    pub(crate) voice: VoiceThread,
    /// Sound devices.
    pub(crate) sound: Sound,
    /// For the window's meters.
    pub(crate) meters: Arc<watch::Sender<Meters>>,
}

/// How far the dialog is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// No INVITE went out yet.
    New,
    /// Our INVITE is out.
    Dialled,
    /// An INVITE came in and has no final answer yet.
    Offered,
    /// The dialog stands.
    Up,
    /// Signalling is through with it, or never began.
    Over,
}

/// The offer of ours that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OurOffer {
    /// For hold (true) or resume.
    Hold(bool),
    /// For another network path.
    Restart,
}

/// The task's state.
pub(crate) struct Leg {
    id: LegId,
    sip: SipClient,
    media: MediaConfig,
    equipment: Equipment,
    over: watch::Receiver<bool>,
    stage: Stage,
    session: Option<Arc<dyn MediaSession>>,
    events: Option<mpsc::Receiver<MediaEvent>>,
    stream: Option<MediaStream>,
    voice: Option<Voice>,
    reports: Option<mpsc::Receiver<Report>>,
    devices: Option<SoundSession>,
    offer: Option<String>,
    early: Option<String>,
    ours: Option<OurOffer>,
    wanted_hold: Option<bool>,
    muted: bool,
    held: bool,
    held_by_peer: bool,
    /// ICE and DTLS stand; before that a packet has nowhere to go.
    connected: bool,
    recovery: recover::Recovery,
}

impl Leg {
    /// A leg that nothing was done for yet. `over` turns true when its end is on the way.
    pub(crate) fn new(
        id: LegId,
        sip: SipClient,
        media: MediaConfig,
        equipment: Equipment,
        over: watch::Receiver<bool>,
    ) -> Self {
        Self {
            id,
            sip,
            media,
            equipment,
            over,
            stage: Stage::New,
            session: None,
            events: None,
            stream: None,
            voice: None,
            reports: None,
            devices: None,
            offer: None,
            early: None,
            ours: None,
            wanted_hold: None,
            muted: false,
            held: false,
            held_by_peer: false,
            connected: false,
            recovery: recover::Recovery::default(),
        }
    }

    /// Until signalling is through with it, or nobody holds its mailbox.
    pub(crate) async fn run(mut self, mut inputs: mpsc::Receiver<LegInput>) {
        let mut meters = interval(METERS);
        meters.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while self.stage != Stage::Over {
            if !self.step(&mut inputs, &mut meters).await {
                break;
            }
        }
        self.close().await;
    }

    async fn step(&mut self, inputs: &mut mpsc::Receiver<LegInput>, meters: &mut Interval) -> bool {
        tokio::select! {
            biased;
            input = inputs.recv() => match input {
                Some(input) => self.take(input).await,
                None => return false,
            },
            event = next(&mut self.events) => self.media_event(event).await,
            report = next(&mut self.reports) => self.voice_report(report).await,
            _ = meters.tick() => {
                self.show_meters();
                self.recover().await;
            }
        }
        true
    }

    async fn take(&mut self, input: LegInput) {
        if *self.over.borrow() && !input.is_end() {
            return;
        }
        match input {
            LegInput::Dial(target) => self.dial(target).await,
            LegInput::Invited(offer) => self.invited(offer).await,
            LegInput::Ring => self.sip.send(reo_sip::SipCommand::Ring { leg: self.id }),
            LegInput::Answer => self.answer().await,
            LegInput::Reject(status) => self.reject(status),
            LegInput::HangUp => self.hang_up().await,
            LegInput::Hold(on) => self.hold(on).await,
            LegInput::Mute(on) => self.mute(on),
            LegInput::Digit(digit) => self.digit(digit),
            LegInput::Refer(target) => {
                self.sip.send(reo_sip::SipCommand::Transfer { leg: self.id, target });
            }
            LegInput::ReferToLeg(other) => {
                self.sip.send(reo_sip::SipCommand::TransferTo { leg: self.id, other });
            }
            LegInput::Sip(event) => self.sip_event(event).await,
        }
    }

    async fn report(&mut self, input: SipInput) {
        // The loop is gone: there is nobody to tell.
        let _ = self.equipment.happenings.send(Happening::Leg(input)).await;
    }

    async fn report_media(&mut self, input: MediaInput) {
        let _ = self.equipment.happenings.send(Happening::Media(input)).await;
    }

    /// The audio cannot be had (any more); what becomes of the call is the phone's decision.
    async fn fail(&mut self) {
        self.report_media(MediaInput::Failed { leg: self.id }).await;
    }

    async fn close(mut self) {
        if self.stage != Stage::Over {
            // Nobody can reach it any more: the far side must not be left on the line.
            self.sip.send(reo_sip::SipCommand::HangUp { leg: self.id });
            self.report(SipInput::Ended { leg: self.id, by: EndedBy::Failure }).await;
        }
        self.silence();
        if let Some(session) = self.session.take() {
            let _ = timeout(CLOSE, session.close()).await;
        }
        let _ = self.equipment.happenings.send(Happening::LegClosed(self.id)).await;
    }
}

/// The next message of a channel that may not be there (yet).
async fn next<T>(channel: &mut Option<mpsc::Receiver<T>>) -> Option<T> {
    match channel {
        Some(receiver) => receiver.recv().await,
        None => std::future::pending().await,
    }
}
