import { expect, test, vi } from 'vitest';

import { Failed } from '../../backend/failure';
import type {
  Asked,
  Changed,
  Fate,
  ImportOptions,
  ImportProblem,
  ImportReport,
  Looked,
  LookedTable,
  Picked,
  Progress,
  Reading,
} from '../../backend';
import { Import, SETTLED_MS } from './import.svelte';

const picked: Picked = { token: 't1', names: ['名簿.csv'], bytes: 1200 };

const asIs: Reading = {
  charset: null,
  sheet: null,
  restore_zeros: false,
  delimiter: null,
  header_row: null,
  columns: null,
};

/** A table whose first column is said to be somebody's name, and whose second nobody knows. */
function looked(over: Partial<LookedTable> = {}): Looked {
  const table: LookedTable = {
    delimiter: 'comma',
    header_row: 1,
    remembered: true,
    tells: true,
    width: 2,
    columns: [
      { header: '担当', nth: 0, target: 'name', chosen: true, samples: ['大江 俊介'] },
      { header: '番号', nth: 0, target: 'custom', chosen: false, samples: ['072-671-3390'] },
    ],
    ...over,
  };
  return {
    name: '名簿.csv',
    dialect: 'csv',
    charset: 'utf8',
    sheets: [],
    sheet: null,
    first: [],
    garbled: false,
    table,
  };
}

function report(over: Partial<ImportReport> = {}): ImportReport {
  return {
    read: 4,
    added: 2,
    updated: 1,
    skipped: 1,
    failed: 0,
    problems: [],
    problem_count: 0,
    import_id: null,
    ...over,
  };
}

function asked(line: number): Asked {
  return { file: 0, line, place: `名簿.csv:${line}`, id: line, name: '田中 太郎', company: '', changes: [] };
}

/** A backend whose imports wait until the test lets them end. */
class Door {
  asked: ImportOptions[] = [];
  looks: Reading[] = [];
  cancels = 0;
  undone: number[] = [];
  next: Picked | null = picked;
  #ends: {
    end: (report: ImportReport) => void;
    fail: (failed: Failed) => void;
    tell: (now: Progress) => void;
  }[] = [];

  pick = () => Promise.resolve(this.next);
  people = (fate: Fate, offset: number) => {
    const people = fate === 'added' ? [{ name: '田中 一郎', company: '', fields: [], alike: null }] : [];
    return Promise.resolve({ total: people.length, alike: 0, offset, people });
  };
  found: Looked[] = [];
  lookAt = (_token: string, reading: Reading) => {
    this.looks.push(reading);
    return Promise.resolve(this.found);
  };
  preview = (token: string, options: ImportOptions, tell: (now: Progress) => void) =>
    this.import(token, options, tell);
  import = (_token: string, options: ImportOptions, tell: (now: Progress) => void) => {
    this.asked.push(options);
    return new Promise<ImportReport>((end, fail) => this.#ends.push({ end, fail, tell }));
  };
  whoIsAsked = (offset: number) =>
    Promise.resolve({ total: 2, offset, people: [asked(2), asked(4)].slice(offset) });
  saves: boolean[] = [];
  saveProblems = (onlyOut: boolean) => {
    this.saves.push(onlyOut);
    return Promise.resolve({ files: ['直す.csv'], written: 1 });
  };
  cancel = () => {
    this.cancels += 1;
    this.#ends.shift()?.fail(new Failed('cancelled'));
    return Promise.resolve();
  };
  undo = (id: number) => {
    this.undone.push(id);
    return Promise.resolve({ left_alone: ['田中 一郎'] } as unknown as Changed);
  };

  end(over: Partial<ImportReport> = {}) {
    this.#ends.shift()?.end(report(over));
    return settled();
  }
  fail(code: string) {
    return this.failWith(new Failed(code));
  }
  failWith(failed: Failed) {
    this.#ends.shift()?.fail(failed);
    return settled();
  }
  tell(now: Progress) {
    this.#ends[0]?.tell(now);
  }
}

