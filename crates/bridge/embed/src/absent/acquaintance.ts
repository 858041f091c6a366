// Whether this site has met Reo on this computer before. If so Reo may only be starting again, and is given a moment; where it
// was never seen, nobody is kept waiting.
import type { ClosedReason } from '../../../../../sdk/src/index';

const MET = 'reo.embed.met';

/** How long a Reo that was here before may be away, in milliseconds. */
const PATIENCE = 3_000;

export class Acquaintance {
  #since = 0;
  #later: ReturnType<typeof setTimeout> | undefined;

  /** The waiting begins. */
  await(): void {
    clearTimeout(this.#later);
    this.#since = Date.now();
  }

  /** Reo is there. */
  made(): void {
    clearTimeout(this.#later);
    try {
      localStorage.setItem(MET, '1');
    } catch {
      // A browser that keeps nothing: nobody waits next time.
    }
  }

  /** There is nothing yet to be said about a Reo that does not answer; `then` is called when there is, unless it has come. */
  mayComeBack(reason: ClosedReason, then: () => void): boolean {
    clearTimeout(this.#later);
    const silent = reason === 'notRunning' || reason === 'insecureContext';
    const rest = this.#since + PATIENCE - Date.now();
    if (!silent || !isMet() || rest <= 0) return false;
    this.#later = setTimeout(then, rest);
    return true;
  }
}

function isMet(): boolean {
  try {
    return localStorage.getItem(MET) !== null;
  } catch {
    return false;
  }
}
