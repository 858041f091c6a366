import type { AskKind } from '../generated/AskKind';
import type { BridgeView } from '../generated/BridgeView';
import type { CallNotes } from '../generated/CallNotes';
import type { OriginView } from '../generated/OriginView';
import { CLOSED_DOOR } from '../host';

const CRM = 'https://crm.hoasen.example.vn';

export const openDoor = (change: Partial<BridgeView> = {}): BridgeView => ({
  ...CLOSED_DOOR,
  door: { type: 'open', port: 21590 },
  ...change,
});

/** Doors with questions, the oldest first. */
export const asked = (...whats: AskKind[]): BridgeView =>
  openDoor({ asks: whats.map((what, at) => ({ id: at + 1, origin: CRM, until: Date.now() + 48_000, what })) });

export const notes = (change: Partial<CallNotes> = {}): CallNotes => ({
  call: 1,
  origin: CRM,
  customer: 'Trần Văn Minh (VIP)',
  lines: [
    { label: 'Lần trước', value: '12/11, hỏi về hóa đơn tháng 10' },
    { label: 'Gói', value: 'Doanh nghiệp 200 Mbps' },
  ],
  outcomes: ['Đã giải quyết', 'Hẹn gọi lại', 'Không nghe máy', 'Chuyển kỹ thuật'],
  note: '',
  outcome: null,
  finished: false,
  delivered: false,
  ...change,
});

const written = { note: 'Khách hẹn gọi lại chiều thứ Năm, sau 15 giờ.', outcome: 'Hẹn gọi lại' };

const page = (change: Partial<OriginView>): OriginView => ({
  origin: CRM,
  name: 'CRM Hoa Sen',
  scopes: ['events', 'agents', 'dial', 'control'],
  byPolicy: false,
  pages: 2,
  controlling: true,
  since: Date.now() - 86_400_000,
  lastSeen: Date.now(),
  ...change,
});

const pair: AskKind = { type: 'pair', name: 'CRM Hoa Sen', code: '4827', scopes: ['events', 'dial', 'control', 'answer', 'agents'] };
const signIn: AskKind = { type: 'signIn', extension: '5007', domain: '0938828282', server: null };

/** Every state of the door that a scene has besides its phone; in the others it is closed. */
export const DOORS: Record<string, () => BridgeView> = {
  'ask-signed-out': () => asked(pair),
  'ask-pair': () => asked(pair),
  'ask-pair-talking': () => asked({ ...pair, name: null }),
  'ask-dial': () => asked({ type: 'dial', number: '113', kind: 'emergency' }),
  'ask-answer': () => asked({ type: 'answer', call: 1 }),
  'ask-sign-in': () => asked({ ...signIn, server: 'tongdai.la.example.com' }),
  'ask-two': () => asked(signIn, pair),
  'incoming-customer': () => openDoor({ calls: [notes()] }),
  'incoming-asked': () => ({ ...asked({ type: 'answer', call: 1 }), calls: [notes()] }),
  customer: () => openDoor({ calls: [notes()] }),
  'note-begun': () => openDoor({ calls: [notes(written)] }),
  'note-sent': () => openDoor({ calls: [notes({ ...written, finished: true, delivered: true })] }),
  'note-waits': () => openDoor({ calls: [notes({ ...written, finished: true })], waitingNotes: 1 }),
  'note-left': () => openDoor({ calls: [notes(written)] }),
  'note-ringing': () => openDoor({ calls: [notes(written), notes({ call: 2, customer: 'Hoàng Thị Mai' })] }),
  'crm-none': () => openDoor(),
  'crm-fixed': () => openDoor({ doorFixed: true, fixedRules: ['premium'], origins: [page({ byPolicy: true })] }),
  'crm-no-port': () => openDoor({ door: { type: 'noPort' } }),
  'crm-pages': () =>
    openDoor({
      origins: [
        page({}),
        page({
          origin: 'http://intranet:8080',
          name: null,
          scopes: ['events'],
          pages: 0,
          controlling: false,
          lastSeen: Date.UTC(2026, 10, 20, 2, 30),
        }),
      ],
      waitingNotes: 2,
    }),
};
