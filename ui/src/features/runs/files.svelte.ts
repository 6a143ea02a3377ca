import { Failed } from '../../backend';
import type { Moved, Picked, Progress, RecordId, SavedFile, StepMove, StepView } from '../../backend';
import { isReading, Readings } from './readings.svelte';
import type { About } from './readings.svelte';

type Told = (progress: Progress) => void;

/** A file in the row of a backup. */
export interface CopyAt {
  id: RecordId;
  step: string;
  row: string;
  file: number;
}

/** What files of a run need of the backend. */
export interface FilesDoor {
  /** `null` when the user chose no file. */
  attach(id: RecordId, step: string, row: string | null, told: Told): Promise<Moved | null>;
  attachPicked(id: RecordId, step: string, row: string | null, token: string, told: Told): Promise<Moved>;
  openCopy(at: CopyAt, password: string | null, told: Told): Promise<Moved>;
  /** `null` when the user chose no place. */
  sealCopy(at: CopyAt, passphrase: string, told: Told): Promise<Moved | null>;
  takeCopy(at: CopyAt): Promise<Picked>;
  move(id: RecordId, step: string, what: StepMove): Promise<Moved>;
  /** Ends reading files early. */
  cancel(): Promise<unknown>;
}

/** What they need of the run that shows. */
export interface FilesHost {
  shown(): { run: RecordId | null; step: string } | null;
  /** The files in a row of the step that shows. */
  rowOf(row: string): readonly SavedFile[];
  /** After everything that is being saved. */
  inTurn<T>(act: () => Promise<T>): Promise<T>;
  /** Takes over how a run stands now. */
  settle(run: RecordId): Promise<void>;
  saved(): void;
  refuse(run: RecordId, step: string, failed: Failed | null): void;
}

/** What became of reading files: taken, refused, or neither, where the user changed their mind. */
export interface Outcome {
  done: boolean;
  failed: Failed | null;
}

/** A file as the page names it. */
type Named = Pick<SavedFile, 'id' | 'name'>;

export function filesOf(view: StepView | null, row: string): readonly SavedFile[] {
  return view?.facts.backup?.rows.find(({ id }) => id === row)?.files ?? [];
}

/** The files of a run's steps: put there, opened and encrypted one after the other, while everything else goes on. */
export class RunFiles {
  readonly readings: Readings;
  /** What is being read for the step that shows. */
  here = $derived.by(() => {
    const shown = this.#host.shown();
    const isHere = ({ run, step }: About): boolean => run === shown?.run && step === shown.step;
    return this.readings.all.filter((reading) => isHere(reading) && isReading(reading));
  });
  readonly #door: FilesDoor;
  readonly #host: FilesHost;

  constructor(door: FilesDoor, host: FilesHost) {
    this.#door = door;
    this.#host = host;
    this.readings = new Readings(() => door.cancel());
  }

  /** Asks for files and puts them into a row of a backup, or beside the step as its proof. */
  async attach(row: string | null): Promise<boolean> {
    const about = { row, how: 'put', names: [], asks: true } as const;
    return (await this.#read(about, (run, step, told) => this.#door.attach(run, step, row, told))).done;
  }

  /** The same with files that were let go over the window. */
  async attachPicked(row: string | null, { token, names }: Picked): Promise<boolean> {
    const about = { row, how: 'put', names, asks: false } as const;
    const read = this.#read(about, (run, step, told) => this.#door.attachPicked(run, step, row, token, told));
    return (await read).done;
  }

  /** Another file in place of these, once it is there. */
  async replace(row: string, files: readonly number[]): Promise<boolean> {
    const before = new Set(this.#host.rowOf(row).map(({ id }) => id));
    const about = { row, how: 'put', names: [], asks: true } as const;
    const { done } = await this.#read(about, async (run, step, told) => {
      const moved = await this.#door.attach(run, step, row, told);
      if (moved === null) return null;
      const now = filesOf(moved.step, row).map(({ id }) => id);
      const left = files.filter((file) => now.includes(file));
      if (left.length === 0 || now.every((file) => before.has(file))) return moved;
      const set = left.map((file) => ({ field: `${row}.${file}.remove`, value: 'true' }));
      return this.#host.inTurn(() => this.#door.move(run, step, { set }));
    });
    return done;
  }

  /** Opens files of a row again where they stand. */
  async open(row: string, files: readonly Named[]): Promise<void> {
    await Promise.all(files.map((file) => this.#open(row, file, null)));
  }

  /** Opens one behind a password; whoever asked for the password says why it was refused. */
  unlock(row: string, file: Named, password: string): Promise<Outcome> {
    return this.#open(row, file, password);
  }

  /** Asks where to, and puts an encrypted copy of a file there and into its row. */
  seal(row: string, { id: file, name }: Named, passphrase: string): Promise<Outcome> {
    const about = { row, how: 'seal', names: [name], asks: true } as const;
    return this.#read(
      about,
      (id, step, told) => this.#door.sealCopy({ id, step, row, file }, passphrase, told),
      false,
    );
  }

  /** The file itself, to import it. */
  async take(row: string, file: number): Promise<Picked | null> {
    const shown = this.#host.shown();
    if (shown === null || shown.run === null) return null;
    const { run: id, step } = shown;
    try {
      return await this.#host.inTurn(() => this.#door.takeCopy({ id, step, row, file }));
    } catch (thrown) {
      this.#host.refuse(id, step, Failed.from(thrown));
      return null;
    }
  }

  #open(row: string, { id: file, name }: Named, password: string | null): Promise<Outcome> {
    const about = { row, how: 'open', names: [name], asks: false } as const;
    return this.#read(
      about,
      (id, step, told) => this.#door.openCopy({ id, step, row, file }, password, told),
      password === null,
    );
  }

  /** Reads when its turn comes; `tells`: the run says why it was refused. */
  async #read(
    about: Omit<About, 'run' | 'step'>,
    act: (run: RecordId, step: string, told: Told) => Promise<Moved | null>,
    tells = true,
  ): Promise<Outcome> {
    const shown = this.#host.shown();
    if (shown === null || shown.run === null) return { done: false, failed: null };
    const { run, step } = shown;
    try {
      const moved = await this.readings.add({ ...about, run, step }, (told) => act(run, step, told));
      if (moved === null) return { done: false, failed: null };
      if (tells) this.#host.refuse(run, step, null);
      await this.#host.settle(run);
      this.#host.saved();
      return { done: true, failed: null };
    } catch (thrown) {
      const failed = Failed.from(thrown);
      // Of several files some may be there already.
      await this.#host.settle(run);
      if (failed.code === 'cancelled') return { done: false, failed: null };
      if (tells) this.#host.refuse(run, step, failed);
      return { done: false, failed };
    }
  }
}
