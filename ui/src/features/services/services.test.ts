import { expect, test } from 'vitest';

import type {
  Broken,
  Changed,
  Edit,
  Entity,
  Held,
  InviteRow,
  Made,
  ServiceRow,
  ServiceView,
} from '../../backend';
import { Failed } from '../../backend/failure';
import { dayFrom } from './days';
import { matrixOf } from './matrix';
import { Services } from './services.svelte';
import type { Door } from './services.svelte';

const changed: Changed = {
  change: 1,
  verb: 'edit_service',
  contacts: false,
  groups: false,
  trash: false,
  records: true,
  count: 1,
  name: '',
  id: null,
  left_alone: [],
};

const broken = (over: Partial<Broken>): Broken => ({
  rule: 'one_admin',
  service: null,
  contact: null,
  run: null,
  invite: null,
  step: '',
  name: '',
  names: [],
  count: 0,
  day: null,
  days: 0,
  ...over,
});

const held = (id: number, service: number, contact: number | null, person: string): Held => ({
  id,
  service,
  contact,
  person,
  access: {},
});

class Register implements Door {
  all = [held(10, 1, 7, '佐野 学'), held(11, 2, 7, '佐野 学'), held(12, 2, null, '税理士')];
  names = new Map([
    [1, 'LINE WORKS'],
    [2, '銀行'],
  ]);
  broken: Broken[] = [];
  invites: InviteRow[] = [];
  acts: unknown[] = [];
  told = 0;
  refuse: Failed | null = null;
  /** Services that are answered only when told. */
  slow: (() => void)[] | null = null;

  services = (): Promise<ServiceRow[]> =>
    Promise.resolve(
      [...this.names].map(([id, name]) => ({ id, service: { name }, people: 0, admins: 0, broken: [] })),
    );
  service = async (id: number): Promise<ServiceView> => {
    if (this.slow) await new Promise<void>((done) => this.slow?.push(done));
    return {
      id,
      service: { name: this.names.get(id) },
      held: this.all.filter((one) => one.service === id),
      broken: this.broken.filter((one) => one.service === id),
      invites: this.invites,
    };
  };
  accesses = () => Promise.resolve(this.all);
  rules = () => Promise.resolve(this.broken);
  addService = (edits: Edit[]): Promise<Made> => this.#act({ id: 3, changed }, 'add service', edits);
  editService = (id: number, edits: Edit[]) => this.#act(changed, 'edit service', id, edits);
  addAccess = (service: number, contact: number | null, edits: Edit[]): Promise<Made> =>
    this.#act({ id: 20, changed }, 'add access', service, contact, edits);
  editAccess = (id: number, edits: Edit[]) => this.#act(changed, 'edit access', id, edits);
  trash = (entities: Entity[]) => this.#act(changed, 'trash', entities);
  hasCardNumber = (text: string) => {
    this.acts.push(['card', text]);
    return Promise.resolve(true);
  };
  tell = () => void (this.told += 1);
  fail = () => undefined;

  #act<Answer>(answer: Answer, ...what: unknown[]): Promise<Answer> {
    if (this.refuse) return Promise.reject(this.refuse);
    this.acts.push(what);
    return Promise.resolve(answer);
  }
}

test('without a service, or with one that is gone, the first shows', async () => {
  const work = new Services(new Register());
  await work.load(null);
  expect(work.view?.id).toBe(1);
  await work.load(2);
  expect(work.view?.id).toBe(2);
  await work.load(99);
  expect(work.view?.id).toBe(1);
});

test('the service asked for last shows, whichever answers last', async () => {
  const door = new Register();
  const work = new Services(door);
  door.slow = [];
  const first = work.load(1);
  await new Promise((done) => setTimeout(done));
  const second = work.load(2);
  await new Promise((done) => setTimeout(done));
  door.slow[1]?.();
  await second;
  door.slow[0]?.();
  await first;
  expect(work.view?.id).toBe(2);
});

