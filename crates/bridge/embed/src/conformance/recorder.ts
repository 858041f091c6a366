// Watches the globals of the old interface: every call of a function, every event.
import type { Outcome } from '../page/handlers';
import { FUNCTIONS, type EventName } from '../page/names';
import { type Announcement, ANNOUNCEMENT, type CsVoice } from '../page/page';
import { type Callable, Rows } from './rows';

/** Something that was called or told. */
export interface Entry {
  at: Date;
  name: string;
  text: string;
  outcome: Outcome | 'returned' | 'threw';
}

type Any = (...args: unknown[]) => unknown;

export class Recorder {
  readonly rows = new Rows();
  /** The latest entry of each name. */
  readonly latest = new Map<string, Entry>();
  readonly #heard: (entry: Entry) => void;

  constructor(heard: (entry: Entry) => void) {
    this.#heard = heard;
  }

  /** From now on everything is seen, whoever calls. */
  watch(page: Window & { csVoice: CsVoice }): void {
    const globals = page as unknown as Record<string, Any>;
    for (const name of FUNCTIONS) globals[name] = this.#watched(name, globals[name]!);
    const services = this.#watched('csVoice.getCalloutServices', page.csVoice.getCalloutServices);
    page.csVoice.getCalloutServices = services as CsVoice['getCalloutServices'];
    page.addEventListener(ANNOUNCEMENT, (event) => this.#told((event as CustomEvent<Announcement>).detail));
  }

  #watched(name: Callable, original: Any): Any {
    return (...args) => {
      try {
        const result = original(...args);
        this.#called(name, args, result, false);
        return result;
      } catch (error) {
        this.#called(name, args, error, true);
        throw error;
      }
    };
  }

  #called(name: Callable, args: unknown[], result: unknown, threw: boolean): void {
    this.rows.called(name, threw);
    // A token is nobody's business.
    const shown = name === 'csInit' ? ['…', ...args.slice(1)] : args;
    const tail = result === undefined ? '' : ` → ${threw ? String(result) : print(result)}`;
    this.#keep({ at: new Date(), name, text: `(${shown.map(print).join(', ')})${tail}`, outcome: threw ? 'threw' : 'returned' });
  }

  #told({ name, args, outcome }: { name: EventName; args: readonly unknown[]; outcome: Outcome }): void {
    this.rows.told(name, outcome);
    this.#keep({ at: new Date(), name, text: `(${args.map(print).join(', ')})`, outcome });
  }

  #keep(entry: Entry): void {
    this.latest.set(entry.name, entry);
    this.#heard(entry);
  }
}

/** As it would stand in a program; `undefined` too. */
export const print = (value: unknown): string => JSON.stringify(value) ?? String(value);
