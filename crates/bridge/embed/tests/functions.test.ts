import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hears, loadPage, page, take, told, TOKEN } from './crm';
import { Door } from './door';
import { ended, inbound, outbound, signedIn, signedOut, talking } from './state/fixture';

let door: Door;

beforeEach(async () => {
  door = new Door(signedIn);
  loadPage({ dialog: false });
  page.csInit!(TOKEN, '0938828282');
  await hears('csInitComplete');
  take();
  door.commands.length = 0;
});

afterEach(() => vi.unstubAllGlobals());

const settle = () => new Promise<void>((resolve) => setTimeout(resolve));

async function talk(): Promise<void> {
  door.update({ calls: [inbound(talking)] });
  await hears('csAcceptCall');
  take();
}

describe('csInit', () => {
  it('names what the page would like and signs the agent in', async () => {
    door = new Door(signedOut);
    loadPage({ name: 'CRM', base: 'https://crm.example/' });
    page.csInit!(TOKEN, '0938828282');
    await vi.waitFor(() => expect(door.of('signIn')).toHaveLength(1));
    expect(door.hellos[0]).toMatchObject({ name: 'CRM', pair: true, scopes: ['events', 'dial', 'control', 'answer', 'agents'] });
    expect(door.of('signIn')[0]).toEqual({ type: 'signIn', domain: '0938828282', token: TOKEN, base: 'https://crm.example' });
    door.update(signedIn, { type: 'signedIn' });
    await hears('csInitComplete');
    expect(take()).toEqual(['csShowCallStatus Online', 'csShowEnableVoice true', 'csShowDeviceType 1', 'csInitComplete']);
    expect(page.csUser).toMatchObject({ extension: '5000', agent_id: '5000' });
  });

  it('may be called twice', async () => {
    page.csInit!(TOKEN, '0938828282');
    await hears('csInitComplete');
    expect(told.filter((line) => line === 'csInitComplete')).toHaveLength(1);
    expect(door.hellos).toHaveLength(1);
  });

  it('is content with an agent who is signed in where it may not sign in', async () => {
    door.answer = () => ({ type: 'refused', reason: 'scope', retryAfterMs: null });
    page.csInit!(TOKEN, '0938828282');
    await hears('csInitComplete');
    page.csInit!('another', '0938828282');
    await hears('csInitError REO_DECLINED');
  });

  it('tells why signing in failed', async () => {
    door.answer = () => ({ type: 'failed', problem: { code: 'tokenRejected', params: {} } });
    page.csInit!(TOKEN, '0938828282');
    await hears('csInitError 401');
  });
});

describe('calling out', () => {
  it('dials with the service and tells the page at once', async () => {
    door.answer = () => ({ type: 'done', call: 'r1' });
    page.csCallout!('0901 234 567', 12);
    expect(take()).toEqual(['showCalloutInfo 0901 234 567']);
    expect(page.csVoice).toMatchObject({ isCallout: true, hasCall: true });
    expect([page.isCsCallout!(), page.isCsHasCall!()]).toEqual([true, true]);
    await vi.waitFor(() => expect(door.commands).toEqual([{ type: 'dial', number: '0901 234 567', service: '12' }]));
    door.update({ calls: [outbound({ serverCall: 's1', phase: 'ringing' })] });
    await hears('csCallRinging 0901234567');
    expect(take()).toEqual(['csCallRingingAgent', 'csCurrentCallId s1', 'csCallRinging 0901234567']);
    expect(page.getCurrentCallId!()).toBe('s1');
  });

  it('does nothing while there is a call', async () => {
    await talk();
    page.csVoice.isCallout = false;
    page.csCallout!('0901234567');
    await settle();
    expect(told).toEqual([]);
    expect(door.commands).toEqual([]);
  });

  it('can be done again after a call that came to nothing', async () => {
    door.answer = () => ({ type: 'failed', problem: { code: 'notReady', params: {} } });
    page.csCallout!('0901234567');
    await hears('showCalloutError IPCC_NOT_CONNECT_AGENT_ID undefined');
    expect(page.csVoice).toMatchObject({ isCallout: false, hasCall: false });
    page.csCallout!('0901234567');
    await vi.waitFor(() => expect(door.of('dial')).toHaveLength(2));
  });

  it('is refused by the agent or by Reo', async () => {
    door.answer = () => ({ type: 'refused', reason: 'declined', retryAfterMs: null });
    page.csCallout!('0901234567');
    await hears('showCalloutError CALLOUT_PERMISSION_DENY undefined');
  });

  it('is taken back before there is a call', async () => {
    door.answer = ({ type }) => (type === 'dial' ? { type: 'done', call: 'r1' } : { type: 'done', call: null });
    page.csCallout!('0901234567');
    page.endCall!();
    await vi.waitFor(() => expect(door.of('hangUp')).toEqual([{ type: 'hangUp', call: 'r1' }]));
    door.update({ calls: [outbound(ended({ type: 'hungUpHere' }))] }, { type: 'callStarted', call: 'r1', direction: 'outbound', number: '0901234567' });
    await hears('csEndCall');
    expect(page.csVoice).toMatchObject({ isCallout: false, hasCall: false });
  });
});

