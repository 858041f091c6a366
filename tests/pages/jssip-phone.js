// A browser phone on JsSIP for the end-to-end tests: a real peer with a stack that is not ours.
// The test calls window.phone.* and reads window.phone.log.
import JsSIP from "jssip";
import { listen } from "./ear.js";

const phone = { log: [], session: null, registered: false, digits: "", codec: null };
window.phone = phone;

const note = (what, detail) => phone.log.push(detail === undefined ? what : `${what} ${detail}`);

phone.start = async ({ server, user, domain, password, codec }) => {
  phone.codec = codec;
  const socket = new JsSIP.WebSocketInterface(server);
  phone.ua = new JsSIP.UA({
    sockets: [socket],
    uri: `sip:${user}@${domain}`,
    password,
    register: true,
    session_timers: true,
  });
  phone.ua.on("registered", () => { phone.registered = true; note("registered"); });
  phone.ua.on("registrationFailed", (e) => note("registrationFailed", e.cause));
  phone.ua.on("newRTCSession", ({ session, originator }) => {
    note("session", originator);
    follow(session);
  });
  phone.ua.start();
};

function follow(session) {
  phone.session = session;
  session.on("sdp", (e) => {
    if (e.originator === "local" && phone.codec) e.sdp = onlyCodec(e.sdp, phone.codec);
  });
  for (const name of ["progress", "accepted", "confirmed", "ended", "failed", "hold", "unhold", "reinvite"]) {
    session.on(name, (e) => note(name, [e && e.originator, e && e.cause].filter(Boolean).join(" ") || undefined));
  }
  // Goes where it is sent, as a plain phone does.
  session.on("refer", (e) => { note("referred"); e.accept(follow, phone.options()); });
  session.on("newDTMF", (e) => { if (e.originator === "remote") phone.digits += e.dtmf.tone; });
  const hear = (connection) => listen(connection, document.querySelector("audio"), () => note("hearing"));
  if (session.connection) hear(session.connection);
  session.on("peerconnection", (e) => hear(e.peerconnection));
}

phone.options = () => ({ mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers: [] } });
phone.call = (target) => { phone.ua.call(target, phone.options()); };
phone.answer = () => phone.session.answer(phone.options());
phone.hold = () => phone.session.hold();
phone.resume = () => phone.session.unhold();
phone.hangUp = () => phone.session.terminate();
phone.refuse = () => phone.session.terminate({ status_code: 486 });
phone.sendDigits = (tones) => phone.session.sendDTMF(tones, { transportType: "RFC2833", duration: 120 });

phone.usedCodec = async () => {
  const stats = await phone.session.connection.getStats();
  for (const report of stats.values()) {
    if (report.type === "inbound-rtp" && report.codecId) return stats.get(report.codecId).mimeType;
  }
  return null;
};

// Leaves only `name` (and telephone-event) in the audio section.
function onlyCodec(sdp, name) {
  const keep = new Set();
  for (const [, type, codec] of sdp.matchAll(/^a=rtpmap:(\d+) ([^/\r\n]+)/gm)) {
    if ([name.toLowerCase(), "telephone-event"].includes(codec.toLowerCase())) keep.add(type);
  }
  return sdp
    .replace(/^(m=audio \d+ \S+)((?: \d+)+)/m, (_, head, types) =>
      `${head} ${types.trim().split(" ").filter((type) => keep.has(type)).join(" ")}`)
    .split("\r\n")
    .filter((line) => {
      const match = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d+)/.exec(line);
      return !match || keep.has(match[1]);
    })
    .join("\r\n");
}
