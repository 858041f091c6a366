import { getContext, setContext } from 'svelte';
import { activeCall, otherCalls, shownCall } from './calls';
import type { CallId } from './generated/CallId';
import type { CallView } from './generated/CallView';
import type { Command } from './generated/Command';
import type { Devices } from './generated/Devices';
import type { DeviceType } from './generated/DeviceType';
import type { Event } from './generated/Event';
import type { Help } from './generated/Help';
import type { Language } from './generated/Language';
import type { LinkedCall } from './generated/LinkedCall';
import type { Meters } from './generated/Meters';
import type { NumberError } from './generated/NumberError';
import type { Problem } from './generated/Problem';
import type { ProblemCode } from './generated/ProblemCode';
import type { Settings } from './generated/Settings';
import type { Snapshot } from './generated/Snapshot';
import type { TransferTarget } from './generated/TransferTarget';
import { Door, withCustomers } from './door.svelte';
import { type Host, NO_SETTINGS } from './host';
import { clean, regroup } from './format/number';
import { systemLanguage, TEXTS } from './i18n';
import { Links } from './links.svelte';
import { NotePad } from './notes.svelte';

/** What lies over the stage. One at a time, so that Esc always knows what it closes. */
export type Sheet = 'settings' | 'keypad' | 'transfer' | 'ipPhone' | 'mobile' | 'fixed' | null;

const NUMBER_PROBLEMS: Record<NumberError, ProblemCode> = {
  empty: 'numberEmpty',
  badCharacter: 'numberBadCharacter',
  badLength: 'numberBadLength',
};

/** The one store of a window: the latest snapshot, and what only this window knows. */
export class Phone {
  #heard = $state.raw<Snapshot | null>(null);
  meters = $state.raw<Meters>({ input: 0, output: 0, call: null });
  devices = $state.raw<Devices>({ inputs: [], outputs: [] });
  settings = $state.raw<Settings>(NO_SETTINGS);
  sheet = $state<Sheet>(null);
  dialText = $state('');
  dialProblem = $state<ProblemCode | null>(null);
  /** Digits sent in the present call, to be seen while typing. */
  sentDigits = $state('');
  /** Why the last transfer of the present call came to nothing. */
  transferProblem = $state.raw<Problem | null>(null);
  /** The number that was called last, to be called again. */
  lastDialled = $state('');
  #chosenService = $state<string | null>(null);
  #closedCall = $state<CallId | null>(null);
  #clockOffset = 0;
  #seenCall: CallId | null = null;
  #seenOffer: string | null = null;
  #host: Host;
  /** The door for CRM pages, and what is noted down about calls for them. */
  readonly door: Door;
  readonly notes: NotePad;

  readonly links = new Links();

