import type { Failed, LockChanged } from '../../backend';
import { Twice } from './twice.svelte';
import { Work } from './work.svelte';
import type { Told } from './work.svelte';

/** Something that takes the passphrase or the recovery key first. */
class Asking {
  present = $state('');
  /** It isn't the one. */
  wrong = $state(false);
  readonly work = new Work();

  protected refused = ({ code }: Failed): boolean => {
    this.wrong = code === 'wrong_passphrase';
    return this.wrong;
  };

  forget(): void {
    this.present = '';
  }
}

/** A new passphrase in place of the present one; the recovery key stays. */
export class Changing extends Asking {
  readonly phrase = new Twice();
  /** The book was just unlocked with the recovery key: it isn't asked for again. */
  readonly known: boolean;

  readonly #change: (present: string, passphrase: string) => Promise<unknown>;

  constructor(change: (present: string, passphrase: string) => Promise<unknown>, present = '') {
    super();
    this.#change = change;
    this.present = present;
    this.known = present !== '';
  }

  /** Answers whether it was changed. */
  async change(): Promise<boolean> {
    if (this.work.busy || this.present.trim() === '' || !this.phrase.try()) return false;
    this.wrong = false;
    const done = await this.work.run(async () => {
      await this.#change(this.present, this.phrase.first);
      return true;
    }, this.refused);
    if (done) this.forget();
    return done ?? false;
  }

  override forget(): void {
    super.forget();
    this.phrase.forget();
  }
}

/** Taking the lock away: everything is decrypted. */
export class Removing extends Asking {
  done = $state.raw<LockChanged | null>(null);

  readonly #remove: (present: string, told: Told) => Promise<LockChanged>;

  constructor(remove: (present: string, told: Told) => Promise<LockChanged>) {
    super();
    this.#remove = remove;
  }

  async remove(): Promise<LockChanged | undefined> {
    if (this.work.busy || this.done || this.present.trim() === '') return undefined;
    this.wrong = false;
    const done = await this.work.run((told) => this.#remove(this.present, told), this.refused);
    if (!done) return undefined;
    this.done = done;
    this.forget();
    return done;
  }
}
