// `csInit`: finds Reo and signs the agent in, or does what the page chose for when Reo cannot be had.
import { type ClosedReason, ReoError } from '../../../../sdk/src/index';
import { Acquaintance } from './absent/acquaintance';
import { Dialog } from './absent/dialog';
import { words } from './absent/texts';
import { initError, initRefused, NO_TOKEN, notConnected, type InitCode } from './codes/init';
import { Connection } from './connection';
import type { Options } from './options';
import type { Page, Told } from './page/page';
import { agentOf } from './state/view';
import { extensionOf } from './token';
import type { Agent, Command, Done, Refusal } from './wire';

/** What the page asked for; kept in memory only. */
interface Wish {
  token: string;
  domain: string;
}

/**
 * How long a page rests that answers a failure with the same `csInit` again, in milliseconds: else it would go round as fast as the
 * computer can, and knock at the contact centre each time.
 */
const REST = 3_000;

export type CsInit = (token: unknown, domain: unknown) => void;

/** Leaves the page to the provider's scripts and gives their `csInit`; `null` when they cannot be had. */
export type GiveWay = (provider: string) => Promise<CsInit | null>;

export class Start {
  readonly #page: Page;
  readonly #readOptions: () => Options;
  readonly #giveWay: GiveWay;
  readonly #acquaintance = new Acquaintance();
  #wish: Wish | null = null;
  #connection: Connection | null = null;
  #dialog: Dialog | null = null;
  /** The provider's scripts are being loaded, or have taken over. */
  #gaveWay = false;
  #told: InitCode | null = null;
  /** `csInit` was called when there was no connection. */
  #due = false;
  /** The last one before what has begun last. */
  #failureBefore: Told | null = null;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(page: Page, readOptions: () => Options, giveWay: GiveWay) {
    this.#page = page;
    this.#readOptions = readOptions;
    this.#giveWay = giveWay;
  }

  /** Once more is harmless: the agent is then signed in once more, which is done at once for the same one. */
  readonly csInit: CsInit = (token, domain) => {
    const wish = { token: String(token ?? ''), domain: String(domain ?? '') };
    const rest = isSame(wish, this.#wish) ? this.#restAfterFailure() : 0;
    this.#wish = wish;
    clearTimeout(this.#rest);
    if (rest > 0) this.#rest = setTimeout(() => this.#begin(wish), rest);
    else this.#begin(wish);
  };

  /** Before `csInit` there is nobody to ask. */
  readonly perform = (command: Command): Promise<Done> =>
    this.#connection?.perform(command) ?? Promise.reject(new ReoError('notConnected', 'closed'));

  /** In milliseconds; nothing where what has begun last has not failed. */
  #restAfterFailure(): number {
    const failure = this.#page.last('csInitError');
    return failure && failure !== this.#failureBefore ? failure.at + REST - performance.now() : 0;
  }

  #begin(wish: Wish): void {
    if (this.#gaveWay) return;
    this.#failureBefore = this.#page.last('csInitError');
    this.#told = null;
    this.#acquaintance.await();
    // The page's user has not signed in yet: the agent is not to be asked about such a page.
    if (wish.token === '') return void Promise.resolve().then(() => this.#fail(NO_TOKEN));
    this.#due = true;
    if (!this.#connection) this.#connect();
    else if (this.#connection.isOpen) this.#signIn(this.#connection, wish);
    else this.#connection.tryAgain();
  }

  #connect(): void {
    const options = this.#readOptions();
    const dialog = options.dialog ? new Dialog(options.language, () => this.#connection?.tryAgain()) : null;
    this.#dialog = dialog;
    this.#connection = new Connection(this.#page, options, {
      opened: (fresh) => this.#opened(fresh),
      absent: (reason, refusal) => this.#absent(options, reason, refusal),
      pairing: (code) => {
        this.#acquaintance.made();
        dialog?.show(dialog.texts.pairing(code), false);
      },
    });
  }

  #opened(fresh: boolean): void {
    this.#dialog?.hide();
    this.#told = null;
    this.#acquaintance.made();
    const taken = this.#page.state.signIn === 'taken' && !fresh && !this.#due;
    if (this.#connection && this.#wish && !taken) this.#signIn(this.#connection, this.#wish);
  }

  #signIn(connection: Connection, { token, domain }: Wish): void {
    this.#due = false;
    this.#page.dispatch({ type: 'asked', extension: extensionOf(token) });
    if (!this.#page.state.snapshot) return this.#fail(initRefused('scope'));
    connection.perform({ type: 'signIn', domain: domain || this.#domain(), token, base: this.#readOptions().base }).then(
      () => this.#page.dispatch({ type: 'taken' }),
      (error: unknown) => this.#notSignedIn(error),
    );
  }

  /** What was lost on the way is asked again when Reo is back. A page that may not sign in may find its agent signed in. */
  #notSignedIn(error: unknown): void {
    if (!(error instanceof ReoError)) return;
    if (error.code === 'scope' && this.#isSignedIn()) return this.#page.dispatch({ type: 'taken' });
    if (error.problem) this.#page.dispatch({ type: 'notTaken', code: initError(error.problem) });
    else if (error.kind === 'refused') this.#fail(initRefused(error.code as Refusal));
    else if (error.kind === 'notUnderstood') this.#page.dispatch({ type: 'notTaken', code: 500 });
  }

  #isSignedIn(): boolean {
    return this.#agent() !== null;
  }

  /** Some pages name no tenant: where their agent is signed in, it is clear. */
  #domain(): string {
    return this.#agent()?.domain ?? '';
  }

  /** The page's agent, if it is that one who is signed in. */
  #agent(): Agent | null {
    const agent = agentOf(this.#page.state.snapshot);
    return agent?.extension === extensionOf(this.#wish?.token ?? '') ? agent : null;
  }

  #absent(options: Options, reason: ClosedReason, refusal: Refusal | null): void {
    if (this.#acquaintance.mayComeBack(reason, () => this.#absent(options, reason, refusal))) return;
    const code = notConnected(reason, refusal);
    if (options.whenAbsent === 'error' || options.provider === null) this.#fail(code);
    else void this.#fallBack(options.provider, code);
  }

  async #fallBack(provider: string, code: InitCode): Promise<void> {
    this.#dialog?.hide();
    this.#connection?.close();
    this.#gaveWay = true;
    const csInit = await this.#giveWay(provider);
    if (csInit) return csInit(this.#wish?.token, this.#wish?.domain);
    this.#gaveWay = false;
    this.#fail(code);
  }

  /** Told once, though Reo is looked for again and again. */
  #fail(code: InitCode): void {
    if (this.#told === code) return;
    this.#told = code;
    const text = this.#dialog && words(code, this.#dialog.texts);
    if (text) this.#dialog?.show(text, true);
    this.#page.dispatch({ type: 'notTaken', code });
  }
}

const isSame = (a: Wish, b: Wish | null): boolean => a.token === b?.token && a.domain === b.domain;
