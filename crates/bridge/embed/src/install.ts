// The globals of the old interface, put in place and taken away again.
import { loadProvider } from './absent/fallback';
import { Functions } from './functions';
import { Leaving } from './leaving';
import { readOptions } from './options';
import { FUNCTIONS, type FunctionName } from './page/names';
import { Page } from './page/page';
import { Start } from './start';
import { Succession } from './succession';

type Globals = Record<string, unknown>;

/** On a page that has the old interface from here already. */
const INSTALLED = Symbol.for('reo.embed');

/** A page of many views may load the script anew with each of them: one phone is enough, two would tell everything twice. */
export function installOnce(target: Window & typeof globalThis, script: HTMLOrSVGElement | null): void {
  if (INSTALLED in target) return;
  Object.defineProperty(target, INSTALLED, { value: true });
  install(target, script);
}

/** `script` is the tag that loads this: its data attributes are options. */
export function install(target: Window & typeof globalThis, script: HTMLOrSVGElement | null): void {
  const globals = target as unknown as Globals;
  const page = new Page();
  const succession = new Succession(globals);
  const options = () => readOptions(globals.reoOptions, script?.dataset ?? {}, target.document);
  const start: Start = new Start(page, options, async (provider) => {
    await loadProvider(provider, target, () => removeOurs(globals, ours, succession));
    const csInit = succession.take();
    if (!csInit) Object.assign(globals, ours);
    return csInit;
  });
  const ours = globalsOf(page, start, new Functions(page, start.perform, new Leaving(target)), succession);
  Object.assign(globals, ours);
}

function globalsOf(page: Page, start: Start, functions: Functions, succession: Succession): Globals {
  const all: Record<FunctionName, unknown> = { ...functions, csInit: start.csInit };
  const named = FUNCTIONS.map((name) => [name, succession.of(name, all[name] as (...args: unknown[]) => unknown)]);
  return { ...Object.fromEntries(named), csVoice: page.csVoice, csUser: page.csUser };
}

/**
 * So that the provider's scripts define everything. What the page has put in place of ours stays, and `csInit` until theirs comes.
 */
function removeOurs(globals: Globals, ours: Globals, succession: Succession): void {
  for (const [name, value] of Object.entries(ours)) {
    if (globals[name] === value && name !== 'csInit') delete globals[name];
  }
  succession.prepare();
}
