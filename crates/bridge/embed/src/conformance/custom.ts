// An integrator's own `custom.js`, run in this page like any script of it.
import { isHandled } from '../page/handlers';
import { EVENTS } from '../page/names';

/** How many events it defines; rejects when the browser does not run it. */
export function runCustom(file: Blob): Promise<number> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    const url = URL.createObjectURL(file);
    const fault = () => reject(new Error('the script failed'));
    // A fault in its first lines is told to the window, not to the tag.
    addEventListener('error', fault, { once: true });
    script.onload = () => resolve(EVENTS.filter(isHandled).length);
    script.onerror = fault;
    script.src = url;
    document.head.append(script);
  });
}
