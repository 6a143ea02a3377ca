/** One invite on its way out: its codes, its message, and the files it goes as. */
import type { InviteCode } from '../../app/inviteCode.svelte';
import { Failed } from '../../backend/failure';
import type { CodeFile, InviteCodeKind, InviteView, RecordId } from '../../backend';

/** What handing an invite over needs of the backend; the tests give their own. */
export interface HandingDoor {
  code(kind: InviteCodeKind): InviteCode;
  saveInviteDraft(id: RecordId): Promise<string | null>;
  mailInvite(id: RecordId): Promise<string | null>;
  saveInviteFile(id: RecordId): Promise<string | null>;
  copyText(text: string): Promise<boolean>;
}

/** The codes an invite has: the card for everybody first. */
export function codesOf({ row, url }: InviteView): InviteCodeKind[] {
  if (row.kind === 'service') return url === '' ? [] : ['url'];
  return row.enishi ? ['card', 'enishi'] : ['card'];
}

export class Handing {
  view = $state.raw() as InviteView;
  failure = $state.raw<Failed | null>(null);
  /** Something is on its way to a file or another program. */
  busy = $state(false);
  kinds = $derived(codesOf(this.view));
  kind = $derived.by((): InviteCodeKind | null =>
    this.kinds.includes(this.#wanted) ? this.#wanted : (this.kinds[0] ?? null),
  );
  /** The code of that kind. */
  code = $derived.by(() => (this.kind === null ? null : this.#codeOf(this.kind)));

  #wanted = $state<InviteCodeKind>('card');
  readonly #door: HandingDoor;
  readonly #codes = new Map<InviteCodeKind, InviteCode>();

  constructor(door: HandingDoor, view: InviteView) {
    this.#door = door;
    this.view = view;
    this.#look();
  }

  /** The same invite, read anew. */
  take(view: InviteView): void {
    this.view = view;
    this.#look();
  }

  show(kind: InviteCodeKind): void {
    this.#wanted = kind;
    this.#look();
  }

  #codeOf(kind: InviteCodeKind): InviteCode {
    const code = this.#codes.get(kind) ?? this.#door.code(kind);
    this.#codes.set(kind, code);
    return code;
  }

  /** What stands in the code may be another now. */
  #look(): void {
    const { row, link, url, expires_at } = this.view;
    if (this.kind !== null)
      void this.#codeOf(this.kind).show(row.id, JSON.stringify([link, url, expires_at]));
  }

  /** Writes the picture where the user says; answers the file's name, `null` when nothing was written. */
  async save(file: CodeFile): Promise<string | null> {
    return (await this.code?.save(file)) ?? null;
  }

  /** Answers whether the picture is on the clipboard. */
  async copyCode(): Promise<boolean> {
    return (await this.code?.copy()) ?? false;
  }

  /** A draft that a mail program opens; answers the file's name. */
  draft(): Promise<string | null> {
    return this.#once((id) => this.#door.saveInviteDraft(id));
  }

  /** The mail program with the text; answers the name of the file to put beside it. */
  mail(): Promise<string | null> {
    return this.#once((id) => this.#door.mailInvite(id));
  }

  file(): Promise<string | null> {
    return this.#once((id) => this.#door.saveInviteFile(id));
  }

  async copy(text: string): Promise<boolean> {
    const done = await this.#door.copyText(text);
    this.failure = done ? null : new Failed('clipboard');
    return done;
  }

  async #once<T>(act: (id: RecordId) => Promise<T>): Promise<T | null> {
    if (this.busy) return null;
    this.busy = true;
    this.failure = null;
    try {
      return await act(this.view.row.id);
    } catch (thrown) {
      const failed = Failed.from(thrown);
      if (failed.code !== 'cancelled') this.failure = failed;
      return null;
    } finally {
      this.busy = false;
    }
  }
}
