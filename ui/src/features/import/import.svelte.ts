import { Pieces } from '../../app/pieces.svelte';
import { Failed } from '../../backend';
import type {
  Asked,
  AskedPage,
  Changed,
  Charset,
  ChosenMending,
  ColumnChoice,
  Coming,
  ComingPage,
  Decided,
  Decision,
  Delimiter,
  Existing,
  Fate,
  ImportOptions,
  ImportProblem,
  ImportReport,
  Looked,
  Mending,
  LookedColumn,
  Picked,
  Progress,
  Reading,
  SavedProblems,
} from '../../backend';

/** What an import needs of the backend; the tests give their own. */
export interface ImportDoor {
  pick(): Promise<Picked | null>;
  /** What the files are, with the first people of each. */
  lookAt(token: string, reading: Reading): Promise<Looked[]>;
  preview(token: string, options: ImportOptions, progress: (now: Progress) => void): Promise<ImportReport>;
  /** A piece of the people of the last preview. */
  people(fate: Fate, offset: number, limit: number): Promise<ComingPage>;
  /** A piece of those who are there already, when each is to be decided. */
  whoIsAsked(offset: number, limit: number): Promise<AskedPage>;
  import(token: string, options: ImportOptions, progress: (now: Progress) => void): Promise<ImportReport>;
  /** Asks where to; `null` when no place was chosen. */
  saveProblems(onlyOut: boolean): Promise<SavedProblems | null>;
  cancel(): Promise<unknown>;
  undo(importId: number): Promise<Changed>;
}

/** `choose` files → `check` the preview → `run` → `result`. */
export type Step = 'choose' | 'check' | 'run' | 'result';

/** How long decisions rest before the preview counts anew. */
export const SETTLED_MS = 600;

/** One import from the chosen files to its report. */
export class Import {
  step = $state<Step>('choose');
  picked = $state.raw<Picked | null>(null);

  existing = $state<Existing>('update');
  internal = $state(false);
  shared = $state(false);
  sharedBy = $state('');

  /** With `ask`: what was decided for single people, by their places in the files, and for all others. */
  decisions = $state.raw<ReadonlyMap<string, Decision>>(new Map());
  rest = $state<Decided>('update');

  /** What was chosen for single problems; all proposals are taken, but for those. */
  mendings = $state.raw<ReadonlyMap<string, ChosenMending>>(new Map());
  mendAll = $state(false);

  /** What texts are written in; `null` lets the app decide. */
  charset = $state<Charset | null>(null);
  sheet = $state<string | null>(null);
  restoreZeros = $state(false);
  /** What stands between the cells of tables, and the row of their headers (0: none); `null` lets the app decide. */
  delimiter = $state<Delimiter | null>(null);
  headerRow = $state<number | null>(null);
  /** What columns are, where it is not what their headers say; `null` takes what the book remembers. */
  columns = $state.raw<ColumnChoice[] | null>(null);
  /** What the files were taken for; empty until they were looked at. */
  looked = $state.raw<Looked[]>([]);

  /** Who is in the files, by what would become of them; of the last preview that ended. */
  readonly people: Record<Fate, Pieces<Coming>>;
  /** How many of those who would be added, or were, are likely somebody else as well. */
  alike = $state(0);
  /** Those who are there already, when each is to be decided; of the last preview that ended. */
  readonly asked: Pieces<Asked>;
  /** What would come in; of the last preview that ended. */
  preview = $state.raw<ImportReport | null>(null);
  report = $state.raw<ImportReport | null>(null);
  undone = $state.raw<Changed | null>(null);
  progress = $state.raw<Progress | null>(null);
  /** Something runs: a preview, the import or its undo. */
  busy = $state(false);
  /** What has problems is being saved. */
  saving = $state(false);
  cancelling = $state(false);
  /** The user stopped it; everything is as before. */
  cancelled = $state(false);
  failure = $state.raw<Failed | null>(null);

  reading = $derived<Reading>({
    charset: this.charset,
    sheet: this.sheet,
    restore_zeros: this.restoreZeros,
    delimiter: this.delimiter,
    header_row: this.headerRow,
    columns: this.columns,
  });
  options = $derived<ImportOptions>({
    existing: this.existing,
    shared_by: this.shared ? this.sharedBy.trim() : null,
    internal: this.internal,
    dry_run: false,
    reading: this.reading,
    decisions: this.existing === 'ask' ? [...this.decisions.values()] : [],
    rest: this.rest,
    mend_all: this.mendAll,
    mendings: [...this.mendings.values()],
  });
  ownerMissing = $derived(this.shared && this.sharedBy.trim() === '');
  coming = $derived(this.preview ? this.preview.added + this.preview.updated : 0);
  /** A table is there, and which of its columns hold the people is still to be said. */
  untold = $derived(
    this.looked.some(({ table }) => table && !table.tells) &&
      (this.failure?.text('reason') === 'no_header' ||
        (this.preview !== null &&
          this.coming === 0 &&
          this.preview.problems.some(({ reason }) => reason === 'no_header'))),
  );
  ready = $derived(
    this.step === 'check' && !this.busy && !this.saving && this.coming > 0 && !this.ownerMissing,
  );

