import { type Call, ReoError, type State } from 'reo-agent-phone';
import { contactOf } from './contacts';

const UNREACHABLE: Record<string, string> = {
  notRunning: 'Reo is not running. Start it; this page connects by itself.',
  permissionDenied: 'The browser does not let this page reach Reo. Allow it beside the address of the page.',
  insecureContext: 'Reo is not running, or this page must come by https.',
  blockedByPage: 'The content security policy of this page keeps it from Reo.',
  noOrigin: 'Open this page from a web server, not from a file.',
};

/** What the user should know of the connection. */
export function stateText(state: State): string {
  switch (state.type) {
    case 'connecting':
      return state.permission === 'prompt' ? 'Looking for Reo. If the browser asks, allow it.' : 'Looking for Reo…';
    case 'pairing':
      return `Reo asks whether this page may. The code is ${state.code}.`;
    case 'open':
      return 'Connected';
    case 'closed':
      return UNREACHABLE[state.reason] ?? `Reo did not let this page in (${state.refusal ?? state.reason}).`;
  }
}

/** Why a command came to nothing. */
export function errorText(error: unknown): string {
  if (!(error instanceof ReoError)) return 'A fault in this page.';
  if (error.kind === 'lost') return 'Reo went away. Look whether it was done before you try again.';
  return error.code === 'notControlling' ? 'Another page controls the phone.' : `That did not work (${error.code}).`;
}

/** Whom a call is with. */
export function nameOf(call: Call): string {
  return contactOf(call.number)?.name ?? call.name ?? call.number;
}
