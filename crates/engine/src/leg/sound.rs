//! The sound of a leg: devices, voice, meters.

use super::Leg;
use crate::meters::{CallFigures, Meters};
use crate::voice::{Order, Reading, Report};
use reo_media::Statistics;
use reo_model::Digit;
use reo_phone::MediaInput;

impl Leg {
    /// Opens microphone and loudspeaker; they come by themselves, whatever there is of them.
    pub(super) fn open_devices(&mut self) {
        if self.devices.is_none() {
            self.devices = Some(self.equipment.sound.open());
        }
    }

    /// Hands the call to the voice thread. Without a codec it is silent yet, but its meters run.
    pub(super) fn start_voice(&mut self) {
        let Some(stream) = self.stream.take() else { return };
        let (voice, reports) = self.equipment.voice.take(self.id.0, stream);
        self.voice = Some(voice);
        self.reports = Some(reports);
        self.tell_mute();
    }

    /// Ends all sound at once and closes the devices.
    pub(super) fn silence(&mut self) {
        self.reports = None;
        if self.voice.take().is_some() {
            self.equipment.meters.send_replace(Meters::default());
        }
        self.devices = None;
    }

    pub(super) fn mute(&mut self, on: bool) {
        self.muted = on;
        self.tell_mute();
    }

    /// While the agent holds the far side, or has asked to, it hears silence whatever the network still carries.
    pub(super) fn tell_mute(&self) {
        if let Some(voice) = &self.voice {
            voice.order(Order::Mute(self.muted || self.held || self.wanted_hold == Some(true)));
        }
    }

    pub(super) fn digit(&self, digit: Digit) {
        if let Some(voice) = &self.voice
            && !voice.order(Order::Digit(digit))
        {
            tracing::warn!(leg = %self.id, "a key was dropped");
        }
    }

    pub(super) async fn voice_report(&mut self, report: Option<Report>) {
        let leg = self.id;
        match report {
            Some(Report::Heard) => self.report_media(MediaInput::Flowing { leg }).await,
            Some(Report::Silent(silent_for)) => {
                self.report_media(MediaInput::Stalled { leg, silent_for }).await;
            }
            Some(Report::Digit(digit)) => self.report_media(MediaInput::Digit { leg, digit }).await,
            Some(Report::Broken) => self.fail().await,
            None => self.reports = None,
        }
    }

    pub(super) fn show_meters(&mut self) {
        let (Some(voice), Some(session)) = (&mut self.voice, &self.session) else { return };
        let Some(reading) = voice.reading() else { return };
        let network = session.statistics();
        if let Some(loss) = network.remote_loss {
            voice.order(Order::Loss(loss));
        }
        self.equipment.meters.send_replace(meters(reading, network));
    }
}

fn meters(reading: Reading, network: Statistics) -> Meters {
    let voice = reading.statistics;
    let call = CallFigures {
        received: voice.received,
        lost: voice.lost,
        sent: voice.sent,
        concealed_ms: voice.concealed_ms,
        buffer_ms: voice.buffer_ms,
        jitter_ms: voice.jitter_ms,
        round_trip_ms: network.round_trip.map(|trip| trip.as_secs_f32() * 1000.0),
        remote_loss: network.remote_loss,
    };
    Meters { input: reading.levels.input, output: reading.levels.output, call: Some(call) }
}
