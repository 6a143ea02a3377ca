/** Many invites in one go: whom, what they are told, how it reads for each, and what was made. */
import { Pieces } from '../../app/pieces.svelte';
import { Failed } from '../../backend/failure';
import type {
  BatchMade,
  BatchPreview,
  BatchRequest,
  ContactId,
  Expiry,
  GroupId,
  InviteTexts,
  Language,
  Progress,
} from '../../backend';
import type { Invitee } from './making.svelte';

/** What a batch needs of the backend; the tests give their own. */
export interface BatchDoor {
  person(id: ContactId): Promise<Invitee>;
  members(group: GroupId): Promise<ContactId[]>;
  inviteTexts(): Promise<InviteTexts>;
  batchPreview(request: BatchRequest, at: number): Promise<BatchPreview>;
  makeBatch(request: BatchRequest, told: (now: Progress) => void): Promise<BatchMade | null>;
  cancel(): Promise<unknown>;
}

export const STEPS = ['whom', 'message', 'preview', 'done'] as const;
export type BatchStep = (typeof STEPS)[number];

export class Batch {
  step = $state<BatchStep>('whom');
  contacts = $state.raw<readonly ContactId[]>([]);
  readonly people: Pieces<Invitee>;
  expiry = $state<Expiry>('7d');
  enishi = $state(false);
  name = $state('');
  /** `null` until the texts were read. */
  texts = $state<InviteTexts | null>(null);
  language = $state<Language>('ja');

  /** Who is shown in the preview, counted from 0. */
  at = $state(0);
  preview = $state.raw<BatchPreview | null>(null);

  busy = $state(false);
  cancelling = $state(false);
  cancelled = $state(false);
  progress = $state.raw<Progress | null>(null);
  done = $state.raw<BatchMade | null>(null);
  failure = $state.raw<Failed | null>(null);

  readonly #door: BatchDoor;
  readonly #named: string;
  #usual: InviteTexts | null = null;
  #asking = false;
  #asked = '';

  constructor(door: BatchDoor, contacts: readonly ContactId[], name: string, language: Language) {
    this.#door = door;
    this.contacts = [...new Set(contacts)];
    this.name = this.#named = name;
    this.language = language;
    this.people = new Pieces(async (offset, limit) => {
      const those = this.contacts.slice(offset, offset + limit);
      return {
        total: this.contacts.length,
        items: await Promise.all(those.map((id) => door.person(id))),
      };
    });
  }

  get request(): BatchRequest {
    const empty = { subject: '', body: '' };
    return {
      contacts: [...this.contacts],
      expiry: this.expiry,
      enishi: this.enishi,
      name: this.name.trim() || this.#named,
      texts: $state.snapshot(this.texts) ?? { ja: empty, en: empty },
    };
  }

  /** One text differs from the usual one. */
  get changed(): boolean {
    return JSON.stringify(this.texts?.[this.language]) !== JSON.stringify(this.#usual?.[this.language]);
  }

  async load(): Promise<void> {
    await this.#try(async () => {
      const [texts] = await Promise.all([this.#door.inviteTexts(), this.people.reload()]);
      this.#usual = texts;
      this.texts = structuredClone(texts);
    });
  }

  async add(those: readonly ContactId[]): Promise<void> {
    this.contacts = [...new Set([...this.contacts, ...those])];
    await this.#try(() => this.people.reload());
  }

  async addGroup(group: GroupId): Promise<void> {
    await this.#try(async () => this.add(await this.#door.members(group)));
  }

  async remove(id: ContactId): Promise<void> {
    this.contacts = this.contacts.filter((each) => each !== id);
    await this.#try(() => this.people.reload());
  }

  /** Puts the usual text of the language shown back. */
  reset(): void {
    if (this.texts && this.#usual) this.texts[this.language] = { ...this.#usual[this.language] };
  }

  /** On to this step; back from the preview it shows the same person again. */
  async go(step: BatchStep): Promise<void> {
    if (this.busy || this.done || (step !== 'whom' && this.contacts.length === 0)) return;
    this.step = step;
    this.failure = null;
    if (step === 'preview') await this.turn(0);
  }

  /** To the person so many further; asked for quickly, only the last one counts. */
  async turn(by: number): Promise<void> {
    this.at = Math.max(0, Math.min(this.at + by, this.contacts.length - 1));
    if (this.#asking) return;
    this.#asking = true;
    this.#asked = '';
    try {
      for (let wish = this.#wish(); wish !== this.#asked; wish = this.#wish()) {
        this.#asked = wish;
        const preview = await this.#door.batchPreview(this.request, this.at);
        if (this.#wish() === wish) this.preview = preview;
      }
    } catch (thrown) {
      this.failure = Failed.from(thrown);
      this.preview = null;
    } finally {
      this.#asking = false;
    }
  }

  #wish(): string {
    return JSON.stringify([this.at, this.request]);
  }

  /** Asks for a folder, then makes everything; closing that question leaves everything as it was. */
  async make(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.cancelled = false;
    this.failure = null;
    this.progress = null;
    try {
      this.done = await this.#door.makeBatch(this.request, (now) => (this.progress = now));
      if (this.done) this.step = 'done';
    } catch (thrown) {
      const failure = Failed.from(thrown);
      if (failure.code === 'cancelled') this.cancelled = true;
      else this.failure = failure;
    } finally {
      this.busy = false;
      this.cancelling = false;
    }
  }

  async cancel(): Promise<void> {
    if (!this.busy || this.cancelling) return;
    this.cancelling = true;
    await this.#door.cancel();
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      this.failure = Failed.from(thrown);
    }
  }
}
