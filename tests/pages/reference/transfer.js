// Transfers to a colleague, who has to accept, and to a queue.
import { csUser, csVoice, tell } from "./state.js";
import { on, send } from "./agent-socket.js";

export function getTransferAgent() {
  const anybody = { username: "", operation: "", timeInStatus: "" };
  send("AGENT_SEARCH_AGENT_REQUEST_ID", { ...anybody, agentStatus: "AVAILABLE", callStatus: "READY" });
}

on("AGENT_SEARCH_AGENT_RESPONSE_ID", ({ listAgentSearch }) => tell("csListTransferAgent", listAgentSearch));

export function csTransferCallAgent(ipphone) {
  const who = { newAgentId: ipphone, dropAgentId: csUser.agent_id };
  send("TRANSFER_AGENT_TO_AGENT_CONFIRM_REQUEST_ID", { callId: csVoice.callInfo?.callId, ...who });
}

on("TRANSFER_AGENT_TO_AGENT_CONFIRM_REQUEST_ID", (request) => {
  csVoice.transferRequest = request;
  tell("csNewCallTransferRequest", request);
});

// `action`: `OK` or `NOK`.
export function responseTransferAgent(action) {
  if (!csVoice.transferRequest) return;
  const { callId, dropAgentId, newAgentId } = csVoice.transferRequest;
  send("TRANSFER_AGENT_TO_AGENT_CONFIRM_RESPONSE_ID", { callId, dropAgentId, newAgentId, status: action });
  csVoice.transferRequest = null;
}

on("TRANSFER_AGENT_TO_AGENT_CONFIRM_RESPONSE_ID", ({ status }) => tell("csTransferCallResponse", status));

on("TRANSFER_AGENT_TO_AGENT_RESPOND_ID", ({ status, newAgent }) => {
  csVoice.transferRequest = null;
  if (status === "OK") tell("csTransferCallSuccess", newAgent);
  else tell("csTransferCallError", status, newAgent);
});

export function csTransferCallAcd(queueId) {
  send("TRANSFER_TO_ACD_REQUEST_ID", { callId: csVoice.callInfo?.callId, acdId: queueId });
}

on("TRANFER_TO_ACD_RESPONSE", ({ status }) => {
  if (status === "OK") tell("csTransferCallSuccess", "");
  else tell("csTransferCallError", status, "");
});
