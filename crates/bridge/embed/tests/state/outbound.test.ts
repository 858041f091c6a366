import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/wire';
import { ended, inbound, outbound, Scenario, talking } from './fixture';

const problem = (code: string, params: Problem['params'] = {}): Problem => ({ code, params });

function dialled(): Scenario {
  const page = Scenario.signedIn();
  page.put({ type: 'dial', number: '090 123 4567' });
  return page;
}

describe('an outbound call', () => {
  it('is told in the order that pages rely on', () => {
    const page = dialled();
    expect(page.take()).toEqual(['showCalloutInfo 090 123 4567']);
    expect(page.voice).toMatchObject({ isCallout: true, hasCall: true, isRinging: true, callInfo: { callId: '', caller: '090 123 4567' } });
    page.calls(outbound());
    expect(page.take()).toEqual([]);
    page.calls(outbound({ serverCall: 's1' }));
    expect(page.take()).toEqual(['csCallRingingAgent']);
    page.calls(outbound({ serverCall: 's1', phase: 'ringing' }));
    expect(page.take()).toEqual(['csCurrentCallId s1', 'csCallRinging 0901234567']);
    page.calls(outbound({ serverCall: 's1', ...talking }));
    expect(page.take()).toEqual(['csCustomerAccept']);
    expect(page.voice).toMatchObject({ isAnswering: true, isCallout: true });
    page.calls(outbound({ serverCall: 's1', ...talking, ...ended({ type: 'hungUpThere' }) }));
    expect(page.take()).toEqual(['csEndCall']);
    expect(page.voice).toMatchObject({ isCallout: false, hasCall: false, callInfo: null });
  });

  it('is told whole where steps were not seen', () => {
    const page = dialled();
    page.calls(outbound({ serverCall: 's1', ...talking }));
    expect(page.take().slice(1)).toEqual(['csCallRingingAgent', 'csCurrentCallId s1', 'csCallRinging 0901234567', 'csCustomerAccept']);
  });

  it('that another page or the agent made is announced like one of its own', () => {
    const page = Scenario.signedIn();
    page.calls(outbound());
    expect(page.take()).toEqual(['showCalloutInfo 0901234567']);
  });

  it('that fails is told by its codes and nothing more', () => {
    const page = dialled();
    page.calls(outbound({ serverCall: 's1', phase: 'ringing' }));
    page.take();
    const busy = problem('customerBusy', { errorCode: 'IPCC_NOT_CONNECT_CUSTOMER', sipCode: '486' });
    page.calls(outbound({ serverCall: 's1', ...ended({ type: 'failed', problem: busy }) }));
    expect(page.take()).toEqual(['showCalloutError IPCC_NOT_CONNECT_CUSTOMER 486']);
    expect(page.args).toEqual(['IPCC_NOT_CONNECT_CUSTOMER', '486']);
    page.calls();
    expect(page.take()).toEqual([]);
    expect(page.voice.isCallout).toBe(false);
  });

  it('that breaks in the talk has ended', () => {
    const page = dialled();
    page.calls(outbound({ serverCall: 's1', ...talking }));
    page.take();
    page.calls(outbound({ serverCall: 's1', ...talking, ...ended({ type: 'failed', problem: problem('mediaFailed') }) }));
    expect(page.take()).toEqual(['csEndCall']);
  });

  it('that the agent takes back has ended', () => {
    const page = dialled();
    page.calls(outbound({ serverCall: 's1' }));
    page.take();
    page.calls(outbound({ serverCall: 's1', ...ended({ type: 'hungUpHere' }) }));
    expect(page.take()).toEqual(['csEndCall']);
  });

  it('that Reo does not make is told once', () => {
    const page = dialled();
    const error = { errorCode: 'CALLOUT_PERMISSION_DENY', sipCode: undefined };
    page.put({ type: 'notDialled', error });
    page.put({ type: 'notDialled', error });
    expect(page.take().slice(1)).toEqual(['showCalloutError CALLOUT_PERMISSION_DENY undefined']);
    expect(page.voice).toMatchObject({ isCallout: false, hasCall: false, callInfo: null });
  });

  it('whose end was missed is over when the page is back', () => {
    const page = dialled();
    page.put({ type: 'dialled', call: 'r1' });
    page.put({ type: 'away', attempt: 1, total: 20 });
    page.take();
    page.put({ type: 'welcome', snapshot: page.state.snapshot, controlling: true, newRun: false });
    expect(page.take()).toEqual(['csEndCall']);
    expect(page.voice.isCallout).toBe(false);
  });

  it('that somebody else’s call overtakes has failed, and that call rings', () => {
    const page = dialled();
    page.take();
    page.calls(inbound());
    expect(page.take()).toEqual(['showCalloutError CALLOUT_AGENT_BUSY undefined', 'csCurrentCallId s1', 'csCallRinging 0901234567']);
    expect(page.voice).toMatchObject({ isCallout: false, isRinging: true });
    page.put({ type: 'notDialled', error: { errorCode: 'CALLOUT_AGENT_BUSY', sipCode: undefined } });
    expect(page.take()).toEqual([]);
  });

  it('to a colleague has the same order', () => {
    const page = Scenario.signedIn();
    page.put({ type: 'dial', number: '5001' });
    const call = { direction: 'internal', number: '5001' } as const;
    page.calls(outbound(call));
    page.calls(outbound({ ...call, phase: 'ringing' }));
    page.calls(outbound({ ...call, ...talking }));
    expect(page.take()).toEqual(['showCalloutInfo 5001', 'csCallRingingAgent', 'csCallRinging 5001', 'csCustomerAccept']);
    expect(page.voice).toMatchObject({ isCallout: true, callInfo: { callDirection: 3 } });
  });
});
