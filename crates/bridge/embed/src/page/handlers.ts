// The page's own event functions, looked up when they are needed: a page may define them later, or another way.
import type { EventName } from './names';

// A page may also write `const csEndCall = ...` in a script: then it is no property of `window`, and only its bare name finds it.
declare const csCallRinging: unknown;
declare const csCallRingingAgent: unknown;
declare const csAcceptCall: unknown;
declare const csEndCall: unknown;
declare const csMuteCall: unknown;
declare const csUnMuteCall: unknown;
declare const csHoldCall: unknown;
declare const csUnHoldCall: unknown;
declare const showCalloutInfo: unknown;
declare const showCalloutError: unknown;
declare const csShowEnableVoice: unknown;
declare const csShowCallStatus: unknown;
declare const csCustomerAccept: unknown;
declare const csShowDeviceType: unknown;
declare const csCurrentCallId: unknown;
declare const csInitError: unknown;
declare const csInitComplete: unknown;
declare const csListTransferAgent: unknown;
declare const csTransferCallError: unknown;
declare const csTransferCallSuccess: unknown;
declare const csNewCallTransferRequest: unknown;
declare const csTransferCallResponse: unknown;
declare const csNotifyReconnecting: unknown;
declare const csOndisconnected: unknown;

const BY_NAME: Record<EventName, () => unknown> = {
  csCallRinging: () => csCallRinging,
  csCallRingingAgent: () => csCallRingingAgent,
  csAcceptCall: () => csAcceptCall,
  csEndCall: () => csEndCall,
  csMuteCall: () => csMuteCall,
  csUnMuteCall: () => csUnMuteCall,
  csHoldCall: () => csHoldCall,
  csUnHoldCall: () => csUnHoldCall,
  showCalloutInfo: () => showCalloutInfo,
  showCalloutError: () => showCalloutError,
  csShowEnableVoice: () => csShowEnableVoice,
  csShowCallStatus: () => csShowCallStatus,
  csCustomerAccept: () => csCustomerAccept,
  csShowDeviceType: () => csShowDeviceType,
  csCurrentCallId: () => csCurrentCallId,
  csInitError: () => csInitError,
  csInitComplete: () => csInitComplete,
  csListTransferAgent: () => csListTransferAgent,
  csTransferCallError: () => csTransferCallError,
  csTransferCallSuccess: () => csTransferCallSuccess,
  csNewCallTransferRequest: () => csNewCallTransferRequest,
  csTransferCallResponse: () => csTransferCallResponse,
  csNotifyReconnecting: () => csNotifyReconnecting,
  csOndisconnected: () => csOndisconnected,
};

type Handler = (...args: readonly unknown[]) => unknown;

function handler(name: EventName): Handler | null {
  try {
    const found = BY_NAME[name]();
    return typeof found === 'function' ? (found as Handler) : null;
  } catch {
    // The page does not define it.
    return null;
  }
}

/** What became of an event. */
export type Outcome = 'handled' | 'noHandler' | 'failed';

/** Calls the page's function, if there is one. A fault in it is the page's own and stops nothing here. */
export function call(name: EventName, args: readonly unknown[]): Outcome {
  const found = handler(name);
  try {
    found?.(...args);
    return found ? 'handled' : 'noHandler';
  } catch (error) {
    console.error(`Reo: ${name} of this page failed:`, error);
    return 'failed';
  }
}

/** Whether the page defines a function for an event now. */
export const isHandled = (name: EventName): boolean => handler(name) !== null;
