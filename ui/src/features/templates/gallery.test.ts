import { expect, test } from 'vitest';

import { Failed } from '../../backend/failure';
import type { Changed, Made, StepEdit, Template, TemplateRow } from '../../backend';
import { locale } from '../../i18n/index.svelte';
import { Gallery, isPlain } from './gallery.svelte';
import { editProblem, minutesText } from './words';

const line = (key: string, own: number | null): TemplateRow => ({
  key,
  own,
  title: { ja: key },
  about: {},
  subject: 'text',
  checked_on: '2026-11-28',
  steps: 1,
  minutes: 5,
  irreversible: 0,
});

const changed: Changed = {
  change: 1,
  verb: 'edit_template',
  contacts: false,
  groups: false,
  trash: false,
  records: true,
  count: 1,
  name: '',
  id: null,
  left_alone: [],
};

class Door {
  rows = [line('blank', null)];
  edits: StepEdit[] = [];
  told = 0;
  refuse: Failed | null = null;

  templates = () => Promise.resolve([...this.rows]);
  template = (key: string) => Promise.resolve({ id: key, step: [] } as unknown as Template);
  copy = () => {
    this.rows.push(line('8', 8));
    return Promise.resolve<Made>({ id: 8, changed });
  };
  edit = (_: number, edit: StepEdit) => {
    if (this.refuse) return Promise.reject(this.refuse);
    this.edits.push(edit);
    return Promise.resolve(changed);
  };
  trash = () => {
    this.rows = this.rows.filter(({ own }) => own === null);
    return Promise.resolve(changed);
  };
  import = (): Promise<Made | null> =>
    this.refuse ? Promise.reject(this.refuse) : Promise.resolve<Made | null>(null);
  export = () => Promise.resolve('a.toml');
  tell = () => void (this.told += 1);
}

test('a copy opens to be edited, and deleted the next one shows', async () => {
  const door = new Door();
  const gallery = new Gallery(door);
  await gallery.load();
  expect(gallery.key).toBe('blank');
  expect(await gallery.edit({ edit: 'title', text: 'x' }), 'a shipped one stays as it is').toBe(false);
  await gallery.copy('白紙のコピー');
  expect([gallery.key, gallery.editing]).toEqual(['8', true]);
  expect(await gallery.edit({ edit: 'title', text: 'x' })).toBe(true);
  await gallery.remove();
  expect([gallery.key, gallery.editing]).toEqual(['blank', false]);
  expect(door.told).toBe(2);
});

test('a refused edit is kept beside its step', async () => {
  locale.current = 'ja';
  const door = new Door();
  const gallery = new Gallery(door);
  await gallery.load();
  await gallery.copy('コピー');
  door.refuse = new Failed('invalid', { field: 'step', reason: 'needed' });
  expect(await gallery.edit({ edit: 'remove_step', step: 'dates' })).toBe(false);
  expect(gallery.refused?.step).toBe('dates');
  expect(editProblem(door.refuse)).toContain('前提');
  door.refuse = null;
  await gallery.edit({ edit: 'add_step', after: 'dates', text: 'x' });
  expect(gallery.refused).toBeNull();
});

test('a file that is no template says where its mistake is; closing the dialog says nothing', async () => {
  const door = new Door();
  const gallery = new Gallery(door);
  await gallery.load();
  expect(await gallery.import()).toBeNull();
  expect(gallery.mistake).toBeNull();
  door.refuse = new Failed('template', { line: 12, key: 'step.kind', detail: 'is missing' });
  await gallery.import();
  expect(gallery.mistake).toEqual({ line: 12, key: 'step.kind', detail: 'is missing' });
  door.refuse = new Failed('unreadable', { file: 'a', reason: 'io' });
  await gallery.import();
  expect([gallery.mistake, gallery.failure?.code]).toEqual([null, 'unreadable']);
});

test('plain steps are lists of points that can be undone', () => {
  const step = (over: object) => ({ id: 'a', title: {}, ...over }) as Template['step'][number];
  expect(isPlain(step({ kind: { confirm: { points: [] } } }))).toBe(true);
  expect(isPlain(step({ kind: { confirm: { points: [] } }, irreversible: true }))).toBe(false);
  expect(isPlain(step({ kind: { fill: { fields: [] } } }))).toBe(false);
});

test('times are as rough as estimates are', () => {
  locale.current = 'ja';
  expect([5, 60, 84, 608].map(minutesText)).toEqual(['約5分', '約1時間', '約1時間20分', '約10時間']);
});

test('an edit is over only when what it made is shown, though a newer reading has begun', async () => {
  const door = new Door();
  const gallery = new Gallery(door);
  await gallery.load();
  await gallery.copy('うちの');
  const ends: (() => void)[] = [];
  let step: { id: string }[] = [];
  door.template = (key) =>
    new Promise((done) => ends.push(() => done({ id: key, step } as unknown as Template)));
  const edited = gallery.edit({ edit: 'add_step', after: null, text: 'x' });
  await new Promise((done) => setTimeout(done));
  // The window reads again because something changed.
  void gallery.load();
  await new Promise((done) => setTimeout(done));
  ends[0]?.();
  let over = false;
  void edited.then(() => (over = true));
  await new Promise((done) => setTimeout(done));
  expect(over).toBe(false);
  step = [{ id: 'own-2' }];
  ends[1]?.();
  await edited;
  expect(gallery.template?.step.map(({ id }) => id)).toEqual(['own-2']);
});
