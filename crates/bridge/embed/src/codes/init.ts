// What `csInitError` is given: the provider's number where signing in failed at the contact centre (protocol page, section 1),
// a word of Reo's own where it did not get that far.
import type { ClosedReason } from '../../../../../sdk/src/index';
import type { Problem, Refusal } from '../wire';

/** Words that no provider uses, so that a page can tell them apart. */
export const REO = {
  /** Nothing listens on Reo's ports: it is not installed, not running, or its door is closed. */
  notRunning: 'REO_NOT_RUNNING',
  /** The browser does not let this page reach programs on this computer. */
  permissionDenied: 'REO_PERMISSION_DENIED',
  /** Reo is not running, or the browser keeps this page from it because it came by plain http. */
  insecurePage: 'REO_INSECURE_PAGE',
  /** The page keeps itself from reaching Reo: its content security policy, a sandboxed frame, a file. */
  blocked: 'REO_BLOCKED_BY_PAGE',
  /** The agent said no, or did not answer, in Reo's window. */
  declined: 'REO_DECLINED',
  /** Too many questions or connections; later it may work. */
  busy: 'REO_BUSY',
  /** Reo is too old or too new for this script. */
  version: 'REO_VERSION',
} as const;

export type ReoCode = (typeof REO)[keyof typeof REO];
export type InitCode = 400 | 401 | 404 | 405 | 500 | ReoCode;

const BY_PROBLEM: Record<string, InitCode> = {
  unknownExtension: 400,
  tokenRejected: 401,
  tokenExpired: 401,
  unknownDomain: 404,
  domainExpired: 405,
};

/** As at the provider: a token that is wrong or none at all. */
export const NO_TOKEN: InitCode = 401;

/** Everything else that goes wrong at the contact centre is its 500. */
export const initError = (problem: Problem): InitCode => BY_PROBLEM[problem.code] ?? 500;

const BY_REFUSAL: Partial<Record<Refusal, InitCode>> = {
  version: REO.version,
  tooMany: REO.busy,
  unavailable: REO.notRunning,
};

/** Reo did not let the page in, or did not let it sign the agent in. */
export const initRefused = (reason: Refusal): InitCode => BY_REFUSAL[reason] ?? REO.declined;

const BY_REASON: Partial<Record<ClosedReason, ReoCode>> = {
  permissionDenied: REO.permissionDenied,
  insecureContext: REO.insecurePage,
  blockedByPage: REO.blocked,
  noOrigin: REO.blocked,
};

/** There is no connection to Reo. */
export const notConnected = (reason: ClosedReason, refusal: Refusal | null): InitCode =>
  refusal === null ? (BY_REASON[reason] ?? REO.notRunning) : initRefused(refusal);
