import type { Call, PhoneEvent, Scope, Snapshot } from './protocol';
import type { State } from './state';

/** All that there is to draw. A new object with each change, never altered: fit for `useSyncExternalStore`, `shallowRef` and stores. */
export interface View {
  state: State;
  /** Everything of the phone; `null` before the first connection, and without the scope `events`. The last one known while there is no connection. */
  snapshot: Snapshot | null;
  /** This page's commands count. */
  controlling: boolean;
  /** What the page may do. */
  scopes: readonly Scope[];
}

/** The agent is asked in Reo's window before a command is carried out. */
export interface Asking {
  requestId: string;
  /** Until when, in milliseconds since 1970. */
  until: number;
}

/** What can be listened to, and with what values handlers are called. */
export type Events = {
  /** What happened at the phone, and the call that it happened to, as it stands right after. */
  [E in PhoneEvent as E['type']]: [event: E, call: Call | null];
} & {
  /** Any of the above. */
  event: [event: PhoneEvent, call: Call | null];
  /** Anything of the view changed. */
  view: [view: View];
  /** The connection changed. */
  state: [state: State];
  /** This page controls the phone now, or no longer does. */
  control: [controlling: boolean];
  /** The agent is being asked about a command of this page's. */
  asking: [asking: Asking];
  /** Reo does not know any more what happened while the page was away: what counts is the snapshot. */
  eventsLost: [];
  /** A handler threw, or Reo did not understand a frame. Without a handler it goes to the console. */
  error: [error: unknown];
};

/** The call that an event is about. */
export function callOf(event: PhoneEvent, snapshot: Snapshot): Call | null {
  const id = 'call' in event ? event.call : null;
  return snapshot.calls.find((call) => call.id === id) ?? null;
}

