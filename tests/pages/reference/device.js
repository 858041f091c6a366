// Where calls ring: the voice right and the agent's device.
import { csUser, csVoice, isHere, tell } from "./state.js";
import { on, send } from "./agent-socket.js";
import * as sip from "./sip.js";

const DEFAULT_OF_ROLE = { 6: 4, 7: 3, 9: 6 };

export function showVoice(enabled) {
  csVoice.enableVoice = enabled;
  tell("csShowEnableVoice", enabled);
}

export function showDevice(type) {
  csVoice.deviceType = Number(type);
  tell("csShowDeviceType", csVoice.deviceType);
  registerIfHere();
}

function registerIfHere() {
  if (csVoice.enableVoice && isHere()) sip.register();
  else sip.unregister();
}

export const csEnableCall = () => send("CONFIRM_ENABLE_VOICE_CHANNEL_REQUEST");

on("ENABLE_VOICE_CHANNEL_RESPONSE", ({ result, deviceType }) => {
  if (Number(result) !== 1) return;
  showVoice(true);
  showDevice(deviceType);
});

on("DISABLE_VOICE_CHANNEL_RESPONSE", () => {
  showVoice(false);
  registerIfHere();
});

export function changeDevice(type, phone) {
  send("CHANGE_DEVICE_TYPE_REQUEST", { deviceType: type, phoneNum: phone ?? "" });
}

on("CHANGE_DEVICE_TYPE_RESPONSE", ({ result, oldDeviceType, newDeviceType }) => {
  showDevice(Number(result) === 0 ? oldDeviceType : newDeviceType);
});

// Back to where calls ring without a browser.
export function reConfigDeviceType() {
  const type = DEFAULT_OF_ROLE[csUser.role];
  if (type) changeDevice(type, csUser.phone_no);
}

export function csUnregister() {
  sip.unregister();
}
