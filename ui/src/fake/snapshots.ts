import type { AgentDevice } from '../generated/AgentDevice';
import type { AgentView } from '../generated/AgentView';
import type { Allowed } from '../generated/Allowed';
import type { CallView } from '../generated/CallView';
import type { Colleague } from '../generated/Colleague';
import type { DeviceType } from '../generated/DeviceType';
import type { Help } from '../generated/Help';
import type { Light } from '../generated/Light';
import type { Phase } from '../generated/Phase';
import type { Problem } from '../generated/Problem';
import type { ProblemCode } from '../generated/ProblemCode';
import type { ServiceView } from '../generated/ServiceView';
import type { Snapshot } from '../generated/Snapshot';

const HELP: Partial<Record<ProblemCode, Help>> = {
  tokenRejected: 'signIn',
  tokenExpired: 'signIn',
  serverUnreachable: 'retry',
  contactCentreLost: 'retry',
  lineUnreachable: 'retry',
  voiceElsewhere: 'claimVoice',
  voiceTaken: 'claimVoice',
  agentDeviceUnreachable: 'redial',
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
    services: [],
    callWaiting: false,
    redial: null,
    calls: [],
    colleagues: null,
    transferOffer: null,
    trouble: null,
    notices: [],
  };
}

/** Calls ring on `current`; the agent may change it. */
export const device = (current: DeviceType, change: Partial<AgentDevice> = {}): AgentDevice => ({
  current,
  pending: null,
  mobile: '0912345678',
  onSignOut: 'ipPhoneAlways',
  canChange: true,
  ...change,
});

export const COLLEAGUES: Colleague[] = [
  { extension: '5001', name: 'Lê Hoàng' },
  { extension: '5002', name: 'Phạm Thu Hà' },
  { extension: '5003', name: 'Đỗ Quang Vinh' },
  { extension: '284_284', name: null },
];

export const SERVICES: ServiceView[] = [
  { id: '11', description: 'Tổng đài bán hàng 1900 1000', isDefault: true },
  { id: '12', description: 'Chăm sóc khách hàng 024 7300 8888', isDefault: false },
];

export const agent = (change: Partial<AgentView> = {}): AgentView => ({
  name: 'Nguyễn Thị Lan',
  extension: '5000',
  domain: '0938828282',
  agentId: '284',
  mobile: '0912345678',
  role: 1,
  ...change,
});

export function signedIn(change: Partial<Snapshot> = {}): Snapshot {
  return {
    ...signedOut(),
    session: { type: 'signedIn', agent: agent() },
    health: { contactCentre: good, line: good, sound: good },
    ready: true,
    status: { status: 'available', pending: null },
    device: device('computer'),
    voiceRight: true,
    ...change,
  };
}

const NOTHING: Allowed = { answer: false, hangUp: false, hold: false, mute: false, digits: false, transfer: false };

/** What the agent may do in a phase. */
export function allowed(phase: Phase): Allowed {
  switch (phase.type) {
    case 'incoming':
      return { ...NOTHING, answer: true, hangUp: true };
    case 'talking':
      return { answer: false, hangUp: true, hold: true, mute: true, digits: true, transfer: true };
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
    device: 'computer',
    muted: false,
    mutePending: null,
    hold: { local: false, remote: false, pending: null },
    silenced: false,
    transfer: null,
    allowed: allowed(phase),
    ...change,
  };
}
