import type { Environment } from './environment';
import { hold } from './locks';
import { Memory } from './memory';
import { randomName } from './random';
import type { Timing } from './timing';

/**
 * The name of this tab. It outlives a reload, so it is in `sessionStorage`, which the browser copies when a tab is duplicated or
 * opens another. A name found there counts only when no other page that lives bears it.
 */
export class Tab {
  readonly id: string;
  /** The name is the one of before the reload. */
  readonly isBack: boolean;
  readonly #release: () => void;

  private constructor(id: string, isBack: boolean, release: () => void) {
    this.id = id;
    this.isBack = isBack;
    this.#release = release;
  }

  /** Waits for the page of before, which may be going just now. */
  static async claim(environment: Environment, memory: Memory, key: string, timing: Timing): Promise<Tab> {
    const found = /^[\w-]{1,64}$/.exec(memory.get(key) ?? '')?.[0] ?? null;
    const release = found === null ? null : await claim(environment, { id: found, isNew: false }, timing);
    if (found !== null && release !== null) return new Tab(found, true, release);
    const id = randomName();
    memory.set(key, id);
    // Nobody else can have it: no need to wait.
    const held = claim(environment, { id, isNew: true }, timing);
    return new Tab(id, false, () => void held.then((end) => end?.()));
  }

  /** Lets another page have the name. */
  release(): void {
    this.#release();
  }
}

interface Name {
  id: string;
  isNew: boolean;
}

/** Gives what ends the claim; `null` when another page has the name. */
function claim(environment: Environment, name: Name, { tabMs, tabAskMs }: Timing): Promise<(() => void) | null> {
  const { locks, BroadcastChannel: Channel } = environment;
  if (locks) return hold(locks, `reo.tab.${name.id}`, tabMs);
  if (Channel) return claimByAsking(new Channel('reo.tabs'), name, tabAskMs);
  return Promise.resolve(() => undefined);
}

type Word = { ask: string; rank: string } | { taken: string };

/** For pages by plain http, which have no locks: asks the other tabs, and answers them from then on. */
function claimByAsking(channel: BroadcastChannel, { id, isNew }: Name, patienceMs: number): Promise<(() => void) | null> {
  const rank = randomName();
  let isOurs = isNew;
  return new Promise((resolve) => {
    const decide = (ours: boolean): void => {
      clearTimeout(timer);
      isOurs = ours;
      if (!ours) channel.close();
      resolve(ours ? () => channel.close() : null);
    };
    const timer = setTimeout(() => decide(true), patienceMs);
    if (isNew) decide(true);
    channel.onmessage = ({ data }: MessageEvent<Word>) => {
      if ('taken' in data && data.taken === id && !isOurs) decide(false);
      // Two that ask at once: the lower rank has it.
      else if ('ask' in data && data.ask === id && (isOurs || rank < data.rank)) channel.postMessage({ taken: id } satisfies Word);
    };
    if (!isNew) channel.postMessage({ ask: id, rank } satisfies Word);
  });
}
