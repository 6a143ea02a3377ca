import { expect, test } from 'vitest';

import { Failed } from '../../backend/failure';
import type {
  Brought,
  Changed,
  Charset,
  Contact,
  Edit,
  Payload,
  Picked,
  ReadCode,
  Received,
  ReceivedAlike,
  Row,
  Said,
} from '../../backend';
import type { ReadingDoor, ReadingEars } from './door';
import { isLookalike } from './links';
import { Picker } from './picker.svelte';
import { Reading } from './reading.svelte';

const row = (id: number): Row => ({ id, display_name: `人${id}`, kind: 'person' }) as unknown as Row;
const alike = (id: number, likely: boolean): ReceivedAlike => ({ row: row(id), reasons: ['phone'], likely });
const payload = (said: Said, text = 'text'): Payload => ({ charset: 'cp932', text, garbled: false, said });
const read = (said: Said, over: Partial<ReadCode> = {}): ReadCode => ({
  from: 'a.png',
  bytes: 'aGk=',
  payload: payload(said),
  part: null,
  ...over,
});
const card = read({ kind: 'card', of: { more: 0 } });
const line = read({ kind: 'line', of: { url: 'https://line.me/ti/p/x' } });
const text = read({ kind: 'text' }, { payload: payload({ kind: 'text' }, ' 会議室は3階 \n') });
const picked = (...names: string[]): Picked => ({ token: 't', names, bytes: 1 });
const changed = (verb: string, id: number): Changed => ({ change: 1, verb, id }) as unknown as Changed;

class World implements ReadingDoor, ReadingEars {
  codes: ReadCode[] = [];
  fails: unknown = null;
  photoFails: unknown = null;
  log: string[] = [];
  people: ReceivedAlike[] = [];
  brought: Brought[] = [
    { field: 'display_name', read: '西田 健太', here: '西田 健太', after: '西田 健太' },
    { field: 'company', read: 'ニシダ紙工', here: '西田紙工', after: 'ニシダ紙工' },
    { field: 'phones', read: 'mobile: 080', here: 'work: 075', after: 'work: 075\nmobile: 080' },
  ];
  note = '';
  urls: string[] = [];
  reread: Payload | null = null;

  #codes = (): Promise<ReadCode[]> => (this.fails ? Promise.reject(this.fails) : Promise.resolve(this.codes));
  #photo = (id: number): Promise<Changed> => {
    if (this.photoFails) return Promise.reject(this.photoFails);
    this.log.push(`photo ${id}`);
    return Promise.resolve(changed('photo', id));
  };
  #did = (what: string, id: number): Promise<Changed> => {
    this.log.push(what);
    return Promise.resolve(changed('edit', id));
  };

  pick = () => Promise.resolve<Picked | null>(picked('a.png'));
  readFile: ReadingDoor['readFile'] = () => this.#codes();
  readAs = (_bytes: string, charset: Charset) => Promise.resolve(this.reread ?? { ...card.payload, charset });
  received = (): Promise<Received> =>
    Promise.resolve({
      name: '西田 健太',
      kind: 'person',
      seal: '西田',
      lines: [],
      alike: this.people,
      in_trash: false,
    });
  beside = (_bytes: string, _charset: Charset, id: number) => {
    this.log.push(`beside ${id}`);
    return Promise.resolve(this.brought);
  };
  lastChange = () => Promise.resolve(1);
  add = (_bytes: string, charset: Charset, from: string) => this.#did(`add ${charset} ${from}`, 9);
  update = (_bytes: string, _charset: Charset, id: number, take: string[]) =>
    this.#did(`update ${id} ${take.join(' ')}`, id);
  contact = () =>
    Promise.resolve({
      note: this.note,
      urls: this.urls.map((value) => ({ label: '', value })),
      emails: [],
      phones: [],
    } as unknown as Contact);
  edit = (id: number, edits: Edit[]) =>
    this.#did(`edit ${id} ${edits.map(({ field, value }) => `${field}=${value}`).join(' ')}`, id);
  search = () => Promise.resolve([row(1), row(2)]);
  openInvite = () => Promise.reject(new Failed('unexpected'));
  inviteBeside = () => Promise.reject(new Failed('unexpected'));
  takeInvite = () => Promise.reject(new Failed('unexpected'));
  answerInvite = () => Promise.reject(new Failed('unexpected'));
  dropPhoto = (id: number) => this.#photo(id);
  open = (url: string) => Promise.resolve(this.log.push(`open ${url}`));
  copy = (value: string) => Promise.resolve(this.log.push(`copy ${value}`) > 0);

  during = <T>(work: Promise<T>) => work;
  tell = (done: Changed) => void this.log.push(`told ${done.verb}`);
  fail = (thrown: unknown) => void this.log.push(`failed ${Failed.from(thrown).text('reason')}`);
  none = (names: readonly string[]) => void this.log.push(`none ${names.join(' ')}`);
  added = (id: number) => void this.log.push(`added ${id}`);
  show = (id: number) => void this.log.push(`show ${id}`);
  answered = () => undefined;
  makeCard = () => undefined;
  free = () => Promise.resolve();
}

