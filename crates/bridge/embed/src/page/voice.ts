// What a page reads of `csVoice` and `csUser` (protocol page, section 5).
import type { Service } from '../wire';

/** `csVoice.callStatus`. */
export type CallStatus = 'Online' | 'Offline' | 'No Answer';

/** `csVoice.callInfo`. */
export interface CallInfo {
  /** The contact centre's id; empty until it is known. */
  callId: string;
  caller: string;
  /** The number where no name is known. */
  callerName: string;
  line: string;
  /** 1 inbound, 2 outbound, 3 internal. */
  callDirection: 1 | 2 | 3;
  agentId: string;
  queueDescription: string;
}

/** `csVoice.transferRequest`: a call that a colleague offers. */
export interface TransferRequest {
  callId: string;
  /** Who offers it. */
  dropAgentId: string;
  /** Who is asked: this agent. */
  newAgentId: string;
}

/** An outbound service, as `csVoice.getCalloutServices()` lists it. */
export interface CalloutService {
  callout_id: string;
  descriptions: string;
  /** 1 for one of them. */
  is_default: 0 | 1;
}

/** `csVoice`. */
export interface Voice {
  enableVoice: boolean;
  callStatus: CallStatus;
  /** `deviceType` of the contact centre. */
  deviceType: number;
  hasCall: boolean;
  isRinging: boolean;
  isAnswering: boolean;
  isCallout: boolean;
  isMute: boolean;
  isHold: boolean;
  transferRequest: TransferRequest | null;
  callInfo: CallInfo | null;
}

/** `csUser`. */
export interface User {
  name: string;
  agent_id: string;
  extension: string;
  phone_no: string;
  role: number | null;
}

/** `csVoice` before anybody has signed in. */
export const SILENT: Voice = {
  enableVoice: false,
  callStatus: 'Offline',
  deviceType: 1,
  hasCall: false,
  isRinging: false,
  isAnswering: false,
  isCallout: false,
  isMute: false,
  isHold: false,
  transferRequest: null,
  callInfo: null,
};

/** `csUser` before anybody has signed in. */
export const NOBODY: User = { name: '', agent_id: '', extension: '', phone_no: '', role: null };

/** The services as the provider names their fields. */
export const calloutServices = (services: readonly Service[]): CalloutService[] =>
  services.map(({ id, description, isDefault }) => ({
    callout_id: id,
    descriptions: description,
    is_default: isDefault ? 1 : 0,
  }));
