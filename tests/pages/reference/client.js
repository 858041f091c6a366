// A browser client of the contact centre, as a CRM page includes it: the global functions of the protocol page,
// section 5. Written from that page alone, so that the simulator is met by a client that nobody fitted to it.
import * as call from "./call.js";
import * as device from "./device.js";
import * as signIn from "./sign-in.js";
import * as sip from "./sip.js";
import * as talk from "./talk.js";
import * as transfer from "./transfer.js";
import { csUser, csVoice } from "./state.js";

const { csInit, changeCallStatus, getExtension } = signIn;
const { csEnableCall, changeDevice, reConfigDeviceType, csUnregister } = device;
const { csCallout, onAcceptCall, endCall, sendDTMF } = call;
const { getCurrentCallId, getHotline, getIvrSelection, isCsHasCall, isCsCallout } = call;
const { holdCall, muteCall } = talk;
const { getTransferAgent, csTransferCallAgent, csTransferCallAcd, responseTransferAgent } = transfer;

Object.assign(window, {
  csVoice, csUser, csInit, csEnableCall, changeCallStatus, csCallout, onAcceptCall, endCall, holdCall, muteCall,
  changeDevice, reConfigDeviceType, csUnregister, getTransferAgent, csTransferCallAgent, csTransferCallAcd,
  responseTransferAgent, getCurrentCallId, isCsHasCall, isCsCallout, getHotline, getIvrSelection, getExtension,
  sendDTMF,
});

// For the test alone: no CRM can see these.
window.rig = { isRegistered: sip.isRegistered, hasSession: call.hasSession };
