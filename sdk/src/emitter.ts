/** Ends a subscription. Calling it twice does no harm. */
export type Unsubscribe = () => void;

type Handler<Arguments extends unknown[]> = (...values: Arguments) => unknown;

/** Named events. A handler that throws, or whose promise is rejected, is reported and disturbs no other. */
export class Emitter<Events extends { [name in keyof Events]: unknown[] }> {
  readonly #handlers = new Map<keyof Events, Set<Handler<never>>>();
  readonly #report: (error: unknown, name: keyof Events) => void;

  /** `report` is told which event the failed handler was for. */
  constructor(report: (error: unknown, name: keyof Events) => void) {
    this.#report = report;
  }

  on<Name extends keyof Events>(name: Name, handler: Handler<Events[Name]>): Unsubscribe {
    const handlers = this.#handlers.get(name) ?? new Set();
    this.#handlers.set(name, handlers);
    // Its own function for each subscription: the same handler twice is two subscriptions.
    const own: Handler<Events[Name]> = (...values) => handler(...values);
    handlers.add(own);
    return () => void handlers.delete(own);
  }

  once<Name extends keyof Events>(name: Name, handler: Handler<Events[Name]>): Unsubscribe {
    const stop = this.on(name, (...values) => {
      stop();
      return handler(...values);
    });
    return stop;
  }

  /** Whether anybody listened. */
  emit<Name extends keyof Events>(name: Name, ...values: Events[Name]): boolean {
    const handlers = [...(this.#handlers.get(name) ?? [])] as Handler<Events[Name]>[];
    for (const handler of handlers) this.#call(name, () => handler(...values));
    return handlers.length > 0;
  }

  #call(name: keyof Events, handler: () => unknown): void {
    try {
      const result = handler();
      if (result instanceof Promise) result.catch((error: unknown) => this.#report(error, name));
    } catch (error) {
      this.#report(error, name);
    }
  }
}
