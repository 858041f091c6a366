import type { Call } from 'reo-agent-phone';
import { phone } from '../../shared/desk';
import { stateText } from '../../shared/texts';
import { CallCard } from './CallCard';
import { Dialler } from './Dialler';
import { useNotes, useView } from './use';

export function App() {
  const { snapshot } = useView();
  const calls = snapshot?.calls.filter(({ phase }) => phase !== 'ended') ?? [];
  return (
    <>
      <h1>Example CRM</h1>
      <Status />
      <Dialler />
      {calls.map((call: Call) => (
        <CallCard key={call.id} call={call} colleagues={snapshot?.colleagues ?? []} />
      ))}
      <Notes />
    </>
  );
}

function Status() {
  const { state, snapshot, controlling } = useView();
  const isOpen = state.type === 'open';
  const mayAsk = state.type === 'closed' && state.reason === 'refused';
  return (
    <section aria-label="Status">
      <p role="status">{stateText(state)}</p>
      {isOpen && snapshot?.session.type === 'signedIn' && (
        <p>
          {snapshot.session.agent.name}, {snapshot.ready ? 'ready' : 'not ready'}
        </p>
      )}
      {mayAsk && <button onClick={() => phone.pair()}>Ask again</button>}
      {isOpen && !controlling && <button onClick={() => void phone.takeControl()}>Control the phone here</button>}
    </section>
  );
}

function Notes() {
  return (
    <section aria-label="Notes">
      <h2>Notes</h2>
      <ul>
        {useNotes().map(({ id, customer, number, outcome, note }) => (
          <li key={id}>
            {customer ?? number}: {outcome && <b>{outcome}. </b>}
            {note}
          </li>
        ))}
      </ul>
    </section>
  );
}
