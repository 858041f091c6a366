// Stands in for the provider's client: it is there, and tells the page so.
(window.provider = window.provider || []).push("cs_voice.js");

var csUser = { agent_id: null };
var csVoice = { enableVoice: false, callStatus: "Offline", isCallout: false };

function csInit(token, domain) {
  provider.push("csInit " + token + " " + domain);
  csVoice.enableVoice = true;
  csInitComplete();
}

function csCallout(number, calloutId) {
  provider.push("csCallout " + [].slice.call(arguments).join(" "));
  showCalloutInfo(number);
}

function csUnregister() { provider.push("csUnregister"); }
function reConfigDeviceType() { provider.push("reConfigDeviceType"); }