describe('a call', () => {
  it('is answered, or refused, while it rings', async () => {
    door.update({ calls: [inbound()] });
    await hears('csCallRinging 0901234567');
    page.onAcceptCall!();
    page.endCall!();
    await vi.waitFor(() => expect(door.commands).toHaveLength(2));
    expect(door.commands).toEqual([{ type: 'answer', call: 'r1' }, { type: 'refuse', call: 'r1' }]);
    expect([page.getHotline!(), page.getIvrSelection!(), page.getExtension!()]).toEqual(['19001000', 'Sales', '5000']);
  });

  it('is held, muted, pressed keys in and ended', async () => {
    await talk();
    for (const name of ['holdCall', 'muteCall', 'endCall']) page[name]!();
    page.sendDTMF!(5);
    await vi.waitFor(() => expect(door.commands).toHaveLength(4));
    expect(door.commands).toEqual([
      { type: 'setHold', call: 'r1', on: true },
      { type: 'setMute', call: 'r1', on: true },
      { type: 'hangUp', call: 'r1' },
      { type: 'sendDigits', call: 'r1', digits: '5' },
    ]);
  });

  it('is muted too when it is outbound', async () => {
    door.update({ calls: [outbound({ serverCall: 's1', ...talking, muted: true })] });
    await hears('csMuteCall');
    page.muteCall!();
    await vi.waitFor(() => expect(door.of('setMute')).toEqual([{ type: 'setMute', call: 'r1', on: false }]));
  });

  it('whose hold fails is not told as held', async () => {
    await talk();
    door.answer = () => ({ type: 'failed', problem: { code: 'holdFailed', params: {} } });
    page.holdCall!();
    await vi.waitFor(() => expect(door.of('setHold')).toHaveLength(1));
    await settle();
    expect(told).toEqual([]);
    expect(page.csVoice.isHold).toBe(false);
  });

  it('is needed for what is done with calls', async () => {
    for (const name of ['onAcceptCall', 'endCall', 'holdCall', 'muteCall', 'sendDTMF', 'responseTransferAgent']) page[name]!('1');
    page.csTransferCallAgent!('5001');
    await settle();
    expect(door.commands).toEqual([]);
    expect(take()).toEqual(['csTransferCallError NOT_IN_A_CALL 5001']);
  });
});

describe('transfers', () => {
  it('are asked for by extension and by queue', async () => {
    await talk();
    page.csTransferCallAgent!(5001);
    page.csTransferCallAcd!('7');
    page.csTransferCallAgent!('');
    await vi.waitFor(() => expect(door.commands).toHaveLength(2));
    expect(door.commands).toEqual([
      { type: 'transfer', call: 'r1', to: { type: 'colleague', extension: '5001' } },
      { type: 'transfer', call: 'r1', to: { type: 'queue', id: '7' } },
    ]);
    expect(take()).toEqual(['csTransferCallError NOT_CHOOSE_TYPE_TRANSFER ']);
  });

  it('that Reo does not begin are told', async () => {
    await talk();
    door.answer = () => ({ type: 'failed', problem: { code: 'transferMutedOrHeld', params: {} } });
    page.csTransferCallAgent!('5001');
    await hears('csTransferCallError IPCCERR0003 5001');
  });

  it.each([[1, true], ['1', true], ['OK', true], [true, true], [0, false], ['NOK', false], [undefined, false]])(
    'of a colleague are answered by %s',
    async (action, accept) => {
      const transferOffer = { serverCall: 's9', from: '5001', number: null, name: null, until: 9, accepted: false };
      door.update({ transferOffer });
      await vi.waitFor(() => expect(page.csVoice.transferRequest).toMatchObject({ dropAgentId: '5001' }));
      page.responseTransferAgent!(action);
      await vi.waitFor(() => expect(door.commands).toEqual([{ type: 'answerTransfer', accept }]));
    },
  );

  it('begin with the list of colleagues, which is not watched for longer than needed', async () => {
    page.getTransferAgent!();
    page.getTransferAgent!();
    await vi.waitFor(() => expect(door.commands).toHaveLength(1));
    door.update({ colleagues: [{ extension: '5001', name: 'Hoa' }] }, { type: 'colleaguesListed' });
    await vi.waitFor(() => expect(door.commands).toHaveLength(2));
    expect(door.commands.map((command) => command.type === 'watchColleagues' && command.on)).toEqual([true, false]);
    expect(take()).toHaveLength(2);
  });
});

