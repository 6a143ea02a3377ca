/** The register of services and rights: what stands in it, which service shows, and what is being added or edited. */
import { Failed } from '../../backend/failure';
import type {
  Broken,
  Changed,
  ContactId,
  Edit,
  Entity,
  Held,
  Made,
  RecordId,
  ServiceRow,
  ServiceView,
} from '../../backend';

/** What the register needs of the backend. */
export interface Door {
  services(): Promise<ServiceRow[]>;
  service(id: RecordId): Promise<ServiceView>;
  accesses(): Promise<Held[]>;
  rules(): Promise<Broken[]>;
  addService(edits: Edit[]): Promise<Made>;
  editService(id: RecordId, edits: Edit[]): Promise<Changed>;
  addAccess(service: RecordId, contact: ContactId | null, edits: Edit[]): Promise<Made>;
  editAccess(id: RecordId, edits: Edit[]): Promise<Changed>;
  trash(entities: Entity[]): Promise<Changed>;
  hasCardNumber(text: string): Promise<boolean>;
  tell(changed: Changed): void;
  fail(failed: Failed): void;
}

/** Whose right it is: a contact, or somebody only named. */
export interface Whom {
  contact: ContactId | null;
  name: string;
}

/** A right that is being added (`held` is none), or edited. */
export interface Asked {
  service: RecordId;
  serviceName: string;
  whom: Whom | null;
  held: Held | null;
  /** What it is likely to be: it comes of an invitation. */
  likely?: { role: string; admin: boolean; since: string };
}

/** Digits from which on a text may hold the number of a bank card. */
const CARD_DIGITS = 13;

export class Services {
  rows = $state.raw<readonly ServiceRow[]>([]);
  view = $state.raw<ServiceView | null>(null);
  held = $state.raw<readonly Held[]>([]);
  rules = $state.raw<readonly Broken[]>([]);
  ready = $state(false);
  failure = $state.raw<Failed | null>(null);
  mode = $state<'list' | 'matrix'>('list');
  /** A service is being added. */
  adding = $state(false);
  asked = $state.raw<Asked | null>(null);

  readonly door: Door;
  #generation = 0;
  #wanted: RecordId | null = null;

  constructor(door: Door) {
    this.door = door;
  }

  /** Reads the register; without a service, or with one that is gone, the first shows. */
  async load(id: RecordId | null): Promise<void> {
    const generation = ++this.#generation;
    this.#wanted = id;
    try {
      const [rows, held, rules] = await Promise.all([
        this.door.services(),
        this.door.accesses(),
        this.door.rules(),
      ]);
      const shown = rows.find((row) => row.id === id) ?? rows[0];
      const view = shown ? await this.door.service(shown.id) : null;
      if (generation !== this.#generation) return;
      Object.assign(this, { rows, held, rules, view, failure: null });
    } catch (thrown) {
      if (generation !== this.#generation) return;
      this.failure = Failed.from(thrown);
    }
    this.ready = true;
  }

  reload(): Promise<void> {
    return this.load(this.#wanted);
  }

  /** What is broken at the service that shows, leavers with rights in it and invitations that ran out among it. */
  get broken(): readonly Broken[] {
    const view = this.view;
    if (!view) return [];
    const here = new Set(view.held.map((held) => held.contact));
    const leavers = this.rules.filter(
      ({ rule, contact }) => rule === 'leaver' && contact !== null && here.has(contact),
    );
    const expired = this.rules.filter(({ rule, service }) => rule === 'expired' && service === view.id);
    return [...view.broken, ...leavers, ...expired];
  }

  /** Those who leave, or are in the trash, and still have rights. */
  get leavers(): ReadonlySet<ContactId> {
    return new Set(
      this.rules.flatMap(({ rule, contact }) => (rule === 'leaver' && contact !== null ? [contact] : [])),
    );
  }

  /** Adds a service and answers its id, or why not. */
  async add(edits: Edit[]): Promise<RecordId | Failed> {
    const made = await this.#made(this.door.addService(edits));
    return made instanceof Failed ? made : made.id;
  }

  edit(id: RecordId, field: string, value: string): Promise<Failed | null> {
    return this.#changed(this.door.editService(id, [{ field, value }]));
  }

  editAccess(id: RecordId, field: string, value: string): Promise<Failed | null> {
    return this.#changed(this.door.editAccess(id, [{ field, value }]));
  }

  async remove(id: RecordId): Promise<void> {
    const failed = await this.#changed(this.door.trash([{ entity: 'record', id }]));
    if (failed) this.door.fail(failed);
  }

  /** Asks for a right in a service; of somebody, where that is known. */
  ask(service: RecordId, whom: Whom | null = null, held: Held | null = null, likely?: Asked['likely']): void {
    const row = this.rows.find(({ id }) => id === service);
    this.asked = { service, serviceName: row?.service.name ?? '', whom, held, likely };
  }

  name(whom: Whom): void {
    if (this.asked) this.asked = { ...this.asked, whom };
  }

  /** Saves the right that is asked for; answers why it can't be. */
  async answer(edits: Edit[]): Promise<Failed | null> {
    const asked = this.asked;
    if (!asked?.whom) return new Failed('invalid', { field: 'person', reason: 'empty' });
    const { whom, service, held } = asked;
    const named = whom.contact === null ? [{ field: 'name', value: whom.name }, ...edits] : edits;
    let failed: Failed | null = null;
    if (held) failed = edits.length > 0 ? await this.#changed(this.door.editAccess(held.id, edits)) : null;
    else {
      const made = await this.#made(this.door.addAccess(service, whom.contact, named));
      if (made instanceof Failed) failed = made;
    }
    if (failed === null && this.asked === asked) this.asked = null;
    return failed;
  }

  /** Whether a text looks like the number of a bank card; short ones are never asked about. */
  async looksLikeCard(text: string): Promise<boolean> {
    const digits = text.normalize('NFKC').replace(/\D/g, '');
    return digits.length >= CARD_DIGITS && (await this.door.hasCardNumber(text).catch(() => false));
  }

  async #made(change: Promise<Made>): Promise<Made | Failed> {
    let made: Made | undefined;
    const failed = await this.#changed(change.then((it) => ((made = it), it.changed)));
    return failed ?? made ?? new Failed('unexpected');
  }

  async #changed(change: Promise<Changed>): Promise<Failed | null> {
    try {
      const changed = await change;
      this.door.tell(changed);
    } catch (thrown) {
      return Failed.from(thrown);
    }
    await this.reload();
    return null;
  }
}
