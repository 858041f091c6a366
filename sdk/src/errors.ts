import type { Problem, RefusedFrame } from './protocol';

/**
 * What kind of failure it is, that is, what can be done about it:
 * - `failed`: the phone cannot; `problem` says why.
 * - `refused`: Reo does not let the page do it, or the agent said no; `code` is a `Refusal`.
 * - `lost`: Reo went away before it answered. Whether it was done shows in the next snapshot.
 * - `notConnected`: it was never sent; `code` is a `ClosedReason`, or `connecting`.
 * - `notUnderstood`: a fault in the program.
 */
export type ErrorKind = 'failed' | 'refused' | 'lost' | 'notConnected' | 'notUnderstood';

/** Why a command came to nothing. */
export class ReoError extends Error {
  override readonly name = 'ReoError';
  readonly kind: ErrorKind;
  /** A word to tell cases apart: the problem's code, the refusal, or the reason why there is no connection. */
  readonly code: string;
  /** With values for a text; only of kind `failed`. */
  readonly problem: Problem | null;
  /** When it makes sense to try again, in milliseconds from then. */
  readonly retryAfterMs: number | null;

  constructor(kind: ErrorKind, code: string, more: { problem?: Problem; retryAfterMs?: number | null; text?: string } = {}) {
    super(more.text ?? `${kind}: ${code}`);
    this.kind = kind;
    this.code = code;
    this.problem = more.problem ?? null;
    this.retryAfterMs = more.retryAfterMs ?? null;
  }

  static failed(problem: Problem): ReoError {
    return new ReoError('failed', problem.code, { problem });
  }

  static refused({ reason, retryAfterMs }: RefusedFrame): ReoError {
    return new ReoError('refused', reason, { retryAfterMs });
  }
}
