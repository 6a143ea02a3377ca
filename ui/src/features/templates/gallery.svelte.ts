import { Failed } from '../../backend';
import type { Changed, Made, StepEdit, Template, TemplateRow } from '../../backend';

/** What the gallery needs of the backend and the window; the tests give their own. */
export interface GalleryDoor {
  templates(): Promise<TemplateRow[]>;
  template(key: string): Promise<Template>;
  copy(key: string, name: string): Promise<Made>;
  edit(id: number, edit: StepEdit): Promise<Changed>;
  trash(id: number): Promise<Changed>;
  import(): Promise<Made | null>;
  export(key: string): Promise<string | null>;
  /** Says what was done, with undo. */
  tell(changed: Changed): void;
}

/** Why a template file was not taken, and where in it. */
export interface Mistake {
  line: number;
  key: string;
  detail: string;
}

/** The templates: looked at, copied, edited, exported and imported. */
export class Gallery {
  rows = $state.raw<readonly TemplateRow[]>([]);
  ready = $state(false);
  key = $state<string | null>(null);
  template = $state.raw<Template | null>(null);
  editing = $state(false);
  failure = $state.raw<Failed | null>(null);
  mistake = $state.raw<Mistake | null>(null);
  /** Why the last edit was refused, and beside which step (`''`: the template itself). */
  refused = $state.raw<{ step: string; failure: Failed } | null>(null);

  row = $derived(this.rows.find(({ key }) => key === this.key) ?? null);
  shipped = $derived(this.rows.filter(({ own }) => own === null));
  own = $derived(this.rows.filter(({ own }) => own !== null));

  readonly #door: GalleryDoor;
  #turn = 0;
  #reading: Promise<void> = Promise.resolve();

  constructor(door: GalleryDoor) {
    this.#door = door;
  }

  /** Reads everything again; the one that shows stays, unless it is gone. Over once the newest reading is. */
  async load(): Promise<void> {
    let reading = (this.#reading = this.#read());
    await reading;
    while (reading !== this.#reading) await (reading = this.#reading);
  }

  async #read(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const rows = await this.#door.templates();
      const key = rows.some((row) => row.key === this.key) ? this.key : (rows[0]?.key ?? null);
      const template = key === null ? null : await this.#door.template(key);
      if (turn !== this.#turn) return;
      if (key !== this.key) this.editing = false;
      this.rows = rows;
      this.key = key;
      this.template = template;
      this.ready = true;
      this.failure = null;
    } catch (thrown) {
      if (turn === this.#turn) this.failure = Failed.from(thrown);
    }
  }

  async show(key: string): Promise<void> {
    this.editing = false;
    this.refused = null;
    this.key = key;
    await this.load();
  }

  /** A copy of the user's own, opened to be edited. */
  async copy(name: string): Promise<void> {
    if (this.key === null) return;
    const made = await this.#attempt(this.#door.copy(this.key, name));
    if (!made) return;
    await this.show(String(made.id));
    this.editing = true;
    this.#door.tell(made.changed);
  }

  /** Answers whether it was taken; a refusal is kept beside the step. */
  async edit(edit: StepEdit): Promise<boolean> {
    const own = this.row?.own;
    if (own === undefined || own === null) return false;
    this.refused = null;
    const step = 'step' in edit ? edit.step : (edit.edit === 'add_step' && edit.after) || '';
    try {
      const changed = await this.#door.edit(own, edit);
      await this.load();
      if (edit.edit === 'remove_step') this.#door.tell(changed);
      return true;
    } catch (thrown) {
      this.refused = { step, failure: Failed.from(thrown) };
      return false;
    }
  }

  async remove(): Promise<void> {
    const own = this.row?.own;
    if (own === undefined || own === null) return;
    const changed = await this.#attempt(this.#door.trash(own));
    if (!changed) return;
    this.key = null;
    await this.load();
    this.#door.tell(changed);
  }

  /** Takes a file; one that can't be read says where its mistake is. */
  async import(): Promise<Made | null> {
    this.mistake = null;
    this.failure = null;
    try {
      const made = await this.#door.import();
      if (made) await this.show(String(made.id));
      return made;
    } catch (thrown) {
      const failed = Failed.from(thrown);
      if (failed.code === 'template')
        this.mistake = {
          line: Number(failed.text('line')),
          key: failed.text('key'),
          detail: failed.text('detail'),
        };
      else if (failed.code !== 'cancelled') this.failure = failed;
      return null;
    }
  }

  /** Answers the file's name. */
  async export(): Promise<string | null> {
    return this.key === null ? null : this.#attempt(this.#door.export(this.key));
  }

  async #attempt<T>(work: Promise<T>): Promise<T | null> {
    this.failure = null;
    try {
      return await work;
    } catch (thrown) {
      const failed = Failed.from(thrown);
      if (failed.code !== 'cancelled') this.failure = failed;
      return null;
    }
  }
}

/** Whether a step can be moved, removed and have its points edited here. */
export function isPlain(step: Template['step'][number]): boolean {
  return step.kind.confirm !== undefined && !step.irreversible;
}
