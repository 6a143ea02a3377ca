import { expect, test } from 'vitest';

import { Failed } from '../../backend/failure';
import type { Change, Changed } from '../../backend';
import { Changes, undoable } from './changes.svelte';

const noon = new Date(2026, 10, 22, 12).getTime();
const hour = 3_600_000;

function change(id: number, over: Partial<Change> = {}): Change {
  return {
    id,
    at: noon - id * hour,
    verb: 'edit',
    of: null,
    count: 1,
    names: ['髙橋'],
    import: null,
    undone: false,
    fields: [],
    ...over,
  };
}

class Door {
  list: Change[] = [change(1), change(2), change(20)];
  limits: number[] = [];
  calls: string[] = [];
  refuse: Failed | null = null;

  tell = () => undefined;
  changes = (_of: null, limit: number) => {
    this.limits.push(limit);
    return Promise.resolve(this.list.slice(0, limit));
  };
  undoChange = (id: number) => this.#undo(`change ${id}`);
  undoImport = (id: number) => this.#undo(`import ${id}`);
  #undo(what: string): Promise<Changed> {
    if (this.refuse) return Promise.reject(this.refuse);
    this.calls.push(what);
    return Promise.resolve({} as Changed);
  }
}

test('changes stand under their day', async () => {
  const changes = new Changes(new Door());
  await changes.load();
  expect(changes.days.map((day) => day.changes.length)).toEqual([2, 1]);
  expect(changes.more).toBe(false);
});

test('an import is undone as an import', async () => {
  const door = new Door();
  const changes = new Changes(door);
  await changes.undo(change(3, { verb: 'import', import: 9 }));
  await changes.undo(change(4));
  expect(door.calls).toEqual(['import 9', 'change 4']);
});

test('a refusal stands beside its change, with the name', async () => {
  const door = new Door();
  door.refuse = new Failed('conflict', { name: '髙橋' });
  const changes = new Changes(door);
  await changes.undo(change(4));
  expect(changes.refused?.change).toBe(4);
  expect(changes.refused?.failure.text('name')).toBe('髙橋');
});

test('deleting for good can never be undone', async () => {
  const door = new Door();
  const changes = new Changes(door);
  await changes.undo(change(1, { verb: 'purge' }));
  await changes.undo(change(1, { undone: true }));
  expect(door.calls).toEqual([]);
  expect(undoable(change(1, { verb: 'undo' })), 'an undo can be undone').toBe(true);
  expect(undoable(change(1, { verb: 'step' })), 'a step of a run is reopened instead').toBe(false);
});

test('earlier changes are asked for only when wanted', async () => {
  const door = new Door();
  door.list = Array.from({ length: 800 }, (_, i) => change(i));
  const changes = new Changes(door);
  await changes.load();
  expect(changes.list).toHaveLength(100);
  expect(changes.more).toBe(true);
  await changes.earlier();
  expect(changes.list).toHaveLength(500);
});
