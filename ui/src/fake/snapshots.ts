import type { Allowed } from '../generated/Allowed';
import type { CallView } from '../generated/CallView';
import type { Help } from '../generated/Help';
import type { Light } from '../generated/Light';
import type { Phase } from '../generated/Phase';
import type { Problem } from '../generated/Problem';
import type { ProblemCode } from '../generated/ProblemCode';
import type { Snapshot } from '../generated/Snapshot';

const HELP: Partial<Record<ProblemCode, Help>> = {
  tokenRejected: 'signIn',
  tokenExpired: 'signIn',
  serverUnreachable: 'retry',
  contactCentreLost: 'retry',
  lineUnreachable: 'retry',
  voiceElsewhere: 'claimVoice',
  noMicrophone: 'chooseAudio',
  microphoneLost: 'chooseAudio',
  microphoneSilent: 'chooseAudio',
  noAnswerStatus: 'goAvailable',
};

export function problem(code: ProblemCode, params: Record<string, string> = {}): Problem {
  return { code, params, help: HELP[code] ?? null };
}

export const good: Light = { state: 'good', problem: null };
export const off: Light = { state: 'off', problem: null };
export const working: Light = { state: 'working', problem: null };
export const bad = (code: ProblemCode): Light => ({ state: 'bad', problem: problem(code) });

export function signedOut(why: Problem | null = null): Snapshot {
  return {
    seq: 1,
    now: Date.now(),
    session: { type: 'signedOut', problem: why },
    health: { contactCentre: off, line: off, sound: good },
    ready: false,
    status: null,
    device: null,
    voiceRight: false,
    calls: [],
    trouble: null,
    notices: [],
  };
}

export function signedIn(change: Partial<Snapshot> = {}): Snapshot {
  return {
    ...signedOut(),
    session: { type: 'signedIn', agent: { name: 'Nguyễn Thị Lan', extension: '5000', domain: '0938828282' } },
    health: { contactCentre: good, line: good, sound: good },
    ready: true,
    status: { status: 'available', pending: null },
    device: 'computer',
    voiceRight: true,
    ...change,
  };
}

const NOTHING: Allowed = { answer: false, hangUp: false, hold: false, mute: false, digits: false };

/** What the agent may do in a phase. */
export function allowed(phase: Phase): Allowed {
  switch (phase.type) {
    case 'incoming':
      return { ...NOTHING, answer: true };
    case 'talking':
      return { answer: false, hangUp: true, hold: true, mute: true, digits: true };
    case 'answering':
    case 'connecting':
    case 'ringing':
      return { ...NOTHING, hangUp: true, mute: true };
    default:
      return NOTHING;
  }
}

export function call(phase: Phase, change: Partial<CallView> = {}): CallView {
  const now = Date.now();
  const talked = phase.type === 'talking' || phase.type === 'ending';
  return {
    id: 1,
    serverCall: 'c-1',
    direction: 'inbound',
    number: '0901234567',
    name: 'Trần Văn Minh',
    line: '19001000',
    queue: 'Chăm sóc khách hàng',
    phase,
    since: now - 4_000,
    startedAt: now - 90_000,
    answeredAt: talked ? now - 83_000 : null,
    muted: false,
    hold: { local: false, remote: false, pending: null },
    silenced: false,
    allowed: allowed(phase),
    ...change,
  };
}
