import type { Words } from './texts';

export const en: Words = {
  title: 'Reo phone',
  pairing: (code) => `Reo is asking whether this page may use the phone. Compare the code ${code} with the one in Reo's window and choose Allow.`,
  notRunning: 'This page makes calls with Reo, and Reo is not running on this computer. Start Reo; the page will connect by itself.',
  permissionDenied:
    'The browser keeps this page from Reo on this computer. Click the icon to the left of the page\'s address, allow "Apps on device" or "Local network", and try again.',
  insecurePage:
    'Reo was not found. Start Reo on this computer. If it is running, the browser keeps this page from it because the page does not use https: open the page by its https address.',
  blocked: "This page keeps itself from Reo. Tell whoever runs the page: its content security policy must allow ws://127.0.0.1.",
  declined: "This page may not use Reo yet. Try again and choose Allow in Reo's window.",
  busy: 'Reo gets too many requests. The page will try again by itself in a few minutes.',
  version: 'The version of Reo on this computer does not fit this page. Update Reo.',
  start: 'Start Reo',
  again: 'Try again',
  close: 'Close',
};
