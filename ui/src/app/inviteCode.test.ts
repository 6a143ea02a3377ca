import { expect, test } from 'vitest';

import { Failed } from '../backend/failure';
import type { CodeFile, RecordId, ShownInviteCode } from '../backend';
import { InviteCode } from './inviteCode.svelte';
import type { InviteCodeDoor } from './inviteCode.svelte';

class Door implements InviteCodeDoor {
  asked: [RecordId, number][] = [];
  saved: CodeFile[] = [];
  waiting: (() => void)[] | null = null;
  refuse: Failed | null = null;

  async code(id: RecordId, roomPx: number): Promise<ShownInviteCode> {
    this.asked.push([id, roomPx]);
    const turn = this.asked.length;
    if (this.waiting) await new Promise<void>((go) => this.waiting?.push(go));
    if (this.refuse) throw this.refuse;
    const picture = {
      png: `${id} ${turn}`,
      side_px: 100,
      module_px: 2,
      version: 4,
      level: 'M' as const,
      advice: 'good' as const,
      printed_mm: 13.5,
    };
    return { picture, refused: null };
  }
  save = (_id: RecordId, file: CodeFile) => {
    this.saved.push(file);
    return this.refuse ? Promise.reject(this.refuse) : Promise.resolve('招待.png');
  };
  copy = () => (this.refuse ? Promise.reject(this.refuse) : Promise.resolve());
}

test('a picture is asked for once it is known of what, and how large', async () => {
  const door = new Door();
  const code = new InviteCode(door);
  await code.fit(300);
  expect(door.asked).toEqual([]);
  await code.show(7, 'https://a.example');
  expect(door.asked).toEqual([[7, 300]]);
  await code.show(7, 'https://a.example');
  await code.fit(300);
  expect(door.asked, 'nothing changed').toHaveLength(1);
  await code.fit(900);
  expect(door.asked.at(-1)).toEqual([7, 900]);
});

test('a former address is gone from sight at once, and an answer about it comes too late', async () => {
  const door = new Door();
  const code = new InviteCode(door);
  await code.fit(300);
  await code.show(7, 'https://a.example');
  door.waiting = [];
  const changed = code.show(7, 'https://b.example');
  expect(code.shown).toBeNull();
  void code.show(8, 'https://c.example');
  door.waiting.shift()?.();
  await new Promise((done) => setTimeout(done));
  expect(code.shown, 'the second address is not wanted any more').toBeNull();
  door.waiting.shift()?.();
  await changed;
  expect(code.shown?.picture?.png).toBe('8 3');
});

test('what can’t be drawn, saved or copied says why', async () => {
  const door = new Door();
  const code = new InviteCode(door);
  await code.fit(300);
  expect(await code.save({ kind: 'svg' }), 'without a picture nothing is saved').toBeNull();
  await code.show(7, 'https://a.example');
  expect(await code.save({ kind: 'svg' })).toBe('招待.png');
  expect(await code.copy()).toBe(true);
  door.refuse = new Failed('clipboard');
  expect(await code.copy()).toBe(false);
  expect(code.failure?.code).toBe('clipboard');
  await code.show(null, '');
  expect([code.shown, code.failure]).toEqual([null, null]);
});
