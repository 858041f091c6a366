import { describe, expect, it } from 'vitest';
import type { Call, PhoneEvent, Target, Transfer } from '../../src/wire';
import { ended, inbound, Scenario, signedIn, talking } from './fixture';

const TO: Target = { type: 'colleague', extension: '5001' };
const QUEUE: Target = { type: 'queue', id: '7' };

const transfer = (to: Target, stage: Transfer['stage']): Partial<Call> => ({ ...talking, transfer: { to, stage, until: 9 } });

const failed = (code: string): PhoneEvent => ({ type: 'transferFailed', call: 'r1', problem: { code, params: {} } });

function asking(to: Target): Scenario {
  const page = Scenario.signedIn();
  page.calls(inbound(transfer(to, to.type === 'colleague' ? 'asking' : 'moving')));
  page.take();
  return page;
}

describe('a call that is given away', () => {
  it('goes to a colleague who accepts', () => {
    const page = asking(TO);
    page.calls(inbound(transfer(TO, 'moving')));
    expect(page.take()).toEqual(['csTransferCallResponse OK']);
    page.calls(inbound({ ...talking, phase: 'ending' }));
    expect(page.take()).toEqual([]);
    page.calls(inbound({ ...talking, ...ended({ type: 'transferred' }) }));
    expect(page.take()).toEqual(['csTransferCallSuccess 5001', 'csEndCall']);
  });

  it('names the colleague as an object that prints as the extension', () => {
    const page = asking(TO);
    page.update({ ...signedIn, calls: [inbound(talking)] }, failed('transferNotAvailable'));
    expect(page.take()).toEqual(['csTransferCallError IPCCERR0001 5001']);
    expect(page.args[1]).toMatchObject({ ipphone: '5001' });
  });

  it.each(['transferRefused', 'transferTimedOut'])('stays when the colleague does not want it (%s)', (code) => {
    const page = asking(TO);
    page.update({ ...signedIn, calls: [inbound(talking)] }, failed(code));
    expect(page.take()).toEqual(['csTransferCallResponse NOK']);
    page.calls(inbound(talking));
    expect(page.take()).toEqual([]);
  });

  it('stays when the server fails after the colleague accepted', () => {
    const page = asking(TO);
    page.calls(inbound(transfer(TO, 'moving')));
    page.update({ ...signedIn, calls: [inbound(talking)] }, failed('transferFailed'));
    expect(page.take()).toEqual(['csTransferCallResponse OK', 'csTransferCallError TRANSFER_CALL_FAILED 5001']);
  });

  it('stays when nobody saw why', () => {
    const page = asking(TO);
    page.calls(inbound(talking));
    expect(page.take()).toEqual(['csTransferCallError TRANSFER_CALL_FAILED 5001']);
  });

  it('goes to a queue', () => {
    const page = asking(QUEUE);
    page.calls(inbound({ ...talking, ...ended({ type: 'transferred' }) }));
    expect(page.take()).toEqual(['csTransferCallResponse OK', 'csEndCall']);
  });

  it('is not taken by a queue', () => {
    const page = asking(QUEUE);
    page.update({ ...signedIn, calls: [inbound(talking)] }, failed('transferFailed'));
    expect(page.take()).toEqual(['csTransferCallResponse NOK']);
  });

  it('that never begins is told once, whether the event or the answer comes first', () => {
    const problem = { code: 'transferMutedOrHeld', params: {} };
    const event = (page: Scenario) => page.update({ ...signedIn, calls: [inbound(talking)] }, failed(problem.code));
    const answer = (page: Scenario) => page.put({ type: 'notGiven', problem });
    for (const [first, second] of [[event, answer], [answer, event]] as const) {
      const page = Scenario.signedIn();
      page.calls(inbound(talking));
      page.take();
      page.put({ type: 'give', to: TO });
      first(page);
      second(page);
      expect(page.take()).toEqual(['csTransferCallError IPCCERR0003 5001']);
    }
  });

  it('ends while the colleague is asked', () => {
    const page = asking(TO);
    page.calls(inbound({ ...talking, ...ended({ type: 'hungUpThere' }) }));
    expect(page.take()).toEqual(['csEndCall']);
  });
});

describe('a call that a colleague offers', () => {
  const offer = { serverCall: 's9', from: '5001', number: '0902', name: null, until: 9, accepted: false };

  it('is offered once, and stands in csVoice until it is answered', () => {
    const page = Scenario.signedIn();
    page.update({ ...signedIn, transferOffer: offer });
    page.update({ ...signedIn, transferOffer: offer });
    expect(page.take()).toHaveLength(1);
    const request = { callId: 's9', dropAgentId: '5001', newAgentId: '5000' };
    expect(page.args).toEqual([request]);
    expect(page.voice.transferRequest).toEqual(request);
    page.update({ ...signedIn, transferOffer: { ...offer, accepted: true } });
    expect(page.take()).toEqual([]);
    expect(page.voice.transferRequest).toBeNull();
  });

  it('comes as a call that answers itself', () => {
    const page = Scenario.signedIn();
    page.calls(inbound({ phase: 'answering' }));
    page.calls(inbound(talking));
    expect(page.take()).toEqual(['csCurrentCallId s1', 'csCallRinging 0901234567', 'csAcceptCall']);
  });

  it('is offered only where the voice is', () => {
    const page = Scenario.signedIn();
    page.put({ type: 'control', controlling: false });
    page.update({ ...signedIn, transferOffer: offer });
    expect(page.take()).toEqual(['csShowEnableVoice false']);
    page.put({ type: 'control', controlling: true });
    expect(page.take()).toEqual(['csShowEnableVoice true', 'csNewCallTransferRequest [object Object]']);
  });
});

describe('the list of colleagues', () => {
  const colleagues = [{ extension: '5001', name: 'Hoa' }, { extension: '5002', name: null }];

  it('comes once for each question', () => {
    const page = Scenario.signedIn();
    page.put({ type: 'askColleagues' });
    page.put({ type: 'askColleagues' });
    page.update({ ...signedIn, colleagues }, { type: 'colleaguesListed' });
    expect(page.take()).toHaveLength(2);
    expect(page.args[0]).toMatchObject([{ ipPhone: '5001', userName: 'Hoa' }, { ipPhone: '5002', userName: '5002' }]);
    page.update({ ...signedIn, colleagues }, { type: 'colleaguesListed' });
    expect(page.take()).toEqual([]);
  });

  it('comes at once where it is being watched', () => {
    const page = Scenario.signedIn({ ...signedIn, colleagues });
    page.put({ type: 'askColleagues' });
    expect(page.take()).toHaveLength(1);
  });
});
