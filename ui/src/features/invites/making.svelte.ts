/** A new invite: for whom, until when, and whether they use Enishi, too. */
import { Failed } from '../../backend/failure';
import type { Changed, ContactId, Expiry, InviteView, MadeInvites, RecordId } from '../../backend';

/** What making an invite needs of the backend; the tests give their own. */
export interface MakingDoor {
  newInvites(contacts: ContactId[], expiry: Expiry, enishi: boolean): Promise<MadeInvites>;
  invite(id: RecordId): Promise<InviteView>;
  person(id: ContactId): Promise<Invitee>;
}

/** Somebody who is invited, as far as one has to know them for that. */
export interface Invitee {
  id: ContactId;
  name: string;
  company: string;
  seal: string;
  photo: string | null;
  person: boolean;
  /** The first address; empty where there is none. */
  mail: string;
}

export const EXPIRIES: readonly Expiry[] = ['today', '24h', '7d', '30d', 'never'];

export class Making {
  /** Nobody in particular, or somebody of the contacts. */
  whom = $state<'anybody' | 'contact'>('anybody');
  invitee = $state.raw<Invitee | null>(null);
  expiry = $state<Expiry>('7d');
  enishi = $state(false);
  busy = $state(false);
  failure = $state.raw<Failed | null>(null);
  /** What was made. */
  made = $state.raw<InviteView | null>(null);
  /** What that changed. */
  changed = $state.raw<Changed | null>(null);
  lacks = $derived(this.whom === 'contact' && this.invitee === null);

  /** Somebody was said from outside and isn't asked for. */
  readonly given: boolean;
  readonly #door: MakingDoor;

  constructor(door: MakingDoor, contact: ContactId | null = null) {
    this.#door = door;
    this.given = contact !== null;
    if (contact !== null) {
      this.whom = 'contact';
      void this.choose(contact);
    }
  }

  /** Somebody found in the contacts; `null` for nobody yet. */
  pick(invitee: Invitee | null): void {
    this.invitee = invitee;
  }

  async choose(id: ContactId): Promise<void> {
    try {
      this.invitee = await this.#door.person(id);
    } catch (thrown) {
      this.failure = Failed.from(thrown);
    }
  }

  async make(): Promise<void> {
    if (this.busy || this.lacks || this.made) return;
    const contacts = this.whom === 'contact' && this.invitee ? [this.invitee.id] : [];
    this.busy = true;
    this.failure = null;
    try {
      const { ids, changed } = await this.#door.newInvites(contacts, this.expiry, this.enishi);
      this.changed = changed;
      const [id] = ids;
      if (id !== undefined) this.made = await this.#door.invite(id);
    } catch (thrown) {
      this.failure = Failed.from(thrown);
    } finally {
      this.busy = false;
    }
  }

  /** Reads what was made once more, after something happened to it. */
  async refresh(): Promise<void> {
    const { made } = this;
    if (made) this.made = await this.#door.invite(made.row.id).catch(() => made);
  }
}
