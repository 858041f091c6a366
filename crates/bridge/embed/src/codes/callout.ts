// Why an outbound call came to nothing, in the provider's codes (protocol page, section 4).
import { ReoError } from '../../../../../sdk/src/errors';
import type { Problem } from '../wire';

/**
 * The arguments of `showCalloutError`: `sipCode` only with `IPCC_NOT_CONNECT_CUSTOMER`. A text, since pages have been seen that compare it
 * to one with `===`; to a number they compare it with `==`.
 */
export interface CalloutError {
  errorCode: string;
  sipCode: string | undefined;
}

const error = (errorCode: string, sipCode?: string): CalloutError => ({ errorCode, sipCode });
const customer = (sipCode: string) => error('IPCC_NOT_CONNECT_CUSTOMER', sipCode);
/** There is another call. */
export const BUSY = error('CALLOUT_AGENT_BUSY');
/** Anything else. */
export const FAULT = error('ERROR_CALLOUT_CONNECT');

const BY_PROBLEM: Record<string, CalloutError> = {
  customerNotReachable: customer('404'),
  customerBusy: customer('486'),
  customerNoAnswer: customer('487'),
  customerUnavailable: customer('480'),
  hotlineUnpaid: customer('403'),
  colleagueBusy: customer('486'),
  colleagueNoAnswer: customer('487'),
  colleagueNotReachable: customer('404'),
  callTimedOut: customer('408'),
  numberEmpty: customer('404'),
  numberBadCharacter: customer('404'),
  numberBadLength: customer('404'),
  agentDeviceUnreachable: error('IPCC_NOT_CONNECT_AGENT_ID'),
  notReady: error('IPCC_NOT_CONNECT_AGENT_ID'),
  useOtherDevice: error('IPCC_NOT_CONNECT_AGENT_ID'),
  mediaFailed: error('IPCC_NOT_CONNECT_AGENT_ID'),
  agentBusy: BUSY,
  alreadyInCall: BUSY,
  callOutDenied: error('CALLOUT_PERMISSION_DENY'),
};

/** Reo, or the agent at Reo's window, did not let the page dial. */
const NOT_ALLOWED: readonly string[] = ['declined', 'timedOut', 'tooMany', 'scope', 'notControlling', 'notPaired'];

/** The provider's own codes where the problem carries them, else those that come nearest. */
export function calloutError({ code, params }: Problem): CalloutError {
  if (params.errorCode) return error(params.errorCode, params.sipCode || undefined);
  return BY_PROBLEM[code] ?? FAULT;
}

/** Why the wish to dial came to nothing before there was a call. */
export function dialError(cause: unknown): CalloutError {
  if (!(cause instanceof ReoError)) return FAULT;
  if (cause.problem) return calloutError(cause.problem);
  const forbidden = cause.kind === 'refused' && NOT_ALLOWED.includes(cause.code);
  return forbidden ? error('CALLOUT_PERMISSION_DENY') : FAULT;
}
