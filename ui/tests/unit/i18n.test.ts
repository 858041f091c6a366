import { describe, expect, it } from 'vitest';
import { SCOPES } from '../../src/asks';
import { fill, systemLanguage, TEXTS } from '../../src/i18n';

const GENERATED = import.meta.glob<string>('../../src/generated/*.ts', { query: '?raw', import: 'default', eager: true });

/** The source of a generated type, without its comments. */
function source(name: string): string {
  const text = GENERATED[`../../src/generated/${name}.ts`]!.replace(/\/\*[^]*?\*\//g, '');
  return text.slice(text.indexOf(`type ${name} =`));
}

const quoted = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]!);
/** The members of a union of strings. */
const members = (name: string) => quoted(source(name), /"(\w+)"/g);
/** The `type` tags of a union of objects. */
const tags = (name: string) => quoted(source(name), /"type": "(\w+)"/g);

function leaves(value: object, path = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' ? [[path + key, inner] as [string, string]] : leaves(inner, `${path}${key}.`),
  );
}

const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

describe.each(['vi', 'en'] as const)('the texts in %s', (language) => {
  const texts = TEXTS[language];

  it('word every problem, and nothing else', () => {
    expect(members('ProblemCode').length).toBeGreaterThan(40);
    expect(Object.keys(texts.problems).sort()).toEqual(members('ProblemCode').sort());
    for (const { title, text } of Object.values(texts.problems)) {
      expect(title).not.toMatch(/[.!]$/);
      expect(text).toMatch(/[.}]$/);
    }
  });

  it('word every phase, end, status and help', () => {
    expect(Object.keys(texts.phases).sort()).toEqual(tags('Phase').sort());
    expect([...Object.keys(texts.ends), 'failed'].sort()).toEqual(tags('EndCause').sort());
    for (const status of members('AgentStatus')) expect(texts.status).toHaveProperty(status);
    for (const direction of members('Direction')) expect(texts.call).toHaveProperty(direction);
    for (const help of members('Help')) expect(texts.help).toHaveProperty(help);
    for (const state of members('LightState')) expect(texts.lights).toHaveProperty(state);
  });

  it('word every question of a page, what it may do, and every rule about numbers', () => {
    for (const kind of tags('AskKind')) {
      expect(texts.asks.titles).toHaveProperty(kind);
      expect(texts.asks.agree).toHaveProperty(kind);
      expect(texts.asks.decline).toHaveProperty(kind);
    }
    expect(Object.keys(texts.asks.scopes).sort()).toEqual([...SCOPES].sort());
    expect(Object.keys(texts.asks.dial).sort()).toEqual(members('NumberClass').sort());
    expect(Object.keys(texts.door.rules).sort()).toEqual(members('DialRule').sort());
    expect(Object.keys(texts.door.states).sort()).toEqual(tags('DoorState').sort());
  });

  it('leave no text empty', () => {
    for (const [path, text] of leaves(texts)) expect(text.trim(), path).not.toBe('');
  });
});

it('both languages have the same keys, and the same places in each text', () => {
  const [vi, en] = [leaves(TEXTS.vi), new Map(leaves(TEXTS.en))];
  expect(vi.map(([path]) => path).sort()).toEqual([...en.keys()].sort());
  for (const [path, text] of vi) expect(places(en.get(path)!), path).toEqual(places(text));
});

it('no Vietnamese text is English left behind', () => {
  const same = leaves(TEXTS.vi).filter(([path, text]) => leaves(TEXTS.en).some(([p, t]) => p === path && t === text));
  expect(same.map(([path]) => path)).toEqual(['problems.serverMessage.text']);
});

it('fill puts values in and leaves no empty brackets', () => {
  expect(fill('Lỗi ({status})', { status: 503 })).toBe('Lỗi (503)');
  expect(fill('Lỗi ({status})', {})).toBe('Lỗi');
});

it('Vietnamese is the language unless the system speaks English', () => {
  expect(systemLanguage(['en-GB', 'vi'])).toBe('en');
  expect(systemLanguage(['vi-VN', 'en'])).toBe('vi');
  expect(systemLanguage(['fr'])).toBe('vi');
  expect(systemLanguage([])).toBe('vi');
});
