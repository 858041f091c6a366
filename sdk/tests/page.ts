import { afterEach } from 'vitest';
import { WebSocket } from 'ws';
import { connect, type Environment, type Options, type Phone, type State, type Store } from '../src';
import { Door } from './door';

const phones: Phone[] = [];
const doors: Door[] = [];

/** A door that is closed when the test is over. */
export async function openDoor(port = 0): Promise<Door> {
  const door = await Door.open(port);
  doors.push(door);
  return door;
}

afterEach(async () => {
  for (const phone of phones.splice(0)) phone.close();
  for (const door of doors.splice(0)) await door.close();
});

/** Storage as browsers have it. */
export class Storage implements Store {
  readonly #items: Map<string, string>;

  constructor(items = new Map<string, string>()) {
    this.#items = items;
  }

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }

  /** As the browser does when it duplicates a tab. */
  copy(): Storage {
    return new Storage(new Map(this.#items));
  }
}

/** Storage as some browsers have it in private windows. */
export const SHUT: Store = {
  getItem: () => {
    throw new Error('SecurityError');
  },
  setItem: () => {
    throw new Error('QuotaExceededError');
  },
};

type Work = (lock: null) => Promise<unknown>;

/** Web Locks of one origin. */
export class Locks {
  readonly #last = new Map<string, Promise<unknown>>();

  async request(name: string, ...rest: [Work] | [{ signal: AbortSignal }, Work]): Promise<unknown> {
    const [options, work] = rest.length === 2 ? rest : [null, rest[0]];
    const before = this.#last.get(name) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(() => {
      if (options?.signal.aborted) throw options.signal.reason;
      return work(null);
    });
    this.#last.set(name, turn);
    return options === null ? turn : Promise.race([turn, aborted(options.signal)]);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

class PageSocket extends WebSocket {
  constructor(url: string) {
    super(url, { origin: 'https://crm.example' });
  }
}

/** A browser with one origin in it, and one tab. */
export function surroundings(more: Partial<Environment> = {}): Environment {
  return {
    WebSocket: PageSocket,
    localStorage: new Storage(),
    sessionStorage: new Storage(),
    locks: new Locks() as unknown as Environment['locks'],
    BroadcastChannel: null,
    permissions: null,
    page: null,
    ...more,
  };
}

/** A page that has a client; hung up when the test is over. Quick to try again. */
export function open(door: Door | null, options: Options = {}): Phone {
  const phone = connect({
    ...(door === null ? {} : { url: door.url }),
    environment: surroundings(),
    ...options,
    timing: { backoffMs: 5, backoffLimitMs: 20, tabMs: 50, tabAskMs: 50, ...options.timing },
  });
  phones.push(phone);
  return phone;
}

/** Waits until the connection is so. */
export function until<Type extends State['type']>(phone: Phone, type: Type): Promise<Extract<State, { type: Type }>> {
  return new Promise((resolve) => {
    const look = (state: State): void => {
      if (state.type !== type) return;
      stop();
      resolve(state as Extract<State, { type: Type }>);
    };
    const stop = phone.on('state', look);
    look(phone.state);
  });
}

/** Waits for the next event of a name, and gives its first value. */
export function next<T>(listen: (handler: (value: T) => void) => unknown): Promise<T> {
  return new Promise((resolve) => listen(resolve));
}
