// Between the client of the new interface and the page's state: updates whole and in order, one beginning of each connection.
import { type ClosedReason, connect, type Phone, type State as Link } from '../../../../sdk/src/index';
import type { Options } from './options';
import type { Page } from './page/page';
import type { Command, Done, PhoneEvent, Refusal, Snapshot } from './wire';

/** As many tries as the provider's client makes before it says that it is disconnected. */
export const TRIES = 20;

/** All ports are looked at within this time, in milliseconds. */
const SEARCH = 5_000;

/** What becomes of the connection. */
export interface ConnectionEvents {
  /** The page is in. `fresh`: Reo knows nothing of what the page was told. */
  opened(fresh: boolean): void;
  /** There has been no connection yet, and this is why. */
  absent(reason: ClosedReason, refusal: Refusal | null): void;
  /** The agent is being asked in Reo's window, where the same code stands. */
  pairing(code: string): void;
}

/** What waits for it runs when what runs now has ended. */
const soon = Promise.resolve();

interface Pending {
  snapshot: Snapshot;
  events: PhoneEvent[];
}

export class Connection {
  readonly #page: Page;
  readonly #phone: Phone;
  readonly #events: ConnectionEvents;
  #pending: Pending[] = [];
  #snapshot: Snapshot | null = null;
  #wasOpen = false;
  #lost = false;
  #attempt = 0;

  constructor(page: Page, options: Options, events: ConnectionEvents) {
    this.#page = page;
    this.#events = events;
    this.#phone = connect({
      get name() {
        return options.name;
      },
      scopes: ['events', 'dial', 'control', 'answer', 'agents'],
      pair: true,
      ...(options.ports && { ports: options.ports }),
      namespace: 'reo.embed',
      timing: { searchMs: SEARCH },
    });
    this.#phone.on('view', ({ snapshot }) => this.#changed(snapshot));
    this.#phone.on('event', (event) => this.#pending[this.#pending.length - 1]?.events.push(event));
    this.#phone.on('eventsLost', () => (this.#lost = true));
    this.#phone.on('control', () => void soon.then(() => this.#control()));
    this.#phone.on('state', (state) => this.#link(state));
  }

  get isOpen(): boolean {
    return this.#phone.state.type === 'open';
  }

  perform(command: Command): Promise<Done> {
    return this.#phone.send(command);
  }

  /** Tries again now; the agent may be asked about this page once more. */
  tryAgain(): void {
    this.#phone.pair();
  }

  close(): void {
    this.#phone.close();
  }

  /** The events that belong to a snapshot are told right after it, before anything else can happen. */
  #changed(snapshot: Snapshot | null): void {
    if (snapshot === null || snapshot === this.#snapshot) return;
    this.#snapshot = snapshot;
    this.#pending.push({ snapshot, events: [] });
    if (this.isOpen) void soon.then(() => this.#tell());
  }

  #tell(): void {
    for (let next = this.#pending.shift(); next; next = this.#pending.shift()) {
      this.#page.dispatch({ type: 'update', ...next });
    }
  }

  /** Not while the connection goes: that takes no control away. */
  #control(): void {
    if (this.isOpen) this.#page.dispatch({ type: 'control', controlling: this.#phone.controlling });
  }

  #link(state: Link): void {
    if (state.type === 'open') this.#opened();
    else if (this.#wasOpen) this.#away(state);
    else if (state.type === 'pairing') this.#events.pairing(state.code);
    else if (state.type === 'closed' && state.reason !== 'closed') this.#events.absent(state.reason, state.refusal);
  }

  #opened(): void {
    const fresh = this.#lost || !this.#wasOpen;
    this.#wasOpen = true;
    this.#lost = false;
    this.#attempt = 0;
    if (fresh) this.#pending = [];
    else this.#tell();
    const { snapshot, controlling } = this.#phone;
    this.#page.dispatch({ type: 'welcome', snapshot, controlling, newRun: fresh });
    this.#events.opened(fresh);
  }

  #away(state: Link): void {
    const final = state.type === 'closed' && !state.retrying;
    if (final && state.reason === 'closed') return;
    // One try as soon as it is lost, then one after each that failed.
    if (this.#attempt > 0 && state.type !== 'closed') return;
    this.#attempt += 1;
    if (this.#attempt <= TRIES && !final) {
      this.#page.dispatch({ type: 'away', attempt: this.#attempt, total: TRIES });
    } else if (this.#attempt === TRIES + 1 || final) {
      this.#page.dispatch({ type: 'gone' });
    }
  }
}
