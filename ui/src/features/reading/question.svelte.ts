import { Failed } from '../../backend';
import type {
  Brought,
  Changed,
  Charset,
  Contact,
  ContactId,
  Edit,
  Payload,
  ReadCode,
  Received,
  ReceivedAlike,
  Row,
} from '../../backend';
import type { ReadingDoor } from './door';

/** What a card that is compared needs, whether it was read from a code or came signed in an invite. */
export interface Comparing {
  readonly changedAt: number | null;
  readonly take: readonly string[];
  choose(field: string, read: boolean): void;
}

/** Lists and notes keep what they have: what was read is added. */
const LISTS = ['phones', 'emails', 'addresses', 'ids', 'urls', 'dates', 'relations', 'note'];

export const isList = (field: string): boolean => LISTS.includes(field);

/** Where in a contact a value goes that isn't a card. */
type Place = 'urls' | 'emails' | 'phones' | 'note';

/** One code that was read, as a question to the user. */
export class Question {
  readonly from: string;
  payload: Payload;
  /** Of a text that was spread over several codes: how many they are, and which are still missing. */
  readonly pieces: { count: number; missing: number[] } | null;

  received = $state.raw<Received | null>(null);
  /** Whose fields stand beside the card. */
  alike = $state.raw<ReceivedAlike | null>(null);
  beside = $state.raw<Brought[] | null>(null);
  /** When the one beside it was changed last. */
  changedAt = $state<number | null>(null);
  /** The fields to take over. */
  take = $state.raw<readonly string[]>([]);

  /** A contact is being looked for, to put the value into. */
  attaching = $state(false);
  copied = $state(false);
  busy = $state(false);
  failure = $state.raw<Failed | null>(null);
  /** The contact to be attached to says this already. */
  known = $state(false);

  protected readonly bytes: string;
  protected readonly door: ReadingDoor;
  #turn = 0;

  constructor(door: ReadingDoor, code: ReadCode, pieces: Question['pieces'] = null) {
    this.door = door;
    this.bytes = code.bytes;
    this.from = code.from;
    this.pieces = pieces;
    this.payload = $state.raw(code.payload);
  }

  get said(): Payload['said'] {
    return this.payload.said;
  }

  /** What can be copied or put into a contact, and where there; `null` for cards, secrets and pieces. */
  get value(): { text: string; place: Place } | null {
    if (this.pieces) return null;
    const { said, text } = this.payload;
    switch (said.kind) {
      case 'line':
      case 'url':
        return { text: said.of.url, place: 'urls' };
      case 'mail':
        return { text: said.of.address, place: 'emails' };
      case 'phone':
        return { text: said.of.number, place: 'phones' };
      case 'text':
        return { text: text.trim(), place: 'note' };
      case 'card':
      case 'invite':
      case 'otpauth':
      case 'wifi':
        return null;
    }
  }

  /** Only of what isn't hidden can be said what else it may be written in. */
  get rereadable(): boolean {
    return this.bytes !== '' && this.pieces === null;
  }

  get differing(): Brought[] {
    return (this.beside ?? []).filter(({ here, after }) => here !== after);
  }

  /** Asks who is meant by a card; the likeliest stands beside it. */
  async load(): Promise<void> {
    const turn = this.begin();
    if (this.said.kind !== 'card' || this.pieces) return;
    try {
      const received = await this.door.received(this.bytes, this.payload.charset);
      if (!this.isLast(turn)) return;
      const likely = received.alike.find((alike) => alike.likely) ?? null;
      await this.hold(likely, turn);
      if (this.isLast(turn)) this.received = received;
    } catch (thrown) {
      if (this.isLast(turn)) this.failure = Failed.from(thrown);
    }
  }

  /** Takes the bytes for something else; everything follows. */
  async readAs(charset: Charset): Promise<void> {
    if (this.busy) return;
    const turn = this.begin();
    this.failure = null;
    try {
      const payload = await this.door.readAs(this.bytes, charset);
      if (!this.isLast(turn)) return;
      this.payload = payload;
      this.received = this.alike = this.beside = null;
      this.copied = this.attaching = this.known = false;
      await this.load();
    } catch (thrown) {
      if (this.isLast(turn)) this.failure = Failed.from(thrown);
    }
  }

  /** Somebody else of those alike, or nobody: a new contact. */
  async compareWith(id: ContactId | null): Promise<void> {
    const turn = this.begin();
    this.failure = null;
    const alike = this.received?.alike.find(({ row }) => row.id === id) ?? null;
    try {
      await this.hold(alike, turn);
    } catch (thrown) {
      if (this.isLast(turn)) this.failure = Failed.from(thrown);
    }
  }

  choose(field: string, read: boolean): void {
    const without = this.take.filter((each) => each !== field);
    this.take = read ? [...without, field] : without;
  }

  add(): Promise<Changed | null> {
    return this.once(() => this.door.add(this.bytes, this.payload.charset, this.from));
  }

  async update(): Promise<Changed | null> {
    const { alike, take } = this;
    if (!alike || take.length === 0) return null;
    return this.once(() => this.door.update(this.bytes, this.payload.charset, alike.row.id, [...take]));
  }

  /** Puts the value into a contact; `null` also where it is there already. */
  async attach(to: Row): Promise<Changed | null> {
    const value = this.value;
    if (!value) return null;
    this.known = false;
    return this.once(async () => {
      const edit = addition(await this.door.contact(to.id), value.place, value.text);
      if (!edit) {
        this.known = true;
        return null;
      }
      return this.door.edit(to.id, [edit]);
    });
  }

  async copy(): Promise<void> {
    if (this.value) this.copied = await this.door.copy(this.value.text);
  }

  /** Opens an address in the browser; answers whether it was. */
  async open(): Promise<boolean> {
    const value = this.value;
    if (value?.place !== 'urls') return false;
    return (await this.once(() => this.door.open(value.text).then(() => true))) ?? false;
  }

  /** Every field of the card beside that of a contact. */
  protected compare({ id }: Row): Promise<Brought[] | null> {
    return this.door.beside(this.bytes, this.payload.charset, id);
  }

  /** What was asked before is answered too late from now on. */
  protected begin(): number {
    return ++this.#turn;
  }

  protected isLast(turn: number): boolean {
    return turn === this.#turn;
  }

  protected async once<T>(act: () => Promise<T | null>): Promise<T | null> {
    if (this.busy) return null;
    this.busy = true;
    this.failure = null;
    try {
      return await act();
    } catch (thrown) {
      this.failure = Failed.from(thrown);
      return null;
    } finally {
      this.busy = false;
    }
  }

  protected async hold(alike: ReceivedAlike | null, turn: number): Promise<void> {
    const row = alike?.row;
    const [beside, changedAt] = row
      ? await Promise.all([this.compare(row), this.door.lastChange(row.id).catch(() => null)])
      : [null, null];
    if (!this.isLast(turn)) return;
    this.alike = alike;
    this.beside = beside;
    this.changedAt = changedAt;
    this.take = this.differing.map(({ field }) => field);
  }
}

/** What brings a value into a contact; `null` where it says it already. */
function addition(contact: Contact, place: Place, text: string): Edit | null {
  if (place === 'note') {
    const { note } = contact;
    if (note.includes(text)) return null;
    return { field: 'note', value: note.trim() === '' ? text : `${note.trimEnd()}\n${text}` };
  }
  const there = contact[place].some(({ value }) => value.trim() === text);
  return there ? null : { field: `${place}[+]`, value: text };
}
