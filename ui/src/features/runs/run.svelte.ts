import { Failed } from '../../backend';
import type {
  ContactId,
  Edit,
  Go,
  Moved,
  NoticeText,
  RecordId,
  RunStatus,
  StepState,
  StepStatus,
  StepView,
} from '../../backend';
import { filesOf, RunFiles } from './files.svelte';
import type { FilesDoor } from './files.svelte';
import { foretold } from './optimistic';

/** What a run needs of the backend; the tests give their own. */
export interface RunDoor extends FilesDoor {
  status(id: RecordId): Promise<RunStatus>;
  step(id: RecordId, step: string): Promise<StepView>;
  detach(id: RecordId, step: string, sha256: string): Promise<Moved>;
  rename(id: RecordId, name: string): Promise<RunStatus>;
  noticeTexts(id: RecordId, step: string): Promise<NoticeText[]>;
  now(): number;
}

/** Who hears of what happens to a run. */
export interface RunEars {
  /** Something of it was saved. */
  moved(): void;
  /** Something was refused of a step that shows no longer. */
  refused(failed: Failed): void;
}

interface Waiting {
  step: string;
  edits: Edit[];
  begun: boolean;
  ended: Promise<boolean>;
}

const settled: readonly StepState[] = ['done', 'skipped', 'not_needed'];

/** One run: its rail, the step that shows, and everything that is saved of it, one thing after the other. */
export class RunWork {
  status = $state.raw<RunStatus | null>(null);
  view = $state.raw<StepView | null>(null);
  /** The step that is to show; the rail follows at once, its view a moment later. */
  selected = $state<string | null>(null);
  savedAt = $state<number | null>(null);
  refusal = $state.raw<Failed | null>(null);
  /** What is done with files. */
  readonly files: RunFiles;
  /** The fields of this step whose text looks like the number of a bank card. */
  cards = $state.raw<ReadonlySet<string>>(new Set());
  /** The run is there no longer. */
  gone = $state(false);
  #open = $state(0);

