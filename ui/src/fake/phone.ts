import type { Account } from '../generated/Account';
import type { CallView } from '../generated/CallView';
import type { Command } from '../generated/Command';
import type { DeviceType } from '../generated/DeviceType';
import type { EndCause } from '../generated/EndCause';
import type { Event } from '../generated/Event';
import type { Phase } from '../generated/Phase';
import type { ProblemCode } from '../generated/ProblemCode';
import type { Snapshot } from '../generated/Snapshot';
import type { TransferTarget } from '../generated/TransferTarget';
import { Listeners } from './listeners';
import { agent, allowed, call, COLLEAGUES, device, problem, signedIn, signedOut } from './snapshots';

/** How sign-in and calls turn out, so that every outcome can be tried by hand. */
const TOKENS: Record<string, ProblemCode> = { wrong: 'tokenRejected', expired: 'tokenExpired' };
const NUMBERS: [suffix: string, outcome: ProblemCode][] = [
  ['486', 'customerBusy'],
  ['404', 'customerNotReachable'],
  ['408', 'customerNoAnswer'],
];

/** How colleagues answer when they are offered a call; who is not listed accepts. */
const ANSWERS: Record<string, ProblemCode> = { '5002': 'transferRefused', '5003': 'transferTimedOut' };

const SECOND = 1000;
const FIRST_CUSTOMER = 5 * SECOND;
const NEXT_CUSTOMER = 20 * SECOND;
const RING_TIME = 25 * SECOND;
const ENDED_SHOWN = 8 * SECOND;

/** A scripted phone: it obeys the same commands as the real one and plays customers. */
export class FakePhone {
  readonly snapshots = new Listeners<Snapshot>();
  readonly events = new Listeners<Event>();
  #next = 3;
  #last = '';
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
        this.#last = command.number;
        return this.#dial(command.number);
      case 'redial':
        return this.#last ? this.#dial(this.#last) : undefined;
      case 'answer':
        this.#holdOthers(command.call);
        this.#phase(command.call, { type: 'answering' });
        return this.#later(0.3 * SECOND, () => this.#talk(command.call));
      case 'refuse':
        return this.#end(command.call, { type: 'refused' });
      case 'silence':
        return this.#call(command.call, { silenced: true });
      case 'hangUp':
        return this.#end(command.call, { type: 'hungUpHere' });
      case 'setHold':
        if (!command.on) this.#holdOthers(command.call);
        this.#call(command.call, { hold: { local: !command.on, remote: false, pending: command.on } });
        return this.#later(0.2 * SECOND, () =>
          this.#call(command.call, { hold: { local: command.on, remote: false, pending: null } }),
        );
      case 'setMute':
        this.#call(command.call, { mutePending: command.on });
        return this.#later(0.2 * SECOND, () => this.#call(command.call, { muted: command.on, mutePending: null }));
      case 'transfer':
        return this.#transfer(command.call, command.to);
      case 'answerTransfer':
        return this.#answerOffer(command.accept);
      case 'watchColleagues':
        if (!command.on) return this.#change({ colleagues: null });
        return this.#later(0.3 * SECOND, () => this.#change({ colleagues: COLLEAGUES }));
      case 'setDevice':
        return this.#setDevice(command.device, command.phone);
      case 'setCallWaiting':
        return this.#change({ callWaiting: command.on });
      case 'dismiss':
        return this.#change({ notices: this.snapshot.notices.filter((notice) => notice.id !== command.notice) });
      case 'retry':
      case 'claimVoice':
        return this.#later(SECOND, () =>
          this.#change({
            trouble: null,
            health: signedIn().health,
            voiceRight: true,
            device: signedIn().device,
            ready: true,
          }),
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
      const { domain } = account;
      const who = plain
        ? agent({ name: account.displayName ?? account.user, extension: account.user, domain, agentId: null, mobile: null, role: null })
        : agent({ domain });
      this.#change({ ...signedIn(), session: { type: 'signedIn', agent: who }, ...(plain && { status: null }) });
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
    const up = this.snapshot.calls.filter((call) => call.phase.type !== 'ended');
    this.#change({ calls: [...up, begun] });
    if (begun.direction !== 'inbound') this.#holdOthers(begun.id);
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

  /** The agent speaks with one only. */
  #holdOthers(id: number): void {
    for (const call of this.snapshot.calls) {
      if (call.id !== id && call.phase.type === 'talking') {
        this.#call(call.id, { hold: { local: true, remote: false, pending: null } });
      }
    }
  }

  #setDevice(wanted: DeviceType, phone: string | null): void {
    const now = this.snapshot.device ?? device('computer');
    this.#change({ device: { ...now, pending: wanted, canChange: false } });
    this.#later(0.5 * SECOND, () => {
      this.#change({ device: { ...now, current: wanted, pending: null, mobile: phone ?? now.mobile, canChange: true } });
      this.events.tell({ type: 'deviceChanged', device: wanted });
    });
  }

  #transfer(id: number, to: TransferTarget): void {
    const asks = to.type === 'colleague';
    const refusal = asks ? ANSWERS[to.extension] : undefined;
    const [since, until] = [Date.now(), Date.now() + 12 * SECOND];
    this.#call(id, { transfer: { to, stage: asks ? 'asking' : 'moving', since, until } });
    this.events.tell({ type: 'transferRequested', call: id, to });
    const answer = refusal === 'transferTimedOut' ? 10 * SECOND : 2 * SECOND;
    this.#later(answer, () => (refusal ? this.#transferFails(id, refusal) : this.#transferred(id, to)));
  }

  #transferFails(id: number, code: ProblemCode): void {
    this.#call(id, { transfer: null });
    this.#notice(code);
    this.events.tell({ type: 'transferFailed', call: id, problem: problem(code) });
  }

  #transferred(id: number, to: TransferTarget): void {
    if (this.#at(id) === 'ended') return;
    this.#call(id, { transfer: null });
    if (to.type === 'call') this.#end(to.call, { type: 'transferred' });
    this.#end(id, { type: 'transferred' });
  }

  #answerOffer(accept: boolean): void {
    const offer = this.snapshot.transferOffer;
    if (!offer) return;
    if (!accept) return this.#change({ transferOffer: null });
    this.#change({ transferOffer: { ...offer, accepted: true } });
    this.#later(SECOND, () => {
      const [id, now] = [this.#next++, Date.now()];
      this.#change({ transferOffer: null });
      this.#begin(call({ type: 'answering' }, { id, number: offer.number ?? '', name: offer.name, since: now, startedAt: now }));
      this.#later(0.3 * SECOND, () => this.#talk(id));
    });
  }

  #notice(code: ProblemCode): void {
    const id = 1 + Math.max(0, ...this.snapshot.notices.map((notice) => notice.id));
    this.#change({ notices: [...this.snapshot.notices, { id, at: Date.now(), problem: problem(code) }] });
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
