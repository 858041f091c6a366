// SIP over WebSocket, by JsSIP.
import JsSIP from "jssip";
import { listen } from "../ear.js";

const PASSWORD = "sip_password";
const REGISTER_SECONDS = 120;
const TIMER_SECONDS = 1800;
const MEDIA = {
  mediaConstraints: { audio: true, video: false },
  pcConfig: { iceServers: [], rtcpMuxPolicy: "require" },
  sessionTimersExpires: TIMER_SECONDS,
};

let account = null;
let ua = null;
let onSession = () => {};

export const isRegistered = () => ua !== null && ua.isRegistered();

export function prepare({ sip_socket, sip_server_url }, { agent_id, name }) {
  account = { socket: sip_socket, uri: `sip:${agent_id}@${sip_server_url}`, name };
}

// Who is told of every session, in or out, as `(session, isIncoming)`.
export function follow(told) {
  onSession = told;
}

export function register() {
  if (ua === null) start();
  else if (!ua.isRegistered()) ua.register();
}

// A call that is up goes on.
export const unregister = () => ua?.unregister();

function start() {
  ua = new JsSIP.UA({
    sockets: [new JsSIP.WebSocketInterface(account.socket)],
    uri: account.uri,
    display_name: account.name,
    password: PASSWORD,
    register_expires: REGISTER_SECONDS,
    session_timers: true,
  });
  ua.on("newRTCSession", ({ session, originator }) => {
    const hear = (connection) => listen(connection, document.getElementById("peer-video"));
    if (session.connection) hear(session.connection);
    session.on("peerconnection", (e) => hear(e.peerconnection));
    onSession(session, originator === "remote");
  });
  ua.start();
}

export const call = (user) => ua.call(user, MEDIA);

export const answer = (session) => session.answer(MEDIA);
