import { expect, test } from 'vitest';

import type { BackedUpFile, Backups } from '../../backend';
import { Failed } from '../../backend/failure';
import { Daily } from './daily.svelte';
import { backups, contents, copy, TODAY } from './fixtures';

const full = { place: 'beside' as const, failure: { code: 'disk_full' as const, details: {} } };
const away = {
  place: 'second' as const,
  failure: { code: 'missing' as const, details: { what: 'folder', id: 'E:' } },
};

class Door {
  answer: Backups = backups();
  made: () => Promise<Backups> = () => Promise.resolve(this.answer);
  checked: () => Promise<Backups> = () => Promise.resolve(this.answer);
  file: BackedUpFile | null = { file_name: '控え.book', bytes: 1, contents: contents(), attachments: 0 };
  calls: string[] = [];
  second: Backups | null = null;
  backups = () => Promise.resolve(this.answer);
  checkBackups = () => (this.calls.push('check'), this.checked());
  backUpNow = () => (this.calls.push('now'), this.made());
  backUp = () => Promise.resolve(this.file);
  chooseSecondPlace = () => Promise.resolve(this.second);
  dropSecondPlace = () => Promise.resolve(backups());
  revealBackups = () => Promise.resolve(null);
  cancel = () => Promise.resolve(null);
  today = () => TODAY;
}

async function standing(answer: Backups): Promise<Daily['standing']> {
  const door = new Door();
  door.answer = answer;
  const daily = new Daily(door);
  expect(daily.standing).toBe('unknown');
  await daily.load();
  return daily.standing;
}

test('how things stand is told by today’s own copy first', async () => {
  expect(await standing(backups())).toBe('done');
  expect(await standing(backups({ rows: [copy({ day: '2026-11-27' })] }))).toBe('none');
  expect(await standing(backups({ rows: [copy({ place: 'second' })] }))).toBe('none');
  expect(await standing(backups({ rows: [copy({ state: 'damaged' })] }))).toBe('damaged');
  expect(await standing(backups({ failed: [full, away] }))).toBe('ours');
  expect(await standing(backups({ failed: [away] }))).toBe('second');
  expect(await standing(backups({ sample: true, rows: [] }))).toBe('sample');
});

test('a drive that is away is no failure of today’s backup', async () => {
  const second = { path: 'E:\\', there: false, own_drive: true };
  expect(await standing(backups({ failed: [away], second }))).toBe('done');
});

test('what a check found stands when the list is read again, until the copy is another one', async () => {
  const door = new Door();
  const daily = new Daily(door);
  await daily.load();
  door.checked = () =>
    Promise.resolve(
      backups({
        rows: [copy({ state: 'sound' }), copy({ day: '2026-11-27', state: 'damaged', detail: 'page 3' })],
      }),
    );
  await daily.check();
  expect(daily.checked).toBe(true);
  expect(daily.damaged).toBe(1);
  await daily.load();
  expect(daily.rows.map(({ state }) => state)).toEqual(['sound', 'damaged']);
  expect(daily.rows[1]?.detail).toBe('page 3');
  door.answer = backups({ rows: [copy({ bytes: 5 }), copy({ day: '2026-11-27', bytes: 5 })] });
  await daily.load();
  expect(daily.rows.map(({ state }) => state)).toEqual(['readable', 'readable']);
});

test('a damaged copy of today that was made again is looked at closely', async () => {
  const door = new Door();
  door.answer = backups({ rows: [copy({ state: 'damaged' })] });
  const daily = new Daily(door);
  await daily.load();
  door.checked = () => Promise.resolve(backups({ rows: [copy({ state: 'sound' })] }));
  await daily.again();
  expect(door.calls).toEqual(['now', 'check']);
  expect(daily.standing).toBe('done');
});

test('a save dialog that is closed saves nothing; what was saved is told', async () => {
  const door = new Door();
  const daily = new Daily(door);
  await daily.load();
  const file = door.file;
  door.file = null;
  await daily.save();
  expect(daily.saved).toBeNull();
  expect(daily.task.failure).toBeNull();
  door.file = file;
  await daily.save();
  expect(daily.saved?.file_name).toBe('控え.book');
  await daily.check();
  expect(daily.saved).toBeNull();
});

test('a failure and a cancel are told apart, and one thing runs at a time', async () => {
  const door = new Door();
  const daily = new Daily(door);
  await daily.load();
  door.made = () => Promise.reject(new Failed('disk_full'));
  await daily.again();
  expect(daily.task.failure?.code).toBe('disk_full');
  let stop: (thrown: unknown) => void = () => undefined;
  door.checked = () => new Promise((_, reject) => (stop = reject));
  door.cancel = () => {
    stop({ code: 'cancelled', details: {} });
    return Promise.resolve(null);
  };
  const checking = daily.check();
  void daily.save();
  expect(daily.doing).toBe('check');
  await daily.task.cancel();
  await checking;
  expect(daily.task.cancelled).toBe(true);
  expect(daily.task.failure).toBeNull();
  expect(daily.checked).toBe(false);
  expect(daily.saved).toBeNull();
});

test('a second place is chosen and given up', async () => {
  const door = new Door();
  const daily = new Daily(door);
  await daily.load();
  expect(await daily.chooseSecond()).toBe(false);
  door.second = backups({ second: { path: '/media/usb', there: true, own_drive: true } });
  expect(await daily.chooseSecond()).toBe(true);
  expect(daily.now?.second?.path).toBe('/media/usb');
  expect(await daily.dropSecond()).toBe(true);
  expect(daily.now?.second).toBeNull();
});
