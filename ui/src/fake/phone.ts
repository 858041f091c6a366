import type { Account } from '../generated/Account';
import type { CallView } from '../generated/CallView';
import type { Command } from '../generated/Command';
import type { EndCause } from '../generated/EndCause';
import type { Event } from '../generated/Event';
import type { Phase } from '../generated/Phase';
import type { ProblemCode } from '../generated/ProblemCode';
import type { Snapshot } from '../generated/Snapshot';
import { Listeners } from './listeners';
import { allowed, call, problem, signedIn, signedOut } from './snapshots';

/** How sign-in and calls turn out, so that every outcome can be tried by hand. */
const TOKENS: Record<string, ProblemCode> = { wrong: 'tokenRejected', expired: 'tokenExpired' };
const NUMBERS: [suffix: string, outcome: ProblemCode][] = [
  ['486', 'customerBusy'],
  ['404', 'customerNotReachable'],
  ['408', 'customerNoAnswer'],
];

const SECOND = 1000;
const FIRST_CUSTOMER = 5 * SECOND;
const NEXT_CUSTOMER = 20 * SECOND;
const RING_TIME = 25 * SECOND;
const ENDED_SHOWN = 8 * SECOND;

/** A scripted phone: it obeys the same commands as the real one and plays customers. */
export class FakePhone {
  readonly snapshots = new Listeners<Snapshot>();
  readonly events = new Listeners<Event>();
  #next = 2;
  #script: ReturnType<typeof setTimeout>[] = [];

  constructor(
    public snapshot: Snapshot,
    private readonly live: boolean,
  ) {}

  command(command: Command): void {
    switch (command.type) {
      case 'signIn':
        return this.#signIn(command.account);
      case 'signOut':
        return this.#signOut();
      case 'setStatus':
        this.#change({ status: { status: this.snapshot.status?.status ?? 'notAvailable', pending: command.status } });
        return this.#later(0.5 * SECOND, () =>
          this.#change({ status: { status: command.status, pending: null }, trouble: null, ready: command.status === 'available' }),
        );
      case 'dial':
        return this.#dial(command.number);
      case 'answer':
        this.#phase(command.call, { type: 'answering' });
        return this.#later(0.3 * SECOND, () => this.#talk(command.call));
      case 'refuse':
        return this.#end(command.call, { type: 'refused' });
      case 'silence':
        return this.#call(command.call, { silenced: true });
      case 'hangUp':
        return this.#end(command.call, { type: 'hungUpHere' });
      case 'setHold':
        this.#call(command.call, { hold: { local: !command.on, remote: false, pending: command.on } });
        return this.#later(0.2 * SECOND, () =>
          this.#call(command.call, { hold: { local: command.on, remote: false, pending: null } }),
        );
      case 'setMute':
        return this.#call(command.call, { muted: command.on });
      case 'dismiss':
        return this.#change({ notices: this.snapshot.notices.filter((notice) => notice.id !== command.notice) });
      case 'retry':
      case 'claimVoice':
        return this.#later(SECOND, () =>
          this.#change({ trouble: null, health: signedIn().health, voiceRight: true, ready: true }),
        );
      case 'sendDigit':
      case 'chooseAudio':
    }
  }

  #change(change: Partial<Snapshot>): void {
    this.snapshot = { ...this.snapshot, ...change, seq: this.snapshot.seq + 1, now: Date.now() };
    this.snapshots.tell(this.snapshot);
  }

  #call(id: number, change: Partial<CallView>): void {
    this.#change({ calls: this.snapshot.calls.map((call) => (call.id === id ? { ...call, ...change } : call)) });
  }

  #phase(id: number, phase: Phase, change: Partial<CallView> = {}): void {
    this.#call(id, { phase, since: Date.now(), allowed: allowed(phase), ...change });
  }

  #later(delay: number, step: () => void): void {
    this.#script.push(setTimeout(step, delay));
  }

  #forgetScript(): void {
    this.#script.forEach(clearTimeout);
    this.#script = [];
  }

  #signIn(account: Account): void {
    this.#change({ ...signedOut(), session: { type: 'signingIn' } });
    const failure = account.type === 'contactCentre' ? TOKENS[account.token] : undefined;
    this.#later(0.8 * SECOND, () => {
      if (failure) return this.#change(signedOut(problem(failure)));
      const plain = account.type === 'sip';
      const agent = plain
        ? { name: account.displayName ?? account.user, extension: account.user, domain: account.domain }
        : { name: 'Nguyễn Thị Lan', extension: '5000', domain: account.domain };
      this.#change({ ...signedIn(), session: { type: 'signedIn', agent }, ...(plain && { status: null }) });
      this.events.tell({ type: 'signedIn' });
      if (this.live) this.#later(FIRST_CUSTOMER, () => this.#ring());
    });
  }

  #signOut(): void {
    this.#forgetScript();
    this.#change(signedOut());
    this.events.tell({ type: 'signedOut' });
  }

  #begin(begun: CallView): void {
    this.#change({ calls: [begun] });
    this.events.tell({ type: 'callStarted', call: begun.id, direction: begun.direction, number: begun.number });
  }

  #ring(): void {
    const free = this.snapshot.calls.every((call) => call.phase.type === 'ended');
    if (!free || this.snapshot.status?.status !== 'available') return this.#later(NEXT_CUSTOMER, () => this.#ring());
    const id = this.#next++;
    this.#begin(call({ type: 'incoming' }, { id, since: Date.now(), startedAt: Date.now() }));
    this.#later(RING_TIME, () => {
      if (this.#at(id) === 'incoming') this.#end(id, { type: 'missed' });
    });
  }

  #dial(number: string): void {
    const id = this.#next++;
    const internal = number.length < 8;
    const [now, outcome] = [Date.now(), NUMBERS.find(([suffix]) => number.endsWith(suffix))?.[1]];
    const facts = { id, number, name: internal ? 'Lê Hoàng' : null, line: internal ? null : '19001000', queue: null };
    const direction = internal ? ('internal' as const) : ('outbound' as const);
    this.#begin(call({ type: 'connecting' }, { ...facts, direction, since: now, startedAt: now }));
    const up = (step: () => void) => () => this.#at(id) !== 'ended' && step();
    if (outcome !== 'customerBusy') this.#later(0.8 * SECOND, up(() => this.#phase(id, { type: 'ringing' })));
    this.#later(
      (outcome ? 1.5 : 3) * SECOND,
      up(() => (outcome ? this.#end(id, { type: 'failed', problem: problem(outcome) }) : this.#talk(id))),
    );
  }

  #at(id: number): Phase['type'] {
    return this.snapshot.calls.find((call) => call.id === id)?.phase.type ?? 'ended';
  }

  #talk(id: number): void {
    if (this.#at(id) === 'ended') return;
    this.#phase(id, { type: 'talking' }, { answeredAt: Date.now() });
    this.events.tell({ type: 'callAnswered', call: id });
  }

  #end(id: number, cause: EndCause): void {
    const answeredAt = this.snapshot.calls.find((call) => call.id === id)?.answeredAt ?? null;
    this.#phase(id, { type: 'ended', cause });
    this.events.tell({ type: 'callEnded', call: id, cause, answeredAt });
    this.#later(ENDED_SHOWN, () => this.#change({ calls: this.snapshot.calls.filter((call) => call.id !== id) }));
    if (this.live) this.#later(NEXT_CUSTOMER, () => this.#ring());
  }
}
