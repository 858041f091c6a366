import type { CallView } from '../generated/CallView';
import type { DeviceType } from '../generated/DeviceType';
import type { Phase } from '../generated/Phase';
import type { Snapshot } from '../generated/Snapshot';
import type { TransferStage } from '../generated/TransferStage';
import { agent, allowed, bad, call, COLLEAGUES, device, good, off, problem, SERVICES, signedIn, signedOut, working } from './snapshots';

const talking: Phase = { type: 'talking' };
const outbound: Partial<CallView> = { direction: 'outbound', queue: null };
const inCall = (phase: Phase, change: Partial<CallView> = {}, more: Partial<Snapshot> = {}) =>
  signedIn({ calls: [call(phase, change)], device: device('computer', { canChange: false }), ...more });
const held = (local: boolean, remote: boolean, pending: boolean | null = null) => ({ hold: { local, remote, pending } });

const LAN = agent({ name: 'Lan', extension: 'lan', domain: 'sip.example.vn', agentId: null, mobile: null, role: null });
const plainSip = (calls: CallView[] = []) =>
  signedIn({
    session: { type: 'signedIn', agent: LAN },
    health: { contactCentre: off, line: good, sound: good },
    device: device('computer', { mobile: null, onSignOut: null, canChange: false }),
    status: null,
    calls,
  });

/** Calls ring elsewhere: line and sound are not wanted here. */
const elsewhere = (current: DeviceType, calls: CallView[] = []) =>
  signedIn({ device: device(current, { canChange: calls.length === 0 }), health: { contactCentre: good, line: off, sound: good }, calls });
const steered = (phase: Phase, on: DeviceType, change: Partial<CallView> = {}) =>
  call(phase, { device: on, allowed: { ...allowed(phase), answer: false, digits: false }, ...change });

const second: Partial<CallView> = { id: 2, serverCall: 'c-2', number: '0988777666', name: 'Hoàng Thị Mai', queue: 'Bán hàng' };
const asked = (stage: TransferStage) => {
  const now = Date.now();
  return { to: { type: 'colleague', extension: '5001' } as const, stage, since: now - 3_000, until: now + 9_000 };
};
const offer = (accepted: boolean) =>
  signedIn({
    transferOffer: {
      serverCall: 'c-9',
      from: '5001',
      number: '0901234567',
      name: 'Trần Văn Minh',
      until: Date.now() + 7_000,
      accepted,
    },
  });

