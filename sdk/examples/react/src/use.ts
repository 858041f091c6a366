import type { View } from 'reo-agent-phone';
import { useState, useSyncExternalStore } from 'react';
import { phone } from '../../shared/desk';
import { notebook } from '../../shared/notebook';
import { errorText } from '../../shared/texts';

const subscribe = (changed: () => void): (() => void) => phone.on('view', changed);

/** Everything of the phone, always as it stands. */
export const useView = (): View => useSyncExternalStore(subscribe, () => phone.view);

export const useNotes = () => useSyncExternalStore(notebook.subscribe, () => notebook.notes);

/** Does something with the phone, and says why when it came to nothing. */
export function useAttempt() {
  const [problem, setProblem] = useState<string | null>(null);
  const attempt = (work: Promise<unknown>): void => {
    setProblem(null);
    work.catch((error: unknown) => setProblem(errorText(error)));
  };
  return { problem, attempt };
}
