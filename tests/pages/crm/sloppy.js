// A page's own part by somebody in a hurry: most events are missing, some of those that are there fail, one comes late, and
// what they do is kept where the test can read it.
var crm = { log: [] };

function csCallRinging(phone) {
  crm.log.push("csCallRinging " + phone);
  throw new Error("the page's own fault");
}

function csInitComplete() {
  crm.log.push("csInitComplete");
  csVoice.isCallout = true;
  undefinedFunctionOfTheCrm();
}

window.csEndCall = function () {
  crm.log.push("csEndCall");
  window.csAcceptCall = function () { crm.log.push("csAcceptCall"); };
};
