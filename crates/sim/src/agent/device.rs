//! Where an agent's calls ring (protocol page, section 4), and where they ring again when the agent is gone.

use super::requests::Asked;
use super::state::SessionId;
use crate::centre::Centre;
use reo_model::Extension;
use serde_json::json;
use std::sync::Arc;

impl Centre {
    pub(super) fn change_device(&self, asked: &Asked<'_>) {
        let Some(view) = self.agents.view(asked.agent) else { return };
        let wanted = asked.text("deviceType").parse().unwrap_or(0);
        let refused = !matches!(wanted, 1..=4 | 6)
            || (wanted == 3 && !is_mobile_number(&asked.text("phoneNum")))
            || view.call.is_some()
            || self.faults().refuse_device;
        if refused {
            let answer = json!({"result": 0, "oldDeviceType": view.device, "newDeviceType": view.device});
            self.tell_session(asked.agent, asked.session, "CHANGE_DEVICE_TYPE_RESPONSE", answer);
        } else {
            self.set_device(asked.agent, wanted);
        }
    }

    /// Changes the device and tells every session of the agent.
    fn set_device(&self, agent: &Extension, device: i64) {
        let old = self.agents.set_device(agent, device);
        self.events.add("agent.device", json!({"agent": agent, "device": device}));
        let answer = json!({"result": 1, "oldDeviceType": old, "newDeviceType": device});
        self.tell(agent, "CHANGE_DEVICE_TYPE_RESPONSE", answer);
    }

    /// A session of the agent is over.
    pub(super) fn session_ended(self: &Arc<Self>, agent: &Extension, session: SessionId) {
        self.agents.remove_session(agent, session);
        self.events.add("agent.offline", json!({"agent": agent, "socket": session}));
        self.socket_closed(agent);
    }

    /// A socket has closed. After the last one the device goes back to the default of the role, unless the agent is
    /// there again soon; a call under way is let end first.
    fn socket_closed(self: &Arc<Self>, agent: &Extension) {
        let seat = self.agents.seat(agent);
        let Some(default) = seat.and_then(|seat| seat.default_device()) else { return };
        let Some(opened) = self.agents.signed_out(agent) else { return };
        let (centre, agent) = (self.clone(), agent.clone());
        self.spawn(async move {
            tokio::time::sleep(centre.config.device_grace).await;
            while centre.agents.signed_out(&agent) == Some(opened) {
                let changed = centre.agents.changed();
                if centre.agents.view(&agent).is_some_and(|view| view.call.is_none()) {
                    centre.set_device(&agent, default);
                    return;
                }
                changed.await;
            }
        });
    }
}

fn is_mobile_number(number: &str) -> bool {
    (8..=13).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
}
