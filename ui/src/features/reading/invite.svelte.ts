import { Failed } from '../../backend';
import type {
  Brought,
  Changed,
  ContactId,
  InviteAsk,
  InviteRow,
  MadeInvites,
  Opened,
  ReadCode,
  ReceivedAlike,
  Row,
  SyncedChange,
  TakeInvite,
} from '../../backend';
import type { ReadingDoor } from './door';
import { Question } from './question.svelte';

/** What follows the partner's own card; never chosen field by field. */
const FOLLOWED = ['display_name', 'company', 'photo'];

/** Which face an invite shows: still to be checked, no good, one of the ways it stands to the book, or taken. */
export type Face =
  'checking' | 'refused' | 'new' | 'into' | 'update' | 'same' | 'older' | 'key' | 'used' | 'own' | 'taken';

export interface Taken {
  take: TakeInvite['take'];
  contact: ContactId;
  /** One of our own invites, accepted by this one. */
  answers: InviteRow | null;
}

/** An Enishi invite, as a question to the user: whose card it is, and what it would change. */
export class InviteQuestion extends Question {
  readonly invite: InviteAsk;
  opened = $state.raw<Opened | null>(null);
  /** By which key the contact was known until now. */
  keyBefore = $state('');
  /** The user has asked the person about their new key. */
  sure = $state(false);
  taken = $state.raw<Taken | null>(null);
  /** There is no own card yet that could be returned. */
  noCard = $state(false);

  #picked: ReceivedAlike | null = null;

  constructor(door: ReadingDoor, code: ReadCode, invite: InviteAsk) {
    super(door, code);
    this.invite = invite;
  }

  get face(): Face {
    const { opened } = this;
    if (this.taken) return 'taken';
    if (!opened) return 'checking';
    if (opened.code !== 'ok') return 'refused';
    const { stand } = opened;
    switch (stand.stand) {
      case 'new':
        return this.alike ? 'into' : 'new';
      case 'same':
        if (stand.older) return 'older';
        return stand.brought.length + this.differing.length > 0 ? 'update' : 'same';
      case 'other_key':
        return 'key';
      case 'used':
        return 'used';
      case 'own':
        return 'own';
    }
  }

  /** Whom of the book it is about. */
  get contact(): Row | null {
    const stand = this.opened?.stand;
    if (!stand) return null;
    switch (stand.stand) {
      case 'same':
      case 'other_key':
      case 'used':
        return stand.contact;
      case 'new':
        return this.alike?.row ?? null;
      case 'own':
        return null;
    }
  }

  /** Those it may be, and whoever else was chosen. */
  get people(): readonly ReceivedAlike[] {
    const alike = this.opened?.alike ?? [];
    const picked = this.#picked;
    return picked && !alike.some(({ row }) => row.id === picked.row.id) ? [...alike, picked] : alike;
  }

  /** What follows their card and says something else here; an own spelling stays shown. */
  get followed(): SyncedChange[] {
    const { opened, alike } = this;
    if (opened?.stand.stand === 'same') return opened.stand.brought;
    if (!opened || !alike) return [];
    const rows = (this.beside ?? [])
      .filter(({ field, read, here }) => FOLLOWED.includes(field) && read !== '' && read !== here)
      .map(({ field, read, here }) => ({ field, read, here, own: here }));
    if (!opened.photo) return rows;
    const here = alike.row.photo ?? '';
    return [...rows, { field: 'photo', read: opened.photo, here, own: here }];
  }

  /** The other fields, chosen one by one. */
  get others(): Brought[] {
    return (this.beside ?? []).filter(({ field }) => !FOLLOWED.includes(field));
  }

  override get differing(): Brought[] {
    return this.others.filter(({ here, after }) => here !== after);
  }

  /** A token has no letters to be read otherwise. */
  override get rereadable(): boolean {
    return false;
  }

  override async load(): Promise<void> {
    if (this.taken) return;
    const turn = this.begin();
    try {
      const opened = await this.door.openInvite(this.invite);
      if (!this.isLast(turn)) return;
      const stand = opened.code === 'ok' ? opened.stand : null;
      if (stand?.stand === 'other_key') await this.#askKey(stand.contact.id, turn);
      await this.hold(whom(opened), turn);
      if (this.isLast(turn)) this.opened = opened;
    } catch (thrown) {
      if (this.isLast(turn)) this.failure = Failed.from(thrown);
    }
  }

  /** Somebody of the book whose card it is; `null` for somebody new. */
  async connect(row: Row | null): Promise<void> {
    const known = row && this.people.find((each) => each.row.id === row.id);
    this.#picked = row && !known ? { row, reasons: [], likely: false } : this.#picked;
    this.attaching = false;
    const turn = this.begin();
    this.failure = null;
    try {
      await this.hold(row ? (known ?? this.#picked) : null, turn);
    } catch (thrown) {
      if (this.isLast(turn)) this.failure = Failed.from(thrown);
    }
  }

  /** Takes the card: as somebody new, into a contact, or over what is there. */
  async takeAs(take: TakeInvite['take']): Promise<Changed | null> {
    const of = this.contact?.id;
    if (take === 'new_key' && !this.sure) return null;
    if (take !== 'new' && of === undefined) return null;
    const how: TakeInvite = take === 'new' || of === undefined ? { take: 'new' } : { take, of };
    const fields = take === 'into' || take === 'update' ? [...this.take] : [];
    const changed = await this.once(() => this.door.takeInvite(this.invite, how, fields));
    if (!changed) return this.#lookAgain();
    const contact = changed.id ?? of;
    if (contact !== undefined) this.taken = { take, contact, answers: this.opened?.answers ?? null };
    return changed;
  }

  /** Hands the own card to whom the invite is from. */
  async answer(): Promise<MadeInvites | null> {
    this.noCard = false;
    const made = await this.once(() => this.door.answerInvite(this.invite));
    if (this.failure?.code === 'missing' && this.failure.text('what') === 'own') {
      this.failure = null;
      this.noCard = true;
    }
    return made;
  }

  protected override compare({ id }: Row): Promise<Brought[]> {
    return this.door.inviteBeside(this.invite, id);
  }

  async #askKey(id: ContactId, turn: number): Promise<void> {
    const before = await this.door.contact(id).catch(() => null);
    if (this.isLast(turn)) this.keyBefore = before?.follows?.fingerprint ?? '';
  }

  /** It may have run out, or been taken, while one was looking at it. */
  async #lookAgain(): Promise<null> {
    const { failure } = this;
    if (failure && failure.code !== 'disk_full') {
      await this.load();
      this.failure = this.face === 'refused' || this.face === 'used' ? null : failure;
    }
    return null;
  }
}

/** Whoever stands beside the card at first. */
function whom({ code, stand, alike }: Opened): ReceivedAlike | null {
  if (code !== 'ok') return null;
  if (stand.stand === 'same' && !stand.older) return { row: stand.contact, reasons: [], likely: true };
  return stand.stand === 'new' ? (alike.find(({ likely }) => likely) ?? null) : null;
}
