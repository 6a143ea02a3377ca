import { beforeEach, expect, test } from 'vitest';

import { Failed } from '../../backend/failure';
import type {
  Brought,
  Changed,
  Contact,
  InviteAsk,
  InviteRow,
  MadeInvites,
  Opened,
  Picked,
  ReadCode,
  ReceivedAlike,
  Row,
  Said,
  Stand,
  TakeInvite,
} from '../../backend';
import { locale } from '../../i18n/index.svelte';
import type { ReadingDoor, ReadingEars } from './door';
import { InviteQuestion } from './invite.svelte';
import { refusalText } from './inviteWords';
import { Reading } from './reading.svelte';
import { title } from './words';

beforeEach(() => (locale.current = 'ja'));

const row = (id: number, over: Partial<Row> = {}): Row =>
  ({ id, kind: 'person', display_name: `人${id}`, company: '', title: '', photo: null, ...over }) as Row;
const code = (said: Said): ReadCode => ({
  from: 'リンク',
  bytes: 'aGk=',
  payload: { charset: 'utf8', text: 'text', garbled: false, said },
  part: null,
});
const invite = (token = 't'): ReadCode => code({ kind: 'invite', of: { token, file: false } });
const line = code({ kind: 'line', of: { url: 'https://line.me/ti/p/x' } });
const changed = (verb: string, id: number | null): Changed => ({ change: 1, verb, id }) as unknown as Changed;
const alike = (id: number, likely: boolean): ReceivedAlike => ({ row: row(id), reasons: ['mail'], likely });

const opened = (stand: Stand, over: Partial<Opened> = {}): Opened => ({
  code: 'ok',
  name: '髙橋 美咲',
  person: true,
  seal: '髙橋',
  photo: null,
  lines: [
    { field: 'display_name', text: '髙橋 美咲' },
    { field: 'company', text: '株式会社高砂製作所' },
  ],
  created: 1,
  expires: 2,
  fingerprint: 'A1B2 C3D4 E5F6 0718',
  stand,
  alike: [],
  in_trash: false,
  answers: null,
  ...over,
});

const brought = (field: string, read: string, here = read): Brought => ({ field, read, here, after: read });

class World implements ReadingDoor, ReadingEars {
  log: string[] = [];
  opened: Opened = opened({ stand: 'new' });
  /** The card beside whoever stands there. */
  brought: Brought[] = [
    brought('display_name', '髙橋 美咲'),
    brought('company', '高砂', '株式会社高砂製作所'),
  ];
  takeFails: unknown = null;
  answerFails: unknown = null;
  freed: (() => void)[] = [];
  waits = false;

  openInvite = ({ token }: InviteAsk) => {
    this.log.push(`open ${token}`);
    return Promise.resolve(this.opened);
  };
  takeInvite = (_invite: InviteAsk, how: TakeInvite, take: string[]) => {
    if (this.takeFails) return Promise.reject(this.takeFails);
    this.log.push(['take', how.take, 'of' in how ? how.of : '', ...take].join(' ').trim());
    return Promise.resolve(changed('take_invite', 'of' in how ? how.of : 9));
  };
  answerInvite = (): Promise<MadeInvites> => {
    if (this.answerFails) return Promise.reject(this.answerFails);
    return Promise.resolve({ ids: [31], changed: changed('add_invite', 31) });
  };
  inviteBeside = () => Promise.resolve(this.brought);
  beside = () => Promise.reject(new Failed('unexpected'));
  contact = () => Promise.resolve({ follows: { fingerprint: '0000 1111' } } as unknown as Contact);
  lastChange = () => Promise.resolve(null);
  pick = () => Promise.resolve<Picked | null>(null);
  readFile = () => Promise.resolve([line]);
  readAs = () => Promise.reject(new Failed('unexpected'));
  received = () => Promise.reject(new Failed('unexpected'));
  add = () => Promise.reject(new Failed('unexpected'));
  update = () => Promise.reject(new Failed('unexpected'));
  edit = () => Promise.reject(new Failed('unexpected'));
  search = () => Promise.resolve([row(1)]);
  dropPhoto = (id: number) => {
    this.log.push(`photo ${id}`);
    return Promise.resolve(changed('photo', id));
  };
  open = () => Promise.resolve(null);
  copy = () => Promise.resolve(true);

  during = <T>(work: Promise<T>) => work;
  tell = (done: Changed) => void this.log.push(`told ${done.verb}`);
  fail = () => void this.log.push('failed');
  none = () => void this.log.push('none');
  added = (id: number) => void this.log.push(`added ${id}`);
  show = (id: number) => void this.log.push(`show ${id}`);
  answered = (ids: readonly number[]) => void this.log.push(`answered ${ids.join(' ')}`);
  makeCard = () => void this.log.push('card');
  free = () => (this.waits ? new Promise<void>((done) => this.freed.push(done)) : Promise.resolve());
}

