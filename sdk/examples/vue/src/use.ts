import type { Delivery, View } from 'reo-agent-phone';
import { type Ref, ref, shallowRef } from 'vue';
import { phone } from '../../shared/desk';
import { notebook } from '../../shared/notebook';
import { errorText } from '../../shared/texts';

/** Everything of the phone, always as it stands. One for all components. */
export const view: Ref<View> = shallowRef(phone.view);
phone.on('view', (now) => (view.value = now));

export const notes: Ref<readonly Delivery[]> = shallowRef(notebook.notes);
notebook.subscribe(() => (notes.value = notebook.notes));

/** Does something with the phone, and says why when it came to nothing. */
export function useAttempt() {
  const problem = ref<string | null>(null);
  const attempt = (work: Promise<unknown>): void => {
    problem.value = null;
    work.catch((error: unknown) => (problem.value = errorText(error)));
  };
  return { problem, attempt };
}
