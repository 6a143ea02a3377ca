import type {
  Brought,
  Changed,
  Charset,
  Contact,
  ContactId,
  Edit,
  InviteAsk,
  MadeInvites,
  Opened,
  Payload,
  Picked,
  ReadCode,
  Received,
  RecordId,
  Row,
  TakeInvite,
} from '../../backend';

/** What reading codes needs of the backend; the tests give their own. */
export interface ReadingDoor {
  /** Asks for pictures with the system's dialog. */
  pick(): Promise<Picked | null>;
  /** One of the pictures that were chosen or dropped, from 0. */
  readFile(token: string, at: number): Promise<ReadCode[]>;
  readAs(bytes: string, charset: Charset): Promise<Payload>;
  received(bytes: string, charset: Charset): Promise<Received>;
  beside(bytes: string, charset: Charset, id: ContactId): Promise<Brought[]>;
  add(bytes: string, charset: Charset, from: string): Promise<Changed>;
  update(bytes: string, charset: Charset, id: ContactId, take: string[]): Promise<Changed>;
  contact(id: ContactId): Promise<Contact>;
  /** When a contact was changed last. */
  lastChange(id: ContactId): Promise<number | null>;
  edit(id: ContactId, edits: Edit[]): Promise<Changed>;
  /** Contacts that say these words; without any, the open one and those that came last. */
  search(words: string, open: ContactId | null): Promise<Row[]>;
  /** What an Enishi invite is, and how it stands to the book. */
  openInvite(invite: InviteAsk): Promise<Opened>;
  /** Its card beside a contact, field by field. */
  inviteBeside(invite: InviteAsk, id: ContactId): Promise<Brought[]>;
  /** Takes its card; `take` are further fields, as those of {@link ReadingDoor.update}. */
  takeInvite(invite: InviteAsk, how: TakeInvite, take: string[]): Promise<Changed>;
  /** The own card, back to whom it came from. */
  answerInvite(invite: InviteAsk): Promise<MadeInvites>;
  dropPhoto(id: ContactId, token: string): Promise<Changed>;
  open(url: string): Promise<unknown>;
  /** Answers whether it is on the clipboard. */
  copy(text: string): Promise<boolean>;
}

/** What reading tells the window. */
export interface ReadingEars {
  /** Says that work goes on, where it takes so long that one would wonder. */
  during<T>(work: Promise<T>): Promise<T>;
  /** Says what was done, with undo. */
  tell(changed: Changed): void;
  /** A picture can't be read, or something else failed, outside of any dialog. */
  fail(thrown: unknown): void;
  /** No code stands in these pictures. */
  none(names: readonly string[]): void;
  /** A contact was made of what was read. */
  added(id: ContactId): void;
  /** A contact is to be looked at. */
  show(id: ContactId): void;
  /** The own card was made ready to be returned; it has to be handed over. */
  answered(ids: readonly RecordId[]): void;
  /** There is no own card yet; it is to be made. */
  makeCard(): void;
  /** Resolves when a question may come up by itself: nobody composes, and no dialog but those of reading stands open. */
  free(): Promise<void>;
}
