import { alone } from './locks';
import type { Environment } from './environment';
import type { Memory } from './memory';
import type { Delivery } from './protocol';
import type { Unsubscribe } from './emitter';

const TAKEN = 'reo.notes';
/** How many ids of notes that were taken over are kept. */
const KEPT = 500;

/** Takes a note over. Once its promise is fulfilled Reo forgets the note; so not before it is safe. */
export type NoteHandler = (note: Delivery) => Promise<void> | void;

/** What notes need. */
export interface NotesOptions {
  locks: Environment['locks'];
  memory: Memory;
  /** Tells Reo that this page takes notes. */
  announce: () => void;
  /** Tells Reo that a note was taken over. */
  confirm: (id: string) => void;
  report: (error: unknown) => void;
  /** Before a failed note is tried again, in milliseconds. */
  retryMs: number;
}

/** Gives each note to the page once, whatever of the page, the connection or Reo breaks in between. */
export class Notes {
  readonly #options: NotesOptions;
  readonly #busy = new Set<string>();
  readonly #later = new Map<string, { note: Delivery; timer: ReturnType<typeof setTimeout> }>();
  #handler: NoteHandler | null = null;
  #isOpen = false;
  #isAnnounced = false;

  constructor(options: NotesOptions) {
    this.#options = options;
  }

  /** One handler; a later one takes its place. */
  handle(handler: NoteHandler): Unsubscribe {
    this.#handler = handler;
    this.#announce();
    for (const { note } of [...this.#later.values()]) this.delivered(note);
    return () => {
      if (this.#handler === handler) this.#handler = null;
    };
  }

  opened(): void {
    this.#isOpen = true;
    this.#announce();
  }

  /** Reo offers what was not confirmed again at the next connection. */
  dropped(): void {
    this.#isOpen = this.#isAnnounced = false;
    for (const { timer } of this.#later.values()) clearTimeout(timer);
    this.#later.clear();
  }

  delivered(note: Delivery): void {
    if (this.#busy.has(note.id)) return;
    this.#busy.add(note.id);
    clearTimeout(this.#later.get(note.id)?.timer);
    this.#later.delete(note.id);
    void this.#take(note).finally(() => this.#busy.delete(note.id));
  }

  async #take(note: Delivery): Promise<void> {
    try {
      // Another tab may be at it: Reo gives a note to the next page when one goes.
      await alone(this.#options.locks, `reo.note.${note.id}`, () => this.#takeOnce(note));
    } catch (error) {
      this.#options.report(error);
      this.#tryLater(note);
    }
  }

  async #takeOnce(note: Delivery): Promise<void> {
    const handler = this.#handler;
    if (!this.#taken().includes(note.id)) {
      if (handler === null) return this.#tryLater(note);
      await handler(note);
      this.#options.memory.setJson(TAKEN, [...this.#taken(), note.id].slice(-KEPT));
    }
    this.#options.confirm(note.id);
  }

  #tryLater(note: Delivery): void {
    if (!this.#isOpen) return;
    const timer = setTimeout(() => this.delivered(note), this.#options.retryMs);
    this.#later.set(note.id, { note, timer });
  }

  /** Once for each connection. */
  #announce(): void {
    if (!this.#isOpen || this.#isAnnounced || this.#handler === null) return;
    this.#isAnnounced = true;
    this.#options.announce();
  }

  #taken(): string[] {
    return this.#options.memory.getJson(TAKEN, isTexts) ?? [];
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
