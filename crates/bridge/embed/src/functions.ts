// What a page calls (protocol page, section 5), apart from `csInit`. In the wrong state a function does nothing, or the event
// comes that says so; nothing throws.
import { ReoError } from '../../../../sdk/src/index';
import { dialError, FAULT } from './codes/callout';
import type { Leaving } from './leaving';
import type { Page } from './page/page';
import { enableVoice, toldCall, voiceOf } from './state/view';
import type { Call, Command, Done, Problem, Target } from './wire';

/** Sends a command to Reo; rejects with a `ReoError`. */
export type Perform = (command: Command) => Promise<Done>;

/** What pages pass to `responseTransferAgent` for yes. */
const YES = ['1', 'ok', 'true', 'yes', 'accept'];

/** `csEnableCall` so soon after the voice went, in milliseconds, is the page's answer to that and nobody's wish. */
const REFLEX = 1_000;
/** A page answers so only once in this time, in milliseconds: two that do it would take the voice from each other without end. */
const TRUCE = 10_000;

export class Functions {
  readonly #page: Page;
  readonly #perform: Perform;
  readonly #leaving: Leaving;
  /** `endCall` came before the call that was asked for. */
  #takenBack = false;
  /** When the page last took the voice back by itself. */
  #tookBack = -Infinity;
  /** Reo asks for the colleagues again and again for this page's sake. */
  #watching = false;

  constructor(page: Page, perform: Perform, leaving: Leaving) {
    this.#page = page;
    this.#perform = perform;
    this.#leaving = leaving;
    page.settled = () => this.#stopWatching();
  }

