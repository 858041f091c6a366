/** The words of the protocol, written by Reo. */
export type { Agent } from './generated/Agent';
export type { Allowed } from './generated/Allowed';
export type { Call } from './generated/Call';
export type { Cause } from './generated/Cause';
export type { Colleague } from './generated/Colleague';
export type { Command } from './generated/Command';
export type { CommandResult } from './generated/CommandResult';
export type { Customer } from './generated/Customer';
export type { CustomerLine } from './generated/CustomerLine';
export type { Delivery } from './generated/Delivery';
export type { DeviceView } from './generated/DeviceView';
export type { Direction } from './generated/Direction';
export type { Done } from './generated/Done';
export type { Health } from './generated/Health';
export type { Hold } from './generated/Hold';
export type { Light } from './generated/Light';
export type { LightState } from './generated/LightState';
export type { Offer } from './generated/Offer';
export type { PageFrame } from './generated/PageFrame';
export type { Phase } from './generated/Phase';
export type { PhoneEvent } from './generated/PhoneEvent';
export type { Problem } from './generated/Problem';
export type { Refusal } from './generated/Refusal';
export type { RefusedFrame } from './generated/RefusedFrame';
export type { ReoFrame } from './generated/ReoFrame';
export type { Resume } from './generated/Resume';
export type { Scope } from './generated/Scope';
export type { Service } from './generated/Service';
export type { Session } from './generated/Session';
export type { Snapshot } from './generated/Snapshot';
export type { Stage } from './generated/Stage';
export type { Status } from './generated/Status';
export type { StatusView } from './generated/StatusView';
export type { Target } from './generated/Target';
export type { Transfer } from './generated/Transfer';
export type { Update } from './generated/Update';
export type { Welcome } from './generated/Welcome';

/** Versions of the protocol that this client speaks. */
export const VERSIONS = [1];

/** Ports where Reo may be, in the order in which Reo takes them. */
export const PORTS: readonly number[] = [21590, 21591, 21592, 21593];

/** The largest frame that Reo takes, in bytes. */
export const FRAME_LIMIT = 64 * 1024;
