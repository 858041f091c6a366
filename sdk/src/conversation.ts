import type { Socket } from './environment';
import type { PageFrame, RefusedFrame, ReoFrame } from './protocol';
import { abandon } from './search';

/** How a conversation ended. */
export interface Ending {
  /** Reo's last word, if it was a refusal. */
  refused: RefusedFrame | null;
  /** Reo had said something. */
  answered: boolean;
  /** How long the page was in, in milliseconds. */
  lastedMs: number;
}

/** What a conversation needs. */
export interface ConversationOptions {
  hello: PageFrame;
  heard: (frame: ReoFrame) => void;
  /** How long Reo may take for its first word, in milliseconds. */
  welcomeMs: number;
  signal: AbortSignal;
}

/** Speaks with Reo over an open socket, from the hello to the end. */
export function converse(socket: Socket, options: ConversationOptions): Promise<Ending> {
  return new Promise((resolve) => new Conversation(socket, options, resolve).start());
}

class Conversation {
  readonly #socket: Socket;
  readonly #options: ConversationOptions;
  readonly #resolve: (ending: Ending) => void;
  readonly #end = (): void => this.#finish();
  #silence: ReturnType<typeof setTimeout> | undefined;
  #answered = false;
  #welcomedAt: number | null = null;
  #refused: RefusedFrame | null = null;

  constructor(socket: Socket, options: ConversationOptions, resolve: (ending: Ending) => void) {
    this.#socket = socket;
    this.#options = options;
    this.#resolve = resolve;
  }

  start(): void {
    const { hello, signal, welcomeMs } = this.#options;
    this.#socket.onmessage = (event: { data: unknown }) => this.#heard(event.data);
    this.#socket.onclose = this.#end;
    if (signal.aborted) {
      this.#finish();
      return;
    }
    signal.addEventListener('abort', this.#end);
    this.#silence = setTimeout(this.#end, welcomeMs);
    this.#socket.send(JSON.stringify(hello));
  }

  #heard(text: unknown): void {
    const frame = read(text);
    if (frame === null) return;
    clearTimeout(this.#silence);
    this.#answered = true;
    if (frame.type === 'welcome') this.#welcomedAt = Date.now();
    if (frame.type === 'refused') {
      this.#refused = frame;
      this.#finish();
    } else {
      this.#options.heard(frame);
    }
  }

  #finish(): void {
    clearTimeout(this.#silence);
    this.#options.signal.removeEventListener('abort', this.#end);
    abandon(this.#socket);
    const lastedMs = this.#welcomedAt === null ? 0 : Date.now() - this.#welcomedAt;
    this.#resolve({ refused: this.#refused, answered: this.#answered, lastedMs });
  }
}

/** `null` for what is no frame; a type that is not known yet passes, and nobody minds it. */
function read(text: unknown): ReoFrame | null {
  try {
    const frame: unknown = JSON.parse(String(text));
    return typeof frame === 'object' && frame !== null && 'type' in frame ? (frame as ReoFrame) : null;
  } catch {
    return null;
  }
}
