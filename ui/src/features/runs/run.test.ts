import { expect, test } from 'vitest';

import { Failed } from '../../backend/failure';
import type { Facts, Go, Moved, Progress, RunStatus, StepMove, StepStatus, StepView } from '../../backend';
import type { CopyAt } from './files.svelte';
import { foretold } from './optimistic';
import { RunWork } from './run.svelte';
import { file, row } from './steps/fixtures';
import { isSameName } from './words';

function stepStatus(id: string, over: Partial<StepStatus> = {}): StepStatus {
  return {
    id,
    title: { ja: id },
    kind: 'confirm',
    state: 'open',
    irreversible: false,
    gate: { open: true, code: '', missing: [] },
    needs: [],
    due: null,
    days_left: null,
    skippable: false,
    broken: false,
    left: 0,
    ...over,
  };
}

function stepView(status: StepStatus, facts: Facts, note = '', crossed_at: number | null = null): StepView {
  return {
    status,
    step: { id: status.id, title: status.title, kind: { confirm: { points: [] } } },
    mark: { mark: 'doing' },
    facts,
    note,
    who: '',
    evidence: [],
    crossed_at,
    out_of_order: null,
    log: [],
    ends: null,
  };
}

/** Two steps of points; every call waits until the test lets it go. */
class Door {
  steps = [stepStatus('one'), stepStatus('two'), stepStatus('three', { irreversible: true })];
  notes = new Map<string, string>();
  ticks = new Map<string, string[]>();
  crossed = new Set<string>();
  calls: { step: string; what: StepMove }[] = [];
  refuse: Failed | null = null;
  cards = false;
  held: (() => void)[] | null = null;

