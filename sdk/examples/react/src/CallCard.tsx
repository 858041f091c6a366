import type { Call, Colleague } from 'reo-agent-phone';
import { useEffect } from 'react';
import { phone } from '../../shared/desk';
import { errorText, nameOf } from '../../shared/texts';
import { useAttempt } from './use';

interface Properties {
  call: Call;
  colleagues: readonly Colleague[];
}

export function CallCard({ call, colleagues }: Properties) {
  const { problem, attempt } = useAttempt();
  const { allowed, hold, muted } = call;
  return (
    <section aria-label="Call">
      <h2>{nameOf(call)}</h2>
      <p>
        {call.number}, {call.direction}, {call.phase}
      </p>
      <div className="buttons">
        {allowed.answer && <button onClick={() => attempt(phone.answer(call))}>Answer</button>}
        {allowed.answer && <button onClick={() => attempt(phone.refuse(call))}>Refuse</button>}
        {allowed.hold && (
          <button onClick={() => attempt(hold.local ? phone.resume(call) : phone.hold(call))}>{hold.local ? 'Resume' : 'Hold'}</button>
        )}
        {allowed.mute && (
          <button onClick={() => attempt(muted ? phone.unmute(call) : phone.mute(call))}>{muted ? 'Unmute' : 'Mute'}</button>
        )}
        {allowed.hangUp && <button onClick={() => attempt(phone.hangUp(call))}>Hang up</button>}
      </div>
      {allowed.transfer && <Transfer colleagues={colleagues} give={(to) => attempt(phone.transferToColleague(call, to))} />}
      {problem && <p role="alert">{problem}</p>}
    </section>
  );
}

function Transfer({ colleagues, give }: { colleagues: readonly Colleague[]; give: (extension: string) => void }) {
  useEffect(() => {
    phone.watchColleagues().catch((error: unknown) => console.warn(errorText(error)));
    return () => void phone.watchColleagues(false).catch(() => undefined);
  }, []);
  return (
    <label>
      Give to{' '}
      <select value="" onChange={({ target }) => give(target.value)}>
        <option value="">a colleague…</option>
        {colleagues.map(({ extension, name }) => (
          <option key={extension} value={extension}>
            {name ?? extension}
          </option>
        ))}
      </select>
    </label>
  );
}
