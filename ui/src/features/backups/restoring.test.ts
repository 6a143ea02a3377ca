import { expect, test } from 'vitest';

import type { AppState, Changed, Incoming, MergeReport, Picked, Restored } from '../../backend';
import { Failed } from '../../backend/failure';
import { backups, contents, copy, incoming, merged } from './fixtures';
import { Restoring } from './restoring.svelte';

const picked: Picked = { token: 't', names: ['引っ越し.enishi'], bytes: 9 };
const state = {} as AppState;

class Door {
  calls: string[] = [];
  picked: Picked | null = picked;
  passphrase: string | null = null;
  opened: () => Promise<Incoming> = () => Promise.resolve(incoming());
  report: () => Promise<MergeReport> = () => Promise.resolve(merged());
  replaced: () => Promise<Restored> = () =>
    Promise.resolve({ state, kept: 'enishi-2026-11-28-0912.book', contents: contents() });
  stop: () => void = () => undefined;
  backups = () => Promise.resolve(backups());
  pick = () => Promise.resolve(this.picked);
  open = (token: string, typed: string | null) => {
    this.calls.push(`open ${token} ${typed ?? '-'}`);
    if (this.passphrase !== null && typed !== this.passphrase)
      return Promise.reject(new Failed(typed === null ? 'passphrase_needed' : 'wrong_passphrase'));
    return this.opened();
  };
  openDaily = (name: string, place: string, typed: string | null) => {
    this.calls.push(`daily ${name} ${place}`);
    return this.passphrase !== null && typed !== this.passphrase
      ? Promise.reject(new Failed(typed === null ? 'passphrase_needed' : 'wrong_passphrase'))
      : this.opened();
  };
  present = () => Promise.resolve(contents({ contacts: 1284 }));
  previewMerge = () => (this.calls.push('preview'), this.report());
  merge = () => (this.calls.push('merge'), this.report());
  replace = (settings: boolean) => (this.calls.push(`replace ${settings}`), this.replaced());
  drop = () => (this.calls.push('drop'), Promise.resolve(null));
  undo = (id: number) => (
    this.calls.push(`undo ${id}`),
    Promise.resolve({ left_alone: [] } as unknown as Changed)
  );
  cancel = () => (this.calls.push('cancel'), this.stop(), Promise.resolve(null));
  reload = () => (this.calls.push('reload'), Promise.resolve());
}

test('a sealed archive asks for its passphrase; a wrong one is told at the field and the right one forgotten', async () => {
  const door = new Door();
  door.passphrase = 'さくらの木の下で';
  const work = new Restoring(door, true);
  await work.begin();
  expect(work.daily?.length).toBe(2);
  await work.choose();
  expect(work.step).toBe('passphrase');
  expect([work.wrong, work.task.failure]).toEqual([false, null]);
  work.passphrase = 'ちがう';
  await work.unlock();
  expect([work.step, work.wrong, work.passphrase]).toEqual(['passphrase', true, 'ちがう']);
  work.passphrase = 'さくらの木の下で';
  await work.unlock();
  expect([work.step, work.wrong, work.passphrase]).toEqual(['preview', false, '']);
  expect(work.present?.contacts).toBe(1284);
});

test('a locked copy asks for the passphrase or recovery key of its book', async () => {
  const door = new Door();
  door.passphrase = 'さくらの木の下で';
  const work = new Restoring(door, false);
  await work.begin(copy({ state: 'locked', contents: null }));
  expect([work.step, work.ofBook, work.wrong]).toEqual(['passphrase', true, false]);
  work.passphrase = 'ちがう';
  await work.unlock();
  expect([work.step, work.wrong]).toEqual(['passphrase', true]);
  work.passphrase = 'さくらの木の下で';
  await work.unlock();
  expect([work.step, work.passphrase]).toEqual(['preview', '']);
  await work.choose();
  expect([work.step, work.ofBook], 'an archive has a passphrase of its own').toEqual(['passphrase', false]);
});

test('a daily copy begins with its contents', async () => {
  const door = new Door();
  const work = new Restoring(door, true);
  await work.begin(copy({ place: 'second' }));
  expect(door.calls).toEqual(['daily enishi-2026-11-28.book second']);
  expect(work.step).toBe('preview');
});

