// `csVoice` and `csUser`, from what the script knows.
import type { CallInfo, CallStatus, User, Voice } from '../page/voice';
import { NOBODY, SILENT } from '../page/voice';
import type { Agent, Call, Snapshot, Status } from '../wire';
import type { State } from './state';

const STATUS: Record<Status, CallStatus> = {
  available: 'Online',
  notAvailable: 'Offline',
  noAnswer: 'No Answer',
};

const DIRECTION = { inbound: 1, outbound: 2, internal: 3 } as const;

/** Who is signed in. */
export const agentOf = (snapshot: Snapshot | null): Agent | null =>
  snapshot?.session.type === 'signedIn' ? snapshot.session.agent : null;

/** Where there is no status at all, whoever is signed in takes calls. */
export function callStatus({ snapshot }: State): CallStatus {
  if (!agentOf(snapshot)) return 'Offline';
  return snapshot?.status ? STATUS[snapshot.status.status] : 'Online';
}

/** The voice of this agent is here, and this page is the one that steers it. */
export const enableVoice = ({ snapshot, controlling, reachable }: State): boolean =>
  reachable && controlling && agentOf(snapshot) !== null && (snapshot?.voiceRight ?? false);

/** The page's call in the snapshot; gone some seconds after it has ended. */
export const toldCall = ({ snapshot, told }: State): Call | undefined =>
  snapshot?.calls.find(({ id }) => id === told.call?.id);

/** The provider's `agent_id` is the extension; its name of an agent, the `username`, is what Reo calls the contact centre's id. */
export function userOf(state: State): User {
  const agent = agentOf(state.snapshot);
  if (!agent) return NOBODY;
  const { name, extension, agentId, phone, role } = agent;
  return { name: agentId ?? name, agent_id: extension, extension, phone_no: phone ?? '', role };
}

/** A call that ends with this step, as far as it is remembered. */
export interface Over {
  call: Call | undefined;
}

/** Of a call that is over it can still be read what it was. */
export function voiceOf(state: State, over: Over | null = null): Voice {
  const { told, snapshot } = state;
  if (!told.complete && told.callStatus === null) return SILENT;
  return {
    ...callPart(state, over),
    enableVoice: enableVoice(state),
    callStatus: callStatus(state),
    deviceType: snapshot?.device?.current ?? told.deviceType ?? SILENT.deviceType,
    transferRequest: told.offer,
  };
}

type CallPart = Omit<Voice, 'enableVoice' | 'callStatus' | 'deviceType' | 'transferRequest'>;

function callPart(state: State, over: Over | null): CallPart {
  const { call } = state.told;
  if (!call) return diallingPart(state);
  const live = over === null;
  const seen = over ? over.call : toldCall(state);
  return {
    hasCall: live,
    isRinging: live && !call.answered,
    isAnswering: live && call.answered,
    isCallout: call.outbound,
    isMute: live && call.muted,
    isHold: live && call.held,
    callInfo: seen ? callInfo(seen, state) : null,
  };
}

function diallingPart(state: State): CallPart {
  const calling = state.dialling !== null;
  return {
    hasCall: calling,
    isRinging: calling,
    isAnswering: false,
    isCallout: calling,
    isMute: false,
    isHold: false,
    callInfo: state.dialling && dialledInfo(state.dialling.number, state),
  };
}

const callInfo = (call: Call, state: State): CallInfo => ({
  callId: call.serverCall ?? '',
  caller: call.number,
  callerName: call.name ?? call.number,
  line: call.line ?? '',
  callDirection: DIRECTION[call.direction],
  agentId: userOf(state).agent_id,
  queueDescription: call.queue ?? '',
});

const dialledInfo = (number: string, state: State): CallInfo => ({
  callId: '',
  caller: number,
  callerName: number,
  line: '',
  callDirection: 2,
  agentId: userOf(state).agent_id,
  queueDescription: '',
});
