import { Failed } from '../../backend';
import type {
  AppState,
  BackupPlace,
  Backups,
  Changed,
  Contents,
  DailyCopy,
  Incoming,
  MergeReport,
  Picked,
  Restored,
} from '../../backend';
import { Task } from './task.svelte';
import type { Told } from './task.svelte';

export interface RestoringDoor {
  backups(): Promise<Backups>;
  pick(): Promise<Picked | null>;
  open(token: string, passphrase: string | null, told: Told): Promise<Incoming>;
  openDaily(name: string, place: BackupPlace, passphrase: string | null, told: Told): Promise<Incoming>;
  /** What the book holds that is open. */
  present(): Promise<Contents>;
  previewMerge(told: Told): Promise<MergeReport>;
  merge(told: Told): Promise<MergeReport>;
  replace(settings: boolean): Promise<Restored>;
  drop(): Promise<unknown>;
  undo(importId: number): Promise<Changed>;
  cancel(): Promise<unknown>;
  /** Everything is read anew from the book that stands there now. */
  reload(state: AppState): Promise<void>;
}

export type RestoreStep = 'choose' | 'passphrase' | 'preview' | 'merge' | 'replaced' | 'merged';
/** What runs. */
export type RestoreWork = 'open' | 'look' | 'merge' | 'replace' | 'undo';

/** By its name: what is in it shows once it is open. */
function isArchive(name: string): boolean {
  return /\.enishi$/i.test(name);
}

/** Bringing a backup or an archive back: chosen, unlocked, looked at, then put in the book's place or merged into it. */
export class Restoring {
  step = $state<RestoreStep>('choose');
  doing = $state<RestoreWork>('open');
  /** The daily copies to choose from; `null` until they were read. */
  daily = $state.raw<DailyCopy[] | null>(null);
  /** The file's name while it is being opened. */
  name = $state('');
  /** A copy of the book as it is: what opens it is the book's own passphrase or recovery key. */
  ofBook = $state(false);
  passphrase = $state('');
  wrong = $state(false);
  incoming = $state.raw<Incoming | null>(null);
  present = $state.raw<Contents | null>(null);
  how = $state<'replace' | 'merge'>('replace');
  settings = $state(false);
  report = $state.raw<MergeReport | null>(null);
  restored = $state.raw<Restored | null>(null);
  undone = $state.raw<Changed | null>(null);
  readonly task: Task;

  readonly #door: RestoringDoor;
  /** Opens what was chosen, once more where it takes a passphrase. */
  #begin: ((passphrase: string | null, told: Told) => Promise<Incoming>) | null = null;
  /** Something may lie unpacked beside the book. */
  #holds = false;

  /** `mergeable`: a book of one's own is open; without one a backup can only take its place. */
  constructor(
    door: RestoringDoor,
    readonly mergeable: boolean,
  ) {
    this.#door = door;
    this.task = new Task(() => door.cancel());
  }

  /** Begins with what is there to choose from, or with this copy. */
  async begin(copy: DailyCopy | null = null): Promise<void> {
    if (copy) return this.openDaily(copy);
    await this.loadDaily();
  }

