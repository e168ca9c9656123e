import { describe, expect, it } from '@jest/globals';
import { OutageMemory } from './outage-memory.js';

describe('what a process remembers of a failure', () => {
  it('lasts from the first try that failed to the first that worked', () => {
    const memory = new OutageMemory();
    memory.failed('database', 1_000, 1_200);
    memory.failed('database', 6_000, 10_000);
    memory.worked('database', 11_500);
    expect(memory.known().stretches).toEqual([{ part: 'database', from: 1_000, until: 11_500 }]);
  });

  it('is known while it lasts, and is longer later', () => {
    const memory = new OutageMemory();
    memory.failed('store', 1_000, 1_200);
    expect(memory.known().stretches).toEqual([{ part: 'store', from: 1_000, until: 1_200 }]);
    memory.written(memory.known());
    memory.failed('store', 6_000, 6_100);
    expect(memory.known().stretches).toEqual([{ part: 'store', from: 1_000, until: 6_100 }]);
  });

  it('is nothing where all worked, and each part for itself', () => {
    const memory = new OutageMemory();
    memory.worked('database', 500);
    expect(memory.known()).toEqual({ stretches: [], requests: [] });
    memory.failed('database', 1_000, 1_200);
    memory.failed('store', 1_100, 1_300);
    memory.worked('store', 2_000);
    expect(memory.known().stretches.map(({ part }) => part)).toEqual(['store', 'database']);
  });

  it('keeps what came in while the rest was being written', () => {
    const memory = new OutageMemory();
    memory.requestFailed({ at: 1, path: '/submission', sessionHash: 'a', status: 503 });
    const known = { ...memory.known(), requests: [...memory.known().requests] };
    memory.requestFailed({ at: 2, path: '/submission', sessionHash: 'b', status: 503 });
    memory.failed('database', 1, 2);
    memory.worked('database', 3);
    memory.written(known);
    expect(memory.known().requests.map(({ at }) => at)).toEqual([2]);
    expect(memory.known().stretches).toHaveLength(1);
  });

  it('has an end: a flood of requests does not take the process with it', () => {
    const memory = new OutageMemory();
    for (let at = 0; at < 20_000; at += 1) memory.requestFailed({ at, path: '/', sessionHash: null, status: 503 });
    expect(memory.known().requests).toHaveLength(10_000);
  });
});
