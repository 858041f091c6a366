// What the events of one update say that the snapshot after it does not.
import type { PhoneEvent, Problem } from '../wire';

export interface News {
  /** Calls that came into being; they may be over already. */
  started: ReadonlySet<string>;
  /** Why a transfer failed, by call. */
  transferFailed: ReadonlyMap<string, Problem>;
}

export const NO_NEWS: News = { started: new Set(), transferFailed: new Map() };

export function newsOf(events: readonly PhoneEvent[]): News {
  const started = new Set<string>();
  const transferFailed = new Map<string, Problem>();
  for (const event of events) {
    if (event.type === 'callStarted') started.add(event.call);
    if (event.type === 'transferFailed') transferFailed.set(event.call, event.problem);
  }
  return { started, transferFailed };
}
