// Every name of the old interface (protocol page, section 5). All of them are globals of the page.

/** What a page calls. */
export const FUNCTIONS = [
  'csInit',
  'csEnableCall',
  'changeCallStatus',
  'csCallout',
  'onAcceptCall',
  'endCall',
  'holdCall',
  'muteCall',
  'changeDevice',
  'reConfigDeviceType',
  'csUnregister',
  'getTransferAgent',
  'csTransferCallAgent',
  'csTransferCallAcd',
  'responseTransferAgent',
  'getCurrentCallId',
  'isCsHasCall',
  'isCsCallout',
  'getHotline',
  'getIvrSelection',
  'getExtension',
  'sendDTMF',
] as const;

/** What a page defines, if it likes, and is called. */
export const EVENTS = [
  'csCallRinging',
  'csCallRingingAgent',
  'csAcceptCall',
  'csEndCall',
  'csMuteCall',
  'csUnMuteCall',
  'csHoldCall',
  'csUnHoldCall',
  'showCalloutInfo',
  'showCalloutError',
  'csShowEnableVoice',
  'csShowCallStatus',
  'csCustomerAccept',
  'csShowDeviceType',
  'csCurrentCallId',
  'csInitError',
  'csInitComplete',
  'csListTransferAgent',
  'csTransferCallError',
  'csTransferCallSuccess',
  'csNewCallTransferRequest',
  'csTransferCallResponse',
  'csNotifyReconnecting',
  'csOndisconnected',
] as const;

export type FunctionName = (typeof FUNCTIONS)[number];
export type EventName = (typeof EVENTS)[number];
