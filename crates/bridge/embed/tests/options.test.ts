import { describe, expect, it } from 'vitest';
import { readOptions } from '../src/options';
import { extensionOf } from '../src/token';
import { TOKEN } from './crm';

const read = (given: unknown, script: DOMStringMap = {}) => readOptions(given, script, document);

describe('options', () => {
  it('have usual values', () => {
    document.title = 'CRM';
    expect(read(undefined)).toEqual({
      provider: null,
      whenAbsent: 'error',
      dialog: true,
      ports: undefined,
      name: 'CRM',
      language: 'en',
      base: null,
    });
  });

  it('are read from the tag, and before that from the global', () => {
    const script = { provider: 'https://a.example/', dialog: 'false', ports: '4000, 4001', name: 'Tag', language: 'vi-VN' };
    expect(read({ name: 'Global' }, script)).toEqual({
      provider: 'https://a.example',
      whenAbsent: 'fallback',
      dialog: false,
      ports: [4000, 4001],
      name: 'Global',
      language: 'vi',
      base: 'https://a.example',
    });
  });

  it('fall back only where there is a provider to fall back to', () => {
    expect(read({ whenAbsent: 'fallback' }).whenAbsent).toBe('error');
    expect(read({ provider: 'https://a.example', whenAbsent: 'error' }).whenAbsent).toBe('error');
  });

  it('take no script from anywhere but the web', () => {
    expect(read({ provider: 'javascript:alert(1)' }).provider).toBeNull();
    expect(read({ provider: 7, ports: ['x', 0, 99999] })).toMatchObject({ provider: null, ports: undefined });
  });

  it('take the language of the page', () => {
    document.documentElement.lang = 'vi';
    expect(read(null).language).toBe('vi');
    document.documentElement.lang = '';
  });
});

describe('a token', () => {
  it('names the agent', () => {
    expect(extensionOf(TOKEN)).toBe('5000');
    expect(extensionOf(`x.${btoa('{"ipphone":5001}')}.y`)).toBe('5001');
  });

  it.each(['', 'abc', 'a.b.c', `x.${btoa('[]')}.y`, `x.${btoa('null')}.y`])('that is none names nobody: %s', (token) => {
    expect(extensionOf(token)).toBeNull();
  });
});
