import { createSubscriber } from 'svelte/reactivity';

const resized = createSubscriber((update) => {
  addEventListener('resize', update);
  return () => removeEventListener('resize', update);
});

/** Whether there is room for two columns; who asks is told again when that changes. */
export function isWide(): boolean {
  resized();
  return innerWidth >= 760;
}