  readonly #door: ImportDoor;
  #recount: ReturnType<typeof setTimeout> | undefined;
  #work: Promise<unknown> = Promise.resolve();
  #turn = 0;

  constructor(door: ImportDoor) {
    this.#door = door;
    const people = (fate: Fate): Pieces<Coming> =>
      new Pieces(async (offset, limit) => {
        const page = await door.people(fate, offset, limit);
        if (fate === 'added') this.alike = page.alike;
        return { total: page.total, items: page.people };
      });
    this.asked = new Pieces(async (offset, limit) => {
      const page = await door.whoIsAsked(offset, limit);
      return { total: page.total, items: page.people };
    });
    this.people = { added: people('added'), updated: people('updated'), skipped: people('skipped') };
  }

  /** The system's file picker, then the preview; a picker closed without a choice leaves everything as it was. */
  async choose() {
    let picked: Picked | null;
    try {
      picked = await this.#door.pick();
    } catch (thrown) {
      this.failure = Failed.from(thrown);
      return;
    }
    if (picked) await this.take(picked);
  }

  /** Files from the picker or dropped onto the window. Ignored while an import is written. */
  async take(picked: Picked) {
    if (this.step === 'run') return;
    this.picked = picked;
    this.preview = null;
    this.report = null;
    this.undone = null;
    this.looked = [];
    this.charset = null;
    this.sheet = null;
    this.restoreZeros = false;
    this.#forgetDecisions();
    this.delimiter = null;
    this.headerRow = null;
    this.columns = null;
    await this.look();
  }

  /** The user knows better what a file is. */
  async readAs(known: {
    charset?: Charset | null;
    sheet?: string;
    delimiter?: Delimiter | null;
    headerRow?: number | null;
    columns?: ColumnChoice[] | null;
  }) {
    if (known.charset !== undefined) this.charset = known.charset;
    if (known.sheet !== undefined) this.sheet = known.sheet;
    if (known.delimiter !== undefined) this.delimiter = known.delimiter;
    if (known.headerRow !== undefined) this.headerRow = known.headerRow;
    if (known.columns !== undefined) this.columns = known.columns;
    this.#forgetDecisions();
    await this.look();
  }

  /** What becomes of somebody who is there already. */
  decided(person: Asked): Decided {
    return this.decisions.get(placeKey(person))?.then ?? this.rest;
  }

  get decidedCount(): number {
    return this.decisions.size;
  }

  /** Decides for one; the preview counts anew once the hand rests. */
  decide(person: Asked, then: Decided) {
    if (this.step !== 'check') return;
    const { file, line } = person;
    const key = placeKey(person);
    if (this.decisions.get(key)?.then === then) return;
    this.decisions = new Map([...this.decisions, [key, { file, line, then }]]);
    this.#lookSoon();
  }

  /** Decides for all who were not decided yet. */
  decideRest(then: Decided) {
    if (this.step !== 'check' || this.rest === then) return;
    this.rest = then;
    this.#lookSoon();
  }

  /** What becomes of a problem. */
  mended(problem: ImportProblem): Mending {
    if (this.report) return problem.taken;
    const chosen = this.mendings.get(problemKey(problem))?.then;
    return chosen ?? (this.mendAll ? problem.proposal : null) ?? { do: 'as_is' };
  }

  /** Chooses for one problem; the preview counts anew once the hand rests. */
  mend(problem: ImportProblem, then: Mending) {
    if (this.step !== 'check') return;
    const { file, line, reason, detail } = problem;
    this.mendings = new Map([...this.mendings, [problemKey(problem), { file, line, reason, detail, then }]]);
    this.#lookSoon();
  }

  /** Takes all proposals, whatever was chosen singly, or none of them any more. */
  takeProposals(all: boolean) {
    if (this.step !== 'check') return;
    this.mendAll = all;
    const typed = [...this.mendings].filter(([, { then }]) => then.do === 'replace');
    this.mendings = all ? new Map(typed) : new Map();
    this.#lookSoon();
  }

