// Hold and mute, which the contact centre does.
import { csVoice, tell } from "./state.js";
import { on, send } from "./agent-socket.js";
import { direction } from "./call.js";

const INBOUND = 1;
const OUTBOUND = 2;

const ask = (name) => send(name, { callId: csVoice.callInfo.callId, callType: direction() });

export function holdCall() {
  if (!csVoice.callInfo) return;
  if (direction() === OUTBOUND) ask(csVoice.isHold ? "UN_HOLD_OUTCALL_REQUEST_ID" : "HOLD_OUTCALL_REQUEST_ID");
  else ask(csVoice.isHold ? "UN_HOLD_REQUEST_ID" : "HOLD_REQUEST_ID");
}

// The provider does this only for inbound calls.
export function muteCall() {
  if (direction() === INBOUND) ask(csVoice.isMute ? "UNMUTE_REQUEST_ID" : "MUTE_REQUEST_ID");
}

const whenDone = (name, state, value, event) => on(name, ({ status }) => {
  if (status !== undefined && status !== "OK") {
    alert(status);
    return;
  }
  csVoice[state] = value;
  tell(event);
});

whenDone("HOLD_RESPOND_ID", "isHold", true, "csHoldCall");
whenDone("UNHOLD_RESPOND_ID", "isHold", false, "csUnHoldCall");
whenDone("HOLD_OUTCALL_RESPONSE_ID", "isHold", true, "csHoldCall");
whenDone("UNHOLD_OUTCALL_RESPONSE_ID", "isHold", false, "csUnHoldCall");
whenDone("MUTE_RESPOND_ID", "isMute", true, "csMuteCall");
whenDone("UNMUTE_RESPOND_ID", "isMute", false, "csUnMuteCall");