  readonly csEnableCall = (): void => {
    const was = enableVoice(this.#page.state);
    if (!was && !this.#mayTakeBack()) return;
    const answer = (isEnabled: boolean) => this.#page.dispatch({ type: 'say', tell: ['csShowEnableVoice', isEnabled] });
    this.#perform({ type: 'takeControl' }).then(
      () => was && answer(true),
      () => answer(false),
    );
  };

  readonly changeCallStatus = (): void => {
    const { status } = this.#page.state.snapshot ?? {};
    if (!status) return;
    const now = status.pending ?? status.status;
    this.#do({ type: 'setStatus', status: now === 'available' ? 'notAvailable' : 'available' });
  };

  /** Nothing while there is a call. Before the page is signed in a call is not kept for later: it would come as a surprise. */
  readonly csCallout = (number: unknown, calloutId?: unknown): void => {
    if (this.isCsHasCall()) return;
    const wanted = String(number ?? '').trim();
    this.#takenBack = false;
    this.#page.dispatch({ type: 'dial', number: wanted });
    if (!this.#page.state.told.complete) return this.#page.dispatch({ type: 'notDialled', error: FAULT });
    const service = calloutId === undefined || calloutId === null || calloutId === '' ? null : String(calloutId);
    this.#perform({ type: 'dial', number: wanted, service }).then(
      ({ call }) => this.#dialled(call),
      (error: unknown) => this.#page.dispatch({ type: 'notDialled', error: dialError(error) }),
    );
  };

  readonly onAcceptCall = (): void => {
    const call = this.#call();
    if (call?.phase === 'incoming') this.#do({ type: 'answer', call: call.id });
  };

  readonly endCall = (): void => {
    const call = this.#call();
    if (!call) this.#takenBack = this.#page.state.dialling !== null;
    else this.#do({ type: call.phase === 'incoming' ? 'refuse' : 'hangUp', call: call.id });
  };

  readonly holdCall = (): void => {
    const call = this.#talking();
    if (call) this.#do({ type: 'setHold', call: call.id, on: !(call.hold.pending ?? call.hold.local) });
  };

  readonly muteCall = (): void => {
    const call = this.#talking();
    if (call) this.#do({ type: 'setMute', call: call.id, on: !(call.mutePending ?? call.muted) });
  };

  /** The device of before is put back when the page goes. */
  readonly changeDevice = (type: unknown, phone?: unknown): void => {
    const device = Number(type);
    if (!Number.isInteger(device) || this.#leaving.now) return;
    const same = this.#page.state.snapshot?.device?.current === device;
    const answer = () => this.#page.dispatch({ type: 'say', tell: ['csShowDeviceType', device] });
    const number = phone ? String(phone) : null;
    this.#do({ type: 'setDevice', device, phone: number, whileHere: true }, () => same && answer());
  };

  /** Nothing while the page is left: Reo puts the device back by itself when the page does not come again. */
  readonly reConfigDeviceType = (): void => {
    if (!this.#leaving.now) this.#do({ type: 'resetDevice' });
  };

  /** Nothing while the page is left: it may be a reload, in the middle of a call. */
  readonly csUnregister = (): void => {
    if (!this.#leaving.now) this.#do({ type: 'releaseControl' });
  };

  readonly getTransferAgent = (): void => {
    this.#page.dispatch({ type: 'askColleagues' });
    if (this.#page.state.questions === 0 || this.#watching) return;
    this.#watching = true;
    this.#perform({ type: 'watchColleagues', on: true }).catch((error: unknown) => {
      this.#watching = false;
      this.#page.dispatch({ type: 'noColleagues' });
      report(error);
    });
  };

  readonly csTransferCallAgent = (ipphone: unknown): void => {
    const extension = String(ipphone ?? '').trim();
    this.#transfer(extension, { type: 'colleague', extension });
  };

  readonly csTransferCallAcd = (queueId: unknown): void => {
    const id = String(queueId ?? '').trim();
    this.#transfer(id, { type: 'queue', id });
  };

  readonly responseTransferAgent = (action: unknown): void => {
    if (!this.#page.state.told.offer) return;
    this.#do({ type: 'answerTransfer', accept: YES.includes(String(action).toLowerCase()) });
  };

  readonly sendDTMF = (digit: unknown): void => {
    const call = this.#talking();
    if (call) this.#do({ type: 'sendDigits', call: call.id, digits: String(digit) });
  };

  readonly getCurrentCallId = (): string => this.#info()?.callId ?? '';
  readonly isCsHasCall = (): boolean => voiceOf(this.#page.state).hasCall;
  readonly isCsCallout = (): boolean => voiceOf(this.#page.state).isCallout;
  readonly getHotline = (): string => this.#info()?.line ?? '';
  readonly getIvrSelection = (): string => this.#info()?.queueDescription ?? '';
  readonly getExtension = (): string => this.#page.csUser.extension;

  /** The list has come: one is what the page asked for. */
  #stopWatching(): void {
    if (!this.#watching || this.#page.state.questions > 0) return;
    this.#watching = false;
    this.#do({ type: 'watchColleagues', on: false });
  }

  #mayTakeBack(): boolean {
    const now = performance.now();
    const lost = this.#page.last('csShowEnableVoice')?.at ?? -Infinity;
    if (now - lost >= REFLEX) return true;
    if (now - this.#tookBack < TRUCE) return false;
    this.#tookBack = now;
    return true;
  }

  #info() {
    return voiceOf(this.#page.state).callInfo;
  }

  #call(): Call | undefined {
    return toldCall(this.#page.state);
  }

  #talking(): Call | undefined {
    const call = this.#call();
    return call?.phase === 'talking' ? call : undefined;
  }

  #dialled(call: string | null): void {
    this.#page.dispatch({ type: 'dialled', call });
    if (this.#takenBack && call !== null) this.#do({ type: 'hangUp', call });
    this.#takenBack = false;
  }

  #transfer(to: string, target: Target): void {
    const call = this.#call();
    const failed = (problem: Problem | null) => this.#page.dispatch({ type: 'notGiven', problem });
    this.#page.dispatch({ type: 'give', to: target });
    if (!call) return failed({ code: 'transferNoCall', params: {} });
    if (to === '') return failed({ code: 'transferNobody', params: {} });
    this.#perform({ type: 'transfer', call: call.id, to: target }).catch((error: unknown) => failed(problemOf(error)));
  }

  #do(command: Command, then: () => void = () => undefined): void {
    this.#perform(command).then(then, report);
  }
}

const problemOf = (error: unknown): Problem | null => (error instanceof ReoError ? error.problem : null);

/** For the page's programmer: old pages have no place for it. */
function report(error: unknown): void {
  console.warn('Reo:', error instanceof ReoError ? error.message : error);
}