describe('voice, status and device', () => {
  it('are asked for', async () => {
    page.changeCallStatus!();
    page.changeDevice!('3', '0901234567');
    page.reConfigDeviceType!();
    page.csUnregister!();
    await vi.waitFor(() => expect(door.commands).toHaveLength(4));
    expect(door.commands).toEqual([
      { type: 'setStatus', status: 'notAvailable' },
      { type: 'setDevice', device: 3, phone: '0901234567', whileHere: true },
      { type: 'resetDevice' },
      { type: 'releaseControl' },
    ]);
  });

  it('are answered where nothing changes', async () => {
    page.csEnableCall!();
    page.changeDevice!(1);
    await hears('csShowDeviceType 1');
    expect(take()).toEqual(['csShowEnableVoice true', 'csShowDeviceType 1']);
  });

  it('come to the page that takes over', async () => {
    door.control(false);
    await hears('csShowEnableVoice false');
    door.answer = ({ type }) => {
      if (type === 'takeControl') door.control(true);
      return { type: 'done', call: null };
    };
    take();
    page.csEnableCall!();
    await hears('csShowEnableVoice true');
    expect(take()).toEqual(['csShowEnableVoice true']);
  });

  it('stay as they are while the page is left', async () => {
    window.dispatchEvent(new Event('beforeunload'));
    page.csUnregister!();
    page.reConfigDeviceType!();
    page.changeDevice!(2);
    await settle();
    expect(door.commands).toEqual([]);
    page.csUnregister!();
    await vi.waitFor(() => expect(door.commands).toEqual([{ type: 'releaseControl' }]));
    window.dispatchEvent(new Event('pagehide'));
    page.reConfigDeviceType!();
    await settle();
    expect(door.commands).toHaveLength(1);
    window.dispatchEvent(new Event('pageshow'));
  });
});

describe('the page', () => {
  it('reads the services', async () => {
    expect(page.csVoice.getCalloutServices()).toEqual([]);
    door.update({ services: [{ id: '12', description: 'Hotline', isDefault: true }] });
    const services = [{ callout_id: '12', descriptions: 'Hotline', is_default: 1 }];
    await vi.waitFor(() => expect(page.csVoice.getCalloutServices()).toEqual(services));
  });

  it('may write to csVoice: it does not stick', async () => {
    page.csCallout!('0901234567');
    page.csVoice.isCallout = false;
    door.update({ calls: [outbound({ serverCall: 's1' })] });
    await hears('csCallRingingAgent');
    expect(page.csVoice.isCallout).toBe(true);
  });

  it('may fail in a handler, leave one out, and define one later', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    page.csCurrentCallId = () => {
      throw new Error('of the page');
    };
    delete (page as unknown as Record<string, unknown>).csCallRinging;
    door.update({ calls: [inbound()] });
    await vi.waitFor(() => expect(error).toHaveBeenCalledOnce());
    page.csAcceptCall = () => void told.push('later');
    door.update({ calls: [inbound(talking)] });
    await hears('later');
    error.mockRestore();
  });

  it('may do the next thing in a handler', async () => {
    page.csEndCall = () => page.csCallout!('0902');
    door.update({ calls: [inbound()] });
    door.update({ calls: [inbound(ended({ type: 'missed' }))] });
    await hears('showCalloutInfo 0902');
    await vi.waitFor(() => expect(door.of('dial')).toHaveLength(1));
    expect(page.csVoice).toMatchObject({ isCallout: true, callInfo: { caller: '0902' } });
  });

  it('keeps what it hung onto callInfo', async () => {
    door.update({ calls: [inbound()] });
    await hears('csCallRinging 0901234567');
    Object.assign(page.csVoice.callInfo!, { ticket: 7 });
    door.update({ calls: [inbound(talking)] });
    await hears('csAcceptCall');
    expect(page.csVoice.callInfo).toMatchObject({ ticket: 7, callId: 's1' });
  });
});

describe('the connection', () => {
  it('may break and come back without anything being told twice', async () => {
    await talk();
    door.drop();
    await hears('csNotifyReconnecting 1 20');
    await vi.waitFor(() => expect(door.hellos).toHaveLength(2));
    door.update({ calls: [inbound({ ...talking, muted: true })] });
    await hears('csMuteCall');
    expect(take()).toEqual(['csNotifyReconnecting 1 20', 'csMuteCall']);
    expect(door.of('signIn')).toHaveLength(0);
  });

  it('to another run of Reo’s signs in anew', async () => {
    await talk();
    door.run = 'run-2';
    door.snapshot = signedOut;
    door.drop();
    await vi.waitFor(() => expect(door.of('signIn')).toHaveLength(1));
    door.update(signedIn, { type: 'signedIn' });
    await hears('csInitComplete');
    expect(take()).toEqual([
      'csNotifyReconnecting 1 20',
      'csEndCall',
      'csShowCallStatus Online',
      'csShowEnableVoice true',
      'csShowDeviceType 1',
      'csInitComplete',
    ]);
  });
});
