import type { Unreachable, Permission } from './reach';
import type { Refusal } from './protocol';

/** Why there is no connection; `refused` is told apart by `refusal`, `closed` means `close()` was called. */
export type ClosedReason = Unreachable | 'refused' | 'closed';

/** Where the connection to Reo stands. */
export type State =
  /** On the way. With `permission: 'prompt'` the browser may be asking the user whether this page may reach the computer. */
  | { type: 'connecting'; permission: Permission }
  /** The agent is asked in Reo's window, where the same code stands. `until` is in milliseconds since 1970. */
  | { type: 'pairing'; code: string; until: number }
  /** The page is in. */
  | { type: 'open' }
  /** No connection. While `retrying`, the client tries on by itself; else `retry()` or `pair()` starts it again. */
  | { type: 'closed'; reason: ClosedReason; refusal: Refusal | null; retrying: boolean };
