import { expect, test } from 'vitest';

import { Failed } from '../../backend/failure';
import type { Changed, Due, Entity, TrashEntry } from '../../backend';
import { locale } from '../../i18n/index.svelte';
import { kindText, whereText } from './words';
import { keyOf, leftOf, shareLeft, Trash } from './trash.svelte';

function entry(id: number, over: Partial<TrashEntry> = {}): TrashEntry {
  return {
    entity: { entity: 'contact', id },
    name: `人${id}`,
    kind: 'person',
    record: null,
    seal: '人',
    photo: null,
    groups: [],
    members: 0,
    trashed_at: 0,
    days_left: 20,
    ...over,
  };
}

const nothingDue: Due = {
  count: 0,
  entries: [],
  shown_at: null,
  goes_at: null,
  by_hand_only: false,
  soon: 0,
  soon_days: 0,
};

class Door {
  entries = [entry(1), entry(2), entry(3), entry(2, { entity: { entity: 'group', id: 2 }, kind: null })];
  dueNow: Due = nothingDue;
  shows = 0;
  told = 0;
  acts: [string, string[]][] = [];
  refuse: Failed | null = null;

  memory = '';
  remembered = () => this.memory;
  remember = (hushed: string) => void (this.memory = hushed);
  tell = () => void (this.told += 1);
  trashPage = (offset: number, limit: number) =>
    Promise.resolve({
      total: this.entries.length,
      offset,
      entries: this.entries.slice(offset, offset + limit),
    });
  trashIds = (offset: number, limit: number) =>
    Promise.resolve(this.entries.slice(offset, offset + limit).map((one) => one.entity));
  due = () => Promise.resolve(this.dueNow);
  showDue = () => {
    this.shows += 1;
    return Promise.resolve({ ...this.dueNow, shown_at: 5, goes_at: 5 + 86_400_000 });
  };
  restore = (entities: Entity[]) => this.#act('restore', entities);
  purge = (entities: Entity[]) => this.#act('purge', entities);
  keepDue = () => this.#act('keep', []);
  purgeDue = () => this.#act('purge due', []);

  #act(what: string, entities: Entity[]): Promise<Changed> {
    if (this.refuse) return Promise.reject(this.refuse);
    this.acts.push([what, entities.map(keyOf)]);
    this.entries = this.entries.filter(
      (one) => !entities.some((entity) => keyOf(entity) === keyOf(one.entity)),
    );
    return Promise.resolve({} as Changed);
  }
}

async function opened(door = new Door()) {
  const trash = new Trash(door);
  await trash.load();
  return { door, trash };
}

test('a contact and a group of the same number are told apart', async () => {
  const { trash, door } = await opened();
  const contact = door.entries[1];
  if (contact) trash.toggle(contact, 1);
  expect(door.entries.filter((one) => trash.isSelected(one)).map((one) => one.entity.entity)).toEqual([
    'contact',
  ]);
});

test('nothing is deleted for good before the second step', async () => {
  const { door, trash } = await opened();
  await trash.selectAll();
  trash.ask();
  expect(trash.asking).toMatchObject({ names: ['人1', '人2', '人3'], count: 4, groups: false });
  expect(door.acts, 'asking deletes nothing').toEqual([]);
  trash.keepAsked();
  await trash.purgeAsked();
  expect(door.acts, 'a closed dialog deletes nothing').toEqual([]);
  trash.clear();
  const [first] = door.entries;
  if (first) trash.toggle(first, 0);
  trash.ask();
  await trash.purgeAsked();
  expect(door.acts).toEqual([['purge', ['contact 1']]]);
  expect(trash.entries.total).toBe(3);
});

test('what left the trash leaves the selection', async () => {
  const { trash } = await opened();
  await trash.selectAll();
  expect(trash.allSelected).toBe(true);
  await trash.restore([{ entity: 'contact', id: 1 }]);
  expect(trash.selected).toBe(3);
});

test('shift selects everything between', async () => {
  const { door, trash } = await opened();
  const third = door.entries[2];
  if (third) trash.toggle(third, 2);
  await trash.extend(0);
  expect(trash.selected).toBe(3);
});

