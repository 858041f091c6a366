// Signing in: token, session facts, agent socket.
import { csUser, csVoice, tell } from "./state.js";
import { connect, on, send, welcomed } from "./agent-socket.js";
import { showDevice, showVoice } from "./device.js";
import * as sip from "./sip.js";

const STATUS_REQUEST = 2013;
const AVAILABLE = "AVAILABLE";
const NOT_AVAILABLE = "NOT AVAILABLE";
const SHOWN = { [AVAILABLE]: "Online", "NO ANSWER": "No Answer" };

const base = document.querySelector('script[src$="/js/embed/cs_const.js"]').src.replace("/js/embed/cs_const.js", "");
let services = [];
let complete = false;
let asked = null;

export async function csInit(token, domain) {
  try {
    const session = await login(token, domain);
    const facts = await checkPartner(session, domain);
    const { username, agent_id, phone_no, role } = facts.user;
    Object.assign(csUser, { name: username, agent_id, extension: agent_id, phone_no, role });
    services = facts.account.callout_services ?? facts.callout_services ?? [];
    sip.prepare(facts.account, csUser);
    connect(facts.account.agent_server_url, session);
  } catch (error) {
    tell("csInitError", error.code ?? error.message);
  }
}

// As a form, which needs no leave to cross origins.
async function login(token, domain) {
  const body = new URLSearchParams({ token });
  const response = await fetch(`${base}/${domain}/thirdParty/login`, { method: "POST", body });
  const answer = await response.json();
  if (answer.code !== "ok") refused(response.ok ? answer.code : response.status);
  return answer.user.token;
}

async function checkPartner(authToken, domain) {
  const query = new URLSearchParams({ authToken, domain });
  const response = await fetch(`${window.API_SERVER ?? base}/api/login/check-partner?${query}`);
  const answer = await response.json();
  if (answer.code !== 200) refused(answer.code);
  return answer;
}

function refused(code) {
  throw Object.assign(new Error("refused"), { code });
}

on("REFRESH_ID", ({ agentStatus, isVoiceChannel, deviceType }) => {
  welcomed();
  showStatus(agentStatus);
  showVoice(Number(isVoiceChannel) === 1);
  showDevice(deviceType);
  if (!complete) tell("csInitComplete");
  complete = true;
});

const shown = (agentStatus) => SHOWN[agentStatus] ?? "Offline";

function showStatus(agentStatus) {
  csVoice.callStatus = shown(agentStatus);
  tell("csShowCallStatus", csVoice.callStatus);
}

export function changeCallStatus() {
  asked = csVoice.callStatus === "Online" ? NOT_AVAILABLE : AVAILABLE;
  send(STATUS_REQUEST, { status: asked });
}

on("CHANGE_AGENT_STATUS_RESPOND_ID", ({ status }) => {
  if (status === "OK") statusIs(asked);
  else tell("csShowCallStatus", csVoice.callStatus);
});

on("RELOAD_AGENT_STATUS_RESPONSE_ID", ({ agentStatus }) => statusIs(agentStatus));

// A change that was asked for here may be told twice: as the answer and to all sessions of the agent.
function statusIs(agentStatus) {
  if (shown(agentStatus) !== csVoice.callStatus) showStatus(agentStatus);
}

export const getExtension = () => csUser.extension;
csVoice.getCalloutServices = () => services;
