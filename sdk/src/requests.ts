import { ReoError } from './errors';
import { type Command, type CommandResult, type Done, FRAME_LIMIT, type PageFrame } from './protocol';
import { randomName } from './random';

/** How a command is sent. */
export interface AskOptions {
  /**
   * A name of your own for this wish, 1 to 64 characters: Reo does what bears the same name only once, also after a reload of the
   * page. Made up when left out.
   */
  requestId?: string;
  /** Called when the agent is asked in Reo's window before it is done; `until` is in milliseconds since 1970. */
  onAsking?: (until: number) => void;
}

interface Pending {
  command: Command;
  onAsking: ((until: number) => void) | undefined;
  promise: Promise<Done>;
  resolve: (done: Done) => void;
  reject: (error: ReoError) => void;
  /** The run of Reo's that it was sent to. */
  sentTo: string | null;
  patience: ReturnType<typeof setTimeout> | undefined;
}

/** More commands than this are not kept waiting. */
const LIMIT = 100;

/** Commands whose reply has not come. Sent again after a reconnect, but never to another run of Reo's: that would do them twice. */
export class Requests {
  readonly #pending = new Map<string, Pending>();
  readonly #send: (frame: PageFrame) => void;
  readonly #patienceMs: number;
  #run: string | null = null;

  constructor(send: (frame: PageFrame) => void, patienceMs: number) {
    this.#send = send;
    this.#patienceMs = patienceMs;
  }

  ask(command: Command, { requestId = randomName(), onAsking }: AskOptions = {}): Promise<Done> {
    const same = this.#pending.get(requestId);
    if (same !== undefined) return same.promise;
    if (this.#pending.size >= LIMIT) return Promise.reject(new ReoError('notConnected', 'tooMany'));
    const fault = faultOf(requestId, command);
    if (fault !== null) return Promise.reject(new ReoError('notUnderstood', fault));
    const { promise, resolve, reject } = withResolvers<Done>();
    const pending: Pending = { command, onAsking, promise, resolve, reject, sentTo: null, patience: undefined };
    this.#pending.set(requestId, pending);
    if (this.#run === null) this.#wait(requestId, pending);
    else this.#deliver(requestId, pending, this.#run);
    return promise;
  }

  /** There is a connection. */
  opened(run: string): void {
    this.#run = run;
    for (const [id, pending] of [...this.#pending]) {
      if (pending.sentTo === null || pending.sentTo === run) this.#deliver(id, pending, run);
      else this.#take(id)?.reject(new ReoError('lost', 'restarted'));
    }
  }

  /** There is none; it may come back. */
  dropped(): void {
    if (this.#run === null) return;
    this.#run = null;
    for (const [id, pending] of this.#pending) this.#wait(id, pending);
  }

  /** There is none, and none will come by itself. */
  ended(code: string): void {
    this.#run = null;
    for (const id of [...this.#pending.keys()]) this.#giveUp(id, code);
  }

  asking(id: string, until: number): void {
    this.#pending.get(id)?.onAsking?.(until);
  }

  reply(id: string, result: CommandResult): void {
    const pending = this.#take(id);
    if (result.type === 'done') pending?.resolve({ call: result.call });
    else pending?.reject(result.type === 'failed' ? ReoError.failed(result.problem) : ReoError.refused(result));
  }

  notUnderstood(id: string, text: string): void {
    this.#take(id)?.reject(new ReoError('notUnderstood', 'notUnderstood', { text }));
  }

  #deliver(requestId: string, pending: Pending, run: string): void {
    clearTimeout(pending.patience);
    pending.sentTo = run;
    this.#send({ type: 'command', requestId, command: pending.command });
  }

  #wait(id: string, pending: Pending): void {
    pending.patience = setTimeout(() => this.#giveUp(id, 'connecting'), this.#patienceMs);
  }

  #giveUp(id: string, code: string): void {
    const pending = this.#take(id);
    const kind = pending?.sentTo == null ? 'notConnected' : 'lost';
    pending?.reject(new ReoError(kind, code));
  }

  #take(id: string): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    clearTimeout(pending?.patience);
    return pending;
  }
}

/** What Reo would not answer, or would hang up for. */
function faultOf(requestId: string, command: Command): 'requestId' | 'tooLong' | null {
  if (requestId === '' || requestId.length > 64) return 'requestId';
  const frame: PageFrame = { type: 'command', requestId, command };
  return new TextEncoder().encode(JSON.stringify(frame)).length > FRAME_LIMIT ? 'tooLong' : null;
}

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: ReoError) => void;
  const promise = new Promise<T>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  return { promise, resolve, reject };
}
