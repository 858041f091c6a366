// The globals of the old interface, put in place and taken away again.
import { loadProvider } from './absent/fallback';
import { Functions } from './functions';
import { Leaving } from './leaving';
import { readOptions } from './options';
import { FUNCTIONS, type FunctionName } from './page/names';
import { Page } from './page/page';
import { type CsInit, Start } from './start';

type Globals = Record<string, unknown>;

/** `script` is the tag that loads this: its data attributes are options. */
export function install(target: Window & typeof globalThis, script: HTMLOrSVGElement | null): void {
  const globals = target as unknown as Globals;
  const page = new Page();
  const options = () => readOptions(globals.reoOptions, script?.dataset ?? {}, target.document);
  const start: Start = new Start(page, options, async (provider) => {
    await loadProvider(provider, target, () => removeOurs(globals, ours));
    if (typeof globals.csInit === 'function' && globals.csInit !== ours.csInit) return globals.csInit as CsInit;
    Object.assign(globals, ours);
    return null;
  });
  const ours = globalsOf(page, start, new Functions(page, start.perform, new Leaving(target)));
  Object.assign(globals, ours);
}

function globalsOf(page: Page, start: Start, functions: Functions): Globals {
  const all: Record<FunctionName, unknown> = { ...functions, csInit: start.csInit };
  const named = FUNCTIONS.map((name) => [name, all[name]]);
  return { ...Object.fromEntries(named), csVoice: page.csVoice, csUser: page.csUser };
}

/**
 * So that the provider's scripts define everything. What the page has put in place of ours stays, and `csInit` until theirs comes.
 */
function removeOurs(globals: Globals, ours: Globals): void {
  for (const [name, value] of Object.entries(ours)) {
    if (globals[name] === value && name !== 'csInit') delete globals[name];
  }
}