async function settled() {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

async function previewed(over: Partial<ImportReport> = {}) {
  const door = new Door();
  const work = new Import(door);
  void work.choose();
  await settled();
  await door.end(over);
  return { door, work };
}

test('choosing files previews them and writes nothing', async () => {
  const { door, work } = await previewed();
  expect(door.asked).toHaveLength(1);
  expect(door.asked[0]?.dry_run, 'the first run only counts').toBe(true);
  expect(work.step).toBe('check');
  expect(work.coming, 'added and updated').toBe(3);
  expect(work.ready).toBe(true);
});

test('a picker closed without a choice leaves everything as it was', async () => {
  const door = new Door();
  door.next = null;
  const work = new Import(door);
  await work.choose();
  expect(work.step).toBe('choose');
  expect(door.asked).toHaveLength(0);
});

test('changing an option while a preview runs stops it and previews again', async () => {
  const { door, work } = await previewed();
  work.existing = 'skip';
  void work.look();
  await settled();
  work.existing = 'add';
  void work.look();
  await settled();
  expect(door.cancels, 'the skip preview was stopped').toBe(1);
  expect(door.asked.map((options) => options.existing)).toEqual(['update', 'skip', 'add']);
  await door.end({ added: 4, updated: 0, skipped: 0 });
  expect(work.preview?.added, 'the last answer counts').toBe(4);
  expect(work.busy).toBe(false);
  expect(work.cancelled, 'giving way is not the user’s cancel').toBe(false);
});

test('the import runs with the options of the preview and ends in its report', async () => {
  const { door, work } = await previewed();
  work.shared = true;
  expect(work.ready, 'a name must be given first').toBe(false);
  work.sharedBy = ' 佐藤 ';
  void work.start();
  await settled();
  expect(door.asked[1]).toEqual({
    existing: 'update',
    shared_by: '佐藤',
    internal: false,
    dry_run: false,
    reading: asIs,
    decisions: [],
    rest: 'update',
    mend_all: false,
    mendings: [],
  });
  door.tell({ phase: 'writing', done: 2, total: 3 });
  expect(work.progress?.done).toBe(2);
  await door.end({ import_id: 7 });
  expect(work.step).toBe('result');
  await work.undo();
  expect(door.undone).toEqual([7]);
  expect(work.undone?.left_alone).toEqual(['田中 一郎']);
  await work.undo();
  expect(door.undone, 'one import is undone once').toEqual([7]);
});

test('a cancelled import goes back to its preview', async () => {
  const { door, work } = await previewed();
  void work.start();
  await settled();
  await work.cancel();
  await settled();
  expect(door.cancels).toBe(1);
  expect(work.step).toBe('check');
  expect(work.cancelled).toBe(true);
  expect(work.ready, 'it can be started again').toBe(true);
});

test('a cancelled first preview goes back to choosing', async () => {
  const door = new Door();
  const work = new Import(door);
  void work.choose();
  await settled();
  await work.cancel();
  await settled();
  expect(work.step).toBe('choose');
  expect(work.cancelled).toBe(true);
});

test('files dropped while the import is written are not taken', async () => {
  const { door, work } = await previewed();
  void work.start();
  await settled();
  await work.take({ token: 't2', names: ['b.vcf'], bytes: 1 });
  expect(work.picked?.token).toBe('t1');
  await door.end();
});

test('a failure of the import is kept for its words', async () => {
  const { door, work } = await previewed();
  void work.start();
  await settled();
  await door.fail('disk_full');
  expect(work.failure?.code).toBe('disk_full');
  expect(work.step).toBe('check');
});

test('nothing new means nothing to start', async () => {
  const { work } = await previewed({ added: 0, updated: 0, skipped: 4 });
  expect(work.ready).toBe(false);
});

test('leaving during a preview stops it and forgets it', async () => {
  const door = new Door();
  const work = new Import(door);
  void work.choose();
  await settled();
  await work.leave();
  await settled();
  expect(door.cancels).toBe(1);
  expect(work.step).toBe('choose');
  expect(work.picked).toBeNull();
  expect(work.cancelled).toBe(false);
});

test('what the user says a file is written in goes into the next look, preview and import, and is forgotten with the files', async () => {
  const { door, work } = await previewed();
  void work.readAs({ charset: 'euc-jp' });
  await settled();
  await door.end();
  expect(door.looks.at(-1)?.charset).toBe('euc-jp');
  expect(door.asked.at(-1)?.reading.charset).toBe('euc-jp');
  void work.take(picked);
  await settled();
  expect(door.asked.at(-1)?.reading).toEqual(asIs);
});

test('what is said of one column stands beside what was said of others, and can be taken back', async () => {
  const door = new Door();
  door.found = [looked()];
  const work = new Import(door);
  void work.choose();
  await settled();
  await door.end();
  const [name, number] = work.looked[0]?.table?.columns ?? [];
  if (!name || !number) throw new Error('two columns');
  void work.say(number, 'phone.work');
  await settled();
  await door.end();
  const said = [
    { header: '担当', nth: 0, target: 'name' },
    { header: '番号', nth: 0, target: 'phone.work' },
  ];
  expect(door.asked.at(-1)?.reading.columns, 'what was remembered stays').toEqual(said);
  void work.say(name, '');
  await settled();
  await door.end();
  expect(door.asked.at(-1)?.reading.columns).toEqual(said.slice(1));
  void work.readAs({ columns: [] });
  await settled();
  expect(door.asked.at(-1)?.reading.columns, 'back to the headers alone').toEqual([]);
});

test('a text that cannot be read yet stays to be told how', async () => {
  const door = new Door();
  door.found = [looked({ tells: false, remembered: false })];
  const work = new Import(door);
  void work.choose();
  await settled();
  await door.failWith(new Failed('unreadable', { file: '名簿.csv', reason: 'no_header' }));
  expect(work.step, 'charset and columns can still be said').toBe('check');
  expect(work.untold).toBe(true);
  expect(work.ready).toBe(false);
  void work.readAs({ charset: 'euc-jp' });
  await settled();
  await door.end();
  expect(work.untold).toBe(false);
  expect(work.ready).toBe(true);
});

test('reading in a way that does not work leaves no older preview to be started', async () => {
  const { door, work } = await previewed();
  door.found = [looked()];
  void work.readAs({ charset: 'utf16-le' });
  await settled();
  await door.fail('unreadable');
  expect(work.preview).toBeNull();
  expect(work.ready).toBe(false);
  expect(work.step).toBe('check');
});

test('what has problems is saved once at a time, before and after the import', async () => {
  const { door, work } = await previewed({ problem_count: 1 });
  const saving = work.saveProblems(true);
  expect(work.ready, 'the import waits').toBe(false);
  expect(await work.saveProblems(false), 'one at a time').toBeNull();
  expect(await saving).toEqual({ files: ['直す.csv'], written: 1 });
  void work.start();
  await settled();
  await door.end({ import_id: 7 });
  await work.saveProblems(false);
  expect(door.saves).toEqual([true, false]);
});

test('decisions of one by one reach preview and import once the hand rests, and are forgotten with the files', async () => {
  vi.useFakeTimers();
  try {
    const { door, work } = await previewed();
    work.existing = 'ask';
    void work.look();
    await settled();
    await door.end();
    expect(work.asked.total).toBe(2);
    expect(work.decided(asked(2)), 'undecided, they are updated').toBe('update');
    work.decide(asked(2), 'skip');
    work.decide(asked(4), 'add');
    work.decideRest('skip');
    const before = door.asked.length;
    vi.advanceTimersByTime(SETTLED_MS);
    await settled();
    expect(door.asked.length, 'one preview for three decisions').toBe(before + 1);
    const decided = {
      decisions: [
        { file: 0, line: 2, then: 'skip' },
        { file: 0, line: 4, then: 'add' },
      ],
      rest: 'skip',
    };
    expect(door.asked.at(-1)).toMatchObject(decided);
    await door.end();
    expect(work.decided(asked(4))).toBe('add');
    expect(work.decidedCount).toBe(2);
    void work.start();
    await settled();
    expect(door.asked.at(-1)).toMatchObject(decided);
    await door.end({ import_id: 7 });
    void work.take(picked);
    await settled();
    expect(work.decidedCount, 'other files, other people').toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('proposals are taken one by one or all, and what is chosen for one stands above them', async () => {
  vi.useFakeTimers();
  try {
    const { door, work } = await previewed();
    const mail = problem({
      reason: 'bad_email',
      detail: 'a@@b.jp',
      proposal: { do: 'replace', with: 'a@b.jp' },
    });
    const date = problem({ reason: 'bad_date', detail: '1974/02/30', proposal: { do: 'leave_out' } });
    expect(work.mended(mail), 'untouched, all stays as it is').toEqual({ do: 'as_is' });
    work.takeProposals(true);
    work.mend(date, { do: 'to_note' });
    expect(work.mended(mail)).toEqual({ do: 'replace', with: 'a@b.jp' });
    expect(work.mended(date)).toEqual({ do: 'to_note' });
    vi.advanceTimersByTime(SETTLED_MS);
    await settled();
    const mended = {
      mend_all: true,
      mendings: [{ file: 0, line: 2, reason: 'bad_date', detail: '1974/02/30', then: { do: 'to_note' } }],
    };
    expect(door.asked.at(-1)).toMatchObject(mended);
    await door.end();
    void work.start();
    await settled();
    expect(door.asked.at(-1), 'the import does the same').toMatchObject(mended);
    await door.end();
  } finally {
    vi.useRealTimers();
  }
});

function problem(over: Partial<ImportProblem>): ImportProblem {
  return {
    place: '名簿.csv:2',
    name: '',
    reason: '',
    detail: '',
    lost: false,
    file: 0,
    line: 2,
    mendable: true,
    proposal: null,
    taken: { do: 'as_is' },
    ...over,
  };
}