test('opening the trash shows what is due, once', async () => {
  const door = new Door();
  door.dueNow = { ...nothingDue, count: 1, entries: [entry(1, { days_left: 0 })] };
  const { trash } = await opened(door);
  expect(door.shows).toBe(1);
  expect(trash.due?.goes_at, 'a day after it was shown').toBe(5 + 86_400_000);
  door.dueNow = { ...door.dueNow, shown_at: 5, goes_at: 9 };
  await trash.load();
  expect(door.shows, 'already shown').toBe(1);
});

test('what is due is kept or deleted as a whole, and only after its own question', async () => {
  const door = new Door();
  door.dueNow = { ...nothingDue, count: 9, entries: [entry(1), entry(3), entry(4)], shown_at: 1 };
  const { trash } = await opened(door);
  await trash.keep();
  trash.askDue();
  expect(trash.asking).toMatchObject({ names: ['人1', '人3', '人4'], count: 9 });
  expect(door.acts, 'asking deletes nothing').toEqual([['keep', []]]);
  await trash.purgeAsked();
  expect(door.acts.at(-1)).toEqual(['purge due', []]);
});

test('thousands are selected and restored without their rows', async () => {
  const door = new Door();
  door.entries = Array.from({ length: 5000 }, (_, at) => entry(at + 1));
  const { trash } = await opened(door);
  await trash.selectAll();
  trash.ask();
  expect(trash.asking?.count).toBe(5000);
  expect(trash.asking?.names).toHaveLength(3);
  trash.keepAsked();
  await trash.restoreSelected();
  expect(door.acts[0]?.[1]).toHaveLength(5000);
  expect(trash.entries.total).toBe(0);
});

test('a refused act is kept for its words and the list stays', async () => {
  const { door, trash } = await opened();
  door.refuse = new Failed('read_only');
  await trash.restore([{ entity: 'contact', id: 1 }]);
  expect(trash.failure?.code).toBe('read_only');
  expect(trash.entries.total).toBe(4);
  expect(trash.busy).toBe(false);
});

test('the time left has four degrees', () => {
  expect([0, 1, 7, 8, 30].map((days) => leftOf(days))).toEqual(['today', 'soon', 'soon', 'far', 'far']);
  expect(leftOf(0, true), 'nothing goes by a clock that leapt').toBe('over');
  expect(shareLeft(30)).toBe(1);
  expect(shareLeft(0), 'still visible').toBeGreaterThan(0);
  expect(shareLeft(37), 'kept longer').toBe(1);
});

test('an announcement that was closed stays closed until a nearer one', async () => {
  const door = new Door();
  door.dueNow = { ...nothingDue, soon: 3, soon_days: 7 };
  const trash = new Trash(door);
  await trash.lookAhead();
  expect(trash.announced).toEqual({ count: 3, days: 7 });
  trash.hush();
  expect(trash.announced).toBeNull();
  const restarted = new Trash(door);
  await restarted.lookAhead();
  expect(restarted.announced, 'over restarts').toBeNull();
  door.dueNow = { ...nothingDue, soon: 3, soon_days: 1 };
  await restarted.lookAhead();
  expect(restarted.announced?.days).toBe(1);
  door.dueNow = nothingDue;
  await restarted.lookAhead();
  door.dueNow = { ...nothingDue, soon: 3, soon_days: 7 };
  await restarted.lookAhead();
  expect(restarted.announced, 'a month later it is news again').not.toBeNull();
});

test('services, rights, templates, runs and invites say what they are and where they stood', () => {
  locale.current = 'ja';
  const said = (['service', 'access', 'template', 'run', 'invite'] as const).map((record) => {
    const one = entry(1, { entity: { entity: 'record', id: 1 }, kind: null, record });
    return [kindText(one), whereText(one)];
  });
  expect(said).toEqual([
    ['サービス', 'サービスと権限'],
    ['権限', 'サービスと権限'],
    ['ひな形', '手続きのひな形'],
    ['手続き', '手続き'],
    ['招待', '招待'],
  ]);
});
