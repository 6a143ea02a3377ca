import { expect, test } from 'vitest';

import { Failed } from '../../backend/failure';
import type { Edit, Made, NewSubject, ServiceRow, SubjectKind, Template, TemplateRow } from '../../backend';
import { Starting } from './starting.svelte';
import type { Person } from './starting.svelte';

const line = (key: string, subject: SubjectKind): TemplateRow => ({
  key,
  own: null,
  title: { ja: key },
  about: {},
  subject,
  checked_on: '2026-11-28',
  steps: 1,
  minutes: 5,
  irreversible: 0,
});

const ROWS = [line('works', 'service'), line('leaves', 'contact'), line('blank', 'text')] as const;

const made = (id: number): Made => ({
  id,
  changed: {
    change: 1,
    verb: 'start_run',
    contacts: false,
    groups: false,
    trash: false,
    records: true,
    count: 1,
    name: '',
    id: null,
    left_alone: [],
  },
});

class Door {
  services_: ServiceRow[] = [];
  started: [string, NewSubject, string][] = [];
  added: Edit[][] = [];
  refuse = false;

  templates = () => Promise.resolve([...ROWS]);
  template = (key: string) =>
    Promise.resolve({ id: key, run_title: { ja: '{subject}の手続き' } } as Template);
  services = () => Promise.resolve(this.services_);
  addService = (edits: Edit[]) => {
    this.added.push(edits);
    return Promise.resolve(made(70 + this.added.length));
  };
  startRun = (template: string, subject: NewSubject, name: string) => {
    if (this.refuse) return Promise.reject(new Failed('storage'));
    this.started.push([template, subject, name]);
    return Promise.resolve(made(1));
  };
  named = (template: Template, subject: string) =>
    (template.run_title.ja ?? '').replace('{subject}', subject);
}

async function starting(door: Door, key: string | null, person: Person | null = null): Promise<Starting> {
  const work = new Starting(door, person);
  await work.load(key);
  return work;
}

test('a text is asked for, proposes the name, and a typed name stays', async () => {
  const door = new Door();
  const work = await starting(door, null);
  expect(work.row).toBeNull();
  await work.choose(ROWS[2]);
  expect(work.lacks).toBe('subject');
  expect(await work.start()).toBeNull();
  work.text = ' 棚卸し ';
  expect(work.name).toBe('棚卸しの手続き');
  work.call('秋の棚卸し');
  work.text = '在庫';
  expect(work.name).toBe('秋の棚卸し');
  work.call(' ');
  expect(work.lacks).toBe('name');
  work.call('秋の棚卸し');
  expect((await work.start())?.id).toBe(1);
  expect(door.started).toEqual([['blank', { subject: 'text', name: '在庫' }, '秋の棚卸し']]);
});

test('a service that is there is proposed, a new one is registered first, and only once', async () => {
  const door = new Door();
  door.services_ = [{ id: 5, service: { name: 'LINE WORKS' }, people: 0, admins: 0, broken: [] }];
  const work = await starting(door, 'works');
  expect(work.name).toBe('LINE WORKSの手続き');
  work.service = 'new';
  expect(work.lacks).toBe('subject');
  work.newService = 'ココナラ';
  door.refuse = true;
  expect(await work.start()).toBeNull();
  expect(work.failure?.code).toBe('storage');
  door.refuse = false;
  await work.start();
  expect(door.added).toEqual([[{ field: 'name', value: 'ココナラ' }]]);
  expect(door.started).toEqual([['works', { subject: 'service', id: 71 }, 'ココナラの手続き']]);
});

test('who leaves is known already where the question came from a broken rule', async () => {
  const door = new Door();
  const work = await starting(door, 'leaves', { id: 9, name: '佐野 大輔' });
  expect(work.given).toBe(true);
  expect(work.rows.map(({ key }) => key)).toEqual(['leaves']);
  expect(work.name).toBe('佐野 大輔の手続き');
  await work.start();
  expect(door.started).toEqual([['leaves', { subject: 'contact', id: 9 }, '佐野 大輔の手続き']]);
});