/** Every state that a window can be in, by the name in `?scene=`. */
export const SCENES: Record<string, () => Snapshot> = {
  'signed-out': () => signedOut(),
  'signing-in': () => ({ ...signedOut(), session: { type: 'signingIn' } }),
  'sign-in-failed': () => signedOut(problem('tokenExpired')),
  idle: () => signedIn(),
  'not-available': () => signedIn({ status: { status: 'notAvailable', pending: null }, ready: false }),
  'status-pending': () => signedIn({ status: { status: 'notAvailable', pending: 'available' }, ready: false }),
  'no-answer': () =>
    signedIn({ status: { status: 'noAnswer', pending: null }, ready: false, trouble: problem('noAnswerStatus') }),
  incoming: () => inCall({ type: 'incoming' }),
  'incoming-unknown': () => inCall({ type: 'incoming' }, { name: null, queue: null, number: '02438251234' }),
  'incoming-long': () =>
    inCall(
      { type: 'incoming' },
      {
        name: 'Công ty Trách nhiệm Hữu hạn Thương mại Dịch vụ Xuất nhập khẩu Hoàng Gia Phát',
        queue: 'Hỗ trợ kỹ thuật sau bán hàng miền Trung',
        silenced: true,
      },
    ),
  answering: () => inCall({ type: 'answering' }),
  connecting: () => inCall({ type: 'connecting' }, outbound),
  ringing: () => inCall({ type: 'ringing' }, { ...outbound, name: null }),
  talking: () => inCall(talking),
  'talking-long': () => inCall(talking, { answeredAt: Date.now() - 4_215_000 }),
  muted: () => inCall(talking, { muted: true }),
  held: () => inCall(talking, held(true, false)),
  'muted-held': () => inCall(talking, { muted: true, ...held(true, false) }),
  'remote-held': () => inCall(talking, held(false, true)),
  'hold-pending': () => inCall(talking, held(false, false, true)),
  ending: () => inCall({ type: 'ending' }),
  internal: () => inCall(talking, { direction: 'internal', number: '5001', name: 'Lê Hoàng', line: null, queue: null }),
  ended: () => inCall({ type: 'ended', cause: { type: 'hungUpThere' } }, { answeredAt: Date.now() - 154_000 }),
  'ended-busy': () =>
    inCall({ type: 'ended', cause: { type: 'failed', problem: problem('customerBusy') } }, { ...outbound, name: null }),
  missed: () => inCall({ type: 'ended', cause: { type: 'missed' } }),
  'microphone-silent': () =>
    inCall(talking, {}, {
      health: { contactCentre: good, line: good, sound: bad('microphoneSilent') },
      trouble: problem('microphoneSilent'),
    }),
  reconnecting: () =>
    inCall(talking, {}, {
      health: { contactCentre: working, line: good, sound: good },
      trouble: problem('contactCentreLost', { attempt: '3', total: '20' }),
      ready: false,
    }),
  'line-down': () =>
    signedIn({
      health: { contactCentre: good, line: bad('lineUnreachable'), sound: good },
      trouble: problem('lineUnreachable'),
      ready: false,
    }),
  'no-microphone': () =>
    signedIn({
      health: { contactCentre: good, line: good, sound: bad('noMicrophone') },
      trouble: problem('noMicrophone'),
      ready: false,
    }),
  notice: () =>
    signedIn({
      notices: [
        { id: 1, at: Date.now(), problem: problem('statusRefused') },
        { id: 2, at: Date.now(), problem: problem('serverMessage', { text: 'Ca trực đổi sang 14 giờ từ thứ Hai.' }) },
      ],
    }),
  'voice-elsewhere': () =>
    signedIn({
      voiceRight: false,
      device: device('computer', { canChange: false }),
      health: { contactCentre: good, line: bad('voiceElsewhere'), sound: good },
      trouble: problem('voiceElsewhere'),
      ready: false,
    }),
  'voice-taken': () =>
    inCall(talking, {}, {
      voiceRight: false,
      device: device('computer', { canChange: false }),
      health: { contactCentre: good, line: bad('voiceElsewhere'), sound: good },
      trouble: problem('voiceElsewhere'),
      notices: [{ id: 1, at: Date.now(), problem: problem('voiceTaken') }],
      ready: false,
    }),
  redial: () => signedIn({ notices: [{ id: 1, at: Date.now(), problem: problem('agentDeviceUnreachable') }] }),
  services: () => signedIn({ services: SERVICES }),
  'device-pending': () => signedIn({ device: device('computer', { pending: 'ipPhone', canChange: false }), ready: false }),
  'ip-phone': () => elsewhere('ipPhoneAlways'),
  mobile: () => elsewhere('mobile'),
  'other-device': () => elsewhere({ other: 5 }),
  'incoming-ip-phone': () => elsewhere('ipPhone', [steered({ type: 'incoming' }, 'ipPhone')]),
  'talking-mobile': () => elsewhere('mobile', [steered(talking, 'mobile')]),
  'mute-pending': () => inCall(talking, { mutePending: true }),
  'resume-pending': () => inCall(talking, held(true, false, false)),
  waiting: () => signedIn({ calls: [call(talking), call({ type: 'incoming' }, second)], callWaiting: true }),
  'two-calls': () => signedIn({ calls: [call(talking, held(true, false)), call(talking, second)] }),
  'transfer-asking': () => inCall(talking, { transfer: asked('asking') }, { colleagues: COLLEAGUES }),
  'transfer-moving': () => inCall(talking, { transfer: asked('moving') }, { colleagues: COLLEAGUES }),
  transferred: () => inCall({ type: 'ended', cause: { type: 'transferred' } }, { answeredAt: Date.now() - 154_000 }),
  offer: () => offer(false),
  'offer-accepted': () => offer(true),
  'offer-beside': () => ({ ...offer(false), calls: [call({ type: 'incoming' }, second)] }),
  sip: () => plainSip(),
  'sip-talking': () => plainSip([call(talking, { line: null, queue: null })]),
  'ask-signed-out': () => signedOut(),
  'ask-pair': () => signedIn(),
  'ask-pair-talking': () => inCall(talking),
  'ask-dial': () => signedIn(),
  'ask-answer': () => inCall({ type: 'incoming' }),
  'ask-sign-in': () => signedIn(),
  'ask-two': () => signedIn(),
  'incoming-customer': () => inCall({ type: 'incoming' }),
  'incoming-asked': () => inCall({ type: 'incoming' }),
  customer: () => inCall(talking, { name: null }),
  'note-begun': () => inCall(talking),
  'note-sent': () => inCall({ type: 'ended', cause: { type: 'hungUpThere' } }, { answeredAt: Date.now() - 154_000 }),
  'note-waits': () => inCall({ type: 'ended', cause: { type: 'hungUpThere' } }, { answeredAt: Date.now() - 154_000 }),
  'note-left': () => signedIn(),
  'note-ringing': () => inCall({ type: 'incoming' }, second),
  'crm-none': () => signedIn(),
  'crm-fixed': () => signedIn(),
  'crm-no-port': () => signedIn(),
  'crm-pages': () => signedIn(),
  'sip-two-calls': () =>
    plainSip([
      call(talking, { ...held(true, false), line: null, queue: null }),
      call(talking, { ...second, direction: 'outbound', line: null, queue: null }),
    ]),
};
