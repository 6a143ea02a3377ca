/** A printed sheet of invites, from the question to the file. */
import { Failed } from '../../backend/failure';
import type { Progress, RecordId, SavedSheet, ToldSheet } from '../../backend';

export interface SheetDoor {
  saveInviteSheet(
    ids: RecordId[],
    cropMarks: boolean,
    told: (now: Progress) => void,
  ): Promise<SavedSheet | null>;
  cancel(): Promise<unknown>;
}

/** Whether there is something to say about a sheet. */
export function warned(told: ToldSheet): boolean {
  return told.is_dense || [told.left_out, told.missing, told.shortened].some((those) => those.length > 0);
}

export class Sheet {
  marks = $state(false);
  busy = $state(false);
  cancelling = $state(false);
  progress = $state.raw<Progress | null>(null);
  failure = $state.raw<Failed | null>(null);
  done = $state.raw<SavedSheet | null>(null);

  readonly ids: readonly RecordId[];
  readonly #door: SheetDoor;

  constructor(door: SheetDoor, ids: readonly RecordId[]) {
    this.#door = door;
    this.ids = ids;
  }

  /** Answers what was saved; `null` where nothing was. */
  async save(): Promise<SavedSheet | null> {
    if (this.busy) return null;
    this.busy = true;
    this.failure = null;
    this.progress = null;
    try {
      const told = (now: Progress): void => void (this.progress = now);
      this.done = await this.#door.saveInviteSheet([...this.ids], this.marks, told);
      return this.done;
    } catch (thrown) {
      const failed = Failed.from(thrown);
      if (failed.code !== 'cancelled') this.failure = failed;
      return null;
    } finally {
      this.busy = this.cancelling = false;
    }
  }

  async cancel(): Promise<void> {
    if (!this.busy || this.cancelling) return;
    this.cancelling = true;
    await this.#door.cancel();
  }
}
