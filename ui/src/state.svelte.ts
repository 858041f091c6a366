import { getContext, setContext } from 'svelte';
import { activeCall, shownCall } from './calls';
import type { CallId } from './generated/CallId';
import type { CallView } from './generated/CallView';
import type { Command } from './generated/Command';
import type { Devices } from './generated/Devices';
import type { Help } from './generated/Help';
import type { Language } from './generated/Language';
import type { Meters } from './generated/Meters';
import type { NumberError } from './generated/NumberError';
import type { ProblemCode } from './generated/ProblemCode';
import type { Settings } from './generated/Settings';
import type { Snapshot } from './generated/Snapshot';
import { type Host, NO_SETTINGS } from './host';
import { clean, regroup } from './format/number';
import { systemLanguage, TEXTS } from './i18n';

/** What lies over the stage. One at a time, so that Esc always knows what it closes. */
export type Sheet = 'settings' | 'keypad' | null;

const NUMBER_PROBLEMS: Record<NumberError, ProblemCode> = {
  empty: 'numberEmpty',
  badCharacter: 'numberBadCharacter',
  badLength: 'numberBadLength',
};

/** The one store of a window: the latest snapshot, and what only this window knows. */
export class Phone {
  snapshot = $state.raw<Snapshot | null>(null);
  meters = $state.raw<Meters>({ input: 0, output: 0, call: null });
  devices = $state.raw<Devices>({ inputs: [], outputs: [] });
  settings = $state.raw<Settings>(NO_SETTINGS);
  sheet = $state<Sheet>(null);
  dialText = $state('');
  dialProblem = $state<ProblemCode | null>(null);
  /** Digits sent in the present call, to be seen while typing. */
  sentDigits = $state('');
  #closedCall = $state<CallId | null>(null);
  #clockOffset = 0;
  #seenCall: CallId | null = null;
  #host: Host;

  language = $derived<Language>(this.settings.language ?? systemLanguage(navigator.languages));
  t = $derived(TEXTS[this.language]);
  /** The call that is up, if there is one. */
  active = $derived<CallView | null>(activeCall(this.snapshot?.calls ?? []));
  /** The call on the stage: the one that is up, or the one that has just ended until it is closed. */
  call = $derived<CallView | null>(shownCall(this.snapshot?.calls ?? [], this.#closedCall));

  constructor(host: Host) {
    this.#host = host;
  }

  /** Begins to listen; the result stops it. */
  async start(): Promise<() => void> {
    const host = this.#host;
    this.settings = { ...NO_SETTINGS, ...(await host.settings()) };
    const stops = [
      host.onSnapshot((snapshot, live) => this.#take(snapshot, live)),
      host.onMeters((meters) => (this.meters = meters)),
      host.onDevices((devices) => (this.devices = devices)),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** The phone's clock now, in milliseconds since the epoch. */
  now(): number {
    return Date.now() - this.#clockOffset;
  }

  #take(snapshot: Snapshot, live: boolean) {
    // Only a snapshot that has just been made says what the phone's clock shows now.
    if (live) this.#clockOffset = Date.now() - snapshot.now;
    this.snapshot = snapshot;
    this.#noticeNewCall();
  }

  #noticeNewCall() {
    const call = this.active;
    if (!call || call.id === this.#seenCall) return;
    this.#seenCall = call.id;
    this.sentDigits = '';
    this.sheet = null;
    if (call.direction !== 'inbound') this.dialText = '';
  }

  /** Sends a command; what comes of it is seen in the next snapshot. */
  run(command: Command): void {
    this.#host.command(command).catch(() => console.error(`the command ${command.type} did not reach the phone`));
  }

  /** Calls what stands in the number field, or says why not. */
  dial(text = this.dialText): void {
    const cleaned = clean(text);
    if ('error' in cleaned) {
      this.dialProblem = NUMBER_PROBLEMS[cleaned.error];
    } else if (this.snapshot?.health.line.state !== 'good') {
      this.dialProblem = 'notReady';
    } else {
      this.dialProblem = null;
      this.run({ type: 'dial', number: cleaned.number });
    }
  }

  setDialText(text: string): void {
    this.dialText = text;
    this.dialProblem = null;
    const cleaned = clean(text);
    if ('error' in cleaned && cleaned.error === 'badCharacter' && !text.includes('_')) {
      this.dialProblem = 'numberBadCharacter';
    }
  }

  /** Puts a digit at the end of the number; `*` and `#` are no part of one. */
  typeDigit(digit: string): void {
    if (/\d/.test(digit)) this.setDialText(regroup(this.dialText + digit, 0).text);
  }

  /** Takes the last character off the number. */
  eraseDigit(): void {
    this.setDialText(regroup(this.dialText.trimEnd().slice(0, -1), 0).text);
  }

  sendDigit(digit: string): void {
    if (!this.active?.allowed.digits) return;
    this.sentDigits += digit;
    this.run({ type: 'sendDigit', call: this.active.id, digit });
  }

  toggleMute(): void {
    if (this.active?.allowed.mute) this.run({ type: 'setMute', call: this.active.id, on: !this.active.muted });
  }

  toggleHold(): void {
    if (this.active?.allowed.hold) this.run({ type: 'setHold', call: this.active.id, on: !this.active.hold.local });
  }

  toggleSheet(sheet: Exclude<Sheet, null>): void {
    this.sheet = this.sheet === sheet ? null : sheet;
  }

  /** Closes what is open on top, never the call. Says whether there was something. */
  closeTop(): boolean {
    if (this.sheet) {
      this.sheet = null;
      return true;
    }
    return this.closeEndedCall();
  }

  /** Takes an ended call off the stage. */
  closeEndedCall(): boolean {
    if (this.call?.phase.type !== 'ended') return false;
    this.#closedCall = this.call.id;
    return true;
  }

  /** Does the one thing that helps with a problem. */
  help(help: Help): void {
    switch (help) {
      case 'signIn':
        return this.run({ type: 'signOut' });
      case 'retry':
        return this.run({ type: 'retry' });
      case 'claimVoice':
        return this.run({ type: 'claimVoice' });
      case 'goAvailable':
        return this.run({ type: 'setStatus', status: 'available' });
      case 'chooseAudio':
        this.sheet = 'settings';
    }
  }

  save(change: Partial<Settings>): void {
    this.settings = { ...this.settings, ...change };
    this.#host.saveSettings(this.settings).catch(() => console.error('the settings could not be saved'));
  }

  showMainWindow(): void {
    void this.#host.showMainWindow();
  }
}

const KEY = Symbol('phone');

export const providePhone = (phone: Phone): Phone => setContext(KEY, phone);
export const usePhone = (): Phone => getContext<Phone>(KEY);