  #lookSoon() {
    clearTimeout(this.#recount);
    this.#recount = setTimeout(() => {
      if (this.step === 'check') void this.look();
    }, SETTLED_MS);
  }

  #forgetDecisions() {
    clearTimeout(this.#recount);
    this.decisions = new Map();
    this.rest = 'update';
    this.mendings = new Map();
    this.mendAll = false;
  }

  /** The user says what a column is; with an empty `target` its header says it again. What was said of others stays. */
  async say({ header, nth }: LookedColumn, target: string) {
    const before =
      this.columns ?? this.looked.flatMap(({ table }) => table?.columns ?? []).filter((c) => c.chosen);
    const others = before
      .filter((column) => column.header !== header || column.nth !== nth)
      .map((column) => ({ header: column.header, nth: column.nth, target: column.target }));
    await this.readAs({ columns: target === '' ? others : [...others, { header, nth, target }] });
  }

  /** Previews with the options as they are; a preview under way gives way to this one. */
  async look() {
    const picked = this.picked;
    if (!picked || this.saving) return;
    this.step = 'check';
    this.cancelled = false;
    this.failure = null;
    const turn = ++this.#turn;
    if (this.busy) await this.#stop();
    if (turn !== this.#turn) return;
    const looking = this.#lookAt(picked.token, () => turn === this.#turn);
    const report = await this.#run(
      (told) => this.#door.preview(picked.token, { ...this.options, dry_run: true }, told),
      () => turn === this.#turn,
    );
    if (turn !== this.#turn) return;
    if (report) {
      await this.#readPeople();
      if (turn === this.#turn) this.preview = report;
    } else if (this.cancelled) {
      if (!this.preview) this.step = 'choose';
    } else {
      await looking;
      if (turn !== this.#turn) return;
      // Read in this way it is no list of people; what was previewed before was read in another.
      this.preview = null;
      // A text may be written in something else, or its columns be called otherwise: both can be said.
      if (this.looked.length === 0) this.step = 'choose';
    }
  }

  async start() {
    const picked = this.picked;
    if (!this.ready || !picked) return;
    clearTimeout(this.#recount);
    this.step = 'run';
    this.cancelled = false;
    this.failure = null;
    const report = await this.#run(
      (told) => this.#door.import(picked.token, this.options, told),
      () => true,
    );
    this.report = report;
    this.step = report ? 'result' : 'check';
  }

  /** Stops what runs; what it had done is rolled back. */
  async cancel() {
    if (!this.busy || this.cancelling) return;
    await this.#stop();
  }

  /** What has problems as a file of its own; answers what was saved. */
  async saveProblems(onlyOut: boolean): Promise<SavedProblems | null> {
    if (this.busy || this.saving) return null;
    this.saving = true;
    this.failure = null;
    try {
      return await this.#door.saveProblems(onlyOut);
    } catch (thrown) {
      this.failure = Failed.from(thrown);
      return null;
    } finally {
      this.saving = false;
    }
  }

  async undo() {
    const id = this.report?.import_id;
    if (id === undefined || id === null || this.busy || this.undone) return;
    this.busy = true;
    this.failure = null;
    try {
      this.undone = await this.#door.undo(id);
    } catch (thrown) {
      this.failure = Failed.from(thrown);
    } finally {
      this.busy = false;
    }
  }

  /** Back to choosing files; the options stay. */
  async leave() {
    this.#turn += 1;
    this.#forgetDecisions();
    if (this.busy) await this.#stop();
    this.step = 'choose';
    this.picked = null;
    this.preview = null;
    this.report = null;
    this.undone = null;
    this.failure = null;
    this.cancelled = false;
  }

  async #stop() {
    this.cancelling = true;
    try {
      await this.#door.cancel();
      await this.#work;
    } finally {
      this.cancelling = false;
    }
  }

  /** A file that can't be looked at is told by the preview. */
  async #lookAt(token: string, current: () => boolean) {
    const looked = await this.#door.lookAt(token, this.reading).catch(() => null);
    if (looked && current()) this.looked = looked;
  }

  async #readPeople() {
    try {
      await Promise.all([this.asked, ...Object.values(this.people)].map((people) => people.reload()));
    } catch (thrown) {
      this.failure = Failed.from(thrown);
    }
  }

  #run(
    begin: (told: (now: Progress) => void) => Promise<ImportReport>,
    current: () => boolean,
  ): Promise<ImportReport | null> {
    this.busy = true;
    this.progress = null;
    const work = begin((now) => {
      if (current()) this.progress = now;
    })
      .catch((thrown: unknown) => {
        const failure = Failed.from(thrown);
        if (!current()) return null;
        if (failure.code === 'cancelled') this.cancelled = true;
        else this.failure = failure;
        return null;
      })
      .finally(() => {
        this.busy = false;
      });
    this.#work = work;
    return work;
  }
}

function placeKey({ file, line }: { file: number; line: number }): string {
  return `${file}:${line}`;
}

function problemKey({ file, line, reason, detail }: ImportProblem): string {
  return JSON.stringify([file, line, reason, detail]);
}
