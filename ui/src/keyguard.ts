/**
 * Keeps keys from a window that has just appeared under the agent's fingers: for the first second after
 * `reset`, and, for a key that went down in that second, until it has come up again.
 */
export class KeyGuard {
  #until = 0;
  #held = new Set<string>();

  constructor(private readonly length = 1000) {}

  reset(now: number): void {
    this.#until = now + this.length;
  }

  /** Whether a `keydown` or `keyup` must be swallowed. */
  swallows(event: Pick<KeyboardEvent, 'type' | 'code'>, now: number): boolean {
    const early = now < this.#until;
    if (event.type === 'keyup') return this.#held.delete(event.code) || early;
    if (early) this.#held.add(event.code);
    return early || this.#held.has(event.code);
  }
}
