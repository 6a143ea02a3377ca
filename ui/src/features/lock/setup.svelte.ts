import type { LockChanged, RecoveryKey } from '../../backend';
import { isLastGroup } from './words';
import { Twice } from './twice.svelte';
import { Work } from './work.svelte';
import type { Told } from './work.svelte';

export interface SetUpDoor {
  makeLock(): Promise<RecoveryKey>;
  saveRecoveryKey(text: string): Promise<string | null>;
  setLock(passphrase: string, told: Told): Promise<LockChanged>;
}

export type SetUpStep = 'phrase' | 'key' | 'prove' | 'set';

/** Setting a passphrase: typed twice, the recovery key written down and proved, then everything is encrypted. */
export class SetUp {
  step = $state<SetUpStep>('phrase');
  /** Made once: what is on paper already stays true when one goes back. */
  key = $state.raw<RecoveryKey | null>(null);
  /** The file that the key was saved in. */
  saved = $state('');
  last = $state('');
  /** What was typed is not the key's last group. */
  wrong = $state(false);
  done = $state.raw<LockChanged | null>(null);
  readonly phrase = new Twice();
  readonly work = new Work();

  readonly #door: SetUpDoor;

  constructor(door: SetUpDoor) {
    this.#door = door;
  }

  /** From the passphrase to the key. */
  async show(): Promise<void> {
    if (this.step !== 'phrase' || !this.phrase.try()) return;
    await this.work.run(async () => {
      this.key ??= await this.#door.makeLock();
      this.step = 'key';
    });
  }

  async save(text: string): Promise<void> {
    const file = await this.work.run(() => this.#door.saveRecoveryKey(text));
    if (file) this.saved = file;
  }

  prove(): void {
    if (this.step !== 'key' || this.work.busy) return;
    this.work.failure = null;
    this.step = 'prove';
  }

  back(): void {
    if (this.work.busy) return;
    this.work.failure = null;
    this.last = '';
    this.wrong = false;
    this.step = this.step === 'prove' ? 'key' : 'phrase';
  }

  /** Encrypts; answers what was done, or nothing where the key's end isn't right or it failed. */
  async set(): Promise<LockChanged | undefined> {
    if (this.step !== 'prove' || !this.key || this.work.busy) return undefined;
    this.wrong = !isLastGroup(this.key, this.last);
    if (this.wrong) return undefined;
    this.step = 'set';
    const done = await this.work.run((told) => this.#door.setLock(this.phrase.first, told));
    if (done) {
      this.done = done;
      this.forget();
    } else this.step = 'prove';
    return done;
  }

  forget(): void {
    this.phrase.forget();
    this.key = null;
    this.last = '';
  }
}