test('replacing takes the settings only where they come with it, and everything is read anew', async () => {
  for (const there of [true, false]) {
    const door = new Door();
    door.opened = () => Promise.resolve(incoming({ settings: there }));
    const work = new Restoring(door, true);
    await work.choose();
    work.settings = true;
    await work.replace();
    expect(door.calls.slice(1)).toEqual([`replace ${there}`, 'reload']);
    expect(work.step).toBe('replaced');
    expect(work.restored?.kept).toBe('enishi-2026-11-28-0912.book');
    expect(await work.close()).toBe(true);
    expect(door.calls, 'what took its place is not dropped').not.toContain('drop');
  }
});

test('merging is counted first, done, and taken back as an import', async () => {
  const door = new Door();
  const work = new Restoring(door, true);
  await work.choose();
  await work.look();
  expect(work.step).toBe('merge');
  await work.back();
  expect(work.step).toBe('preview');
  await work.look();
  await work.merge();
  expect(work.step).toBe('merged');
  await work.undo();
  await work.undo();
  expect(door.calls.filter((call) => call.startsWith('undo'))).toEqual(['undo 7']);
  expect(work.undone).not.toBeNull();
  await work.close();
  expect(door.calls.at(-1)).toBe('drop');
});

test('without a book of one’s own nothing is held beside it', async () => {
  const work = new Restoring(new Door(), false);
  await work.choose();
  expect(work.present).toBeNull();
  expect(work.mergeable).toBe(false);
});

test('leaving anywhere lets go of what was unpacked', async () => {
  const door = new Door();
  const work = new Restoring(door, true);
  await work.begin();
  expect(await work.close()).toBe(true);
  expect(door.calls, 'nothing was opened').toEqual([]);
  await work.choose();
  await work.back();
  expect(work.step).toBe('choose');
  expect(work.incoming).toBeNull();
  expect(door.calls.at(-1)).toBe('drop');
  await work.choose();
  await work.close();
  expect(door.calls.filter((call) => call === 'drop').length).toBe(2);
});

test('closing while it is opened stops that first; what had ended by then is shown', async () => {
  const door = new Door();
  const work = new Restoring(door, true);
  door.opened = () => new Promise((_, reject) => (door.stop = () => reject(new Failed('cancelled'))));
  const opening = work.choose();
  while (!work.task.busy) await Promise.resolve();
  expect(await work.close()).toBe(true);
  await opening;
  expect(door.calls.slice(-2)).toEqual(['cancel', 'drop']);

  const other = new Restoring(door, true);
  door.opened = () => Promise.resolve(incoming());
  await other.choose();
  let end: (report: MergeReport) => void = () => undefined;
  door.report = () => new Promise((done) => (end = done));
  const merging = other.merge();
  door.stop = () => end(merged());
  expect(await other.close(), 'it was done before it could be stopped').toBe(false);
  await merging;
  expect(other.step).toBe('merged');
  expect(await other.close()).toBe(true);
});

test('what takes the book’s place can’t be stopped', async () => {
  const door = new Door();
  const work = new Restoring(door, true);
  await work.choose();
  let end: (restored: Restored) => void = () => undefined;
  door.replaced = () => new Promise((done) => (end = done));
  const replacing = work.replace();
  expect(await work.close()).toBe(false);
  expect(door.calls).not.toContain('cancel');
  end({ state, kept: null, contents: contents() });
  await replacing;
  expect(work.step).toBe('replaced');
});

test('a file that is none, or damaged, leaves the choice with its reason', async () => {
  const door = new Door();
  door.opened = () => Promise.reject(new Failed('not_an_archive'));
  const work = new Restoring(door, true);
  await work.begin();
  await work.choose();
  expect([work.step, work.task.failure?.code]).toEqual(['choose', 'not_an_archive']);
  door.opened = () => Promise.reject(new Failed('damaged', { detail: 'x' }));
  await work.openDaily(copy());
  expect([work.step, work.task.failure?.code]).toEqual(['choose', 'damaged']);
});

test('what is there no more is chosen again', async () => {
  const door = new Door();
  const work = new Restoring(door, true);
  await work.choose();
  door.replaced = () => Promise.reject(new Failed('missing', { what: 'file' }));
  await work.replace();
  expect([work.step, work.task.failure?.code]).toEqual(['choose', 'missing']);
  await work.choose();
  door.replaced = () => Promise.reject(new Failed('disk_full'));
  await work.replace();
  expect([work.step, work.task.failure?.code], 'else it can be tried again').toEqual([
    'preview',
    'disk_full',
  ]);
});
