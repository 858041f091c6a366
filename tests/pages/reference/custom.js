// The CRM's own part: it defines the events and writes down what it is told, for the test to read.
window.crm = { log: [] };

const EVENTS = [
  "csCallRinging", "csCallRingingAgent", "csAcceptCall", "csEndCall", "csMuteCall", "csUnMuteCall", "csHoldCall",
  "csUnHoldCall", "showCalloutInfo", "showCalloutError", "csShowEnableVoice", "csShowCallStatus", "csCustomerAccept",
  "csShowDeviceType", "csCurrentCallId", "csInitError", "csInitComplete", "csTransferCallError",
  "csTransferCallSuccess", "csTransferCallResponse", "csNotifyReconnecting", "csOndisconnected",
];

for (const name of EVENTS) {
  window[name] = (...told) => crm.log.push([name, ...told].join(" "));
}

window.csListTransferAgent = (agents) => {
  crm.log.push(["csListTransferAgent", ...agents.map((agent) => agent.ipPhone).sort()].join(" "));
};

window.csNewCallTransferRequest = (transferCall) => {
  crm.log.push(`csNewCallTransferRequest ${transferCall.callId} ${transferCall.dropAgentId}`);
};

// A supervisor's words, and the refusals that have no event of their own.
window.alert = (text) => crm.log.push(`alert ${text}`);
