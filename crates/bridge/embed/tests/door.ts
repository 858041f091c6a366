// A door of Reo's that the test opens, shuts and speaks through.
import { vi } from 'vitest';
import type { Command, PageFrame, PhoneEvent, Refusal, ReoFrame, Snapshot } from '../src/wire';

type Answer =
  | { type: 'done'; call: string | null }
  | { type: 'failed'; problem: { code: string; params: Record<string, string> } }
  | { type: 'refused'; reason: Refusal; retryAfterMs: null };

const DONE: Answer = { type: 'done', call: null };

class Socket {
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  readonly #door: Door;

  constructor(door: Door, readonly url: string) {
    this.#door = door;
    setTimeout(() => this.#arrive());
  }

  send(text: string): void {
    this.#door.heard(JSON.parse(text));
  }

  close(): void {
    this.#door.left(this);
  }

  #arrive(): void {
    if (this.#door.isOpen) this.#door.entered(this);
    else this.onclose?.();
  }
}

export class Door {
  isOpen = true;
  /** What the door says to a hello instead of welcome. */
  refuses: 'declined' | 'notPaired' | null = null;
  /** The code that is shown first. */
  pairs: string | null = null;
  run = 'run-1';
  seq = 0;
  controlling = true;
  readonly commands: Command[] = [];
  hellos: PageFrame[] = [];
  urls: string[] = [];
  answer: (command: Command) => Answer | null = () => DONE;
  #socket: Socket | null = null;

  constructor(public snapshot: Snapshot) {
    const door = this;
    vi.stubGlobal(
      'WebSocket',
      class extends Socket {
        constructor(url: string) {
          super(door, url);
          door.urls.push(url);
        }
      },
    );
  }

  entered(socket: Socket): void {
    this.#socket = socket;
    socket.onopen?.();
  }

  left(socket: Socket): void {
    if (this.#socket === socket) this.#socket = null;
  }

  heard(frame: PageFrame): void {
    if (frame.type === 'hello') this.#hello(frame);
    if (frame.type === 'command') this.#command(frame.requestId, frame.command);
  }

  say(frame: ReoFrame): void {
    this.#socket?.onmessage?.({ data: JSON.stringify(frame) });
  }

  update(snapshot: Partial<Snapshot>, ...events: PhoneEvent[]): void {
    this.snapshot = { ...this.snapshot, ...snapshot };
    this.seq += 1;
    this.say({ type: 'update', seq: this.seq, events, snapshot: this.snapshot });
  }

  control(controlling: boolean): void {
    this.controlling = controlling;
    this.say({ type: 'control', controlling });
  }

  /** The connection breaks. */
  drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.onclose?.();
  }

  welcome(): void {
    const { run, seq, snapshot, controlling } = this;
    this.say({
      type: 'welcome',
      version: 1,
      release: '0.1.0',
      capabilities: [],
      run,
      scopes: ['events', 'dial', 'control', 'answer', 'agents'],
      token: null,
      controlling,
      seq,
      snapshot,
      missed: this.#lastRun === run ? [] : null,
    });
    this.#lastRun = run;
  }

  #lastRun: string | null = null;

  #hello(frame: PageFrame): void {
    this.hellos.push(frame);
    if (this.refuses) return this.say({ type: 'refused', reason: this.refuses, retryAfterMs: null });
    if (this.pairs) return this.say({ type: 'pairing', code: this.pairs, until: Date.now() + 60_000 });
    this.welcome();
  }

  #command(requestId: string, command: Command): void {
    this.commands.push(command);
    const result = this.answer(command);
    if (result) this.say({ type: 'reply', requestId, result });
  }

  /** Commands of one kind. */
  of<Type extends Command['type']>(type: Type): Extract<Command, { type: Type }>[] {
    return this.commands.filter((command): command is Extract<Command, { type: Type }> => command.type === type);
  }
}
