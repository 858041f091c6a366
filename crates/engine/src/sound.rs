//! The sound devices: open while a call needs them, ringing, and what the phone must know of them.

use crate::happening::Happening;
use crate::{DeviceView, Devices};
use reo_audio::{Audio, AudioEvent, Choice, Device, DeviceId, DeviceList};
use reo_phone::{AudioInput, ProblemCode};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;

/// The sound devices. Clones are handles of the same ones.
#[derive(Clone)]
pub(crate) struct Sound {
    audio: Audio,
    sessions: Arc<Mutex<usize>>,
}

impl fmt::Debug for Sound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sound").field("sessions", &self.sessions).finish_non_exhaustive()
    }
}

impl Sound {
    pub(crate) fn new(audio: Audio) -> Self {
        Self { audio, sessions: Arc::default() }
    }

    /// Opens microphone and loudspeaker, until the last session is dropped.
    pub(crate) fn open(&self) -> SoundSession {
        // Counting and opening are one step: a call that ends must not close what another has just opened.
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        *sessions += 1;
        if *sessions == 1 {
            self.audio.open();
        }
        drop(sessions);
        SoundSession { sound: self.clone() }
    }

    pub(crate) fn start_ringing(&self) {
        self.audio.start_ringing();
    }

    pub(crate) fn stop_ringing(&self) {
        self.audio.stop_ringing();
    }

    pub(crate) fn choose(&self, input: Option<String>, output: Option<String>) {
        self.audio.choose(choice(input, output));
    }

    /// Looks at the devices and reports their state, changed or not.
    pub(crate) fn probe(&self) {
        self.audio.look_again();
    }

    pub(crate) fn devices(&self) -> Devices {
        devices(&self.audio.devices())
    }

    /// Closes everything; a recording is complete after this.
    pub(crate) async fn shutdown(&self) {
        let audio = self.audio.clone();
        let _ = tokio::task::spawn_blocking(move || audio.shutdown()).await;
    }

    /// Passes on what the devices report.
    pub(crate) async fn watch(
        self,
        mut events: mpsc::Receiver<AudioEvent>,
        happenings: mpsc::Sender<Happening>,
    ) {
        let mut trouble = Trouble::default();
        while let Some(event) = events.recv().await {
            let happening = match event {
                AudioEvent::DevicesChanged => Happening::Devices(self.devices()),
                event => Happening::Audio(trouble.after(event)),
            };
            if happenings.send(happening).await.is_err() {
                return;
            }
        }
    }
}

/// Open devices. Dropping the last one closes them.
#[derive(Debug)]
pub(crate) struct SoundSession {
    sound: Sound,
}

impl Drop for SoundSession {
    fn drop(&mut self) {
        let mut sessions = self.sound.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        *sessions -= 1;
        if *sessions == 0 {
            self.sound.audio.close();
        }
    }
}

/// Devices by the ids that the agent chose.
pub(crate) fn choice(input: Option<String>, output: Option<String>) -> Choice {
    Choice { input: input.map(DeviceId::new), output: output.map(DeviceId::new), ring_output: None }
}

fn devices(list: &DeviceList) -> Devices {
    let view = |device: &Device| DeviceView {
        id: device.id.as_str().to_owned(),
        name: device.name.clone(),
        is_default: device.is_default,
    };
    Devices {
        inputs: list.inputs.iter().map(view).collect(),
        outputs: list.outputs.iter().map(view).collect(),
    }
}

/// What is wrong at the moment. The microphone comes first: without it the customer hears nothing.
#[derive(Debug, Default)]
struct Trouble {
    microphone: Option<ProblemCode>,
    speaker: Option<ProblemCode>,
}

impl Trouble {
    fn after(&mut self, event: AudioEvent) -> AudioInput {
        match event {
            AudioEvent::MicrophoneSilent(silent) => return AudioInput::MicrophoneSilent(silent),
            AudioEvent::Ready => *self = Self::default(),
            AudioEvent::MicrophoneLost => self.microphone = Some(ProblemCode::MicrophoneLost),
            AudioEvent::SpeakerLost => self.speaker = Some(ProblemCode::SpeakerLost),
            AudioEvent::NoMicrophone | AudioEvent::ServerDown => {
                self.microphone = Some(ProblemCode::NoMicrophone);
            }
            AudioEvent::NoSpeaker => self.speaker = Some(ProblemCode::NoSpeaker),
            AudioEvent::DevicesChanged => {}
        }
        self.microphone.or(self.speaker).map_or(AudioInput::Ready, AudioInput::Trouble)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_microphone_outweighs_a_missing_loudspeaker() {
        let mut trouble = Trouble::default();
        assert_eq!(trouble.after(AudioEvent::NoMicrophone), AudioInput::Trouble(ProblemCode::NoMicrophone));
        assert_eq!(trouble.after(AudioEvent::NoSpeaker), AudioInput::Trouble(ProblemCode::NoMicrophone));
        assert_eq!(trouble.after(AudioEvent::Ready), AudioInput::Ready);
    }
}
