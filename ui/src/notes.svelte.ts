import { SvelteMap } from 'svelte/reactivity';
import { activeCall } from './calls';
import type { Door } from './door.svelte';
import type { CallId } from './generated/CallId';
import type { CallNotes } from './generated/CallNotes';
import type { CallView } from './generated/CallView';
import { NOTE_WAITS } from './limits';

type Draft = Pick<CallNotes, 'note' | 'outcome'>;

/** The calls whose names are remembered here; the door keeps notes about fewer. */
const REMEMBERED = 16;

/** The notes of this window: what is being typed is ahead of what the door has. */
export class NotePad {
  #open = $state<CallId | null>(null);
  /** The call of which the agent wants to write nothing. */
  #dismissed = $state<CallId | null>(null);
  #drafts = new SvelteMap<CallId, Draft>();
  #unsent = new Map<CallId, ReturnType<typeof setTimeout>>();
  #calls = new Map<CallId, CallView>();
  #inHand: CallId | null = null;
  #door: Door;

  /** The note that is open. */
  open = $derived.by<CallNotes | null>(() => (this.#open === null ? null : this.of(this.#open)));

  constructor(door: Door) {
    this.#door = door;
  }

  /** Remembers whom calls were with, and puts an open note aside when the agent takes another call in hand. */
  follow(calls: CallView[]): void {
    for (const call of calls) this.#calls.set(call.id, call);
    const [oldest] = this.#calls.keys();
    if (this.#calls.size > REMEMBERED && oldest !== undefined) this.#calls.delete(oldest);
    const active = activeCall(calls);
    if (!active || active.phase.type === 'incoming' || active.id === this.#inHand) return;
    this.#inHand = active.id;
    if (this.#open !== active.id) this.close();
  }

  /** The note about a call as it stands here; `null` where no page takes it. */
  of(call: CallId): CallNotes | null {
    const notes = this.#door.notesOf(call);
    if (!notes?.origin) return null;
    const draft = this.#drafts.get(call);
    return draft && !notes.finished ? { ...notes, ...draft } : notes;
  }

  /** The call that a note is about, as it was last seen. */
  callOf(note: CallNotes): CallView | null {
    return this.#calls.get(note.call) ?? null;
  }

  /** Notes that have been begun and not finished, and the last call's, the newest first; without those of `shown` calls. */
  waiting(shown: CallId[]): CallNotes[] {
    const calls = this.#door.view.calls.map(({ call }) => call);
    const last = Math.max(...calls);
    return calls
      .map((call) => this.of(call))
      .filter((note) => note !== null)
      .filter((note) => !note.finished && !shown.includes(note.call))
      .filter((note) => hasText(note) || (note.call === last && this.#isMissing(note)))
      .sort((a, b) => b.call - a.call);
  }

  /** The call is over and nothing was written, nor was that the agent's wish. */
  #isMissing(note: CallNotes): boolean {
    return note.call !== this.#dismissed && this.callOf(note)?.phase.type === 'ended';
  }

  toggle(call: CallId): void {
    if (this.#open === call) this.close();
    else if (this.of(call)) this.#open = call;
  }

  /** Closes the open note; what was typed stays. Says whether there was one. */
  close(): boolean {
    const was = this.open !== null;
    this.flush();
    this.#open = null;
    return was;
  }

  /** Nothing is to be written about this call. */
  dismiss(call: CallId): void {
    this.#dismissed = call;
  }

  /** The agent types or chooses; it is on disk a moment later. */
  write(call: CallId, change: Partial<Draft>): void {
    const note = this.of(call);
    if (!note || note.finished) return;
    this.#drafts.set(call, { note: note.note, outcome: note.outcome, ...change });
    clearTimeout(this.#unsent.get(call));
    this.#unsent.set(call, setTimeout(() => this.#send(call, false), NOTE_WAITS));
  }

  /** Hands over at once what waits. */
  flush(): void {
    for (const call of [...this.#unsent.keys()]) this.#send(call, false);
  }

  /** The agent is done: the page gets it. */
  finish(call: CallId): void {
    this.#send(call, true);
  }

  #send(call: CallId, finished: boolean): void {
    clearTimeout(this.#unsent.get(call));
    this.#unsent.delete(call);
    const note = this.of(call);
    if (note) this.#door.run({ type: 'writeNote', call, note: note.note, outcome: note.outcome, finished });
  }
}

export function hasText({ note, outcome }: Draft): boolean {
  return note.trim() !== '' || outcome !== null;
}
