// A page's own part by somebody in a hurry: most events are missing, some of those that are there fail, and one comes late.
var crm = { log: [] };

function csCallRinging(phone) {
  crm.log.push("csCallRinging " + phone + " " + csVoice.isCallout);
  throw new Error("the page's own fault");
}

function csShowDeviceType(type) { crm.log.push("csShowDeviceType " + type); }

function csInitError(code) { crm.log.push("csInitError " + code); }

function csInitComplete() {
  crm.log.push("csInitComplete");
  changeDevice(1);
  csVoice.isCallout = true;
  undefinedFunctionOfTheCrm();
}

window.csEndCall = function () {
  crm.log.push("csEndCall " + csVoice.isCallout);
  window.csAcceptCall = function () { crm.log.push("csAcceptCall"); };
};