const settled = (): Promise<void> => new Promise((done) => setTimeout(done));

async function asked(of: Opened, over: Partial<World> = {}): Promise<[Reading, InviteQuestion, World]> {
  const world = Object.assign(new World(), { opened: of }, over);
  const work = new Reading(world, world);
  await work.arrived([invite()]);
  const question = work.question;
  if (!(question instanceof InviteQuestion)) throw new Error('an invite is a question of its own');
  return [work, question, world];
}

test('somebody new becomes a partner, and the question stays for the own card to go back', async () => {
  const [work, question, world] = await asked(opened({ stand: 'new' }));
  expect(title(question)).toBe('髙橋 美咲さんからの招待です。取引先に追加しますか');
  expect([work.stage, question.face]).toEqual(['question', 'new']);
  await Promise.all([work.takeInvite('new'), work.takeInvite('new')]);
  expect(world.log).toEqual(['open t', 'take new', 'added 9']);
  expect([work.stage, question.face, title(question)]).toEqual([
    'question',
    'taken',
    '髙橋 美咲さんを取引先に追加しました',
  ]);
  await work.answer();
  expect(world.log.slice(3)).toEqual(['told add_invite', 'answered 31']);
  expect(work.stage).toBeNull();
});

test('who is likely meant stands beside the card; what follows it is shown and not chosen', async () => {
  const lines = [
    { field: 'display_name', text: '髙橋 美咲' },
    { field: 'company', text: '高砂' },
    { field: 'phones', text: '090' },
    { field: 'title', text: '課長' },
  ];
  const of = opened({ stand: 'new' }, { lines, alike: [alike(6, false), alike(5, true)], photo: 'data:,' });
  const [work, question, world] = await asked(of, {
    brought: [
      brought('display_name', '髙橋 美咲', '高橋 美咲'),
      brought('company', '高砂'),
      brought('phones', '090', ''),
      brought('title', '課長'),
    ],
  });
  expect([question.face, question.contact?.id]).toEqual(['into', 5]);
  expect(question.followed.map(({ field, own }) => [field, own])).toEqual([
    ['display_name', '高橋 美咲'],
    ['photo', ''],
  ]);
  expect(question.others.map(({ field }) => field)).toEqual(['phones', 'title']);
  expect(question.take).toEqual(['phones']);
  await work.takeInvite('into');
  expect(world.log.slice(1)).toEqual(['take into 5 phones']);
  work.pass();
  expect(world.log.at(-1)).toBe('told take_invite');
});

test('anybody can be connected with, whom the book doesn’t find alike too', async () => {
  const [work, question, world] = await asked(opened({ stand: 'new' }, { alike: [alike(6, false)] }));
  expect(question.face, 'one thing alone is nobody').toBe('new');
  question.attaching = true;
  await question.connect(row(7, { display_name: '高橋' }));
  expect([question.attaching, question.face, question.contact?.id]).toEqual([false, 'into', 7]);
  expect(question.people.map(({ row }) => row.id)).toEqual([6, 7]);
  await question.connect(row(6));
  expect(question.contact?.id).toBe(6);
  await work.takeInvite('new');
  expect(world.log.slice(1), 'somebody new after all').toEqual(['take new', 'added 9']);
});

test('a newer card shows what it would change, and changes nothing by itself', async () => {
  const change = { field: 'company' as const, here: '高砂', read: '株式会社高砂製作所', own: '' };
  const [work, question, world] = await asked(
    opened({ stand: 'same', contact: row(5), brought: [change], older: false }),
  );
  expect([question.face, question.followed]).toEqual(['update', [change]]);
  expect(world.log).toEqual(['open t']);
  await work.takeInvite('update');
  expect(world.log.slice(1)).toEqual(['take update 5']);
  expect(title(question)).toBe('人5さんのカードを更新しました');
});

test.each([
  ['same', { brought: [], older: false }],
  ['older', { brought: [{ field: 'company' as const, here: 'a', read: 'b', own: '' }], older: true }],
])('a card that is %s only leads to the contact', async (face, over) => {
  const [work, question, world] = await asked(opened({ stand: 'same', contact: row(5), ...over }));
  expect(question.face).toBe(face);
  work.look(5);
  expect([work.stage, world.log.at(-1)]).toEqual([null, 'show 5']);
});

