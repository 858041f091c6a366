// A page at a phone of which the test says how it stands.
import { START, type Input, type State } from '../../src/state/state';
import { reduce } from '../../src/state/reduce';
import type { User, Voice } from '../../src/page/voice';
import { NOBODY, SILENT } from '../../src/page/voice';
import type { Call, Cause, PhoneEvent, Snapshot } from '../../src/wire';

const GOOD = { state: 'good', problem: null } as const;

export const AGENT = {
  name: 'Lan',
  extension: '5000',
  domain: '0938828282',
  agentId: 'lan88',
  phone: '0901234567',
  role: 6,
};

export const signedIn: Snapshot = {
  now: 1_000,
  session: { type: 'signedIn', agent: AGENT },
  health: { contactCentre: GOOD, line: GOOD, sound: GOOD },
  ready: true,
  status: { status: 'available', pending: null },
  device: { current: 1, pending: null, mobile: null, onSignOut: 4, canChange: true },
  voiceRight: true,
  services: [],
  callWaiting: false,
  calls: [],
  colleagues: null,
  transferOffer: null,
  trouble: null,
};

export const signedOut: Snapshot = { ...signedIn, session: { type: 'signedOut', problem: null }, status: null, device: null, voiceRight: false };

const ALLOWED = { answer: true, hangUp: true, hold: true, mute: true, digits: true, transfer: true };

export function inbound(more: Partial<Call> = {}): Call {
  return {
    id: 'r1',
    serverCall: 's1',
    direction: 'inbound',
    number: '0901234567',
    name: null,
    line: '19001000',
    queue: 'Sales',
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
    allowed: ALLOWED,
    requestId: null,
    ...more,
  };
}

export const outbound = (more: Partial<Call> = {}): Call =>
  inbound({ direction: 'outbound', phase: 'connecting', serverCall: null, queue: null, line: null, ...more });

export const talking = { phase: 'talking', answeredAt: 5 } as const;

export const ended = (cause: Cause): Partial<Call> => ({ phase: 'ended', cause });

export class Scenario {
  state: State = START;
  /** Every handler with its arguments. */
  told: string[] = [];
  /** `csVoice` as it stood at each of them. */
  voices: Voice[] = [];
  voice: Voice = SILENT;
  user: User = NOBODY;
  args: unknown[] = [];

  /** A page that has signed in and has heard everything. */
  static signedIn(snapshot: Snapshot = signedIn): Scenario {
    const page = new Scenario();
    page.signIn(snapshot);
    page.take();
    return page;
  }

  signIn(snapshot: Snapshot): void {
    this.put({ type: 'welcome', snapshot, controlling: true, newRun: true });
    this.put({ type: 'asked', extension: '5000' });
    this.put({ type: 'taken' });
  }

  put(input: Input): void {
    const { state, steps } = reduce(this.state, input);
    this.state = state;
    for (const { voice, user, tell } of steps) {
      this.voice = voice;
      this.user = user;
      if (!tell) continue;
      this.told.push(tell.map(String).join(' '));
      this.voices.push(voice);
      this.args = [...tell.slice(1)];
    }
  }

  update(snapshot: Snapshot, ...events: PhoneEvent[]): void {
    this.put({ type: 'update', snapshot, events });
  }

  /** The phone's calls are these now. */
  calls(...calls: Call[]): void {
    this.update({ ...signedIn, calls });
  }

  /** What was told since the last time. */
  take(): string[] {
    const told = this.told;
    this.told = [];
    this.voices = [];
    return told;
  }
}
