/** The invitations of the service that shows: which one stands open, and what is being added, replaced or marked. */
import { Failed } from '../../backend/failure';
import type {
  Changed,
  ContactId,
  Edit,
  Entity,
  InviteMark,
  InviteRow,
  InviteView,
  Made,
  RecordId,
} from '../../backend';
import type { Whom } from './services.svelte';

/** What they need of the backend, and of the register they stand in. */
export interface InvitationDoor {
  invite(id: RecordId): Promise<InviteView>;
  add(service: RecordId, contact: ContactId | null, edits: Edit[]): Promise<Made>;
  edit(id: RecordId, edits: Edit[]): Promise<Changed>;
  mark(ids: RecordId[], mark: InviteMark): Promise<Changed>;
  reissue(id: RecordId, url: string): Promise<Made>;
  trash(entities: Entity[]): Promise<Changed>;
  tell(changed: Changed): void;
  fail(failed: Failed): void;
  /** Reads the register again. */
  reload(): Promise<void>;
}

/** An invitation that is being added: first for whom, then what it is. */
export interface Invited {
  service: RecordId;
  serviceName: string;
  whom: Whom | null;
  /** One that is there already, and only gets another recipient. */
  of?: RecordId;
}

export class Invitations {
  /** The one that stands open; its view comes a moment later. */
  open = $state<RecordId | null>(null);
  view = $state.raw<InviteView | null>(null);
  adding = $state.raw<Invited | null>(null);
  /** The one whose new address is asked for. */
  replacing = $state.raw<InviteRow | null>(null);
  /** Those of which nothing is left to be done are shown, too. */
  past = $state(false);
  /** One that somebody was led to: it opens, and its line takes the focus, as soon as it is there. */
  sought = $state<RecordId | null>(null);

  readonly door: InvitationDoor;
  #turn = 0;

  constructor(door: InvitationDoor) {
    this.door = door;
  }

  /** The service shows these now: what stands open is read again, or closed when it is gone. */
  async follow(rows: readonly InviteRow[]): Promise<void> {
    const there = (wanted: RecordId): boolean => rows.some(({ id }) => id === wanted);
    if (this.sought !== null && there(this.sought)) await this.show(this.sought);
    else if (this.open !== null && there(this.open)) await this.#read(this.open);
    else this.close();
  }

  async show(id: RecordId): Promise<void> {
    if (this.open !== id) this.view = null;
    this.open = id;
    await this.#read(id);
  }

  close(): void {
    this.#turn += 1;
    this.open = this.view = null;
  }

  async toggle(id: RecordId): Promise<void> {
    if (this.open === id) this.close();
    else await this.show(id);
  }

  async #read(id: RecordId): Promise<void> {
    const turn = ++this.#turn;
    try {
      const view = await this.door.invite(id);
      if (turn === this.#turn) this.view = view;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.close();
      this.door.fail(Failed.from(thrown));
    }
  }

  ask(service: RecordId, serviceName: string): void {
    this.adding = { service, serviceName, whom: null };
  }

  /** Asks for whom this one is, after all. */
  askWhom({ id, service, service_name }: InviteRow): void {
    this.adding = { service: service ?? 0, serviceName: service_name, whom: null, of: id };
  }

  /** For whom it is; `null` asks again. */
  async name(whom: Whom | null): Promise<void> {
    const asked = this.adding;
    if (!asked) return;
    if (asked.of === undefined || !whom) this.adding = { ...asked, whom };
    else {
      this.adding = null;
      const recipient = whom.contact === null ? whom.name : '';
      const edits = [
        { field: 'contact', value: whom.contact === null ? '' : String(whom.contact) },
        { field: 'recipient', value: recipient },
      ];
      const failed = await this.#changed(this.door.edit(asked.of, edits));
      if (failed) this.door.fail(failed);
    }
  }

  /** Adds what is asked for and opens it, to be handed over; answers why it can't be. */
  async add(edits: Edit[]): Promise<Failed | null> {
    const asked = this.adding;
    if (!asked?.whom) return new Failed('invalid', { field: 'recipient', reason: 'empty' });
    const { contact, name } = asked.whom;
    const named = contact === null && name !== '' ? [{ field: 'recipient', value: name }, ...edits] : edits;
    return this.#made(this.door.add(asked.service, contact, named), () => (this.adding = null));
  }

  /** Puts a new address in the place of the one asked about. */
  async reissue(url: string): Promise<Failed | null> {
    const former = this.replacing;
    if (!former) return null;
    return this.#made(this.door.reissue(former.id, url), () => (this.replacing = null));
  }

  edit(id: RecordId, field: string, value: string): Promise<Failed | null> {
    return this.#changed(this.door.edit(id, [{ field, value }]));
  }

  async mark(id: RecordId, mark: InviteMark): Promise<void> {
    const failed = await this.#changed(this.door.mark([id], mark));
    if (failed) this.door.fail(failed);
  }

  async remove(id: RecordId): Promise<void> {
    const failed = await this.#changed(this.door.trash([{ entity: 'record', id }]));
    if (failed) this.door.fail(failed);
  }

  async #made(change: Promise<Made>, done: () => void): Promise<Failed | null> {
    let id: RecordId | null = null;
    const failed = await this.#changed(
      change.then((made) => {
        id = made.id;
        this.open = id;
        this.view = null;
        return made.changed;
      }),
    );
    if (failed || id === null) return failed;
    done();
    await this.show(id);
    return null;
  }

  async #changed(change: Promise<Changed>): Promise<Failed | null> {
    try {
      const changed = await change;
      this.door.tell(changed);
    } catch (thrown) {
      return Failed.from(thrown);
    }
    await this.door.reload();
    return null;
  }
}
