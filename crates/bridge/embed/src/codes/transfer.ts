// What `csTransferCallError` is given: the provider's name or code of the fault (protocol page, section 3).
import type { Problem } from '../wire';

/** The fault that stands for all others (IPCCERR0013). */
export const TRANSFER_FAILED = 'TRANSFER_CALL_FAILED';

const BY_PROBLEM: Record<string, string> = {
  callNotFound: 'IPCCERR0000',
  transferNotAvailable: 'IPCCERR0001',
  transferNoSuchColleague: 'IPCCERR0002',
  transferMutedOrHeld: 'IPCCERR0003',
  transferNobody: 'NOT_CHOOSE_TYPE_TRANSFER',
  transferNoCall: 'NOT_IN_A_CALL',
  transferNoCallInfo: 'COULD_NOT_GET_CALL_INFO',
};

export const transferError = (problem: Problem | null): string =>
  (problem && BY_PROBLEM[problem.code]) ?? TRANSFER_FAILED;

/** The colleague said no or nothing: the provider tells that by `csTransferCallResponse('NOK')`. */
export const saidNo = (problem: Problem | undefined): boolean =>
  problem?.code === 'transferRefused' || problem?.code === 'transferTimedOut';
