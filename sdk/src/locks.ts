import type { Environment } from './environment';

type Locks = NonNullable<Environment['locks']>;
type Release = () => void;

/** Holds a name among the tabs of an origin, until released or the page goes. `null` when another holds it for longer than `patienceMs`. */
export function hold(locks: Locks, name: string, patienceMs: number): Promise<Release | null> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), patienceMs);
  return new Promise((resolve) => {
    const held = (): Promise<void> => {
      clearTimeout(timer);
      return new Promise((release) => resolve(release));
    };
    locks.request(name, { signal: giveUp.signal }, held).catch((error: unknown) => {
      clearTimeout(timer);
      resolve(isAbort(error) ? null : () => undefined);
    });
  });
}

/** Does something while no other tab of the origin does something under the same name. */
export async function alone<T>(locks: Locks | null, name: string, work: () => Promise<T>): Promise<T> {
  if (locks === null) return work();
  return (await locks.request(name, work)) as T;
}

/** Any other failure means that this page may not use locks at all. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
