/** What the register of invites knows of the one that a step is about. */
import type { InviteMark, InviteRow, InviteState, InviteView, Invited, RecordId } from '../../../../backend';

/** What it needs of the backend; the tests give their own. */
export interface InvitedDoor {
  invite(id: RecordId): Promise<InviteView>;
  /** Answers whether it was taken. */
  mark(id: RecordId, mark: InviteMark): Promise<boolean>;
}

export class InvitedRecord {
  row = $state.raw<InviteRow | null>(null);
  readonly #door: InvitedDoor;
  #turn = 0;

  constructor(door: InvitedDoor) {
    this.#door = door;
  }

  async load(id: RecordId | null): Promise<void> {
    const turn = ++this.#turn;
    if (this.row?.id !== id) this.row = null;
    if (id === null) return;
    const view = await this.#door.invite(id).catch(() => null);
    if (turn === this.#turn) this.row = view?.row ?? null;
  }

  async mark(mark: InviteMark): Promise<void> {
    const id = this.row?.id;
    if (id !== undefined && (await this.#door.mark(id, mark))) await this.load(id);
  }
}

/** How the invitation stands by what the step says itself; whether it was sent only the register knows. `null` before there is one. */
export function standOf(
  facts: Pick<Invited, 'url' | 'expires' | 'accepted' | 'revoked'>,
  today: string,
  row: InviteRow | null,
): InviteState | null {
  if (facts.url === '') return null;
  if ((facts.revoked ?? null) !== null) return 'revoked';
  if (facts.accepted !== null) return 'accepted';
  if (facts.expires !== null && facts.expires < today) return 'expired';
  return row?.state === 'sent' ? 'sent' : 'drafted';
}

/** Days until the address runs out; `null` without such a day. */
export function daysLeft(expires: string | null, today: string): number | null {
  if (expires === null || today === '') return null;
  return Math.round((Date.parse(`${expires}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / 86_400_000);
}
