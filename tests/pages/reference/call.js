// The one call that a page knows, followed on both sockets.
import { csUser, csVoice, isForMe, isHere, tell } from "./state.js";
import { on, send } from "./agent-socket.js";
import * as sip from "./sip.js";

const OUTBOUND = 2;
const INTERNAL = 3;
const COLLEAGUE = /^[1-9]\d{0,6}$/;
const END_REQUEST = { [OUTBOUND]: "TERMINATE_CALL_OUT_REQUEST_ID", [INTERNAL]: "TERMINATE_REQUEST_ID" };

let session = null;

export const hasSession = () => session !== null;
export const direction = () => csVoice.callInfo?.callDirection;

function know(callInfo) {
  csVoice.callInfo = { ...csVoice.callInfo, ...callInfo };
  tell("csCurrentCallId", callInfo.callId);
}

function ring(number) {
  Object.assign(csVoice, { hasCall: true, isRinging: true });
  tell("csCallRinging", number);
}

function answered(event) {
  Object.assign(csVoice, { isRinging: false, isAnswering: true });
  tell(event);
}

// Back to no call; whether there was one.
function clear() {
  const had = csVoice.hasCall;
  Object.assign(csVoice, { hasCall: false, isRinging: false, isAnswering: false, isCallout: false });
  Object.assign(csVoice, { isMute: false, isHold: false, callInfo: null });
  return had;
}

function finish() {
  if (clear()) tell("csEndCall");
}

// --- What SIP says: the audio is here.

sip.follow((incoming, isIncoming) => {
  if (session !== null) {
    incoming.terminate({ status_code: 486 });
    return;
  }
  session = incoming;
  session.on("accepted", accepted);
  session.on("ended", gone);
  session.on("failed", gone);
  if (isIncoming) invited();
});

// A call out comes back as a call in, which has been agreed to already.
function invited() {
  if (!csVoice.isCallout) {
    ring(session.remote_identity.uri.user);
    return;
  }
  tell("csCallRingingAgent");
  sip.answer(session);
}

// The customer's answer to a call out is told on the agent socket.
function accepted() {
  if (!csVoice.isCallout) answered("csAcceptCall");
  else if (direction() === INTERNAL) answered("csCustomerAccept");
}

// How a call out ended is told on the agent socket.
function gone() {
  session = null;
  if (!csVoice.isCallout || direction() === INTERNAL) finish();
}

// --- What the agent socket says.

on("RING_AGENT_RESPOND_ID", ({ extension, callId, caller, callerName, line, queueDescription, callDirection }) => {
  if (!isForMe(extension)) return;
  know({ callId, caller, callerName, line, queueDescription, callDirection: Number(callDirection) });
  if (!isHere()) ring(caller);
});

on("AGENT_ANSWER_RESPOND_ID", ({ extension }) => {
  if (isForMe(extension) && !isHere()) answered("csAcceptCall");
});

on("AGENT_END_CALL_RESPOND_ID", ({ extension }) => {
  if (isForMe(extension) && !isHere()) finish();
});

const ofACallout = {
  STARTING: ({ callId }) => { csVoice.callInfo = { callId, callDirection: OUTBOUND }; },
  RINGING: ({ callId, telephoneNumber, line }) => {
    know({ callId, caller: telephoneNumber, line, callDirection: OUTBOUND });
    ring(telephoneNumber);
  },
  ANSWER: () => answered("csCustomerAccept"),
  ENDCALL: finish,
  TERMINATE: finish,
  ERROR: ({ errorCode, sipCode }) => {
    if (clear()) tell("showCalloutError", errorCode, sipCode);
  },
};

on("OUT_CALL_RESPONSE_ID", (message) => {
  if (String(message.ipphone) === csUser.agent_id) ofACallout[message.status]?.(message);
});

// Both colleagues get it, and it names the called one alone.
on("INTERNAL_CALL_RING_RESPONSE_ID", ({ callId, called }) => {
  know({ callId, caller: csVoice.isCallout ? called : undefined, callDirection: INTERNAL });
});
on("INTERNAL_CALL_ANSWER_RESPONSE_ID", () => { if (!isHere()) answered("csAcceptCall"); });
on("INTERNAL_CALL_END_RESPONSE_ID", () => { if (!isHere()) finish(); });

on("ERROR_CALL_RESPONSE_ID", ({ status }) => {
  if (status === window.ERROR_CODE_CALL_NOT_FOUND) finish();
  else if (status !== "OK") alert(status);
});

on("TERMINATE_RESPOND_ID", ({ status }) => { if (status === "OK" && !isHere()) finish(); });
on("REPORT_RESPOND_ID", ({ msg }) => alert(msg));
on("TERMINATE_CALL_RESPOND_ID", ({ msg }) => {
  alert(msg);
  if (session === null) finish();
});

// --- What the page asks for.

export function csCallout(number, calloutId) {
  if (csVoice.hasCall) return;
  Object.assign(csVoice, { hasCall: true, isCallout: true });
  tell("showCalloutInfo", number);
  if (isHere() && COLLEAGUE.test(number)) {
    csVoice.callInfo = { callDirection: INTERNAL };
    sip.call(number);
  } else {
    const service = calloutId === undefined ? {} : { calloutId };
    send("OUT_CALL_REQUEST_ID", { telephoneNumber: number, ticketId: "", callerId: "", ...service });
  }
}

export function onAcceptCall() {
  if (session !== null) sip.answer(session);
}

export function endCall() {
  if (session !== null) session.terminate();
  else if (csVoice.callInfo) endElsewhere(csVoice.callInfo);
}

function endElsewhere({ callId, callDirection }) {
  send(END_REQUEST[callDirection] ?? "REMOVE_AGENT_REQUEST_ID", { callId, removeAgentId: csUser.agent_id });
}

export const sendDTMF = (digit) => session?.sendDTMF(digit, { transportType: "RFC2833" });
export const getCurrentCallId = () => csVoice.callInfo?.callId;
export const getHotline = () => csVoice.callInfo?.line;
export const getIvrSelection = () => csVoice.callInfo?.queueDescription;
export const isCsHasCall = () => csVoice.hasCall;
export const isCsCallout = () => csVoice.isCallout;
