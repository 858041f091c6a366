// The fields that a function's row has for its arguments.
import type { EventName } from '../page/names';
import { TransferredAgent } from '../state/transfer';
import type { Callable } from './rows';

export const ARGUMENTS: Partial<Record<Callable, readonly string[]>> = {
  csInit: ['token', 'domain'],
  csCallout: ['number', 'service'],
  changeDevice: ['type', 'phone'],
  csTransferCallAgent: ['ipphone'],
  csTransferCallAcd: ['queue'],
  responseTransferAgent: ['action'],
  sendDTMF: ['digit'],
};

/** What stands in them at first. */
export const USUAL: Record<string, string> = { type: '1', action: '1', digit: '1' };

/**
 * Events that nobody can or wants to bring about for a test, with what they are given. A button calls the page's handler: what an
 * integrator wants to know of these is whether it bears it.
 */
export const RARE: Partial<Record<EventName, readonly unknown[]>> = {
  csInitError: [401],
  csTransferCallError: ['TRANSFER_CALL_FAILED', new TransferredAgent('5001')],
  csNotifyReconnecting: [1, 20],
  csOndisconnected: [],
};

/** An argument at the end that was left out is not passed. */
export function given(values: readonly string[]): string[] {
  const last = values.reduce((end, value, at) => (value === '' ? end : at), -1);
  return values.slice(0, last + 1);
}
