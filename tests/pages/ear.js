// What the far side says, as 16 kHz mono samples, for a test that takes them now and then.
const RATE = 16000;
let heard = [];
let context = null;

window.ear = { take };

// Listens to what comes in over a connection. A remote stream flows into WebAudio only while a media element plays it.
export function listen(connection, element, started = () => {}) {
  connection.addEventListener("track", async ({ track }) => {
    await hear(new MediaStream([track]), element);
    started();
  });
}

async function hear(stream, element) {
  element.srcObject = stream;
  await element.play();
  // One ear at a time: a track comes back after hold, and with the next call.
  if (context) context.close();
  const here = context = new AudioContext({ sampleRate: RATE });
  await here.audioWorklet.addModule("recorder.js");
  const recorder = new AudioWorkletNode(here, "recorder");
  recorder.port.onmessage = (e) => heard.push(e.data);
  here.createMediaStreamSource(stream).connect(recorder);
}

// What came since the last time, as base64 of 16-bit little-endian samples.
function take() {
  const blocks = heard;
  heard = [];
  const samples = new Int16Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    for (const value of block) samples[at++] = Math.max(-1, Math.min(1, value)) * 32767;
  }
  let text = "";
  const bytes = new Uint8Array(samples.buffer);
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}
