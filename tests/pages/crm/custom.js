// A page's own part in the style of old pages: plain functions that happen to have the right names. Each writes down what it
// is told and how csVoice stands at that moment, for the test to read.
var crm = { log: [], began: performance.now() };
var CALL_FLAGS = ["hasCall", "isRinging", "isAnswering", "isCallout", "isMute", "isHold"];

function crmWrite(name, told) {
  var flags = $.grep(CALL_FLAGS, function (flag) { return csVoice[flag]; });
  var words = $.trim([name].concat($.makeArray(told)).join(" "));
  crm.log.push(words + (flags.length ? " [" + flags.join(" ") + "]" : ""));
}

function csCallRinging(phone) { crmWrite("csCallRinging", arguments); $("#phoneNo").html(phone); }
function csCallRingingAgent() { crmWrite("csCallRingingAgent", arguments); }
function csCustomerAccept() { crmWrite("csCustomerAccept", arguments); $("#phoneNo").html("Đang trả lời"); }
function csMuteCall() { crmWrite("csMuteCall", arguments); }
function csUnMuteCall() { crmWrite("csUnMuteCall", arguments); }
function csHoldCall() { crmWrite("csHoldCall", arguments); }
function csUnHoldCall() { crmWrite("csUnHoldCall", arguments); }
function showCalloutInfo(number) { crmWrite("showCalloutInfo", arguments); }
function showCalloutError(errorCode, sipCode) { crmWrite("showCalloutError", arguments); }
function csShowCallStatus(status) { crmWrite("csShowCallStatus", arguments); }
function csShowDeviceType(type) { crmWrite("csShowDeviceType", arguments); }
function csCurrentCallId(callId) { crmWrite("csCurrentCallId", arguments); }
function csInitError(error) { crmWrite("csInitError", arguments); }
function csTransferCallError(error, agent) { crmWrite("csTransferCallError", arguments); }
function csTransferCallSuccess(agent) { crmWrite("csTransferCallSuccess", arguments); }
function csTransferCallResponse(status) { crmWrite("csTransferCallResponse", arguments); }
function csNotifyReconnecting(n, total) { crmWrite("csNotifyReconnecting", arguments); }
function csOndisconnected() { crmWrite("csOndisconnected", arguments); }

function csAcceptCall() {
  crmWrite("csAcceptCall", arguments);
  $("#phoneNo").html("Đang trả lời");
  crm.answeredAfter = performance.now() - crm.began;
}

function csEndCall() {
  crmWrite("csEndCall", arguments);
  $("#phoneNo").html("");
  csVoice.isCallout = false;
}

function csShowEnableVoice(enableVoice) {
  crmWrite("csShowEnableVoice", arguments);
  if (enableVoice) $("#enable").attr("disabled", "disabled");
  else $("#enable").removeAttr("disabled");
}

function csInitComplete() { crmWrite("csInitComplete", arguments); }

function csListTransferAgent(agents) {
  crmWrite("csListTransferAgent", $.map(agents, function (agent) { return agent.ipPhone; }).sort());
}

function csNewCallTransferRequest(transferCall) {
  crmWrite("csNewCallTransferRequest", [transferCall.callId, transferCall.dropAgentId]);
}

// As the provider's guide recommends for F5.
$(window).unload(function () {
  sessionStorage.crmUnloads = Number(sessionStorage.crmUnloads || 0) + 1;
  csUnregister();
  reConfigDeviceType();
});
