import { Commands } from './commands';
import { Emitter, type Unsubscribe } from './emitter';
import { browser, type Environment } from './environment';
import { ReoError } from './errors';
import { callOf, type Events, type View } from './events';
import { Link } from './link';
import { Memory } from './memory';
import { type NoteHandler, Notes } from './notes';
import { type Options, urlsOf } from './options';
import {
  type Call,
  type Command,
  type Done,
  type PageFrame,
  type PhoneEvent,
  type ReoFrame,
  type Resume,
  type Scope,
  type Snapshot,
  type Update,
  VERSIONS,
  type Welcome,
} from './protocol';
import { type AskOptions, Requests } from './requests';
import type { State } from './state';
import { Tab } from './tab';
import { TIMING, type Timing } from './timing';

const TOKEN = 'reo.token';

/** A page's end of the line to Reo. */
export class Phone extends Commands {
  readonly #options: Options;
  readonly #environment: Environment;
  readonly #timing: Timing;
  readonly #events = new Emitter<Events>((error, name) => this.#report(error, name));
  readonly #kept: Memory;
  readonly #keptInTab: Memory;
  readonly #heardKey: string;
  readonly #link: Link;
  readonly #requests: Requests;
  readonly #notes: Notes;
  #tab: Tab | null = null;
  #heard: Resume | null = null;
  #isWatching = false;
  #isClosed = false;
  #mayPair: boolean;
  #view: View = { state: { type: 'connecting', permission: 'unknown' }, snapshot: null, controlling: false, scopes: [] };

  constructor(options: Options = {}) {
    super();
    this.#options = options;
    this.#mayPair = options.pair ?? true;
    this.#environment = { ...browser(), ...options.environment };
    this.#timing = { ...TIMING, ...options.timing };
    this.#kept = new Memory(this.#environment.localStorage);
    this.#keptInTab = new Memory(this.#environment.sessionStorage);
    this.#heardKey = `${options.namespace ?? 'reo'}.heard`;
    this.#link = this.#newLink();
    const send = (frame: PageFrame): void => this.#link.send(frame);
    this.#requests = new Requests(send, this.#timing.patienceMs);
    this.#notes = this.#newNotes(send);
    void this.#begin();
  }

  /** All that there is to draw. */
  get view(): View {
    return this.#view;
  }

  /** The connection. */
  get state(): State {
    return this.#view.state;
  }

  /** Everything of the phone; see `View`. */
  get snapshot(): Snapshot | null {
    return this.#view.snapshot;
  }

  /** The calls, the oldest first; one that has ended stays for a few seconds. */
  get calls(): readonly Call[] {
    return this.#view.snapshot?.calls ?? [];
  }

  /** This page's commands count. */
  get controlling(): boolean {
    return this.#view.controlling;
  }

  /** What the page may do. */
  get scopes(): readonly Scope[] {
    return this.#view.scopes;
  }

  /** Listens. Whoever listens in the same breath as `connect` also hears what was missed during a reload. */
  on<Name extends keyof Events>(name: Name, handler: (...values: Events[Name]) => unknown): Unsubscribe {
    return this.#events.on(name, handler);
  }

  /** Listens for the next time only. */
  once<Name extends keyof Events>(name: Name, handler: (...values: Events[Name]) => unknown): Unsubscribe {
    return this.#events.once(name, handler);
  }

  /**
   * Takes over what the agent writes down about calls, each note once (needs `events`). Notes of the time when no page was there
   * come too. If the handler fails, the note comes again after a while.
   */
  onNote(handler: NoteHandler): Unsubscribe {
    return this.#notes.handle(handler);
  }

