import { backend } from '../../../backend';
import type { ContactId, InvitePage } from '../../../backend';

const SHOWN = 20;

/** The invites of one contact, the newest first; as many as stand on its page. */
export class ContactInvites {
  page = $state.raw<InvitePage | null>(null);
  #generation = 0;
  readonly #load: (contact: ContactId) => Promise<InvitePage>;

  constructor(load = ofContact) {
    this.#load = load;
  }

  async load(contact: ContactId): Promise<void> {
    const generation = ++this.#generation;
    const page = await this.#load(contact).catch(() => null);
    if (generation === this.#generation) this.page = page;
  }
}

function ofContact(contact: ContactId): Promise<InvitePage> {
  const filter = { state: null, kind: null, batch: null, contact, service: null, query: '' };
  return backend.invites(filter, 0, SHOWN);
}
