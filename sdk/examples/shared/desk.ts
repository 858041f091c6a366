import { type Call, connect } from 'reo-agent-phone';
import { contactOf } from './contacts';
import { notebook } from './notebook';

/** `?port=` is for a Reo that was told to listen elsewhere. */
const port = new URLSearchParams(location.search).get('port');

/** One for the page, made outside of all components: it lives as long as the page. */
export const phone = connect({
  name: 'Example CRM',
  scopes: ['events', 'dial', 'control', 'agents'],
  ...(port === null ? {} : { ports: [Number(port)] }),
});

/** Shows in Reo who calls. */
function present(call: Call): void {
  const contact = contactOf(call.number);
  if (contact) phone.showCustomer(call, contact).catch(console.error);
}

phone.on('callStarted', (_, call) => call && present(call));
// Calls of before the page was there.
phone.on('state', ({ type }) => type === 'open' && phone.calls.forEach(present));
phone.onNote((note) => notebook.keep(note));
