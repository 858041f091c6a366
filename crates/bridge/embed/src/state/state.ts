// What the script knows, and what it has told the page. Events are the difference of the two, so that a page that was away,
// was reloaded or came late is told exactly what it does not know.
import type { CalloutError } from '../codes/callout';
import type { InitCode } from '../codes/init';
import type { EventName } from '../page/names';
import type { CallStatus, TransferRequest, User, Voice } from '../page/voice';
import type { PhoneEvent, Problem, Snapshot, Target } from '../wire';

/** What the page knows of the one call that it knows of. */
export interface ToldCall {
  id: string;
  /** We called. */
  outbound: boolean;
  ringingAgent: boolean;
  identified: boolean;
  ringing: boolean;
  answered: boolean;
  muted: boolean;
  held: boolean;
  transfer: ToldTransfer | null;
}

/** What the page knows of a call that is being given away. */
export interface ToldTransfer {
  to: Target | null;
  accepted: boolean;
}

/** Everything that the page was told. */
export interface Told {
  callStatus: CallStatus | null;
  enableVoice: boolean | null;
  deviceType: number | null;
  /** `csInitComplete` was called. */
  complete: boolean;
  call: ToldCall | null;
  offer: TransferRequest | null;
}

/** A call that was asked for and has not been seen. */
export interface Dialling {
  /** As the page has it. */
  number: string;
  /** Reo's id of it, once Reo has said so. */
  call: string | null;
}

export interface State {
  snapshot: Snapshot | null;
  /** This page's commands count. */
  controlling: boolean;
  /** Reo can be reached. */
  reachable: boolean;
  /** `csInit` was called; Reo took the sign-in. */
  signIn: 'none' | 'asked' | 'taken';
  /** The agent who was signed in before and is not the one that the page signs in. */
  stale: string | null;
  /** What the page has just asked to call, until the call is there. */
  dialling: Dialling | null;
  /** To whom the page has just asked to give the call, until that has begun or failed. */
  giving: Target | null;
  /** Calls of `getTransferAgent` that are not answered yet. */
  questions: number;
  told: Told;
}

/** Something happened. */
export type Input =
  | { type: 'asked'; extension: string | null }
  | { type: 'taken' }
  | { type: 'notTaken'; code: InitCode }
  | { type: 'welcome'; snapshot: Snapshot | null; controlling: boolean; newRun: boolean }
  | { type: 'update'; events: readonly PhoneEvent[]; snapshot: Snapshot }
  | { type: 'control'; controlling: boolean }
  | { type: 'away'; attempt: number; total: number }
  | { type: 'gone' }
  | { type: 'dial'; number: string }
  | { type: 'dialled'; call: string | null }
  | { type: 'notDialled'; error: CalloutError }
  | { type: 'give'; to: Target }
  | { type: 'notGiven'; problem: Problem | null }
  | { type: 'askColleagues' }
  | { type: 'noColleagues' }
  | { type: 'say'; tell: Telling };

/** A handler of the page's, and what it is given. */
export type Telling = readonly [EventName, ...unknown[]];

/** `csVoice` and `csUser` as they are to stand, then perhaps a handler to be called. */
export interface Step {
  voice: Voice;
  user: User;
  tell: Telling | null;
}

export const NOTHING_TOLD: Told = {
  callStatus: null,
  enableVoice: null,
  deviceType: null,
  complete: false,
  call: null,
  offer: null,
};

export const START: State = {
  snapshot: null,
  controlling: false,
  reachable: false,
  signIn: 'none',
  stale: null,
  dialling: null,
  giving: null,
  questions: 0,
  told: NOTHING_TOLD,
};
