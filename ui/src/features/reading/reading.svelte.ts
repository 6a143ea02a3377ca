import { Failed } from '../../backend';
import type { Changed, ContactId, Picked, ReadCode, Row, TakeInvite } from '../../backend';
import type { ReadingDoor, ReadingEars } from './door';
import { InviteQuestion } from './invite.svelte';
import type { Question } from './question.svelte';
import { questionsOf } from './questions';

const INVITE_FILE = /\.enishi-invite$/i;

/** What no reader of codes opens, while it may well be a photo; and failures that say nothing about the picture as a photo. */
const STILL_A_PHOTO = ['not_a_picture', 'too_large', 'too_slow', 'no_reader'];

/** Codes on their way in: from a picture or the camera to the question that each of them is. */
export class Reading {
  /** Which dialog stands open: the ways to read, the camera, or what was read. */
  stage = $state<'ways' | 'camera' | 'question' | null>(null);
  questions = $state.raw<readonly Question[]>([]);
  at = $state(0);
  answered = $state.raw<ReadonlySet<Question>>(new Set());
  question = $derived(this.questions[this.at] ?? null);
  /** Goes up when another question came to stand there by an answer. */
  turned = $state(0);

  /** The contact that is open in the window: something may be meant for it. */
  open: ContactId | null = null;
  /** Pictures are being looked through. */
  busy = $state(false);
  /** Said in the dialog with the ways: what failed there, and where no code was found. */
  failure = $state.raw<Failed | null>(null);
  none = $state.raw<readonly string[] | null>(null);
  /** A text was pasted where a picture was meant. */
  noPicture = $state(false);

  readonly door: ReadingDoor;
  readonly #ears: ReadingEars;
  #told: Changed | null = null;
  #picking = false;
  /** Codes that came by themselves, and wait until nothing else is asked. */
  #waiting: ReadCode[] = [];
  #asking = false;
  #turn = 0;

  constructor(door: ReadingDoor, ears: ReadingEars) {
    this.door = door;
    this.#ears = ears;
  }

  /** Opens the dialog with the ways to read. */
  ask(open: ContactId | null = this.open): void {
    if (this.stage !== null && this.stage !== 'camera') return;
    this.open = open;
    this.#clear();
    this.stage = 'ways';
  }

  film(): void {
    this.#clear();
    this.stage = 'camera';
  }

