// A page may have kept hold of a function from before the provider's scripts took over (`const api = { hangUp: endCall }`,
// `$('#end').click(endCall)`): from then on it leads to the provider's function of that name.
import { FUNCTIONS, type FunctionName } from './page/names';
import type { CsInit } from './start';

type Callable = (...args: unknown[]) => unknown;

export class Succession {
  readonly #globals: Record<string, unknown>;
  #before = new Map<FunctionName, unknown>();
  readonly #successors = new Map<FunctionName, Callable>();

  constructor(globals: Record<string, unknown>) {
    this.#globals = globals;
  }

  /** The function as the page is given it. */
  of(name: FunctionName, own: Callable): Callable {
    return (...args) => (this.#successors.get(name) ?? own)(...args);
  }

  /** The provider's functions come next. What is there now is the page's, and may well call ours. */
  prepare(): void {
    this.#before = new Map(FUNCTIONS.map((name) => [name, this.#globals[name]]));
  }

  /** The provider's functions have come; `null` if they have not. */
  take(): CsInit | null {
    const csInit = this.#fresh('csInit');
    if (!csInit) return null;
    for (const name of FUNCTIONS) {
      const fresh = this.#fresh(name);
      if (fresh) this.#successors.set(name, fresh);
    }
    return csInit;
  }

  #fresh(name: FunctionName): Callable | null {
    const now = this.#globals[name];
    return typeof now === 'function' && now !== this.#before.get(name) ? (now as Callable) : null;
  }
}
