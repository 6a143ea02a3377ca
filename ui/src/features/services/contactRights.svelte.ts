import { backend } from '../../backend';
import type { ContactAccess, ContactId } from '../../backend';

/** What one contact has rights in. */
export class ContactRights {
  all = $state.raw<readonly ContactAccess[]>([]);
  #generation = 0;

  async load(id: ContactId): Promise<void> {
    const generation = ++this.#generation;
    const all = await backend.accessesOf(id).catch(() => []);
    if (generation === this.#generation) this.all = all;
  }
}
