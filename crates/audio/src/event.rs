//! What the device thread reports.

/// Something about the sound devices that the agent should know. Each is reported when it changes, never repeated
/// in a flood; [`crate::Audio::look_again`] repeats the present state once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AudioEvent {
    /// Microphone and loudspeaker are there, and open if a session is open.
    Ready,
    /// The microphone in use vanished or cannot be opened. `Ready` follows when another one took its place.
    MicrophoneLost,
    /// The loudspeaker in use vanished or cannot be opened. `Ready` follows when another one took its place.
    SpeakerLost,
    /// There is no microphone at all; a call can be heard, the other side hears silence.
    NoMicrophone,
    /// There is no loudspeaker at all.
    NoSpeaker,
    /// The sound server does not answer; tried again until it does.
    ServerDown,
    /// The open microphone has given digital silence for three seconds, or sound again.
    MicrophoneSilent(bool),
    /// The list of devices is another one.
    DevicesChanged,
}

/// The state of the sound devices, found without opening any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// Microphone and loudspeaker are there.
    Ready,
    /// No microphone.
    NoMicrophone,
    /// No loudspeaker.
    NoSpeaker,
    /// Neither.
    NoDevices,
    /// The sound server does not answer.
    ServerDown,
}
