import type { ArchivedFile } from '../../backend';
import { Task } from './task.svelte';
import type { Told } from './task.svelte';

export interface ArchivingDoor {
  archive(passphrase: string | null, told: Told): Promise<ArchivedFile | null>;
  cancel(): Promise<unknown>;
}

/** Characters that a passphrase has at least. */
export const SHORTEST = 8;

/** One file with everything in it, from the question about a passphrase to the proved result. */
export class Archiving {
  sealed = $state(true);
  first = $state('');
  second = $state('');
  done = $state.raw<ArchivedFile | null>(null);
  readonly task: Task;

  /** Told once one has tried to go on. */
  problem = $derived.by((): 'short' | 'different' | null => {
    if (!this.sealed || !this.#tried) return null;
    if ([...this.first].length < SHORTEST || this.first.trim() === '') return 'short';
    return this.first === this.second ? null : 'different';
  });

  readonly #door: ArchivingDoor;
  #tried = $state(false);

  /** `guarded`: the book is locked with a passphrase, which then opens the file, too. */
  constructor(
    door: ArchivingDoor,
    readonly guarded: boolean,
  ) {
    this.#door = door;
    this.sealed = !guarded;
    this.task = new Task(() => door.cancel());
  }

  /** Asks where to, then writes; closing the system's dialog leaves everything as it was. */
  async start(): Promise<void> {
    if (this.task.busy || this.done) return;
    this.#tried = true;
    if (this.problem) return;
    const done = await this.task.run((told) => this.#door.archive(this.sealed ? this.first : null, told));
    if (!done) return;
    this.done = done;
    this.forget();
  }

  /** No passphrase stays in the memory of the page longer than it is needed. */
  forget(): void {
    this.first = this.second = '';
    this.#tried = false;
  }
}
