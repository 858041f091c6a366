import type { ProblemTexts } from './texts';

export const problems: ProblemTexts = {
  tokenRejected: {
    title: 'The sign-in token is wrong',
    text: 'You get no calls yet. Get a new token from the CRM and sign in again.',
  },
  tokenExpired: {
    title: 'The sign-in token has expired',
    text: 'You get no calls yet. Get a new token from the CRM and sign in again.',
  },
  unknownDomain: {
    title: 'The contact centre has no such domain',
    text: 'You get no calls yet. Check the domain and the provider, then sign in again.',
  },
  domainExpired: {
    title: "The domain's contract has ended",
    text: 'No calls can be made or taken. Tell your administrator.',
  },
  unknownExtension: {
    title: 'The contact centre has no such extension',
    text: 'You get no calls yet. Ask your administrator to check the extension in the token.',
  },
  signInRefused: {
    title: 'The contact centre refused to sign you in ({status})',
    text: 'You get no calls yet. Sign in again; if it stays, tell your administrator.',
  },
  serverUnreachable: {
    title: 'The server cannot be reached',
    text: 'You get no calls yet. Check the network and the address, then try again.',
  },
  serverCertificate: {
    title: "The server's certificate is not trusted",
    text: "Reo has not sent your sign-in. Check the address and this computer's clock, or tell your administrator.",
  },
  answerNotUnderstood: {
    title: 'This address is not a contact centre',
    text: 'You get no calls yet. Check the server address and sign in again.',
  },
  badAddress: {
    title: 'The server address is not right',
    text: 'You are not signed in. Type an address that begins with https:// and sign in again.',
  },
  constantsUnusable: {
    title: "The contact centre's set-up file cannot be read",
    text: 'You get no calls yet. Try again; if it stays, tell your administrator.',
  },
  contactCentreLost: {
    title: 'The contact centre is disconnected',
    text: 'Reconnecting (try {attempt} of {total}). A call that is up goes on; new calls cannot reach you.',
  },
  contactCentreGivenUp: {
    title: 'The contact centre could not be reconnected',
    text: 'New calls cannot reach you. Check the network and try again.',
  },
  voiceElsewhere: {
    title: 'You take calls somewhere else',
    text: 'This computer will not ring. Use the button to take calls here.',
  },
  voiceTaken: {
    title: 'You now take calls somewhere else',
    text: 'The call that is up goes on; new calls no longer ring here. Click to take calls here again.',
  },
  lineUnreachable: {
    title: 'The telephone line is down',
    text: 'Reconnecting by itself. You cannot call or be called. Check the network if it lasts.',
  },
  lineCertificate: {
    title: "The telephone server's certificate is not trusted",
    text: "You cannot call or be called. Check this computer's clock, or tell your administrator.",
  },
  lineRejected: {
    title: 'The telephone server refuses the account ({status})',
    text: 'You cannot call or be called. Try again, or ask your administrator to check the extension.',
  },
  lineNotUnderstood: {
    title: 'The telephone server answers nonsense',
    text: 'You cannot call or be called. Check the address of the SIP server and try again.',
  },
  noMicrophone: {
    title: 'No microphone found',
    text: "Customers won't hear you. Plug in a headset, or choose another microphone.",
  },
  noSpeaker: {
    title: 'No loudspeaker found',
    text: "You won't hear customers. Plug in a headset, or choose another loudspeaker.",
  },
  microphoneLost: {
    title: 'The microphone was unplugged',
    text: "The customer can't hear you. Plug it in, or choose another one; the call stays up.",
  },
  speakerLost: {
    title: 'The headset was unplugged',
    text: "You can't hear the customer. Plug it in, or choose another one; the call stays up.",
  },
  microphoneSilent: {
    title: "The customer can't hear you: the microphone is silent",
    text: 'Check the mute key on your headset, or choose another microphone.',
  },
  noAnswerStatus: {
    title: 'You did not answer a call',
    text: 'The contact centre has stopped sending you calls. Use the button when you are ready.',
  },
  statusRefused: {
    title: 'The contact centre did not change your status',
    text: 'The old status stands. Wait a moment and try again.',
  },
  numberEmpty: {
    title: 'There is no number to call',
    text: 'Type or paste a number, then press Call.',
  },
  numberBadCharacter: {
    title: 'The number has characters that cannot be dialled',
    text: 'Use digits, a + at the start, spaces, dots or dashes only. Remove the others.',
  },
  numberBadLength: {
    title: 'The number is too short or too long',
    text: 'A customer has 8 to 13 digits, an extension 1 to 7. Check the number.',
  },
  alreadyInCall: {
    title: 'You are in a call already',
    text: 'The new number was not called. End the present call, then call again.',
  },
  notReady: {
    title: 'You cannot call just now',
    text: 'The telephone line is not connected. Wait until the lights are good, then call again.',
  },
  customerNotReachable: {
    title: 'The number cannot be reached',
    text: 'The call did not get through. Check the number and call again.',
  },
  customerBusy: {
    title: 'The customer is busy',
    text: 'The call did not get through. Call again in a few minutes.',
  },
  customerNoAnswer: {
    title: 'The customer does not answer',
    text: 'The call has ended. Call again later.',
  },
  customerUnavailable: {
    title: 'The customer cannot be reached for now',
    text: 'The phone may be off or out of coverage. Call again later.',
  },
  hotlineUnpaid: {
    title: 'The line has not been paid for',
    text: 'No calls can go out on this line. Tell your administrator.',
  },
  callFault: {
    title: 'The call failed ({status})',
    text: 'It did not get through. Call again; if it stays, tell your administrator.',
  },
  agentDeviceUnreachable: {
    title: 'The contact centre cannot reach your phone',
    text: 'The call failed; the line is connecting again by itself. Check the network and the device, then call again.',
  },
  agentBusy: {
    title: 'The contact centre thinks you are busy (786)',
    text: 'You cannot call out. Sign in again, then call again.',
  },
  callOutDenied: {
    title: 'You have no right to call out',
    text: 'The call did not get through. Ask your administrator for the right.',
  },
  colleagueBusy: {
    title: 'Your colleague is busy',
    text: 'The call did not get through. Call again in a few minutes.',
  },
  colleagueNoAnswer: {
    title: 'Your colleague does not answer',
    text: 'The call has ended. Call again later.',
  },
  colleagueNotReachable: {
    title: 'Your colleague cannot be reached',
    text: 'The extension is wrong or signed out. Check the extension.',
  },
  callTimedOut: {
    title: 'The contact centre did not answer in time',
    text: 'The call did not get through. Call again; if it stays, check the network.',
  },
  mediaFailed: {
    title: 'There is no path for the voice',
    text: 'Neither side can hear the other, so the call stopped. Check the network and call again.',
  },
  holdFailed: {
    title: 'Hold or resume did not work',
    text: 'The call is as it was. Wait a moment and try again.',
  },
  muteFailed: {
    title: 'Mute or unmute did not work',
    text: 'The microphone is as it was. Look at the call card and try again.',
  },
  cannotHoldRinging: {
    title: 'A ringing call cannot be held',
    text: 'It goes on ringing. Wait until it is answered, then hold it.',
  },
  cannotMuteRinging: {
    title: 'A ringing call cannot be muted',
    text: 'It goes on ringing. Wait until it is answered, then mute it.',
  },
  cannotInterceptMuted: {
    title: 'A muted call cannot be intercepted',
    text: 'The call is as it was. Unmute it and try again.',
  },
  notMuted: {
    title: 'The microphone was not muted',
    text: 'The call goes on and the customer hears you. Mute again if you need to.',
  },
  notHeld: {
    title: 'The call was not on hold',
    text: 'The call goes on and the customer hears you. Hold it again if you need to.',
  },
  deviceRefused: {
    title: 'The contact centre did not change where calls ring',
    text: 'Calls ring where they rang before. Try again, or ask your administrator.',
  },
  deviceInCall: {
    title: 'Where calls ring cannot change during a call',
    text: 'The call goes on. End it, then change.',
  },
  mobileNumberBad: {
    title: 'The mobile number is not right',
    text: 'Calls ring where they rang before. Type a number of 8 to 13 digits, e.g. 0901 234 567.',
  },
  useOtherDevice: {
    title: 'This must be done on the other device',
    text: 'The voice is not on this computer; nothing has changed. Do it on that device itself.',
  },
  transferNobody: {
    title: 'Nobody was chosen to transfer to',
    text: 'The customer is still with you. Choose a colleague or type a queue.',
  },
  transferMutedOrHeld: {
    title: 'A call that is muted or on hold cannot be transferred',
    text: 'The customer is still with you. Unmute and resume, then transfer.',
  },
  transferNoCall: {
    title: 'There is no call to transfer',
    text: 'Only a call in which you talk can be transferred. Wait for the answer, then transfer.',
  },
  transferNoCallInfo: {
    title: 'The contact centre has not told which call this is',
    text: 'The customer is still with you. Wait a few seconds and transfer again.',
  },
  transferNotAvailable: {
    title: 'The colleague is not available',
    text: 'The customer is still with you. Choose somebody else.',
  },
  transferNoSuchColleague: {
    title: 'The call cannot go to this extension',
    text: 'The customer is still with you. Choose somebody else from the list.',
  },
  transferRefused: {
    title: 'The colleague refused the call',
    text: 'The customer is still with you. Choose somebody else, or a queue.',
  },
  transferTimedOut: {
    title: 'The colleague did not answer within 10 seconds',
    text: 'The customer is still with you. Choose somebody else, or try again.',
  },
  transferFailed: {
    title: 'The transfer failed ({status})',
    text: 'The customer is still with you. Try again, or choose somebody else.',
  },
  transferNotSupported: {
    title: 'This account cannot transfer in this way',
    text: 'The customer is still with you. Transfer in another way.',
  },
  transferLost: {
    title: 'The call that you accepted from a colleague did not come',
    text: 'The customer may have hung up or is still with them. Ask your colleague.',
  },
  callNotFound: {
    title: 'The contact centre no longer knows this call',
    text: 'The call has ended. Call the customer again if needed.',
  },
  supervisorEnded: {
    title: 'A supervisor ended the call',
    text: 'You can take the next call. Ask the supervisor if needed.',
  },
  serverMessage: {
    title: 'Message from the contact centre',
    text: '{text}',
  },
};
