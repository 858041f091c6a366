/** How long things may take, in milliseconds. */
export interface Timing {
  /** Wait before the first try to reconnect; it doubles each time. */
  backoffMs: number;
  /** The longest wait between tries. */
  backoffLimitMs: number;
  /** A port that has not answered by then is tried on, and the next one besides: on Windows a closed port takes two seconds to say so. */
  staggerMs: number;
  /** All ports together. */
  searchMs: number;
  /** From the open socket to the first frame. */
  welcomeMs: number;
  /** How long a command waits for a connection. */
  patienceMs: number;
  /** Before a note whose handler failed is given to it again. */
  noteRetryMs: number;
  /** How long a page that is going may hold the name of its tab. */
  tabMs: number;
  /** How long other tabs may take to say that the name is theirs, in browsers and pages without locks. */
  tabAskMs: number;
}

export const TIMING: Timing = {
  backoffMs: 200,
  backoffLimitMs: 5_000,
  staggerMs: 250,
  searchMs: 8_000,
  welcomeMs: 10_000,
  patienceMs: 10_000,
  noteRetryMs: 30_000,
  tabMs: 1_500,
  tabAskMs: 300,
};
