/** Every scene of src/fake/scenes.ts. */
export const SCENES = [
  'signed-out', 'signing-in', 'sign-in-failed', 'idle', 'not-available', 'status-pending', 'no-answer', 'incoming',
  'incoming-unknown', 'incoming-long', 'answering', 'connecting', 'ringing', 'talking', 'talking-long', 'muted', 'held',
  'muted-held', 'remote-held', 'hold-pending', 'ending', 'internal', 'ended', 'ended-busy', 'missed',
  'microphone-silent', 'reconnecting', 'line-down', 'no-microphone', 'notice', 'voice-elsewhere', 'voice-taken', 'redial',
  'services', 'device-pending', 'ip-phone', 'mobile', 'other-device', 'incoming-ip-phone', 'talking-mobile', 'mute-pending',
  'resume-pending', 'waiting', 'two-calls', 'transfer-asking', 'transfer-moving', 'transferred', 'offer', 'offer-accepted', 'offer-beside',
  'sip', 'sip-talking', 'sip-two-calls', 'ask-signed-out', 'ask-pair', 'ask-pair-talking', 'ask-dial', 'ask-answer', 'ask-sign-in',
  'ask-two', 'incoming-customer', 'incoming-asked', 'customer', 'note-begun', 'note-sent', 'note-waits', 'note-left', 'note-ringing',
  'crm-none', 'crm-fixed', 'crm-no-port', 'crm-pages',
];

/** What no scene shows by itself: a scene, and what is pressed in it. @type {Record<string, string[]>} */
const OPENED = {
  'signed-out-sip': ['signed-out', 'sign-in-kind-sip'],
  'signed-out-wrong': ['signed-out', 'sign-in-button'],
  'idle-settings': ['idle', 'settings-button'],
  'idle-typed': ['idle', ...[...'0901234567'].map((digit) => `key-${digit}`)],
  'idle-wrong': ['idle', 'key-0', 'key-9', 'dial-button'],
  'talking-keypad': ['talking', 'keypad', 'key-1', 'key-#'],
  'muted-keypad': ['muted', 'keypad'],
  'talking-settings': ['talking', 'settings-button'],
  'line-down-light': ['line-down', 'light-line'],
  'idle-ip-phone': ['idle', 'rings-ipPhone'],
  'idle-mobile': ['idle', 'rings-mobile'],
  'ip-phone-menu': ['ip-phone', 'rings-ipPhone'],
  'talking-rings': ['talking', 'rings-mobile'],
  'voice-elsewhere-rings': ['voice-elsewhere', 'rings-ipPhone'],
  'transfer-colleague': ['talking', 'transfer', 'colleagues'],
  'transfer-refused': ['talking', 'transfer', 'colleague-5002', 'transfer-problem'],
  'transfer-queue': ['talking', 'transfer', 'transfer-to-queue'],
  'transfer-muted': ['muted', 'transfer', 'colleagues'],
  'transfer-ring': ['transfer-asking', 'transfer'],
  'transfer-move': ['transfer-moving', 'transfer'],
  'transfer-two-calls': ['two-calls', 'transfer', 'colleagues'],
  'sip-transfer': ['sip-talking', 'transfer'],
  'sip-connect': ['sip-two-calls', 'transfer'],
  'note-empty': ['customer', 'notes'],
  'note-open': ['note-begun', 'notes'],
  'note-sent-open': ['note-sent', 'notes'],
  'note-waits-open': ['note-waits', 'notes'],
  'note-left-open': ['note-left', 'note-bar-open'],
  'note-ringing-open': ['note-ringing', 'note-bar-open'],
  'link-idle': ['services&link=reo://call?number=0912345678%26ref=Đơn hàng 2026-117%26service=9'],
  'link-sip': ['idle&link=sip:0912345678@sip.example.vn;ext=12'],
  'link-signed-out': ['signed-out&link=tel:0912345678'],
  'link-talking': ['talking&link=tel:0912345678'],
  'link-muted': ['muted-held&link=tel:0912345678'],
  'link-ended': ['talking&link=tel:0912345678', 'hang-up', 'link-fill-in'],
  'link-extension': ['idle&link=tel:0912345678;ext=12', 'dial-button', 'link-press'],
  'link-refused': ['idle&link=tel:113; rm -rf'],
  'link-refused-talking': ['talking&link=tel:113; rm -rf'],
  'crm-settings': ['crm-pages', 'settings-button', 'rule-international'],
  'crm-revoke': ['crm-pages', 'settings-button', 'origin-revoke'],
  'crm-none-settings': ['crm-none', 'settings-button', 'rule-international'],
  'crm-fixed-settings': ['crm-fixed', 'settings-button', 'rule-international'],
  'crm-no-port-settings': ['crm-no-port', 'settings-button', 'rule-international'],
};

/** What is only waited for. */
const WAITED = new Set(['colleagues', 'transfer-problem', 'rule-international', 'link-fill-in', 'link-press']);

/** Every view of the main window: its name, its scene, and what is pressed in it. */
export const VIEWS = [
  ...SCENES.map((scene) => ({ name: scene, scene, presses: /** @type {string[]} */ ([]) })),
  ...Object.entries(OPENED).map(([name, [scene = '', ...presses]]) => ({ name, scene, presses })),
];

export const SIZES = {
  normal: { width: 380, height: 640 },
  small: { width: 340, height: 520 },
  wide: { width: 900, height: 640 },
};
/** The scenes that the popup shows as well. */
export const POPUP_SCENES = SCENES.filter((scene) => /^(incoming|waiting|offer|ask)/.test(scene));
export const POPUP = { width: 360, height: 200 };

/**
 * Opens a view of the main window.
 * @param {import('playwright-core').Page} page
 * @param {string} url of the site
 * @param {{ scene: string, presses: string[] }} view
 * @param {string} language
 */
export async function open(page, url, { scene, presses }, language = 'vi') {
  await page.goto(`${url}/index.html?scene=${scene}&lang=${language}`);
  await page.waitForSelector('main');
  for (const press of presses) {
    const control = page.getByTestId(press).first();
    // The radio buttons themselves are out of sight, behind their labels.
    if (/kind|-to-/.test(press)) await control.check({ force: true });
    else if (WAITED.has(press)) await control.scrollIntoViewIfNeeded();
    else await control.click();
  }
}
