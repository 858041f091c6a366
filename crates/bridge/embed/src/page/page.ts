// The page's side of the state: its two globals, its handlers, and one way in for whatever happens.
import type { Input, State, Step } from '../state/state';
import { START } from '../state/state';
import { reduce } from '../state/reduce';
import { call, type Outcome } from './handlers';
import type { EventName } from './names';
import { calloutServices, type CalloutService, NOBODY, SILENT, type User, type Voice } from './voice';

/** `csVoice` as a page sees it. */
export interface CsVoice extends Voice {
  getCalloutServices(): CalloutService[];
}

/** The DOM event by which whoever is curious hears of every event call: on `window`, right after it. */
export const ANNOUNCEMENT = 'reo-event';

/** Its `detail`. */
export interface Announcement {
  name: EventName;
  args: readonly unknown[];
  outcome: Outcome;
}

/** That the page was told of an event. */
export interface Told {
  /** In milliseconds, as `performance.now()` counts them. */
  readonly at: number;
}

export class Page {
  readonly csVoice: CsVoice;
  readonly csUser: User = { ...NOBODY };
  /** Called when the page was told everything. */
  settled: () => void = () => undefined;
  #state: State = START;
  readonly #steps: Step[] = [];
  readonly #told = new Map<EventName, Told>();

  constructor() {
    const getCalloutServices = () => calloutServices(this.#state.snapshot?.services ?? []);
    this.csVoice = { ...SILENT, getCalloutServices };
  }

  get state(): State {
    return this.#state;
  }

  /** When the page was told of an event last: each time another object. */
  last(name: EventName): Told | null {
    return this.#told.get(name) ?? null;
  }

  /**
   * Takes in what happened and tells the page. A handler may cause the next thing: what is left of the first is then told before
   * it, so that the page always hears everything in order and `csVoice` is right when the handler's call returns.
   */
  dispatch(input: Input): void {
    const { state, steps } = reduce(this.#state, input);
    this.#state = state;
    this.#steps.push(...steps);
    for (let step = this.#steps.shift(); step; step = this.#steps.shift()) this.#take(step);
    this.settled();
  }

  #take({ voice, user, tell }: Step): void {
    this.#show(voice);
    Object.assign(this.csUser, user);
    if (!tell) return;
    this.#told.set(tell[0], { at: performance.now() });
    announce(tell[0], tell.slice(1));
  }

  /** What a page has written into `csVoice` is overwritten; what it has hung onto `callInfo` stays as long as the call. */
  #show(voice: Voice): void {
    const { callInfo } = this.csVoice;
    Object.assign(this.csVoice, voice);
    if (callInfo && voice.callInfo) this.csVoice.callInfo = Object.assign(callInfo, voice.callInfo);
  }
}

/** Calls the page's handler and says so. */
export function announce(name: EventName, args: readonly unknown[]): void {
  const detail: Announcement = { name, args, outcome: call(name, args) };
  window.dispatchEvent(new CustomEvent(ANNOUNCEMENT, { detail }));
}
