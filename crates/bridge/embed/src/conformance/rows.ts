// What has been seen of an integration: one row for each function and event, and whether it is complete. Pure.
import { EVENTS, FUNCTIONS, type EventName } from '../page/names';
import type { Outcome } from '../page/handlers';

/** `called`: done without a fault, and what it should bring about has not come yet. */
export type RowState = 'notYet' | 'called' | 'seen' | 'works' | 'failed';

export interface Row {
  name: string;
  kind: 'function' | 'event';
  state: RowState;
  /** How often. */
  count: number;
}

/** A function of the page's vocabulary; `csVoice.getCalloutServices` is one too. */
export const CALLABLE = [...FUNCTIONS, 'csVoice.getCalloutServices'] as const;
export type Callable = (typeof CALLABLE)[number];

/** Any of these events shows that a function works. Of the others it shows in their not failing. */
const PROOF: Partial<Record<Callable, readonly EventName[]>> = {
  csInit: ['csInitComplete'],
  csEnableCall: ['csShowEnableVoice'],
  changeCallStatus: ['csShowCallStatus'],
  csCallout: ['csCallRinging', 'showCalloutError'],
  onAcceptCall: ['csAcceptCall'],
  endCall: ['csEndCall'],
  holdCall: ['csHoldCall', 'csUnHoldCall'],
  muteCall: ['csMuteCall', 'csUnMuteCall'],
  changeDevice: ['csShowDeviceType'],
  getTransferAgent: ['csListTransferAgent'],
  csTransferCallAgent: ['csTransferCallResponse', 'csTransferCallSuccess', 'csTransferCallError'],
  csTransferCallAcd: ['csTransferCallResponse', 'csTransferCallSuccess', 'csTransferCallError'],
};

export class Rows {
  readonly all: readonly Row[] = [
    ...CALLABLE.map((name): Row => ({ name, kind: 'function', state: 'notYet', count: 0 })),
    ...EVENTS.map((name): Row => ({ name, kind: 'event', state: 'notYet', count: 0 })),
  ];

  /** Every row is seen and none fails. */
  get complete(): boolean {
    return this.all.every(({ state }) => state === 'seen' || state === 'works');
  }

  /** Rows that are seen or work. */
  get done(): number {
    return this.all.filter(({ state }) => state === 'seen' || state === 'works').length;
  }

  called(name: Callable, threw: boolean): void {
    const row = this.row(name);
    row.count += 1;
    if (threw) row.state = 'failed';
    else if (row.state !== 'works') row.state = PROOF[name] ? 'called' : 'works';
  }

  /** An event without a handler is seen: a page may leave any undefined. */
  told(name: EventName, outcome: Outcome): void {
    const row = this.row(name);
    row.count += 1;
    if (outcome === 'failed') row.state = 'failed';
    else if (row.state !== 'failed') row.state = outcome === 'handled' ? 'works' : 'seen';
    for (const [callable, events] of Object.entries(PROOF)) {
      if (events.includes(name)) this.#proven(callable);
    }
  }

  /** Another `custom.js` has a clean record. */
  forgive(): void {
    for (const row of this.all) if (row.state === 'failed') row.state = 'notYet';
  }

  row(name: string): Row {
    const found = this.all.find((row) => row.name === name);
    if (!found) throw new Error(`no row ${name}`);
    return found;
  }

  #proven(name: string): void {
    const row = this.row(name);
    if (row.state === 'called') row.state = 'works';
  }
}
