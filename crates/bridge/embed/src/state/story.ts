// A step in the making: a state that may be written to, and what the page is to be told, in order.
import type { EventName } from '../page/names';
import type { State, Step } from './state';
import { type Over, userOf, voiceOf } from './view';

export class Story {
  /** The state as it becomes. Values below the first level are replaced, never changed in place. */
  readonly state: State;
  readonly #steps: Step[] = [];
  #over: Over | null = null;

  constructor(before: State) {
    this.state = { ...before, told: { ...before.told } };
  }

  /** Calls a handler; at that moment `csVoice` says what the handler says. */
  tell(name: EventName, ...args: unknown[]): void {
    this.#steps.push({ ...this.#picture(), tell: [name, ...args] });
  }

  /** What is told within is told of a call that is over: no call any more, but its facts can still be read. */
  lastWords(over: Over, tell: () => void): void {
    this.#over = over;
    tell();
    this.#over = null;
  }

  /** Lets the page see how everything stands between two calls. */
  pause(): void {
    this.#steps.push({ ...this.#picture(), tell: null });
  }

  /** What was told, and how everything stands after it. */
  steps(): Step[] {
    return [...this.#steps, { ...this.#picture(), tell: null }];
  }

  #picture(): Omit<Step, 'tell'> {
    return { voice: voiceOf(this.state, this.#over), user: userOf(this.state) };
  }
}
