const KEY = 'reo.queues';
const KEPT = 5;

/** The queues that calls were transferred to lately, the newest first; kept in this window's own storage. */
export function usedQueues(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string').slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

/** Puts a queue first. A storage that is full or closed keeps nothing, which does no harm. */
export function rememberQueue(id: string): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([id, ...usedQueues().filter((used) => used !== id)].slice(0, KEPT)));
  } catch {
    return;
  }
}
