// The agent socket: sign-in, messages by name, keep-alive, reconnect.
import { csUser, tell } from "./state.js";

// Known without the constants file.
const SIGN_IN = 1010003;
const PING = 11111111;

const QUIET_MS = 10000;
const RETRY_MS = 10000;
const RETRIES = 20;

const handlers = new Map();
let socket = null;
let address = null;
let token = null;
let quiet = null;
let signedIn = false;
let tries = 0;

// What is done with a message that comes, by its name in the constants file.
export const on = (name, handler) => handlers.set(name, handler);

// Sends a message, by its name or by its number.
export function send(name, fields = {}) {
  const objectId = typeof name === "number" ? name : window[name];
  if (objectId === undefined) throw new Error(`the constants file has no ${name}`);
  const from = { agentId: csUser.name, extension: csUser.agent_id };
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ objectId, ...from, ...fields }));
  stayAlive();
}

export function connect(server, authToken) {
  address = `wss://${server}/websocket`;
  token = authToken;
  open();
}

export function disconnect() {
  signedIn = false;
  socket.close();
}

function open() {
  socket = new WebSocket(address);
  socket.onopen = () => send(SIGN_IN, { authenToken: token });
  socket.onmessage = ({ data }) => receive(JSON.parse(data));
  socket.onclose = closed;
}

function receive(message) {
  for (const [name, handler] of handlers) {
    if (window[name] === message.objectId) handler(message);
  }
}

function stayAlive() {
  clearTimeout(quiet);
  quiet = setTimeout(() => send(PING), QUIET_MS);
}

function closed() {
  clearTimeout(quiet);
  if (!signedIn) return;
  if (tries === RETRIES) {
    tell("csOndisconnected");
    return;
  }
  setTimeout(retry, RETRY_MS);
}

function retry() {
  tries += 1;
  tell("csNotifyReconnecting", tries, RETRIES);
  open();
}

export function welcomed() {
  signedIn = true;
  tries = 0;
}

on("PING_ID", () => send(PING));