  /** Pictures chosen with the system's dialog. */
  async choose(): Promise<void> {
    if (this.busy || this.#picking) return;
    this.#picking = true;
    let picked: Picked | null = null;
    try {
      picked = await this.door.pick();
    } catch (thrown) {
      this.#ears.fail(thrown);
    }
    this.#picking = false;
    if (!picked) return;
    const { token, names } = picked;
    if (this.stage === 'camera') this.ask();
    await this.#look(() => this.#files(token, names), names, null);
  }

  /** Picture files let go over the window. One without a code becomes the photo of the contact that is open. */
  async dropped({ token, names }: Picked, open: ContactId | null): Promise<void> {
    this.#meant(open);
    const one = names.length === 1 && !names.some((name) => INVITE_FILE.test(name));
    const photo = one && open !== null ? () => this.door.dropPhoto(open, token) : null;
    await this.#look(() => this.#files(token, names), names, photo);
  }

  /** A pasted picture, by the same rule. */
  async pasted({ token }: Picked, open: ContactId | null): Promise<void> {
    this.#meant(open);
    const photo = open !== null ? () => this.door.dropPhoto(open, token) : null;
    await this.#look(() => this.door.readFile(token, 0), [], photo);
  }

  /** Something without a picture was pasted into the dialog that waits for one. */
  pastedNoPicture(): void {
    if (this.stage !== 'ways') return;
    this.#clear();
    this.noPicture = true;
  }

  /** Codes that the camera saw. */
  async found(codes: readonly ReadCode[]): Promise<void> {
    const turn = ++this.#turn;
    const questions = await this.#questions(codes);
    if (turn === this.#turn) this.#ask(questions);
  }

  /** Codes that nobody read here: a link that the app was opened with, a text that was pasted. They wait for their turn. */
  async arrived(codes: readonly ReadCode[]): Promise<void> {
    this.#waiting.push(...codes.filter((code) => !this.#isKnown(code)));
    if (this.#asking) return;
    this.#asking = true;
    try {
      while (this.#mayAsk) await this.#askWaiting();
    } finally {
      this.#asking = false;
    }
  }

  show(at: number): void {
    const question = this.questions[at];
    if (!question || at === this.at) return;
    this.at = at;
    // What was answered before may have changed who is alike.
    void question.load();
  }

  async add(): Promise<void> {
    const question = this.question;
    const changed = (await question?.add()) ?? null;
    if (!question || !changed) return;
    if (changed.id !== null) this.#ears.added(changed.id);
    this.#answer(question, changed);
  }

  async update(): Promise<void> {
    const question = this.question;
    const changed = (await question?.update()) ?? null;
    if (question && changed) this.#answer(question, changed);
  }

  async attach(to: Row): Promise<void> {
    const question = this.question;
    const changed = (await question?.attach(to)) ?? null;
    if (question && changed) this.#answer(question, changed);
  }

  async browse(): Promise<void> {
    const question = this.question;
    if (question && (await question.open())) this.#answer(question, null);
  }

  /** Takes an invite's card; the question stays, for what may follow. */
  async takeInvite(take: TakeInvite['take']): Promise<void> {
    const question = this.question;
    if (!(question instanceof InviteQuestion)) return;
    const changed = await question.takeAs(take);
    if (!changed) return;
    this.#told = changed;
    if (take === 'new' && changed.id !== null) this.#ears.added(changed.id);
    this.turned += 1;
  }

  /** The own card goes back to whom an invite is from. */
  async answer(): Promise<void> {
    const question = this.question;
    if (!(question instanceof InviteQuestion)) return;
    const made = await question.answer();
    if (!made) return;
    this.#answer(question, made.changed.change === null ? null : made.changed);
    this.#ears.answered(made.ids);
  }

  /** Leaves the questions for the contact. */
  look(id: ContactId): void {
    this.close();
    this.#ears.show(id);
  }

  makeCard(): void {
    this.close();
    this.#ears.makeCard();
  }

  /** Nothing is done with this one. */
  pass(): void {
    if (this.question && !this.question.busy) this.#answer(this.question, null);
  }

  close(): void {
    this.#turn += 1;
    this.#clear();
    // Whatever is still looked through is not waited for.
    this.busy = false;
    this.stage = null;
    this.questions = [];
    if (this.#told) this.#ears.tell(this.#told);
    this.#told = null;
    void this.arrived([]);
  }

  get #mayAsk(): boolean {
    return this.#waiting.length > 0 && !this.busy && this.stage !== 'question';
  }

  async #askWaiting(): Promise<void> {
    await this.#ears.free();
    if (!this.#mayAsk) return;
    const codes = this.#waiting.splice(0);
    const turn = ++this.#turn;
    const questions = await this.#questions(codes);
    // Something else was looked through meanwhile.
    if (turn === this.#turn) this.#ask(questions);
    else this.#waiting.unshift(...codes);
  }

  /** A link that is clicked twice asks once. */
  #isKnown({ payload: { said } }: ReadCode): boolean {
    if (said.kind !== 'invite') return false;
    const { token } = said.of;
    const same = (other: ReadCode['payload']['said']): boolean =>
      other.kind === 'invite' && other.of.token === token;
    const open = this.questions.filter((question) => !this.answered.has(question));
    return this.#waiting.some(({ payload }) => same(payload.said)) || open.some((each) => same(each.said));
  }

  #answer(question: Question, changed: Changed | null): void {
    if (changed) this.#told = changed;
    this.answered = new Set([...this.answered, question]);
    const next = this.questions.findIndex((each) => !this.answered.has(each));
    if (next < 0) return this.close();
    this.show(next);
    this.turned += 1;
  }

  /** The one place that decides what a picture is: codes first; without any, a photo where one is wanted. */
  async #look(
    read: () => Promise<ReadCode[]>,
    names: readonly string[],
    photo: (() => Promise<Changed>) | null,
  ): Promise<void> {
    if (this.busy || this.stage === 'question') return;
    if (this.stage === 'camera') this.stage = 'ways';
    const inDialog = this.stage === 'ways';
    const turn = ++this.#turn;
    this.#clear();
    this.busy = true;
    try {
      const questions = await this.#during(
        read().then((codes) => this.#questions(codes)),
        inDialog,
      );
      if (turn !== this.#turn) return;
      if (questions.length > 0) this.#ask(questions);
      else if (inDialog) this.none = names;
      else if (photo) this.#ears.tell(await this.#during(photo(), false));
      else this.#ears.none(names);
    } catch (thrown) {
      if (turn === this.#turn) await this.#failed(Failed.from(thrown), inDialog, photo);
    } finally {
      if (turn === this.#turn) this.busy = false;
      void this.arrived([]);
    }
  }

  /** Every picture by itself: one that can't be read is told and doesn't keep the others back. */
  async #files(token: string, names: readonly string[]): Promise<ReadCode[]> {
    const codes: ReadCode[] = [];
    let failed: Failed | null = null;
    for (const at of names.keys()) {
      try {
        codes.push(...(await this.door.readFile(token, at)));
      } catch (thrown) {
        failed ??= Failed.from(thrown);
      }
    }
    if (failed && codes.length === 0) throw failed;
    if (failed) this.#ears.fail(failed);
    return codes;
  }

  /** The first one stands with its answer. */
  async #questions(codes: readonly ReadCode[]): Promise<Question[]> {
    const questions = questionsOf(this.door, codes);
    await questions[0]?.load();
    return questions;
  }

  #ask(questions: Question[]): void {
    this.#told = null;
    this.questions = questions;
    this.answered = new Set();
    this.at = 0;
    this.stage = 'question';
  }

  async #failed(failed: Failed, inDialog: boolean, photo: (() => Promise<Changed>) | null): Promise<void> {
    if (inDialog) {
      this.failure = failed;
      return;
    }
    if (photo && failed.code === 'unreadable' && STILL_A_PHOTO.includes(failed.text('reason'))) {
      const changed = await this.#during(photo(), false).catch(() => null);
      if (changed) return this.#ears.tell(changed);
    }
    this.#ears.fail(failed);
  }

  #during<T>(work: Promise<T>, inDialog: boolean): Promise<T> {
    return inDialog ? work : this.#ears.during(work);
  }

  /** A dialog stands over the window since before: what was open then still is. */
  #meant(open: ContactId | null): void {
    if (this.stage === null) this.open = open;
  }

  #clear(): void {
    this.failure = null;
    this.none = null;
    this.noPicture = false;
  }
}

/** In pieces: a picture has more bytes than a call has room for arguments. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
