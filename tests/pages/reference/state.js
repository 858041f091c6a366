// What a CRM page reads, and how it is told what happens.
export const csUser = { name: null, agent_id: null, extension: null, phone_no: null, role: null };

export const csVoice = {
  enableVoice: false,
  callStatus: "Offline",
  deviceType: null,
  hasCall: false,
  isRinging: false,
  isAnswering: false,
  isCallout: false,
  isMute: false,
  isHold: false,
  transferRequest: null,
  callInfo: null,
};

// A page may leave some events undefined.
export function tell(event, ...facts) {
  if (typeof window[event] === "function") window[event](...facts);
}

// The browser is where the audio is.
export const isHere = () => csVoice.deviceType === window.DEVICE_BROWSER;

// Some messages reach every agent; some servers do not say for whom they are.
export const isForMe = (extension) => extension === undefined || String(extension) === csUser.agent_id;
