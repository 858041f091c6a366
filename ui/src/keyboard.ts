import type { Phone } from './state.svelte';

const DIGIT = /^[0-9*#]$/;

function typesText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, select, textarea');
}

/** The keys of the main window (docs: ui/README.md). Returns whether the key was used. */
export function pressKey(event: KeyboardEvent, phone: Phone): boolean {
  if (event.isComposing || event.altKey || event.metaKey) return false;
  if (event.key === 'Escape') return phone.closeTop();
  if (event.ctrlKey) return callKey(event, phone);
  if (typesText(event.target)) return false;
  if (event.key === ' ') return muteKey(event, phone);
  if (event.key === 'Enter') return dialKey(event, phone);
  return DIGIT.test(event.key) && digitKey(event.key, phone);
}

function callKey(event: KeyboardEvent, phone: Phone): boolean {
  const key = event.key.toLowerCase();
  if (key === 'n') return event.repeat || phone.toggleNote();
  if (!phone.active || (key !== 'h' && key !== 't')) return false;
  if (!event.repeat) (key === 'h' ? phone.toggleHold() : phone.openTransfer());
  return true;
}

/** On the card itself only: on a button inside it the space bar presses that button. */
function muteKey(event: KeyboardEvent, phone: Phone): boolean {
  const onCard = event.target instanceof HTMLElement && event.target.dataset.callCard !== undefined;
  if (!onCard) return false;
  if (!event.repeat) phone.toggleMute();
  return true;
}

function dialKey(event: KeyboardEvent, phone: Phone): boolean {
  const nothingFocused = event.target === document.body;
  if (!nothingFocused || phone.call || phone.sheet || phone.snapshot?.session.type !== 'signedIn') return false;
  if (phone.dialText === '' && phone.lastDialled === '') return false;
  phone.dialOrRecall();
  return true;
}

function digitKey(digit: string, phone: Phone): boolean {
  if (phone.active) {
    phone.sendDigit(digit);
    return true;
  }
  if (phone.sheet || phone.snapshot?.session.type !== 'signedIn') return false;
  phone.closeEndedCall();
  phone.typeDigit(digit);
  return true;
}
