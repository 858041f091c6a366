// What a page can try. Each gives a promise of what came of it.

// Opens a socket, says all of it, and hears until it is closed or so many frames came; then it stays open.
async function socket(address, says = [], frames = Infinity) {
  const heard = [];
  const socket = new WebSocket(address);
  socket.onopen = () => says.forEach((frame) => socket.send(typeof frame === "string" ? frame : JSON.stringify(frame)));
  const closed = new Promise((resolve) => { socket.onclose = ({ code }) => resolve(code); });
  const enough = new Promise((resolve) => {
    socket.onmessage = ({ data }) => { if (heard.push(JSON.parse(data)) >= frames) resolve(null); };
  });
  const code = await Promise.race([closed, enough]);
  return { code, heard, socket };
}

const result = ({ code, heard }) => ({ code, heard });
const hello = (more) => ({ type: "hello", versions: [1], tab: crypto.randomUUID?.() ?? String(Math.random()).slice(2), scopes: SCOPES, ...more });
const SCOPES = ["events", "dial", "control", "answer", "agents"];

// The same from a frame without an origin of its own.
function fromSandbox(address) {
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-scripts";
  frame.srcdoc = `<script>const socket = new WebSocket(${JSON.stringify(address)});
    socket.onopen = () => parent.postMessage("open", "*"); socket.onclose = () => parent.postMessage("closed", "*");</${"script"}>`;
  const answer = new Promise((resolve) => { window.onmessage = ({ data }) => resolve(data); });
  document.body.append(frame);
  return answer;
}

// A form that needs nobody's leave to be sent anywhere.
function post(address, body) {
  const frame = document.createElement("iframe");
  frame.name = "target";
  const form = document.createElement("form");
  Object.assign(form, { method: "POST", action: address, enctype: "text/plain", target: "target" });
  const field = document.createElement("input");
  Object.assign(field, { name: body, value: "" });
  form.append(field);
  document.body.append(frame, form);
  const loaded = new Promise((resolve) => { frame.onload = () => resolve("loaded"); });
  form.submit();
  return loaded.finally(() => { frame.remove(); form.remove(); });
}

// What a request gives: its body where the page may read it, else how it failed.
const request = (address, options) => fetch(address, options).then((answer) => answer.type, (error) => error.name);

// A script of Reo's in this page; whether it ran.
function load(address) {
  const script = document.createElement("script");
  script.src = address;
  const ran = new Promise((resolve) => { script.onload = () => resolve(true); script.onerror = () => resolve(false); });
  document.head.append(script);
  return ran;
}

// As many sockets as asked for, each saying the same; how each stands when it was closed or `frames` came.
function flood(address, count, says = () => [], frames) {
  window.flooded = Promise.all(Array.from({ length: count }, () => socket(address, says(), frames).then(result)));
  return true;
}

// A socket that stays, as long as the page does; what it hears can be read at any time.
function keep(address, says) {
  window.kept = { heard: [], code: null };
  kept.socket = new WebSocket(address);
  kept.socket.onopen = () => says.forEach((frame) => kept.say(frame));
  kept.socket.onmessage = ({ data }) => kept.heard.push(JSON.parse(data));
  kept.socket.onclose = ({ code }) => { kept.code = code; };
  kept.say = (frame) => kept.socket.send(JSON.stringify(frame));
  return true;
}

window.attack = { socket: (...a) => socket(...a).then(result), hello, fromSandbox, post, request, load, flood, keep };
