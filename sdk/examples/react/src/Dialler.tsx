import type { FormEvent } from 'react';
import { phone } from '../../shared/desk';
import { useAttempt } from './use';

export function Dialler() {
  const { problem, attempt } = useAttempt();
  const dial = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    attempt(phone.dial(String(new FormData(event.currentTarget).get('number'))));
  };
  return (
    <section aria-label="Dial">
      <form onSubmit={dial}>
        <input name="number" type="tel" aria-label="Number" required />
        <button>Call</button>
      </form>
      {problem && <p role="alert">{problem}</p>}
    </section>
  );
}
