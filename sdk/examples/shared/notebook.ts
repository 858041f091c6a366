import type { Delivery } from 'reo-agent-phone';

const KEY = 'crm.notes';
const listeners = new Set<() => void>();
let notes = read();

/** Where this CRM keeps what agents write down. Yours is a server; there too let a note that is kept already count for nothing. */
export const notebook = {
  /** The newest first; a new array with each note. */
  get notes(): readonly Delivery[] {
    return notes;
  },

  keep(note: Delivery): void {
    notes = [note, ...read().filter(({ id }) => id !== note.id)];
    localStorage.setItem(KEY, JSON.stringify(notes));
    for (const listener of listeners) listener();
  },

  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

function read(): readonly Delivery[] {
  return JSON.parse(localStorage.getItem(KEY) ?? '[]') as Delivery[];
}
