import './styles/tokens.css';
import './styles/base.css';
import { type Component, mount } from 'svelte';
import { connect } from './host';
import { Phone } from './state.svelte';

/** Connects to the host and shows one window. */
export async function boot(window: Component<{ phone: Phone }>): Promise<void> {
  const target = document.getElementById('app');
  if (!target) return;
  const phone = new Phone(await connect());
  await phone.start();
  mount(window, { target, props: { phone } });
}
