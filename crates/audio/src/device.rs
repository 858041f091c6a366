//! Which devices there are, which one was chosen and which one that means now.

/// Names a device over restarts and replugging.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeviceId(String);

impl DeviceId {
    /// An id as [`DeviceList`] gave it.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id as text, to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for DeviceId {
    fn from(id: String) -> Self {
        Self(id)
    }
}

/// A microphone or a loudspeaker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Stable id.
    pub id: DeviceId,
    /// Name for people.
    pub name: String,
    /// The system's default.
    pub is_default: bool,
}

/// A microphone or a loudspeaker?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Microphone.
    Input,
    /// Loudspeaker, headset.
    Output,
}

/// All devices that can be used now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceList {
    /// Microphones.
    pub inputs: Vec<Device>,
    /// Loudspeakers and headsets.
    pub outputs: Vec<Device>,
}

impl DeviceList {
    /// The devices of one kind.
    pub fn of(&self, kind: Kind) -> &[Device] {
        match kind {
            Kind::Input => &self.inputs,
            Kind::Output => &self.outputs,
        }
    }

    /// Whether a device is there.
    pub fn contains(&self, kind: Kind, id: &DeviceId) -> bool {
        self.of(kind).iter().any(|device| device.id == *id)
    }

    /// The device to use: the chosen one while it is there, else the default, else the first.
    pub fn resolve(&self, kind: Kind, chosen: Option<&DeviceId>) -> Option<&DeviceId> {
        let devices = self.of(kind);
        let by_choice = devices.iter().find(|device| Some(&device.id) == chosen);
        let device = by_choice.or_else(|| devices.iter().find(|device| device.is_default));
        device.or(devices.first()).map(|device| &device.id)
    }
}

/// Which devices the agent wants; `None` follows the system's default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Microphone.
    pub input: Option<DeviceId>,
    /// Loudspeaker or headset of the call.
    pub output: Option<DeviceId>,
    /// Where the phone rings.
    pub ring_output: Option<DeviceId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> DeviceList {
        let device = |id: &str, is_default| Device { id: DeviceId::new(id), name: id.into(), is_default };
        DeviceList { inputs: vec![], outputs: vec![device("desk", false), device("headset", true)] }
    }

    #[test]
    fn the_chosen_device_is_used_while_it_is_there() {
        let desk = DeviceId::new("desk");
        assert_eq!(list().resolve(Kind::Output, Some(&desk)), Some(&desk));
    }

    #[test]
    fn the_default_stands_in_for_a_missing_choice() {
        let gone = DeviceId::new("gone");
        assert_eq!(list().resolve(Kind::Output, Some(&gone)), Some(&DeviceId::new("headset")));
        assert_eq!(list().resolve(Kind::Output, None), Some(&DeviceId::new("headset")));
    }

    #[test]
    fn the_first_device_stands_in_when_there_is_no_default() {
        let mut list = list();
        list.outputs[1].is_default = false;
        assert_eq!(list.resolve(Kind::Output, None), Some(&DeviceId::new("desk")));
        assert_eq!(list.resolve(Kind::Input, None), None);
    }
}
