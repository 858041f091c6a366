//! The sound devices as far as the agent must know of them.

use crate::{AudioInput, Light, LightState, Problem, ProblemCode};

#[derive(Debug, Default)]
pub(crate) struct Sound {
    devices: Devices,
    microphone_silent: bool,
}

#[derive(Debug, Default)]
enum Devices {
    /// Being looked for.
    #[default]
    Unknown,
    Ready,
    Trouble(ProblemCode),
}

impl Sound {
    pub(crate) fn handle(&mut self, input: AudioInput) {
        match input {
            AudioInput::Ready => self.devices = Devices::Ready,
            AudioInput::Trouble(code) => self.devices = Devices::Trouble(code),
            AudioInput::MicrophoneSilent(silent) => self.microphone_silent = silent,
        }
    }

    /// The microphone gives digital silence. Only worth a word in a call.
    pub(crate) fn microphone_silent(&self) -> bool {
        self.microphone_silent
    }

    pub(crate) fn calls_over(&mut self) {
        self.microphone_silent = false;
    }

    pub(crate) fn light(&self) -> Light {
        let (state, problem) = match self.devices {
            Devices::Unknown => (LightState::Working, None),
            Devices::Ready => (LightState::Good, None),
            Devices::Trouble(code) => (LightState::Bad, Some(Problem::new(code))),
        };
        Light { state, problem }
    }
}
