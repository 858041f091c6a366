// A browser phone on JsSIP for the end-to-end tests: a real peer with a stack that is not ours.
// The test calls window.phone.* and reads window.phone.log.
import JsSIP from "jssip";

const RATE = 16000;
const phone = { log: [], session: null, registered: false, digits: "", heard: [], codec: null, ear: null };
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
  session.on("newDTMF", (e) => { if (e.originator === "remote") phone.digits += e.dtmf.tone; });
  if (session.connection) listen(session.connection);
  session.on("peerconnection", (e) => listen(e.peerconnection));
}

function listen(connection) {
  connection.addEventListener("track", (e) => hear(new MediaStream([e.track])));
}

// What the far side says, as 16 kHz mono samples. A remote stream flows into WebAudio only while a media
// element plays it.
async function hear(stream) {
  const element = document.querySelector("audio");
  element.srcObject = stream;
  await element.play();
  // One ear at a time: a track comes back after hold, and with the next call.
  if (phone.ear) phone.ear.close();
  const context = phone.ear = new AudioContext({ sampleRate: RATE });
  await context.audioWorklet.addModule("recorder.js");
  const recorder = new AudioWorkletNode(context, "recorder");
  recorder.port.onmessage = (e) => phone.heard.push(e.data);
  context.createMediaStreamSource(stream).connect(recorder);
  note("hearing");
}

phone.options = () => ({ mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers: [] } });
phone.call = (target) => { phone.ua.call(target, phone.options()); };
phone.answer = () => phone.session.answer(phone.options());
phone.hold = () => phone.session.hold();
phone.resume = () => phone.session.unhold();
phone.hangUp = () => phone.session.terminate();
phone.refuse = () => phone.session.terminate({ status_code: 486 });
phone.sendDigits = (tones) => phone.session.sendDTMF(tones, { transportType: "RFC2833", duration: 120 });

// The last seconds of what was heard as base64 of 16-bit little-endian samples; forgets what it gives.
phone.takeHeard = () => {
  const total = phone.heard.reduce((sum, block) => sum + block.length, 0);
  const samples = new Int16Array(total);
  let at = 0;
  for (const block of phone.heard.splice(0)) {
    for (const value of block) samples[at++] = Math.max(-1, Math.min(1, value)) * 32767;
  }
  let text = "";
  const bytes = new Uint8Array(samples.buffer);
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
};

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
