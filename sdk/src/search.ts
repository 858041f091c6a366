import type { Socket } from './environment';

/** A socket that is open, and where. */
export interface Found {
  socket: Socket;
  url: string;
}

/** Why a search came to nothing: everybody said no, or somebody had not said anything when the time was over. */
export type NotFound = 'refused' | 'pending';

/** How a search goes. */
export interface SearchOptions {
  urls: readonly string[];
  open: (url: string) => Socket;
  /** The next address is tried when one has failed, or after this long, in milliseconds. */
  staggerMs: number;
  /** All together, in milliseconds. */
  limitMs: number;
  signal: AbortSignal;
}

/** Opens the first address, in order, that answers. */
export function search(options: SearchOptions): Promise<Found | NotFound> {
  return new Promise((resolve) => new Search(options, resolve).start());
}

class Search {
  readonly #options: SearchOptions;
  readonly #resolve: (result: Found | NotFound) => void;
  readonly #rest: string[];
  readonly #tried = new Set<Socket>();
  readonly #end = (): void => this.#finish(this.#tried.size === 0 ? 'refused' : 'pending');
  #stagger: ReturnType<typeof setTimeout> | undefined;
  #limit: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(options: SearchOptions, resolve: (result: Found | NotFound) => void) {
    this.#options = options;
    this.#resolve = resolve;
    this.#rest = [...options.urls];
  }

  start(): void {
    this.#limit = setTimeout(this.#end, this.#options.limitMs);
    this.#options.signal.addEventListener('abort', this.#end);
    this.#next();
  }

  #next(): void {
    clearTimeout(this.#stagger);
    const url = this.#rest.shift();
    if (url === undefined) {
      if (this.#tried.size === 0) this.#end();
      return;
    }
    this.#stagger = setTimeout(() => this.#next(), this.#options.staggerMs);
    this.#try(url);
  }

  #try(url: string): void {
    let socket: Socket;
    try {
      socket = this.#options.open(url);
    } catch {
      // Browsers that forbid the address say so at once.
      this.#next();
      return;
    }
    this.#tried.add(socket);
    socket.onopen = () => this.#finish({ socket, url });
    // A socket that the page's own policy blocks gets no `close` in Chromium.
    socket.onerror = socket.onclose = () => this.#failed(socket);
  }

  #failed(socket: Socket): void {
    if (this.#tried.delete(socket) && !this.#isOver) this.#next();
  }

  #finish(result: Found | NotFound): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#stagger);
    clearTimeout(this.#limit);
    this.#options.signal.removeEventListener('abort', this.#end);
    for (const socket of this.#tried) {
      if (typeof result === 'string' || socket !== result.socket) abandon(socket);
    }
    this.#resolve(result);
  }
}

/** Closes a socket that nobody listens to any more. */
export function abandon(socket: Socket): void {
  socket.onopen = socket.onmessage = socket.onclose = null;
  socket.onerror = () => undefined;
  socket.close();
}
