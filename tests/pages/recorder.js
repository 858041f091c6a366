// Hands each block of samples to the page; silence counts, so that time shows in the recording.
class Recorder extends AudioWorkletProcessor {
  process([input]) {
    this.port.postMessage(input.length > 0 ? input[0].slice() : new Float32Array(128));
    return true;
  }
}
registerProcessor("recorder", Recorder);