const unreadable = (reason: string) => new Failed('unreadable', { file: 'a.png', reason });

async function reading(...codes: ReadCode[]): Promise<[Reading, World]> {
  const world = new World();
  world.codes = codes;
  const work = new Reading(world, world);
  await work.dropped(picked('a.png'), null);
  return [work, world];
}

test('a picture with a code is a question, even where a contact is open', async () => {
  const world = new World();
  world.codes = [card];
  const work = new Reading(world, world);
  await work.dropped(picked('a.png'), 4);
  expect(work.stage).toBe('question');
  expect(world.log).toEqual([]);
});

test.each([
  ['one picture over an open contact', picked('a.png'), 4, ['photo 4', 'told photo']],
  ['several pictures', picked('a.png', 'b.png'), 4, ['none a.png b.png']],
  ['one picture with no contact open', picked('a.png'), null, ['none a.png']],
])('without a code: %s', async (_, files, open, log) => {
  const world = new World();
  const work = new Reading(world, world);
  await work.dropped(files, open);
  expect(work.stage).toBeNull();
  expect(world.log).toEqual(log);
});

test('a pasted picture follows the same rule', async () => {
  const world = new World();
  const work = new Reading(world, world);
  await work.pasted(picked('クリップボード'), 4);
  await work.pasted(picked('クリップボード'), null);
  world.codes = [line];
  await work.pasted(picked('クリップボード'), 4);
  expect(world.log).toEqual(['photo 4', 'told photo', 'none ']);
  expect(work.question?.said.kind).toBe('line');
});

test('what only the reader of codes cannot open may be a photo; a broken picture is told', async () => {
  const world = new World();
  const work = new Reading(world, world);
  world.fails = unreadable('not_a_picture');
  await work.dropped(picked('a.gif'), 4);
  world.photoFails = new Failed('invalid', { field: 'photo', reason: 'bad_value' });
  await work.dropped(picked('a.gif'), 4);
  world.photoFails = null;
  world.fails = unreadable('heic');
  await work.dropped(picked('a.heic'), 4);
  world.fails = unreadable('too_slow');
  await work.dropped(picked('a.png'), null);
  expect(world.log).toEqual([
    'photo 4',
    'told photo',
    'failed not_a_picture',
    'failed heic',
    'failed too_slow',
  ]);
});

