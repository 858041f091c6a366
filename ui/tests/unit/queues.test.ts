import { beforeEach, expect, it } from 'vitest';
import { rememberQueue, usedQueues } from '../../src/queues';

beforeEach(() => localStorage.clear());

it('the last queues are kept, each once, the newest first', () => {
  for (const id of ['1', '2', '3', '2', '4', '5', '6']) rememberQueue(id);
  expect(usedQueues()).toEqual(['6', '5', '4', '2', '3']);
});

it('what is kept may be anything and does no harm', () => {
  for (const kept of ['{', '{"a":1}', '[1,null,"7"]']) {
    localStorage.setItem('reo.queues', kept);
    expect(usedQueues()).toEqual(kept.startsWith('[') ? ['7'] : []);
  }
});