test('another key is taken over only when the user has asked the person', async () => {
  const [work, question, world] = await asked(opened({ stand: 'other_key', contact: row(5), by: 'uid' }));
  expect([question.face, question.keyBefore]).toEqual(['key', '0000 1111']);
  await work.takeInvite('new_key');
  expect(world.log).toEqual(['open t']);
  question.sure = true;
  await work.takeInvite('new_key');
  expect(world.log.slice(1)).toEqual(['take new_key 5']);
});

test.each(['altered', 'expired', 'not_yet', 'unknown_version', 'oversized', 'not_an_invite'] as const)(
  'one that is %s says so in its own words, and can’t be taken',
  async (bad) => {
    const [work, question] = await asked(opened({ stand: 'new' }, { code: bad, alike: [alike(5, true)] }));
    expect([question.face, question.alike]).toEqual(['refused', null]);
    const all = (['altered', 'expired', 'not_yet', 'unknown_version', 'oversized', 'not_an_invite'] as const)
      .map((each) => refusalText(opened({ stand: 'new' }, { code: each })))
      .filter((text) => text === refusalText(question.opened as Opened));
    expect(all).toHaveLength(1);
    expect(title(question)).not.toBe('');
    work.pass();
    expect(work.stage).toBeNull();
  },
);

test('one that answers our own says whose was accepted, after it was taken', async () => {
  const answers = { recipient: '人5', person: true } as InviteRow;
  const [work, question] = await asked(opened({ stand: 'new' }, { answers }));
  await work.takeInvite('new');
  expect(question.taken?.answers).toBe(answers);
});

test('without an own card there is nothing to return, and the way to one', async () => {
  const [work, question, world] = await asked(
    opened({ stand: 'used', contact: row(5), name: '人5', at: 1 }),
    {
      answerFails: new Failed('missing', { what: 'own', id: '' }),
    },
  );
  await work.answer();
  expect([question.noCard, question.failure, work.stage]).toEqual([true, null, 'question']);
  work.makeCard();
  expect([work.stage, world.log.at(-1)]).toEqual([null, 'card']);
});

test('one that ran out while it stood there says so', async () => {
  const [work, question, world] = await asked(opened({ stand: 'new' }));
  world.takeFails = new Failed('invalid', { field: 'invite', reason: 'expired' });
  world.opened = opened({ stand: 'new' }, { code: 'expired' });
  await work.takeInvite('new');
  expect([question.face, question.failure]).toEqual(['refused', null]);
});

test('a link waits until the question before it is answered', async () => {
  const world = new World();
  const work = new Reading(world, world);
  await work.dropped({ token: 'f', names: ['a.png'], bytes: 1 }, null);
  expect(work.question?.said.kind).toBe('line');
  await work.arrived([invite()]);
  await work.arrived([invite()]);
  expect([work.questions.length, work.question?.said.kind]).toEqual([1, 'line']);
  work.pass();
  await settled();
  expect([work.stage, work.questions.length, work.question?.said.kind], 'and asks once').toEqual([
    'question',
    1,
    'invite',
  ]);
  work.close();
  await settled();
  expect(work.stage).toBeNull();
});

test('a link waits while somebody composes, and for a picture that is looked through', async () => {
  const world = Object.assign(new World(), { waits: true });
  const work = new Reading(world, world);
  void work.arrived([invite()]);
  await settled();
  expect(work.stage).toBeNull();
  let end: () => void = () => undefined;
  world.readFile = () => new Promise((done) => (end = () => done([line])));
  const looking = work.dropped({ token: 'f', names: ['a.png'], bytes: 1 }, null);
  world.freed.forEach((done) => done());
  await settled();
  expect(work.stage, 'the picture first').toBeNull();
  world.waits = false;
  end();
  await looking;
  await settled();
  expect(work.question?.said.kind).toBe('line');
  work.close();
  await settled();
  expect(work.question?.said.kind).toBe('invite');
});

test('a link comes before the ways to read, which nobody needs any more', async () => {
  const world = new World();
  const work = new Reading(world, world);
  work.ask(null);
  await work.arrived([invite()]);
  expect([work.stage, work.question?.said.kind]).toEqual(['question', 'invite']);
});

test('an invite comes before the card for phones beside it, and an invite’s file is never a photo', async () => {
  const world = new World();
  const work = new Reading(world, world);
  world.readFile = () => Promise.resolve([line, invite()]);
  await work.dropped({ token: 'f', names: ['a.png'], bytes: 1 }, null);
  expect(work.questions.map(({ said }) => said.kind)).toEqual(['invite', 'line']);
  work.close();
  world.readFile = () => Promise.resolve([]);
  await work.dropped({ token: 'f', names: ['髙橋.enishi-invite'], bytes: 1 }, 4);
  expect(world.log.filter((each) => each.startsWith('photo'))).toEqual([]);
});