test('asked for, everything is told in the dialog, and no picture becomes a photo', async () => {
  const world = new World();
  const work = new Reading(world, world);
  work.ask();
  await work.choose();
  expect([work.stage, work.none]).toEqual(['ways', ['a.png']]);
  await work.pasted(picked('クリップボード'), 4);
  expect(work.none).toEqual([]);
  world.fails = unreadable('heic');
  await work.choose();
  expect([work.none, work.failure?.text('reason')]).toEqual([null, 'heic']);
  work.pastedNoPicture();
  expect([work.noPicture, work.failure]).toEqual([true, null]);
  world.fails = null;
  world.codes = [text];
  await work.choose();
  expect(work.stage).toBe('question');
  expect(world.log).toEqual([]);
});

test('somebody new is added once, however often one clicks, and shown', async () => {
  const [work, world] = await reading(card);
  expect(work.question?.alike).toBeNull();
  await Promise.all([work.add(), work.add()]);
  expect(world.log).toEqual(['add cp932 a.png', 'added 9', 'told edit']);
  expect(work.stage).toBeNull();
});

test('who is likely meant stands beside the card with all differences chosen; what is left out is not taken', async () => {
  const world = new World();
  world.people = [alike(5, true), alike(6, false)];
  world.codes = [card];
  const work = new Reading(world, world);
  await work.dropped(picked('a.png'), null);
  const question = work.question;
  expect(question?.alike?.row.id).toBe(5);
  expect(question?.take).toEqual(['company', 'phones']);
  question?.choose('phones', false);
  await Promise.all([work.update(), work.update()]);
  expect(world.log).toEqual(['beside 5', 'update 5 company', 'told edit']);
});

test('somebody else can be compared with, and with nothing chosen nothing is updated', async () => {
  const world = new World();
  world.people = [alike(6, false), alike(7, false)];
  world.codes = [card];
  const work = new Reading(world, world);
  await work.dropped(picked('a.png'), null);
  expect(work.question?.alike, 'a name alone is nobody').toBeNull();
  await work.question?.compareWith(7);
  expect(work.question?.alike?.row.id).toBe(7);
  for (const field of work.question?.take ?? []) work.question?.choose(field, false);
  await work.update();
  expect([work.stage, world.log]).toEqual(['question', ['beside 7']]);
});

test('several codes take turns; what was done last is told when the dialog closes', async () => {
  const [work, world] = await reading(card, line, text);
  await work.add();
  expect([work.at, work.turned, work.answered.size]).toEqual([1, 1, 1]);
  expect(world.log).not.toContain('told edit');
  work.show(2);
  work.pass();
  expect(work.at, 'back to the one that was passed over').toBe(1);
  await work.attach(row(3));
  expect(world.log.slice(-2)).toEqual(['edit 3 urls[+]=https://line.me/ti/p/x', 'told edit']);
  expect(work.stage).toBeNull();
});

test('a text goes behind the note, and nothing goes in twice', async () => {
  const [work, world] = await reading(text);
  world.note = '午前中に電話\n';
  await work.attach(row(3));
  expect(world.log[0]).toBe('edit 3 note=午前中に電話\n会議室は3階');

  const [again, there] = await reading(text, line);
  there.note = '会議室は3階';
  there.urls = ['https://line.me/ti/p/x'];
  await again.attach(row(3));
  expect(again.question?.known).toBe(true);
  again.show(1);
  await again.attach(row(3));
  expect([again.question?.known, there.log]).toEqual([true, []]);
});

test('another encoding changes what is said, and whom it may mean', async () => {
  const [work, world] = await reading(text);
  world.people = [alike(5, true)];
  await work.question?.readAs('euc-jp');
  expect(work.question?.said.kind).toBe('card');
  expect(work.question?.alike?.row.id).toBe(5);
  await work.add();
  expect(world.log).toContain('add euc-jp a.png');
});

