/** The code of an invite: its picture for the room there is, and its way to a file or the clipboard. */
import { backend, Failed } from '../backend';
import type { CodeFile, InviteCodeKind, RecordId, ShownInviteCode } from '../backend';

/** What it needs of the backend; the tests give their own. */
export interface InviteCodeDoor {
  code(id: RecordId, roomPx: number): Promise<ShownInviteCode>;
  /** `null` when the user chose no place. */
  save(id: RecordId, file: CodeFile): Promise<string | null>;
  copy(id: RecordId, sidePx: number): Promise<unknown>;
}

/** Edges of the pictures to save, in pixels. */
export const CODE_SIZES = [400, 800, 1600, 3200] as const;
/** What a copied picture is large enough for: a mail or a slide. */
const COPIED_PX = 800;

export class InviteCode {
  shown = $state.raw<ShownInviteCode | null>(null);
  failure = $state.raw<Failed | null>(null);
  /** A picture is on its way to a file or the clipboard. */
  busy = $state(false);

  readonly #door: InviteCodeDoor;
  #id: RecordId | null = null;
  #stamp = '';
  #room = 0;
  #asking = false;
  #asked = '';

  constructor(door: InviteCodeDoor) {
    this.#door = door;
  }

  /** Which invite it is of; `stamp` changes whenever what stands in the code did. */
  async show(id: RecordId | null, stamp: string): Promise<void> {
    if (id === this.#id && stamp === this.#stamp) return;
    this.#id = id;
    this.#stamp = stamp;
    // A former address is not to be scanned while the new one is on its way.
    this.shown = null;
    this.failure = null;
    await this.#load();
  }

  /** How many pixels of the screen there are for the picture. */
  async fit(room: number): Promise<void> {
    if (room === this.#room) return;
    this.#room = room;
    await this.#load();
  }

  /** Writes the picture where the user says; answers the file's name, `null` when nothing was written. */
  save(file: CodeFile): Promise<string | null> {
    return this.#once((id) => this.#door.save(id, file));
  }

  /** Answers whether the picture is on the clipboard. */
  async copy(): Promise<boolean> {
    return (await this.#once((id) => this.#door.copy(id, COPIED_PX).then(() => true))) ?? false;
  }

  /** Of several wishes on the way only the last one counts. */
  async #load(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    this.#asked = '';
    try {
      for (let wish = this.#wish(); wish !== this.#asked; wish = this.#wish()) {
        this.#asked = wish;
        const [id, room] = [this.#id, this.#room];
        if (id === null || room === 0) continue;
        try {
          const shown = await this.#door.code(id, room);
          if (this.#wish() === wish) [this.shown, this.failure] = [shown, null];
        } catch (thrown) {
          if (this.#wish() === wish) [this.shown, this.failure] = [null, Failed.from(thrown)];
        }
      }
    } finally {
      this.#asking = false;
    }
  }

  #wish(): string {
    return JSON.stringify([this.#id, this.#stamp, this.#room]);
  }

  async #once<T>(act: (id: RecordId) => Promise<T>): Promise<T | null> {
    const id = this.#id;
    if (id === null || this.busy || !this.shown?.picture) return null;
    this.busy = true;
    this.failure = null;
    try {
      return await act(id);
    } catch (thrown) {
      this.failure = Failed.from(thrown);
      return null;
    } finally {
      this.busy = false;
    }
  }
}

/** The code of what an invite hands over: a card, the link, or a service's address. */
export function inviteCodeOf(kind: InviteCodeKind): InviteCode {
  return new InviteCode({
    code: (id, roomPx) => backend.inviteCode(id, kind, roomPx),
    save: (id, file) => backend.saveInviteCode(id, kind, file),
    copy: (id, sidePx) => backend.copyInviteCode(id, kind, sidePx),
  });
}
