import { converse, type Ending } from './conversation';
import type { Environment, Socket } from './environment';
import type { Memory } from './memory';
import type { PageFrame, RefusedFrame, ReoFrame } from './protocol';
import { permission, Reach, type Unreachable } from './reach';
import { type Found, type NotFound, search } from './search';
import type { State } from './state';
import type { Timing } from './timing';

const GOOD_URL = 'reo.url';

/** What a link needs. */
export interface LinkOptions {
  environment: Environment;
  timing: Timing;
  memory: Memory;
  /** Where Reo may be, the likeliest first. */
  urls: readonly string[];
  hello: (mayPair: boolean) => PageFrame;
  /** Every frame of a conversation but the refusal that ends it. */
  heard: (frame: ReoFrame) => void;
  changed: (state: State) => void;
}

/** How a try ended, and how long to wait before the next; `null` when there shall be none. */
interface Outcome {
  state: State;
  waitMs: number | null;
}

/** The connection to Reo: found, lost and found again, until Reo does not want the page or the page wants no more. */
export class Link {
  readonly #options: LinkOptions;
  readonly #urls: string[];
  #state: State = { type: 'connecting', permission: 'unknown' };
  #life: AbortController | null = null;
  #socket: Socket | null = null;
  #mayPair = false;
  #failures = 0;
  #wake: (() => void) | null = null;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#urls = [...options.urls];
    const good = options.memory.get(GOOD_URL);
    if (good !== null && this.#urls.includes(good)) this.#prefer(good);
  }

  /** Connects, or tries again now. The agent may be asked about this page once. */
  start(mayPair: boolean): void {
    this.#mayPair ||= mayPair;
    this.#failures = 0;
    if (this.#life !== null) {
      this.#wake?.();
      return;
    }
    this.#life = new AbortController();
    this.#options.environment.page?.document.addEventListener('visibilitychange', this.#looked);
    this.#change({ type: 'connecting', permission: 'unknown' });
    void this.#live(this.#life.signal);
  }

  close(): void {
    this.#stop();
    this.#change({ type: 'closed', reason: 'closed', refusal: null, retrying: false });
  }

  /** Sent if there is a connection. */
  send(frame: PageFrame): void {
    this.#socket?.send(JSON.stringify(frame));
  }

  async #live(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { state, waitMs } = await this.#attempt(signal);
      if (signal.aborted) return;
      // The wait has begun, or all is over, before anybody is told: who hears it may want to try again at once.
      const wait = waitMs === null ? this.#stop() : this.#sleep(waitMs, signal);
      this.#change(state);
      await wait;
    }
  }

  /** One connection from search to end. */
  async #attempt(signal: AbortSignal): Promise<Outcome> {
    const found = await this.#find(signal);
    if (!('socket' in found)) return found;
    if (this.#state.type === 'closed') this.#change({ type: 'connecting', permission: 'unknown' });
    const ending = await converse(found.socket, {
      hello: this.#options.hello(this.#mayPair),
      heard: (frame) => this.#heard(found, frame),
      welcomeMs: this.#options.timing.welcomeMs,
      signal,
    });
    this.#socket = null;
    return this.#ended(found.url, ending);
  }

  async #find(signal: AbortSignal): Promise<Found | Outcome> {
    const { environment } = this.#options;
    const reach = new Reach(environment, this.#urls);
    const allowed = await permission(environment);
    if (this.#state.type !== 'closed') this.#change({ type: 'connecting', permission: allowed });
    const found = await this.#search(signal);
    const result = typeof found === 'string' ? await this.#notFound(found, reach) : found;
    reach.end();
    return result;
  }

  async #search(signal: AbortSignal): Promise<Found | NotFound> {
    const { environment, timing } = this.#options;
    if (signal.aborted) return 'refused';
    const open = (url: string): Socket => new environment.WebSocket(url);
    return search({ urls: this.#urls, open, signal, staggerMs: timing.staggerMs, limitMs: timing.searchMs });
  }

  async #notFound(found: NotFound, reach: Reach): Promise<Outcome> {
    const { environment, timing } = this.#options;
    // The browser lets no socket fail while its question stands, and asks only where somebody listens. The question outlives the
    // socket, and its answer counts for the next one.
    const isUserAsked = found === 'pending' && (await permission(environment)) === 'prompt';
    if (isUserAsked) return { state: { type: 'connecting', permission: 'prompt' }, waitMs: timing.backoffMs };
    return this.#unreached(await reach.why());
  }

  #heard({ socket, url }: Found, frame: ReoFrame): void {
    if (frame.type === 'pairing') {
      this.#change({ type: 'pairing', code: frame.code, until: frame.until });
      return;
    }
    if (frame.type === 'welcome') {
      this.#socket = socket;
      this.#mayPair = false;
      this.#prefer(url);
      this.#options.memory.set(GOOD_URL, url);
    }
    this.#options.heard(frame);
    if (frame.type === 'welcome' && this.#socket === socket) this.#change({ type: 'open' });
  }

  #unreached(reason: Unreachable): Outcome {
    return { state: { type: 'closed', reason, refusal: null, retrying: true }, waitMs: this.#backoff() };
  }

  #ended(url: string, { refused, answered, lastedMs }: Ending): Outcome {
    if (refused !== null) return this.#refused(refused);
    if (!answered) {
      // Something else has that port.
      this.#urls.push(...this.#urls.splice(this.#urls.indexOf(url), 1));
      return this.#unreached('notRunning');
    }
    if (lastedMs >= this.#options.timing.backoffLimitMs) this.#failures = 0;
    return { state: { type: 'connecting', permission: 'unknown' }, waitMs: this.#backoff() };
  }

  #refused({ reason, retryAfterMs }: RefusedFrame): Outcome {
    // The agent is not to be asked again without somebody wanting it.
    this.#mayPair = false;
    const passes = reason === 'tooMany' || reason === 'unavailable';
    const waitMs = passes ? (retryAfterMs ?? this.#options.timing.backoffLimitMs) : null;
    return { state: { type: 'closed', reason: 'refused', refusal: reason, retrying: passes }, waitMs };
  }

  #backoff(): number {
    const { backoffMs, backoffLimitMs } = this.#options.timing;
    return Math.min(backoffMs * 2 ** this.#failures++, backoffLimitMs);
  }

  #sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal.addEventListener('abort', wake);
      this.#wake = wake;
    });
  }

  #stop(): void {
    this.#life?.abort();
    this.#life = null;
    this.#socket = null;
    this.#options.environment.page?.document.removeEventListener('visibilitychange', this.#looked);
  }

  #prefer(url: string): void {
    this.#urls.unshift(...this.#urls.splice(this.#urls.indexOf(url), 1));
  }

  #change(state: State): void {
    const isSame = JSON.stringify(state) === JSON.stringify(this.#state);
    this.#state = state;
    if (!isSame) this.#options.changed(state);
  }

  /** Browsers slow the timers of a hidden tab down to one a minute. */
  readonly #looked = (): void => {
    const isVisible = this.#options.environment.page?.document.visibilityState === 'visible';
    const isTurnedAway = this.#state.type === 'closed' && this.#state.reason === 'refused';
    if (isVisible && !isTurnedAway) this.#wake?.();
  };
}