test('a page is opened only when asked for, a card never', async () => {
  const url = { url: 'https://x.example/', host: 'x.example', spelled: 'x.example', is_plain_http: false };
  const [work, world] = await reading(card, read({ kind: 'url', of: url }));
  await work.browse();
  work.show(1);
  expect(world.log).toEqual([]);
  await work.question?.copy();
  await work.browse();
  expect(world.log).toEqual(['copy https://x.example/', 'open https://x.example/']);
  expect(isLookalike(url)).toBe(false);
  expect(isLookalike({ ...url, spelled: 'х.example' })).toBe(true);
  expect(isLookalike({ ...url, host: 'xn--80a.example', spelled: '' })).toBe(true);
});

test('of a secret there is nothing to copy, to keep or to read otherwise', async () => {
  const secret = read({ kind: 'otpauth', of: { issuer: 'A', account: 'b' } }, { bytes: '' });
  const [work, world] = await reading(secret);
  expect([work.question?.value, work.question?.rereadable]).toEqual([null, false]);
  await work.attach(row(3));
  await work.browse();
  await work.question?.copy();
  expect(world.log).toEqual([]);
  work.pass();
  expect(work.stage).toBeNull();
});

test('pieces of one text are one question, which says what is missing', async () => {
  const piece = (number: number): ReadCode => read({ kind: 'text' }, { part: [number, 4] });
  const [work] = await reading(piece(3), piece(1), text);
  expect(work.questions).toHaveLength(2);
  expect(work.question?.pieces).toEqual({ count: 4, missing: [2, 4] });
  expect(work.question?.value).toBeNull();
});

test('a failure leaves the question where it is, with the reason', async () => {
  const [work, world] = await reading(card);
  world.add = () => Promise.reject(new Failed('disk_full'));
  await work.add();
  expect([work.stage, work.question?.failure?.code, work.question?.busy]).toEqual([
    'question',
    'disk_full',
    false,
  ]);
});

test('while a question stands, another picture does not push it away', async () => {
  const [work, world] = await reading(card);
  world.codes = [line];
  await work.dropped(picked('b.png'), 4);
  expect(work.question?.said.kind).toBe('card');
});

test('of several pictures one that can’t be read is told and keeps none of the others back', async () => {
  const world = new World();
  const work = new Reading(world, world);
  const broken = new Failed('unreadable', { file: 'a.png', reason: 'not_a_picture' });
  world.readFile = (_token, at) =>
    at === 0 ? Promise.reject(broken) : Promise.resolve(at === 1 ? [] : [card]);
  await work.dropped(picked('a.png', 'b.png', 'c.png'), null);
  expect(work.question?.said.kind).toBe('card');
  expect(world.log.filter((line) => line.startsWith('fail')).length).toBe(1);
});

test('a picture that takes long is given up by closing, and the next one is read', async () => {
  const world = new World();
  const work = new Reading(world, world);
  let late: (codes: ReadCode[]) => void = () => undefined;
  const { readFile } = world;
  world.readFile = () => {
    world.readFile = readFile;
    return new Promise((done) => (late = done));
  };
  work.ask();
  const slow = work.choose();
  await new Promise((done) => setTimeout(done));
  expect(work.busy).toBe(true);
  work.close();
  await work.pasted(picked('クリップボード'), null);
  expect(world.log).toEqual(['none ']);
  late([card]);
  await slow;
  expect([work.stage, work.busy]).toEqual([null, false]);
});

test('finding a contact asks one question at a time, and the last word wins', async () => {
  const asked: string[] = [];
  const ends: (() => void)[] = [];
  const picker = new Picker((words) => {
    asked.push(words);
    return new Promise((done) => ends.push(() => done([row(words.length), row(99)])));
  });
  const finding = picker.find('');
  void picker.find('た');
  void picker.find('たか');
  ends[0]?.();
  await new Promise((done) => setTimeout(done));
  ends[1]?.();
  await finding;
  expect(asked).toEqual(['', 'たか']);
  expect(picker.chosen?.id).toBe(2);
  picker.move(1);
  picker.move(1);
  expect(picker.chosen?.id).toBe(99);
  picker.move(-1);
  expect(picker.chosen?.id).toBe(2);
});