  /** The newest snapshot; a customer has the name that the CRM page knows. */
  snapshot = $derived.by<Snapshot | null>(() => this.#heard && withCustomers(this.#heard, this.door.view.calls));
  language = $derived<Language>(this.settings.language ?? systemLanguage(navigator.languages));
  t = $derived(TEXTS[this.language]);
  /** The call that is up, if there is one. */
  active = $derived<CallView | null>(activeCall(this.snapshot?.calls ?? []));
  /** The call on the stage: the one that is up, or the one that has just ended until it is closed. */
  call = $derived<CallView | null>(shownCall(this.snapshot?.calls ?? [], this.#closedCall));

  /** The other calls that are up: waiting, or on hold. */
  others = $derived<CallView[]>(otherCalls(this.snapshot?.calls ?? []));
  /** There is an agent socket with its statuses, devices and queues; else a plain SIP account. */
  hasCentre = $derived((this.snapshot?.status ?? null) !== null);
  /** The outbound service that the next call goes through; `null` leaves it to the contact centre. */
  service = $derived.by<string | null>(() => {
    const services = this.snapshot?.services ?? [];
    const one = (wanted: string | null | undefined) => services.find(({ id }) => id === wanted);
    const chosen = one(this.links.filled?.service) ?? one(this.#chosenService) ?? services.find(({ isDefault }) => isDefault);
    return services.length > 1 ? (chosen?.id ?? null) : null;
  });

  /** What is worst at the moment. That the voice right was just taken says more than that it is elsewhere. */
  trouble = $derived.by<Problem | null>(() => {
    const trouble = this.snapshot?.trouble ?? null;
    const taken = this.snapshot?.notices.find(({ problem }) => problem.code === 'voiceTaken');
    return trouble?.code === 'voiceElsewhere' && taken ? taken.problem : trouble;
  });

  constructor(host: Host) {
    this.#host = host;
    this.door = new Door(host);
    this.notes = new NotePad(this.door);
  }

  /** Begins to listen; the result stops it. */
  async start(): Promise<() => void> {
    const host = this.#host;
    this.settings = { ...NO_SETTINGS, ...(await host.settings()) };
    const stops = [
      host.onSnapshot((snapshot, live) => this.#take(snapshot, live)),
      host.onEvent((event) => this.#hear(event)),
      host.onMeters((meters) => (this.meters = meters)),
      host.onDevices((devices) => (this.devices = devices)),
      this.door.start(),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** Begins to follow the links that other programs hand over; the result stops it. For the main window. */
  followLinks(): () => void {
    return this.#host.onLink((news) => {
      this.links.take(news);
      if (news.type === 'call' && !this.active) this.showDialField();
    });
  }

  /** Puts the number of a link into the number field, which is on the stage. */
  fillFromLink(link: LinkedCall): void {
    this.links.waiting = null;
    this.links.filled = link;
    this.setDialText(regroup(link.number, 0).text);
  }

  /** Takes a pasted link, or number with words around it. Says whether it was one; what is refused is told. */
  async paste(text: string): Promise<boolean> {
    const news = await this.#host.readLink(text);
    if (news.type === 'call') this.fillFromLink(news);
    else if (news.reason === 'notALink') return false;
    else this.links.refused = news.reason;
    return true;
  }

  /** The phone's clock now, in milliseconds since the epoch. */
  now(): number {
    return Date.now() - this.#clockOffset;
  }

  #take(snapshot: Snapshot, live: boolean) {
    // Only a snapshot that has just been made says what the phone's clock shows now.
    if (live) this.#clockOffset = Date.now() - snapshot.now;
    this.#heard = snapshot;
    this.notes.follow(this.snapshot?.calls ?? []);
    this.#noticeNewCall();
    this.#noticeOffer();
    if (this.sheet === 'transfer' && this.active?.phase.type !== 'talking') this.sheet = null;
  }

  #noticeNewCall() {
    const call = this.active;
    if (!call || call.id === this.#seenCall) return;
    this.#seenCall = call.id;
    this.links.followCall(call);
    this.sentDigits = '';
    this.transferProblem = null;
    this.sheet = null;
    if (call.direction === 'inbound') return;
    this.setDialText('');
    this.lastDialled = call.number;
  }

  #noticeOffer() {
    const offer = this.snapshot?.transferOffer?.serverCall ?? null;
    if (offer !== null && offer !== this.#seenOffer) this.sheet = null;
    this.#seenOffer = offer;
  }

  #hear(event: Event) {
    if (event.type === 'transferRequested') this.transferProblem = null;
    if (event.type === 'transferFailed' && event.call === this.active?.id) this.transferProblem = event.problem;
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
    } else if (!this.#canDial()) {
      this.dialProblem = 'notReady';
    } else {
      this.dialProblem = null;
      this.run({ type: 'dial', number: cleaned.number, service: this.service });
    }
  }

  /** A call that is asked for on another device needs no line here. */
  #canDial(): boolean {
    const here = (this.snapshot?.device?.current ?? 'computer') === 'computer';
    const health = this.snapshot?.health;
    return (here ? health?.line.state : health?.contactCentre.state) === 'good';
  }

  /** What Enter does: calls, or puts the last number into the empty field first. */
  dialOrRecall(): void {
    if (this.dialText !== '' || !this.recall()) this.dial();
  }

  /** Puts the number that was called last into the empty field. Says whether there was one. */
  recall(): boolean {
    if (this.dialText !== '' || this.lastDialled === '') return false;
    this.setDialText(regroup(this.lastDialled, 0).text);
    return true;
  }

  chooseService(id: string): void {
    this.#chosenService = id;
    if (this.links.filled) this.links.filled = { ...this.links.filled, service: null };
  }

  /** Lets calls ring on another device. */
  setDevice(device: DeviceType, phone: string | null = null): void {
    this.sheet = null;
    this.run({ type: 'setDevice', device, phone });
  }

  /** Gives the present call to somebody else. */
  transfer(to: TransferTarget, call = this.active?.id): void {
    this.transferProblem = null;
    if (call !== undefined) this.run({ type: 'transfer', call, to });
  }

  /** Takes another call in hand: the present one is put on hold. */
  take(call: CallView): void {
    this.run(call.phase.type === 'incoming' ? { type: 'answer', call: call.id } : { type: 'setHold', call: call.id, on: false });
  }

  setDialText(text: string): void {
    this.dialText = text;
    this.dialProblem = null;
    this.links.followText(text);
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
    if (this.active?.allowed.mute) this.run({ type: 'setMute', call: this.active.id, on: !(this.active.mutePending ?? this.active.muted) });
  }

  toggleHold(): void {
    if (this.active?.allowed.hold) this.run({ type: 'setHold', call: this.active.id, on: !this.active.hold.local });
  }

  /** Opens the transfer of the call in which the agent talks. */
  openTransfer(): void {
    if (this.active?.phase.type !== 'talking') return;
    this.transferProblem = null;
    this.sheet = 'transfer';
  }

  /** Opens the note about the call on the stage, or else the newest that waits, or closes the open one. Says whether there was one. */
  toggleNote(): boolean {
    const call = this.notes.open?.call ?? this.call?.id ?? this.notes.waiting([])[0]?.call;
    return call !== undefined && this.openNote(call, true);
  }

  /** Opens the note about a call, or closes it again with `toggle`. Says whether a page takes one. */
  openNote(call: CallId, toggle = false): boolean {
    if (!this.notes.of(call)) return false;
    this.sheet = null;
    if (toggle || this.notes.open?.call !== call) this.notes.toggle(call);
    return true;
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
    return this.notes.close() || this.closeEndedCall();
  }

  /** Takes off the stage what hides the number field, except a call that is up. */
  showDialField(): void {
    this.sheet = null;
    this.notes.close();
    this.closeEndedCall();
  }

  /** Takes an ended call off the stage. */
  closeEndedCall(): boolean {
    if (this.call?.phase.type !== 'ended') return false;
    this.#closedCall = this.call.id;
    return true;
  }

  /** Does the one thing that helps with a problem; notices that offered it are read by that. */
  help(help: Help): void {
    const read = this.snapshot?.notices.filter((notice) => notice.problem.help === help) ?? [];
    for (const { id } of read) this.run({ type: 'dismiss', notice: id });
    switch (help) {
      case 'signIn':
        return this.run({ type: 'signOut' });
      case 'retry':
        return this.run({ type: 'retry' });
      case 'claimVoice':
        return this.run({ type: 'claimVoice' });
      case 'goAvailable':
        return this.run({ type: 'setStatus', status: 'available' });
      case 'redial':
        return this.run({ type: 'redial' });
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