  /** Fulfilled once the page is in; rejected when that will not come by itself. Waits as long as Reo is not running. */
  opened(): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (state: State): void => {
        if (state.type === 'open') resolve();
        else if (isFinal(state)) reject(notConnected(state));
        else return;
        stop();
      };
      const stop = this.on('state', look);
      look(this.state);
    });
  }

  /** Tries to connect again now. Asks the agent nothing. */
  retry(): void {
    if (this.#tab !== null && !this.#isClosed && this.state.type !== 'open') this.#start();
  }

  /** Tries to connect again now, and lets the agent be asked about this page. */
  pair(): void {
    if (this.state.type === 'open') return;
    this.#mayPair = true;
    this.retry();
  }

  /** Hangs up on Reo for good. Calls are not touched. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#link.close();
    this.#environment.page?.window?.removeEventListener('pagehide', this.#left);
    this.#tab?.release();
  }

  /** Also over a reconnect: Reo forgets it with the connection. */
  override async watchColleagues(on = true): Promise<void> {
    await super.watchColleagues(on);
    this.#isWatching = on;
  }

  send(command: Command, options: AskOptions = {}): Promise<Done> {
    if (this.state.type === 'closed') return Promise.reject(notConnected(this.state));
    return this.#requests.ask(command, options);
  }

  /** The page of after a reload is not to wait until the browser has cleared this one away. */
  readonly #left = ({ persisted }: PageTransitionEvent): void => {
    if (!persisted) this.#tab?.release();
  };

  async #begin(): Promise<void> {
    const key = `${this.#options.namespace ?? 'reo'}.tab`;
    const tab = await Tab.claim(this.#environment, this.#keptInTab, key, this.#timing);
    if (this.#isClosed) {
      tab.release();
      return;
    }
    this.#tab = tab;
    this.#environment.page?.window?.addEventListener('pagehide', this.#left);
    if (tab.isBack) this.#heard = this.#keptInTab.getJson(this.#heardKey, isResume);
    this.#start();
  }

  #start(): void {
    this.#link.start(this.#mayPair);
    this.#mayPair = false;
  }

  #newLink(): Link {
    return new Link({
      environment: this.#environment,
      timing: this.#timing,
      memory: this.#kept,
      urls: urlsOf(this.#options),
      hello: (mayPair) => this.#hello(mayPair),
      heard: (frame) => this.#take(frame),
      changed: (state) => this.#connection(state),
    });
  }

  #newNotes(send: (frame: PageFrame) => void): Notes {
    return new Notes({
      locks: this.#environment.locks,
      memory: this.#kept,
      announce: () => send({ type: 'takeNotes' }),
      confirm: (delivery) => send({ type: 'received', delivery }),
      report: (error) => this.#report(error),
      retryMs: this.#timing.noteRetryMs,
    });
  }

  #hello(mayPair: boolean): PageFrame {
    return {
      type: 'hello',
      versions: VERSIONS,
      name: this.#options.name ?? null,
      tab: this.#tab?.id ?? '',
      scopes: [...(this.#options.scopes ?? ['events', 'dial', 'control'])],
      token: this.#kept.get(TOKEN),
      pair: mayPair,
      resume: this.#heard,
    };
  }

  #take(frame: ReoFrame): void {
    switch (frame.type) {
      case 'welcome':
        return this.#welcome(frame);
      case 'update':
        return this.#update(frame);
      case 'control':
        return this.#control(frame.controlling);
      case 'scopes':
        return this.#show({ scopes: frame.scopes });
      case 'asking':
        return this.#asking(frame.requestId, frame.until);
      case 'reply':
        return this.#requests.reply(frame.requestId, frame.result);
      case 'delivery':
        return this.#notes.delivered(frame);
      case 'notUnderstood':
        return this.#notUnderstood(frame.requestId, frame.reason);
    }
  }

  #welcome({ token, scopes, controlling, run, seq, snapshot, missed }: Welcome): void {
    if (token !== null) this.#kept.set(TOKEN, token);
    const before = this.#heard;
    if (before?.run !== run) this.#heard = { run, seq };
    this.#view = { ...this.#view, scopes };
    this.#control(controlling);
    if (before !== null && missed === null) this.#events.emit('eventsLost');
    for (const update of missed ?? []) this.#update(update);
    // A handler may have hung up.
    if (this.#isClosed) return;
    this.#remember({ run, seq });
    this.#show({ snapshot });
    this.#requests.opened(run);
    this.#notes.opened();
    if (this.#isWatching) this.watchColleagues().catch((error: unknown) => this.#report(error));
  }

  /** What was heard is remembered after the handlers: a page that is reloaded in the middle of one hears it again. */
  #update({ seq, events, snapshot }: Update): void {
    if (this.#heard === null || seq <= this.#heard.seq) return;
    this.#show({ snapshot });
    for (const event of events) this.#tell(event, snapshot);
    this.#remember({ run: this.#heard.run, seq });
  }

  #tell(event: PhoneEvent, snapshot: Snapshot): void {
    const call = callOf(event, snapshot);
    this.#events.emit(event.type, ...([event, call] as Events[typeof event.type]));
    this.#events.emit('event', event, call);
  }

  #remember(heard: Resume): void {
    this.#heard = heard;
    this.#keptInTab.setJson(this.#heardKey, heard);
  }

  #control(controlling: boolean): void {
    if (controlling === this.#view.controlling) return;
    this.#show({ controlling });
    this.#events.emit('control', controlling);
  }

  #asking(requestId: string, until: number): void {
    this.#events.emit('asking', { requestId, until });
    try {
      this.#requests.asking(requestId, until);
    } catch (error) {
      this.#report(error);
    }
  }

  #notUnderstood(requestId: string | null, reason: string): void {
    if (requestId === null) this.#report(new ReoError('notUnderstood', 'notUnderstood', { text: reason }));
    else this.#requests.notUnderstood(requestId, reason);
  }

  #connection(state: State): void {
    if (state.type !== 'open') this.#dropped(state);
    this.#show({ state });
    this.#events.emit('state', state);
  }

  #dropped(state: State): void {
    this.#notes.dropped();
    if (isFinal(state)) this.#requests.ended(state.reason);
    else this.#requests.dropped();
    this.#control(false);
  }

  #show(change: Partial<View>): void {
    this.#view = { ...this.#view, ...change };
    this.#events.emit('view', this.#view);
  }

  /** A handler of `error` that fails is not told of its own error. */
  #report(error: unknown, from: keyof Events | null = null): void {
    if (from === 'error' || !this.#events.emit('error', error)) console.error(error);
  }
}

/** Begins to connect and gives the phone at once, so that you can listen before anything happens. */
export function connect(options: Options = {}): Phone {
  return new Phone(options);
}

type Final = Extract<State, { type: 'closed' }>;

function isFinal(state: State): state is Final {
  return state.type === 'closed' && !state.retrying;
}

function notConnected({ reason, refusal }: Final): ReoError {
  return new ReoError('notConnected', refusal ?? reason);
}

function isResume(value: unknown): value is Resume {
  const heard = value as Partial<Resume> | null;
  return typeof heard?.run === 'string' && typeof heard.seq === 'number';
}
