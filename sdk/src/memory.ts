import type { Store } from './environment';

/** Storage that never fails: what the browser will not keep lives as long as the page. */
export class Memory {
  readonly #store: Store | null;
  readonly #refused = new Map<string, string>();

  constructor(store: Store | null) {
    this.#store = store;
  }

  /** Read anew each time: another tab may have written. */
  get(key: string): string | null {
    const refused = this.#refused.get(key);
    if (refused !== undefined) return refused;
    try {
      return this.#store?.getItem(key) ?? null;
    } catch {
      return null;
    }
  }

  set(key: string, value: string): void {
    try {
      if (this.#store === null) throw new Error('no storage');
      this.#store.setItem(key, value);
      this.#refused.delete(key);
    } catch {
      this.#refused.set(key, value);
    }
  }

  /** `null` also for what does not have the shape asked for: anything on the page may have written there. */
  getJson<T>(key: string, isRight: (value: unknown) => value is T): T | null {
    try {
      const value: unknown = JSON.parse(this.get(key) ?? 'null');
      return isRight(value) ? value : null;
    } catch {
      return null;
    }
  }

  setJson(key: string, value: unknown): void {
    this.set(key, JSON.stringify(value));
  }
}
