import { describe, expect, it } from 'vitest';
import { ReoError } from '../../../../sdk/src/index';
import { calloutError, dialError } from '../src/codes/callout';
import { initError, initRefused, notConnected } from '../src/codes/init';
import { transferError } from '../src/codes/transfer';

const problem = (code: string, params: Record<string, string> = {}) => ({ code, params });

describe('codes of a call', () => {
  it('are the contact centre’s own where they are known', () => {
    expect(calloutError(problem('callFault', { errorCode: 'NEW', sipCode: '503' }))).toEqual({ errorCode: 'NEW', sipCode: '503' });
    expect(calloutError(problem('callFault', { errorCode: 'ERROR_CALLOUT_CONNECT' })).sipCode).toBeUndefined();
  });

  it.each([
    ['customerNotReachable', 'IPCC_NOT_CONNECT_CUSTOMER', '404'],
    ['customerBusy', 'IPCC_NOT_CONNECT_CUSTOMER', '486'],
    ['callTimedOut', 'IPCC_NOT_CONNECT_CUSTOMER', '408'],
    ['hotlineUnpaid', 'IPCC_NOT_CONNECT_CUSTOMER', '403'],
    ['customerNoAnswer', 'IPCC_NOT_CONNECT_CUSTOMER', '487'],
    ['customerUnavailable', 'IPCC_NOT_CONNECT_CUSTOMER', '480'],
    ['agentDeviceUnreachable', 'IPCC_NOT_CONNECT_AGENT_ID', undefined],
    ['alreadyInCall', 'CALLOUT_AGENT_BUSY', undefined],
    ['callOutDenied', 'CALLOUT_PERMISSION_DENY', undefined],
    ['something new', 'ERROR_CALLOUT_CONNECT', undefined],
  ])('%s comes nearest to %s %s', (code, errorCode, sipCode) => {
    expect(calloutError(problem(code))).toEqual({ errorCode, sipCode });
  });

  it('say whether the page was let', () => {
    expect(dialError(new ReoError('refused', 'tooMany')).errorCode).toBe('CALLOUT_PERMISSION_DENY');
    expect(dialError(new ReoError('refused', 'unavailable')).errorCode).toBe('ERROR_CALLOUT_CONNECT');
    expect(dialError(new ReoError('lost', 'restarted')).errorCode).toBe('ERROR_CALLOUT_CONNECT');
    expect(dialError('anything').errorCode).toBe('ERROR_CALLOUT_CONNECT');
  });
});

describe('codes of signing in', () => {
  it.each([
    ['unknownExtension', 400],
    ['tokenRejected', 401],
    ['tokenExpired', 401],
    ['unknownDomain', 404],
    ['domainExpired', 405],
    ['serverUnreachable', 500],
  ])('%s is %s', (code, number) => expect(initError(problem(code))).toBe(number));

  it('are Reo’s own where it did not get that far', () => {
    expect(initRefused('timedOut')).toBe('REO_DECLINED');
    expect(notConnected('notRunning', null)).toBe('REO_NOT_RUNNING');
    expect(notConnected('refused', 'version')).toBe('REO_VERSION');
    expect(notConnected('noOrigin', null)).toBe('REO_BLOCKED_BY_PAGE');
  });
});

it('a transfer’s fault has the provider’s name', () => {
  expect(transferError(problem('transferNoCallInfo'))).toBe('COULD_NOT_GET_CALL_INFO');
  expect(transferError(null)).toBe('TRANSFER_CALL_FAILED');
});