  /** A list that can't be read leaves the file to be chosen. */
  async loadDaily(): Promise<void> {
    this.daily ??= await this.#door.backups().then(
      ({ rows }) => rows,
      () => [],
    );
  }

  async choose(): Promise<void> {
    if (this.task.busy) return;
    this.task.clear();
    let picked: Picked | null;
    try {
      picked = await this.#door.pick();
    } catch (thrown) {
      this.task.failure = Failed.from(thrown);
      return;
    }
    if (!picked) return;
    await this.#leave();
    const [name = ''] = picked.names;
    this.ofBook = !isArchive(name);
    this.#begin = (passphrase, told) => this.#door.open(picked.token, passphrase, told);
    await this.#open(name, null);
  }

  async openDaily({ name, place }: DailyCopy): Promise<void> {
    if (this.task.busy) return;
    await this.#leave();
    this.ofBook = true;
    this.#begin = (passphrase, told) => this.#door.openDaily(name, place, passphrase, told);
    await this.#open(name, null);
    if (this.step === 'choose') await this.loadDaily();
  }

  async unlock(): Promise<void> {
    if (this.passphrase.trim() === '' || this.task.busy) return;
    this.wrong = false;
    await this.#open(this.name, this.passphrase);
  }

  /** What merging would do, before it is done. */
  async look(): Promise<void> {
    this.doing = 'look';
    await this.task.run(async (told) => {
      this.report = await this.#door.previewMerge(told);
      this.step = 'merge';
    });
    await this.#gone();
  }

  async merge(): Promise<void> {
    this.doing = 'merge';
    await this.task.run(async (told) => {
      this.report = await this.#door.merge(told);
      this.step = 'merged';
    });
    await this.#gone();
  }

  async replace(): Promise<void> {
    this.doing = 'replace';
    const settings = this.settings && (this.incoming?.facts.settings ?? false);
    await this.task.run(async (told) => {
      // Between two books there is no way back.
      told({ phase: 'saving', done: 0, total: 0 });
      const restored = await this.#door.replace(settings);
      this.#holds = false;
      // What can't be read again says so by itself; the book stands.
      await this.#door.reload(restored.state).catch(() => undefined);
      this.restored = restored;
      this.step = 'replaced';
    });
    await this.#gone();
  }

  /** Takes a merge back, as an import. */
  async undo(): Promise<void> {
    const id = this.report?.import_id ?? null;
    if (id === null || this.undone) return;
    this.doing = 'undo';
    await this.task.run(async () => {
      this.undone = await this.#door.undo(id);
    });
  }

  /** One step back: from the numbers of a merge to the choice, from there to another file. */
  async back(): Promise<void> {
    if (this.task.busy) return;
    this.task.clear();
    if (this.step === 'merge') this.step = 'preview';
    else {
      await this.#leave();
      await this.loadDaily();
    }
  }

  /** Stops what runs and lets go of what was unpacked. Answers `false` while the last step can't be stopped. */
  async close(): Promise<boolean> {
    if (this.task.busy) {
      if (!this.task.stoppable) return false;
      await this.task.cancel();
      // It had been done before it could be stopped: that is to be seen.
      if (this.step === 'replaced' || this.step === 'merged') return false;
    }
    await this.#letGo();
    return true;
  }

  async #open(name: string, passphrase: string | null): Promise<void> {
    const begin = this.#begin;
    if (!begin) return;
    this.doing = 'open';
    this.name = name;
    this.#holds = true;
    await this.task.run(async (told) => {
      try {
        this.incoming = await begin(passphrase, told);
      } catch (thrown) {
        if (!this.#asks(Failed.from(thrown))) throw thrown;
        return;
      }
      this.passphrase = '';
      this.settings = false;
      this.how = 'replace';
      this.present = this.mergeable ? await this.#door.present().catch(() => null) : null;
      this.step = 'preview';
    });
  }

  /** A passphrase is asked for; a wrong one is told at the field. Anything else leads back to the choice, a cancel leaves all. */
  #asks({ code }: Failed): boolean {
    if (code !== 'passphrase_needed' && code !== 'wrong_passphrase') {
      if (code !== 'cancelled') this.step = 'choose';
      return false;
    }
    this.wrong = code === 'wrong_passphrase';
    this.step = 'passphrase';
    return true;
  }

  /** What had been opened is there no more: it has to be chosen again. */
  async #gone(): Promise<void> {
    if (this.task.failure?.code !== 'missing') return;
    const failure = this.task.failure;
    await this.#leave();
    this.task.failure = failure;
    await this.loadDaily();
  }

  async #leave(): Promise<void> {
    await this.#letGo();
    this.#begin = this.incoming = this.present = this.report = null;
    this.wrong = false;
    this.name = '';
    this.step = 'choose';
  }

  async #letGo(): Promise<void> {
    this.passphrase = '';
    if (!this.#holds) return;
    this.#holds = false;
    await this.#door.drop().catch(() => undefined);
  }
}
