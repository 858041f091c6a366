//! Sound devices by what people call them.

use anyhow::{Result, bail};
use reo_engine::{DeviceView, Devices};
use reo_phone::Command;

/// The command that chooses these devices.
///
/// # Errors
/// There is no such device, or more than one.
pub(crate) fn choose(known: &Devices, input: Option<&str>, output: Option<&str>) -> Result<Command> {
    let find = |list: &[DeviceView], wanted: Option<&str>| wanted.map(|name| find(list, name)).transpose();
    Ok(Command::ChooseAudio { input: find(&known.inputs, input)?, output: find(&known.outputs, output)? })
}

/// By id, by name, or by a part of the name that only one has.
fn find(list: &[DeviceView], wanted: &str) -> Result<String> {
    if let Some(exact) = list.iter().find(|device| device.id == wanted || device.name == wanted) {
        return Ok(exact.id.clone());
    }
    let part = wanted.to_lowercase();
    let mut alike = list.iter().filter(|device| device.name.to_lowercase().contains(&part));
    match (alike.next(), alike.next()) {
        (Some(device), None) => Ok(device.id.clone()),
        (Some(_), Some(_)) => bail!("more than one device is called {wanted}"),
        (None, _) => bail!("there is no device called {wanted}: see `devices`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> Vec<DeviceView> {
        let device =
            |id: &str, name: &str| DeviceView { id: id.into(), name: name.into(), is_default: false };
        vec![device("a1", "USB Headset"), device("b2", "Built-in Audio"), device("c3", "Other Headset")]
    }

    #[test]
    fn a_device_is_found_by_id_name_or_part_of_its_name() {
        assert_eq!(find(&list(), "b2").unwrap(), "b2");
        assert_eq!(find(&list(), "USB Headset").unwrap(), "a1");
        assert_eq!(find(&list(), "built-in").unwrap(), "b2");
    }

    #[test]
    fn what_is_not_one_device_is_refused() {
        assert!(find(&list(), "headset").is_err());
        assert!(find(&list(), "nothing").is_err());
    }
}