  status = () => Promise.resolve(this.#status());
  step = async (_: number, step: string) => this.#view(step);
  move = async (_: number, step: string, what: StepMove): Promise<Moved> => {
    this.calls.push({ step, what });
    if (this.held) await new Promise<void>((go) => this.held?.push(go));
    if (this.refuse) throw this.refuse;
    for (const { field, value } of what.set ?? []) {
      if (field === 'step.note') this.notes.set(step, value);
      else {
        const others = (this.ticks.get(step) ?? []).filter((id) => id !== field);
        this.ticks.set(step, value === 'true' ? [...others, field] : others);
      }
    }
    if (what.go) this.#go(step, what.go);
    return this.#moved(step);
  };
  attach = (_: number, step: string, row: string | null, told: (progress: Progress) => void) => {
    told({ phase: 'reading', done: 1, total: 2 });
    return Promise.resolve(row === 'none' ? null : this.#moved(step));
  };
  attachPicked = (_: number, step: string) => Promise.resolve(this.#moved(step));
  openCopy = ({ step }: CopyAt, password: string | null) =>
    password === 'wrong'
      ? Promise.reject(new Failed('invalid', { field: 'password', reason: 'wrong' }))
      : Promise.resolve(this.#moved(step));
  sealCopy = ({ step }: CopyAt) => Promise.resolve(this.#moved(step));
  takeCopy = () => Promise.resolve({ token: 't', names: ['members.csv'], bytes: 1 });
  detach = (_: number, step: string) => Promise.resolve(this.#moved(step));
  cancel = () => Promise.resolve(null);
  rename = (_: number, name: string) =>
    this.refuse ? Promise.reject(this.refuse) : Promise.resolve({ ...this.#status(), name });
  noticeTexts = () => Promise.resolve([]);
  now = () => new Date(2026, 10, 28, 14, 32).getTime();

  release(): void {
    this.held?.splice(0).forEach((go) => go());
  }

  #go(step: string, go: Go): void {
    if (go.go === 'doing') this.crossed.add(step);
    const state = go.go === 'done' ? 'done' : go.go === 'skipped' ? 'skipped' : 'doing';
    this.steps = this.steps.map((each) => (each.id === step ? { ...each, state } : each));
  }

  #status(): RunStatus {
    return {
      id: 1,
      template: 't',
      name: '退会',
      subject: { name: '西村製本', contact: null, service: null },
      checked_on: '2026-09-30',
      source: {},
      started_on: '2026-11-04',
      started_at: 0,
      ended_at: null,
      steps: this.steps,
      current: this.steps.find(({ state }) => state === 'open')?.id ?? null,
      done: 0,
      total: 3,
      risk: {},
      lacks: null,
    };
  }

  #view(step: string): StepView {
    const status = this.steps.find(({ id }) => id === step);
    if (!status) throw new Failed('missing', { what: 'step', id: step });
    const facts = { confirm: { ticked: this.ticks.get(step) ?? [] } };
    return stepView(status, facts, this.notes.get(step) ?? '', this.crossed.has(step) ? 1 : null);
  }

  #moved(step: string): Moved {
    const changed = {} as Moved['changed'];
    return { run: this.#status(), step: this.#view(step), changed, card_number: this.cards };
  }
}

async function opened(step?: string) {
  const door = new Door();
  const refused: string[] = [];
  let moved = 0;
  const work = new RunWork(door, {
    moved: () => void (moved += 1),
    refused: (failed) => void refused.push(failed.code),
  });
  await work.open(1, step);
  return { door, work, refused, moved: () => moved };
}

const ticked = (work: RunWork): string[] => work.view?.facts.confirm?.ticked ?? [];

/** Until everything that could go on has gone on. */
const rest = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

test('a run opens at the step to go on with, or at the one asked for', async () => {
  expect((await opened()).work.view?.step.id).toBe('one');
  expect((await opened('two')).work.view?.step.id).toBe('two');
  expect((await opened('nowhere')).work.view?.step.id, 'a step that isn’t there').toBe('one');
});

test('what was likely the step to go on with only makes it quicker', async () => {
  const { door, work } = await opened();
  await work.open(1, null, 'two');
  expect(work.view?.step.id).toBe('one');
  await work.open(1, 'two', 'one');
  expect([work.view?.step.id, work.selected]).toEqual(['two', 'two']);
  await work.open(1, 'nowhere');
  expect(work.view?.step.id).toBe('one');
  expect(door.calls, 'looking changes nothing').toEqual([]);
});

test('a tick shows before it is saved', async () => {
  const { door, work } = await opened();
  door.held = [];
  const taken = work.set([{ field: 'a', value: 'true' }]);
  expect(ticked(work)).toEqual(['a']);
  expect(work.saving).toBe(true);
  await rest();
  door.release();
  expect(await taken).toBe(true);
  expect(work.saving).toBe(false);
  expect(work.savedAt).toBe(door.now());
});

test('fast typing loses and reorders nothing', async () => {
  const { door, work } = await opened();
  door.held = [];
  for (const value of ['あ', 'あい', 'あいう', 'あいうえ']) void work.set([{ field: 'step.note', value }]);
  void work.set([{ field: 'a', value: 'true' }]);
  const last = work.set([{ field: 'step.note', value: 'あいうえお' }]);
  expect(work.view?.note).toBe('あいうえお');
  for (let call = 0; call < 4; call += 1) {
    await rest();
    door.release();
    await rest();
    expect(work.view?.note, 'an answer never takes back what was typed since').toBe('あいうえお');
  }
  expect(await last).toBe(true);
  expect(door.notes.get('one')).toBe('あいうえお');
  expect(door.calls.length, 'what was overtaken before it began isn’t sent').toBeLessThan(6);
});

test('what is refused is taken back, and said', async () => {
  const { door, work } = await opened();
  door.refuse = new Failed('order', { missing: [] });
  expect(await work.set([{ field: 'a', value: 'true' }])).toBe(false);
  expect(ticked(work)).toEqual([]);
  expect(work.refusal?.code).toBe('order');
  door.refuse = null;
  expect(await work.set([{ field: 'a', value: 'true' }])).toBe(true);
  expect(work.refusal, 'the next success ends it').toBeNull();
});

test('a refusal of a step that was left is told elsewhere', async () => {
  const { door, work, refused } = await opened();
  door.held = [];
  door.refuse = new Failed('disk_full');
  const taken = work.set([{ field: 'a', value: 'true' }]);
  const there = work.select('two');
  await rest();
  door.release();
  expect(await taken).toBe(false);
  await there;
  expect(work.view?.step.id).toBe('two');
  expect(work.refusal).toBeNull();
  expect(refused).toEqual(['disk_full']);
});

test('what was typed is saved to its own step before another shows', async () => {
  const { door, work } = await opened();
  work.typing.add(() => void work.set([{ field: 'step.note', value: '最後' }]));
  await work.select('two');
  expect(door.notes.get('one')).toBe('最後');
  expect(door.notes.get('two')).toBeUndefined();
});

test('facts are locked once a step is done, and before a point of no return', async () => {
  const { work } = await opened();
  expect(work.locked).toBe(false);
  expect(await work.go({ go: 'done' })).toBe(true);
  expect(work.locked).toBe(true);
  expect(work.following?.id).toBe('two');
  await work.select('three');
  expect([work.locked, work.uncrossed]).toEqual([true, true]);
  await work.go({ go: 'doing' }, '西村製本');
  expect([work.locked, work.uncrossed]).toEqual([false, false]);
});

test('two rows that are added quickly are both added', async () => {
  const { door, work } = await opened();
  door.held = [];
  const first = work.set([{ field: 'one.x', value: 'true' }]);
  await new Promise((done) => setTimeout(done));
  const added = ['高木', '佐野'].map((value) => work.set([{ field: '+', value }]));
  const { held } = door;
  door.held = null;
  held?.forEach((go) => go());
  await Promise.all([first, ...added]);
  expect(door.calls.slice(1).map(({ what }) => what.set?.[0]?.value)).toEqual(['高木', '佐野']);
});

test('a number that looks like a bank card’s is told of its own field', async () => {
  const { door, work } = await opened();
  door.cards = true;
  await work.set([{ field: 'step.note', value: '4111 1111 1111 1111' }]);
  expect([...work.cards]).toEqual(['step.note']);
  door.cards = false;
  await work.set([{ field: 'step.note', value: '' }]);
  expect([...work.cards]).toEqual([]);
});

test('a name is given at once, and taken back when it is refused', async () => {
  const { door, work } = await opened();
  const renamed = work.rename('別の名前');
  expect(work.status?.name).toBe('別の名前');
  expect(await renamed).toBe(true);
  door.refuse = new Failed('read_only');
  expect(await work.rename('駄目')).toBe(false);
  expect(work.status?.name).toBe('別の名前');
});

test('a dialog for files that was closed changes nothing', async () => {
  const { work, moved } = await opened();
  expect(await work.files.attach('none')).toBe(false);
  expect([work.refusal, work.files.readings.all]).toEqual([null, []]);
  expect(moved()).toBe(0);
  expect(await work.files.attach(null)).toBe(true);
  expect(moved()).toBe(1);
});

test('while a file is read everything else is saved at once, and what came of it is read anew', async () => {
  const { door, work, moved } = await opened();
  let go = (): void => undefined;
  const told = new Promise<void>((done) => (go = done));
  const attach = door.attach;
  door.attach = async (...how) => {
    how[3]({ phase: 'reading', done: 0, total: 2 });
    await told;
    return attach(...how);
  };
  const reading = work.files.attach('mail');
  await Promise.resolve();
  expect([work.files.here.map(({ row, begun }) => [row, begun]), work.saving]).toEqual([
    [['mail', true]],
    false,
  ]);
  expect(await work.set([{ field: 'a', value: 'true' }])).toBe(true);
  await work.select('two');
  expect(work.files.here).toEqual([]);
  expect(work.files.readings.all.length).toBe(1);
  await work.select('one');
  go();
  expect(await reading).toBe(true);
  expect(work.view?.facts.confirm?.ticked).toEqual(['a']);
  expect([work.files.readings.all, moved()]).toEqual([[], 2]);
});

test('a wrong password is answered to whoever asked for it, and is no refusal of the step', async () => {
  const { work } = await opened();
  const file = { id: 1, name: 'mail.zip' };
  const { done, failed } = await work.files.unlock('mail', file, 'wrong');
  expect([done, failed?.text('reason'), work.refusal]).toEqual([false, 'wrong', null]);
  expect(await work.files.unlock('mail', file, 'right')).toEqual({ done: true, failed: null });
  expect(await work.files.seal('mail', file, 'ひみつの合言葉')).toEqual({ done: true, failed: null });
  expect((await work.files.take('mail', 1))?.names).toEqual(['members.csv']);
});

test('a file is replaced once the new one is there, whatever step shows then', async () => {
  const { door, work } = await opened();
  const facts = (ids: number[]): Facts => ({ backup: { rows: [row(ids.map((id) => file(id, `${id}`)))] } });
  work.view = stepView(stepStatus('one'), facts([1, 2]));
  const attach = door.attach;
  door.attach = async (...how) => {
    const moved = await attach(...how);
    return moved && { ...moved, step: { ...moved.step, facts: facts([1, 2, 3]) } };
  };
  const replacing = work.files.replace('calendar', [2]);
  await work.select('two');
  expect(await replacing).toBe(true);
  expect(door.calls.at(-1)).toEqual({
    step: 'one',
    what: { set: [{ field: 'calendar.2.remove', value: 'true' }] },
  });
});

test('a run that is gone is said to be', async () => {
  const { door, work } = await opened();
  door.status = () => Promise.reject(new Failed('missing', { what: 'run', id: '1' }));
  await work.reload();
  expect(work.gone).toBe(true);
});

test('edits of every list are foretold', () => {
  const view = (facts: Facts): StepView => stepView(stepStatus('one'), facts);
  const person = { contact: null, department: '営業.一課', exempt: false };
  const people: Facts = {
    people: {
      nobody: false,
      people: [
        { id: 1, name: '青木', done: false, ...person },
        { id: 2, name: '髙木', done: false, ...person, exempt: true },
      ],
    },
  };
  const after = (facts: Facts, field: string, value: string): Facts =>
    foretold(view(facts), { field, value }, '2026-11-28').facts;
  expect(after(people, '1.done', 'true').people?.people[0]?.done).toBe(true);
  expect(after(people, '*.done', 'true').people?.people.map(({ done }) => done)).toEqual([true, false]);
  expect(after(people, 'department:営業.一課.done', 'true').people?.people.map(({ done }) => done)).toEqual([
    true,
    false,
  ]);
  expect(after(people, '1.remove', 'true').people?.people).toHaveLength(1);
  expect(after(people, 'nobody', 'true').people?.nobody).toBe(true);
  expect(after({ choose: { chosen: null } }, 'chosen', 'b').choose?.chosen).toBe('b');
  const proven = after({ prove: { points: {} } }, 'login', 'true');
  expect(proven.prove?.points['login']?.on).toBe('2026-11-28');
  const row = { id: 'fee', label: {}, due: null, paid: 0, paid_on: null, own: false };
  const owed = after({ settle: { rows: [{ ...row, owed: null }] } }, 'fee.owed', '１２，０００円');
  expect(owed.settle?.rows[0]?.owed).toBe(12_000);
});

test('wide letters and spaces are the same name', () => {
  expect(isSameName('ＬＩＮＥ　ＷＯＲＫＳ ', 'LINE WORKS')).toBe(true);
  expect(isSameName('LINE WORK', 'LINE WORKS')).toBe(false);
  expect(isSameName('', '')).toBe(false);
});
