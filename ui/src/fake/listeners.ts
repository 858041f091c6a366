/** Whom to tell. */
export class Listeners<T> {
  #listeners = new Set<(value: T) => void>();

  /** The result takes the listener off again. */
  add(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }
}