  saving = $derived(this.#open > 0);
  /** Facts can't be changed now. */
  locked = $derived.by(() => {
    const { view } = this;
    if (!view) return true;
    const { state, irreversible } = view.status;
    if (view.out_of_order !== null) return false;
    if (settled.includes(state) || state === 'blocked') return true;
    return irreversible && view.crossed_at === null;
  });
  /** A point of no return that stands in front of this step, to be crossed by typing the subject's name. */
  uncrossed = $derived.by(() => {
    const { view } = this;
    if (!view?.status.irreversible || view.crossed_at !== null) return false;
    return !settled.includes(view.status.state);
  });
  /** Where the step stands in the rail. */
  at = $derived(this.status?.steps.findIndex((step) => step.id === this.view?.step.id) ?? -1);

  readonly #door: RunDoor;
  readonly #ears: RunEars;
  /** Fields in which something was typed that isn't asked to be saved yet; called before the step is left or moved. */
  readonly typing = new Set<() => void>();
  #run: RecordId | null = null;
  #turn = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #waiting: Waiting[] = [];

  constructor(door: RunDoor, ears: RunEars) {
    this.#door = door;
    this.#ears = ears;
    this.files = new RunFiles(door, {
      shown: () => this.view && { run: this.#run, step: this.view.step.id },
      rowOf: (row) => filesOf(this.view, row),
      inTurn: (act) => this.#next(act),
      settle: (run) => this.#settle(run),
      saved: () => this.#saved(),
      refuse: (run, step, failed) => this.#refuse(run, step, failed),
    });
  }

  get run(): RecordId | null {
    return this.#run;
  }

  /** Shows a run, at this step or the one to go on with; `likely` is that one by what was known last, read in the same go. */
  async open(run: RecordId, step: string | null = null, likely: string | null = null): Promise<void> {
    this.flush();
    if (this.#run !== run) {
      this.#run = run;
      this.status = this.view = this.selected = this.savedAt = null;
    }
    this.gone = false;
    this.refusal = null;
    this.cards = new Set();
    const turn = ++this.#turn;
    const early = step ?? likely;
    try {
      const [status, view] = await this.#next(() =>
        Promise.all([
          this.#door.status(run),
          early === null ? null : this.#door.step(run, early).catch(() => null),
        ]),
      );
      if (turn !== this.#turn) return;
      this.status = status;
      const known = status.steps.some((each) => each.id === step);
      const shown = (known ? step : null) ?? status.current ?? status.steps[0]?.id ?? '';
      if (view?.step.id !== shown) return await this.select(shown);
      this.selected = shown;
      this.#show(view);
    } catch (thrown) {
      if (turn === this.#turn) this.#lost(Failed.from(thrown));
    }
  }

  /** Shows another step. */
  async select(step: string): Promise<void> {
    this.flush();
    const run = this.#run;
    if (run === null) return;
    const turn = ++this.#turn;
    if (this.selected !== step) {
      this.refusal = null;
      this.cards = new Set();
    }
    this.selected = step;
    try {
      const view = await this.#next(() => this.#door.step(run, step));
      if (turn === this.#turn) this.#show(view);
    } catch (thrown) {
      if (turn === this.#turn) this.#lost(Failed.from(thrown));
    }
  }

  /** Reads everything again: something else may have changed it. */
  async reload(): Promise<void> {
    const run = this.#run;
    if (run === null || this.saving) return;
    const turn = this.#turn;
    try {
      const step = this.selected;
      const [status, view] = await this.#next(() =>
        Promise.all([this.#door.status(run), step === null ? null : this.#door.step(run, step)]),
      );
      if (turn !== this.#turn || this.saving) return;
      this.status = status;
      if (view) this.#show(view);
    } catch (thrown) {
      if (turn === this.#turn) this.#lost(Failed.from(thrown));
    }
  }

  /** The step before or after this one, those left out passed over; `null` at the ends. */
  neighbour(by: 1 | -1): StepStatus | null {
    const steps = this.status?.steps ?? [];
    let at = steps.findIndex((step) => step.id === this.selected) + by;
    while (steps[at]?.state === 'not_needed') at += by;
    return steps[at] ?? null;
  }

  /** The step to go on with after this one. */
  get following(): StepStatus | null {
    const { status } = this;
    if (!status) return null;
    const at = status.steps.findIndex((step) => step.id === this.selected);
    const open = (step: StepStatus): boolean => !settled.includes(step.state);
    return status.steps.slice(at + 1).find(open) ?? status.steps.slice(0, Math.max(at, 0)).find(open) ?? null;
  }

  /** Asks to save what was typed last. */
  flush(): void {
    for (const save of this.typing) save();
  }

  /** Takes edits of the step that shows, all or none; painted at once where that can be foretold. */
  set(edits: Edit[]): Promise<boolean> {
    const { view } = this;
    if (!view || edits.length === 0) return Promise.resolve(false);
    const today = this.#today();
    this.view = edits.reduce((now, edit) => foretold(now, edit, today), view);
    const step = view.step.id;
    const last = this.#waiting.at(-1);
    if (last && !last.begun && last.step === step && overtakes(last.edits, edits)) {
      last.edits = edits;
      return last.ended;
    }
    const waiting: Waiting = { step, edits, begun: false, ended: Promise.resolve(false) };
    this.#waiting.push(waiting);
    waiting.ended = this.#work(
      step,
      (run) => {
        waiting.begun = true;
        return this.#door.move(run, step, { set: waiting.edits });
      },
      () => void this.#waiting.splice(this.#waiting.indexOf(waiting), 1),
      (moved) => this.#note(step, waiting.edits, moved.card_number),
    );
    return waiting.ended;
  }

  /** Puts contacts into the step's list. */
  addPeople(people: ContactId[]): Promise<boolean> {
    return this.#here((run, step) => this.#door.move(run, step, { people }));
  }

  /** Takes a proof away from the step. */
  detach(sha256: string): Promise<boolean> {
    return this.#here((run, step) => this.#door.detach(run, step, sha256));
  }

  /** Makes a move; `typedName` is the subject's name, where it has to be typed. */
  go(go: Go, typedName?: string): Promise<boolean> {
    this.flush();
    return this.#here((run, step) => this.#door.move(run, step, { go, typed_name: typedName ?? null }));
  }

  async rename(name: string): Promise<boolean> {
    const run = this.#run;
    const before = this.status;
    if (run === null || !before || name.trim() === '' || name === before.name) return true;
    this.status = { ...before, name };
    this.#open += 1;
    try {
      this.status = await this.#next(() => this.#door.rename(run, name));
      this.#saved();
      return true;
    } catch (thrown) {
      this.status = before;
      this.refusal = Failed.from(thrown);
      return false;
    } finally {
      this.#open -= 1;
    }
  }

  /** A notice's text for each of its recipients. */
  async noticeTexts(): Promise<NoticeText[]> {
    const [run, step] = [this.#run, this.view?.step.id];
    if (run === null || step === undefined) return [];
    try {
      return await this.#next(() => this.#door.noticeTexts(run, step));
    } catch (thrown) {
      this.refusal = Failed.from(thrown);
      return [];
    }
  }

  /** A move of the step that shows. */
  #here(act: (run: RecordId, step: string) => Promise<Moved | null>): Promise<boolean> {
    const step = this.view?.step.id;
    if (step === undefined) return Promise.resolve(false);
    return this.#work(step, (run) => act(run, step));
  }

  /** Does one thing after everything asked for before it, and takes over how things stand then. */
  async #work(
    step: string,
    act: (run: RecordId) => Promise<Moved | null>,
    ended?: () => void,
    taken?: (moved: Moved) => void,
  ): Promise<boolean> {
    const run = this.#run;
    if (run === null) return false;
    this.#open += 1;
    try {
      const moved = await this.#next(() => act(run));
      ended?.();
      if (moved === null) return false;
      if (this.#run === run) {
        this.refusal = null;
        this.#take(moved);
        taken?.(moved);
      }
      this.#saved();
      return true;
    } catch (thrown) {
      ended?.();
      const failed = Failed.from(thrown);
      if (failed.code !== 'cancelled') this.#refuse(run, step, failed);
      if (this.#run === run && this.selected === step) await this.#restore(run, step);
      return false;
    } finally {
      this.#open -= 1;
    }
  }

  /** Files were read beside everything else: what stands there then is read anew, for more may have been saved meanwhile. */
  async #settle(run: RecordId): Promise<void> {
    const step = this.selected;
    if (this.#run === run && step !== null) await this.#next(() => this.#restore(run, step));
  }

  /** Says why something was refused, where it was asked for or, if something else shows by now, to whoever listens. */
  #refuse(run: RecordId, step: string, failed: Failed | null): void {
    if (this.#run === run && this.selected === step) this.refusal = failed;
    else if (failed) this.#ears.refused(failed);
  }

  /** In the order in which they were asked for, each after the one before has ended. */
  #next<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(act);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** What was painted before its time is taken back. */
  async #restore(run: RecordId, step: string): Promise<void> {
    const turn = this.#turn;
    const [status, view] = await Promise.all([this.#door.status(run), this.#door.step(run, step)]).catch(
      () => [null, null],
    );
    if (turn !== this.#turn) return;
    if (status) this.status = status;
    if (view) this.#show(view);
  }

  #take(moved: Moved): void {
    this.status = moved.run;
    if (moved.step.step.id === this.selected) return this.#show(moved.step);
    const { view } = this;
    const status = moved.run.steps.find((step) => step.id === view?.step.id);
    if (view && status) this.view = { ...view, status };
  }

  /** What was typed since stays in front of what the core knows already. */
  #show(view: StepView): void {
    const today = this.#today();
    const later = this.#waiting.filter((each) => each.step === view.step.id).flatMap((each) => each.edits);
    this.view = later.reduce((now, edit) => foretold(now, edit, today), view);
  }

  #note(step: string, edits: Edit[], isCard: boolean): void {
    if (step !== this.selected) return;
    const cards = new Set(this.cards);
    for (const { field } of edits) {
      if (isCard) cards.add(field);
      else cards.delete(field);
    }
    this.cards = cards;
  }

  #saved(): void {
    this.savedAt = this.#door.now();
    this.#ears.moved();
  }

  #lost(failed: Failed): void {
    if (failed.code === 'missing') this.gone = true;
    else this.refusal = failed;
  }

  #today(): string {
    const now = new Date(this.#door.now());
    const two = (part: number): string => String(part).padStart(2, '0');
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }
}

/** The later one says the same fields anew; what adds a row adds another one. */
function overtakes(earlier: Edit[], later: Edit[]): boolean {
  const adds = ({ field }: Edit): boolean => field === '+' || field === 'reissue';
  const same =
    earlier.length === later.length && earlier.every(({ field }, at) => field === later[at]?.field);
  return same && !later.some(adds);
}
