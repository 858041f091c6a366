//! Figures for the meters of a window: levels ten times a second, and how the network does.

use serde::Serialize;
use ts_rs::TS;

/// Levels and call quality at the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Meters {
    /// Highest magnitude of the microphone in the last tenth of a second, 0 to 1.
    pub input: f32,
    /// Highest magnitude of the loudspeaker, 0 to 1.
    pub output: f32,
    /// How the call does; `None` without a call.
    pub call: Option<CallFigures>,
}

/// How a call's audio does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CallFigures {
    /// Voice packets heard.
    #[ts(type = "number")]
    pub received: u64,
    /// Voice packets that never came in time.
    #[ts(type = "number")]
    pub lost: u64,
    /// Voice packets sent.
    #[ts(type = "number")]
    pub sent: u64,
    /// Voice made up for lost packets, in ms.
    #[ts(type = "number")]
    pub concealed_ms: u64,
    /// What the jitter buffer holds, in ms.
    pub buffer_ms: u32,
    /// Interarrival jitter in ms.
    pub jitter_ms: f32,
    /// Round trip in ms, once known.
    pub round_trip_ms: Option<f32>,
    /// The part of our packets that the far side missed lately, 0 to 1, once known.
    pub remote_loss: Option<f32>,
}

/// The sound devices of this machine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Devices {
    /// Microphones.
    pub inputs: Vec<DeviceView>,
    /// Loudspeakers and headsets.
    pub outputs: Vec<DeviceView>,
}

/// One sound device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DeviceView {
    /// Stable id, for [`reo_phone::Command::ChooseAudio`].
    pub id: String,
    /// Name to show.
    pub name: String,
    /// The system's default.
    pub is_default: bool,
}
