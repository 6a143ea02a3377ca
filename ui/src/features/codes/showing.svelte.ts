import { Failed } from '../../backend';
import type {
  CodeFile,
  CodeFormat,
  CodePreset,
  CodeRequest,
  CodeSettings,
  ContactId,
  Level,
  ShownCode,
} from '../../backend';

/** What showing a code needs of the backend; the tests give their own. */
export interface ShowingDoor {
  code(id: ContactId, request: CodeRequest, roomPx: number): Promise<ShownCode>;
  save(id: ContactId, request: CodeRequest, file: CodeFile): Promise<string | null>;
  copy(id: ContactId, request: CodeRequest, sidePx: number): Promise<unknown>;
  remember(settings: CodeSettings): void;
}

/** Edges of the pictures to save, in pixels. */
export const SIZES = [400, 800, 1600, 3200] as const;
/** What a copied picture is large enough for: a mail or a slide. */
const COPIED_PX = 800;

/** A contact's code: what goes in, the picture, and what becomes of it. */
export class Showing {
  readonly id: ContactId;
  format = $state<CodeFormat>('vcard');
  /** `null` for parts of one's own choice. */
  preset = $state<CodePreset | null>('card');
  level = $state<Level>('M');
  parts = $state.raw<string[]>([]);
  shown = $state.raw<ShownCode | null>(null);
  failure = $state.raw<Failed | null>(null);
  /** A picture is on its way to a file or the clipboard. */
  busy = $state(false);

  readonly #door: ShowingDoor;
  #room = 0;
  #asking = false;
  #asked = '';

  constructor(id: ContactId, door: ShowingDoor, last: CodeSettings) {
    this.id = id;
    this.#door = door;
    this.format = last.format;
    this.preset = last.preset;
    this.parts = last.parts;
    this.level = last.level;
  }

  get request(): CodeRequest {
    const pick =
      this.preset === null
        ? ({ by: 'parts', of: this.parts } as const)
        : ({ by: 'preset', of: this.preset } as const);
    return { format: this.format, pick, level: this.level };
  }

  /** How many pixels of the screen there are for the picture. */
  async fit(room: number): Promise<void> {
    if (room === this.#room) return;
    this.#room = room;
    await this.load();
  }

  /** Asks for the code as it is wanted now; of several wishes on the way only the last one counts. */
  async load(): Promise<void> {
    if (this.#room === 0 || this.#asking) return;
    this.#asking = true;
    this.#asked = '';
    try {
      for (let wish = this.#wish(); wish !== this.#asked; wish = this.#wish()) {
        this.#asked = wish;
        const shown = await this.#door.code(this.id, this.request, this.#room);
        if (this.#wish() === wish) this.shown = shown;
      }
      this.failure = null;
    } catch (thrown) {
      this.failure = Failed.from(thrown);
      this.shown = null;
    } finally {
      this.#asking = false;
    }
  }

  #wish(): string {
    return JSON.stringify([this.request, this.#room]);
  }

  choose(preset: CodePreset | null): Promise<void> {
    if (preset === null) this.parts = this.#taken();
    this.preset = preset;
    return this.#changed();
  }

  /** Takes a part in or leaves it out: from then on the choice is one's own. */
  toggle(key: string): Promise<void> {
    const taken = this.#taken();
    this.parts = taken.includes(key) ? taken.filter((each) => each !== key) : [...taken, key];
    this.preset = null;
    return this.#changed();
  }

  /** Of several links one goes in. */
  link(key: string): Promise<void> {
    this.parts = [key];
    this.preset = null;
    return this.#changed();
  }

  write(format: CodeFormat): Promise<void> {
    // What was chosen among links means nothing among fields.
    if ((format === 'link') !== (this.format === 'link') && this.preset === null)
      this.preset = format === 'link' ? 'line' : 'card';
    this.format = format;
    return this.#changed();
  }

  guard(level: Level): Promise<void> {
    this.level = level;
    return this.#changed();
  }

  #taken(): string[] {
    if (this.preset === null) return this.parts;
    return (this.shown?.parts ?? []).filter((part) => part.taken).map((part) => part.key);
  }

  #changed(): Promise<void> {
    const { format, preset, parts, level } = this;
    this.#door.remember({ format, preset, parts, level });
    return this.load();
  }

  /** Writes the picture where the user says; answers the file's name, `null` when nothing was written. */
  save(file: CodeFile): Promise<string | null> {
    return this.#once(() => this.#door.save(this.id, this.request, file));
  }

  /** Answers whether the picture is on the clipboard. */
  async copy(): Promise<boolean> {
    return (
      (await this.#once(() => this.#door.copy(this.id, this.request, COPIED_PX).then(() => true))) ?? false
    );
  }

  async #once<T>(act: () => Promise<T>): Promise<T | null> {
    if (this.busy || !this.shown?.picture) return null;
    this.busy = true;
    this.failure = null;
    try {
      return await act();
    } catch (thrown) {
      this.failure = Failed.from(thrown);
      return null;
    } finally {
      this.busy = false;
    }
  }
}