test('a leaver is told at every service they have rights in, and at no other', async () => {
  const door = new Register();
  door.all = [held(10, 1, 7, '佐野 学'), held(11, 2, 8, '髙木 由紀')];
  door.broken = [broken({ rule: 'leaver', contact: 7, name: '佐野 学' }), broken({ service: 2 })];
  const work = new Services(door);
  await work.load(1);
  expect(work.broken.map(({ rule }) => rule)).toEqual(['leaver']);
  expect([...work.leavers]).toEqual([7]);
  await work.load(2);
  expect(work.broken.map(({ rule }) => rule)).toEqual(['one_admin']);
});

test('an invitation that ran out is told at its service', async () => {
  const door = new Register();
  door.broken = [broken({ rule: 'expired', service: 2, invite: 31 })];
  const work = new Services(door);
  await work.load(1);
  expect(work.broken).toEqual([]);
  await work.load(2);
  expect(work.broken.map(({ rule }) => rule)).toContain('expired');
});

test('an edit is told, and one that is refused is answered with the reason', async () => {
  const door = new Register();
  const work = new Services(door);
  await work.load(1);
  expect(await work.edit(1, 'plan', 'フリー')).toBeNull();
  expect(door.acts).toContainEqual(['edit service', 1, [{ field: 'plan', value: 'フリー' }]]);
  expect(door.told).toBe(1);
  door.refuse = new Failed('invalid', { field: 'renewal', reason: 'no_day' });
  expect((await work.edit(1, 'renewal', 'いつか'))?.text('reason')).toBe('no_day');
  expect(door.told).toBe(1);
});

test('a right is asked for somebody in the contacts or only named', async () => {
  const door = new Register();
  const work = new Services(door);
  await work.load(1);
  work.ask(1);
  expect((await work.answer([]))?.text('field'), 'nobody is named yet').toBe('person');
  work.name({ contact: null, name: '社労士' });
  expect(await work.answer([{ field: 'role', value: '閲覧' }])).toBeNull();
  expect(door.acts).toContainEqual([
    'add access',
    1,
    null,
    [
      { field: 'name', value: '社労士' },
      { field: 'role', value: '閲覧' },
    ],
  ]);
  expect(work.asked).toBeNull();
  work.ask(2, { contact: 7, name: '佐野 学' });
  door.refuse = new Failed('invalid', { field: 'person', reason: 'exists' });
  expect((await work.answer([]))?.text('reason')).toBe('exists');
  expect(work.asked, 'the question stays').not.toBeNull();
});

test('only a text with many digits is asked about', async () => {
  const door = new Register();
  const work = new Services(door);
  expect(await work.looksLikeCard('契約番号 AB-1234-5678')).toBe(false);
  expect(door.acts).toEqual([]);
  expect(await work.looksLikeCard('4111 1111 1111 1111')).toBe(true);
  expect(await work.looksLikeCard('４１１１１１１１１１１１１１１１')).toBe(true);
});

test('the matrix has a row for everybody, the named ones by their name', () => {
  const all = [
    held(1, 1, 7, '佐野 学'),
    held(2, 2, null, '税理士'),
    held(3, 1, null, '税理士'),
    held(4, 1, 7, '佐野 学'),
  ];
  const matrix = matrixOf(all);
  expect(matrix.people.map(({ name }) => name)).toEqual(['佐野 学', '税理士']);
  const [sano, accountant] = ['佐野 学', '税理士'].map((name) =>
    matrix.people.find((one) => one.name === name),
  );
  if (!sano || !accountant) throw new Error('both are there');
  expect(matrix.at(sano, 1).map(({ id }) => id)).toEqual([1, 4]);
  expect(matrix.at(sano, 2)).toEqual([]);
  expect(matrix.at(accountant, 2).map(({ id }) => id)).toEqual([2]);
});

test('a day without a year is the next one ahead, or the last one behind', () => {
  const today = '2026-11-28';
  expect(dayFrom('4/1', today, 'ahead')).toBe('2027-04-01');
  expect(dayFrom('12月1日', today, 'ahead')).toBe('2026-12-01');
  expect(dayFrom('11/28', today, 'ahead')).toBe('2026-11-28');
  expect(dayFrom('12/1', today, 'behind')).toBe('2025-12-01');
  expect(dayFrom('2025年4月1日', today, 'ahead')).toBe('2025-04-01');
  expect(dayFrom('令和8年4月1日', today, 'behind')).toBe('2026-04-01');
  expect(dayFrom('来年', today, 'ahead')).toBe('来年');
});
