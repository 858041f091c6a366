import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Call, Command, CommandResult, Delivery, PageFrame, PhoneEvent, ReoFrame, Scope, Snapshot, Update, Welcome } from '../src';

type Frame<Type extends PageFrame['type']> = Extract<PageFrame, { type: Type }>;

/** Things that come, for those who wait for them in order. */
class Queue<T> {
  readonly #came: T[] = [];
  readonly #waiting: ((one: T) => void)[] = [];

  push(one: T): void {
    const first = this.#waiting.shift();
    if (first) first(one);
    else this.#came.push(one);
  }

  next(): Promise<T> {
    const first = this.#came.shift();
    return first === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(first);
  }

  get isEmpty(): boolean {
    return this.#came.length === 0;
  }
}

/** A door that does what a test says, and nothing else. */
export class Door {
  readonly #server: WebSocketServer;
  readonly #pages = new Queue<PageEnd>();

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on('connection', (socket) => this.#pages.push(new PageEnd(socket)));
  }

  static async open(port = 0): Promise<Door> {
    const server = new WebSocketServer({ host: '127.0.0.1', port });
    await once(server, 'listening');
    return new Door(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/reo/v1`;
  }

  /** The next page that comes. */
  page(): Promise<PageEnd> {
    return this.#pages.next();
  }

  get isQuiet(): boolean {
    return this.#pages.isEmpty;
  }

  /** The next page, let in. */
  async welcome(more: Partial<Welcome> = {}): Promise<PageEnd> {
    const page = await this.page();
    await page.heard('hello');
    page.welcome(more);
    return page;
  }

  async close(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise((closed) => this.#server.close(closed));
  }
}

/** Reo's end of the line to one page. */
export class PageEnd {
  readonly #socket: WebSocket;
  readonly #frames = new Queue<PageFrame>();
  readonly gone: Promise<unknown>;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.gone = once(socket, 'close');
    socket.on('message', (data) => this.#frames.push(JSON.parse(String(data)) as PageFrame));
  }

  /** The next frame, which must be of that type. */
  async heard<Type extends PageFrame['type']>(type: Type): Promise<Frame<Type>> {
    const frame = await this.#frames.next();
    if (frame.type !== type) throw new Error(`${type} was expected, ${JSON.stringify(frame)} came`);
    return frame as Frame<Type>;
  }

  get isQuiet(): boolean {
    return this.#frames.isEmpty;
  }

  send(frame: ReoFrame): void {
    this.#socket.send(JSON.stringify(frame));
  }

  welcome(more: Partial<Welcome> = {}): void {
    this.send({ type: 'welcome', ...WELCOME, ...more });
  }

  refuse(reason: Extract<ReoFrame, { type: 'refused' }>['reason'], retryAfterMs: number | null = null): void {
    this.send({ type: 'refused', reason, retryAfterMs });
    this.#socket.close();
  }

  update(seq: number, ...events: PhoneEvent[]): void {
    this.send({ type: 'update', ...updateOf(seq, ...events) });
  }

  async command<Type extends Command['type']>(type: Type): Promise<{ requestId: string; command: Extract<Command, { type: Type }> }> {
    const { requestId, command } = await this.heard('command');
    if (command.type !== type) throw new Error(`${type} was expected, ${command.type} came`);
    return { requestId, command: command as Extract<Command, { type: Type }> };
  }

  reply(requestId: string, result: CommandResult = { type: 'done', call: null }): void {
    this.send({ type: 'reply', requestId, result });
  }

  hangUp(): void {
    this.#socket.terminate();
  }
}

export const CALL: Call = {
  id: 'run-1',
  serverCall: null,
  direction: 'inbound',
  number: '0912345678',
  name: null,
  line: '19001234',
  queue: null,
  phase: 'incoming',
  cause: null,
  since: 0,
  startedAt: 0,
  answeredAt: null,
  device: 1,
  muted: false,
  mutePending: null,
  hold: { local: false, remote: false, pending: null },
  silenced: false,
  transfer: null,
  allowed: { answer: true, hangUp: false, hold: false, mute: false, digits: false, transfer: false },
  requestId: null,
};

const LIGHT = { state: 'good', problem: null } as const;
const AGENT = { name: 'Lan', extension: '101', domain: 'example', agentId: null, phone: null, role: null };

export const SNAPSHOT: Snapshot = {
  now: 0,
  session: { type: 'signedIn', agent: AGENT },
  health: { contactCentre: LIGHT, line: LIGHT, sound: LIGHT },
  ready: true,
  status: { status: 'available', pending: null },
  device: { current: 1, pending: null, mobile: null, onSignOut: null, canChange: true },
  voiceRight: true,
  services: [],
  callWaiting: false,
  calls: [CALL],
  colleagues: null,
  transferOffer: null,
  trouble: null,
};

const SCOPES: Scope[] = ['events', 'dial', 'control'];

const WELCOME: Welcome = {
  version: 1,
  release: '0.1.0',
  capabilities: [],
  run: 'run',
  scopes: SCOPES,
  token: null,
  controlling: true,
  seq: 0,
  snapshot: SNAPSHOT,
  missed: null,
};

/** An update whose snapshot tells its number. */
export function updateOf(seq: number, ...events: PhoneEvent[]): Update {
  return { seq, events, snapshot: { ...SNAPSHOT, now: seq } };
}

export function note(id: string): Delivery {
  return {
    id,
    call: id,
    serverCall: null,
    customer: 'C-7',
    direction: 'inbound',
    number: '0912345678',
    startedAt: 1,
    answeredAt: 2,
    endedAt: 3,
    note: 'wants a call on Monday',
    outcome: null,
  };
}
