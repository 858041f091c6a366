import type { Environment } from './environment';
import { PORTS, type Scope } from './protocol';
import type { Timing } from './timing';

/** How to connect. Everything may be left out. */
export interface Options {
  /** What the page calls itself, for the agent's eyes. */
  name?: string;
  /** What the page would like to do; without it `events`, `dial` and `control`. */
  scopes?: readonly Scope[];
  /** Ask the agent when the page is not paired yet. With `false` it is for `pair()` to ask, on a click say. */
  pair?: boolean;
  /** Where Reo is; `127.0.0.1`. */
  host?: string;
  /** Where it may listen, in order; 21590 to 21593. */
  ports?: readonly number[];
  /** The one address, in place of `host` and `ports`: `ws://127.0.0.1:4000/reo/v1`. */
  url?: string;
  /** Keeps what two programs on one page remember in `sessionStorage` apart. */
  namespace?: string;
  /** Other surroundings than the browser's. */
  environment?: Partial<Environment>;
  /** Other waits. */
  timing?: Partial<Timing>;
}

/** Where Reo may be, in order. */
export function urlsOf({ url, host = '127.0.0.1', ports = PORTS }: Options): string[] {
  return url === undefined ? ports.map((port) => `ws://${host}:${port}/reo/v1`) : [url];
}
