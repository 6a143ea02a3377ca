import { expect, test } from 'vitest';

import type {
  BatchMade,
  BatchPreview,
  BatchRequest,
  Expiry,
  InviteTexts,
  Progress,
  RecordId,
  SavedSheet,
} from '../../backend';
import { Failed } from '../../backend/failure';
import { InviteCode } from '../../app/inviteCode.svelte';
import { Batch } from './batch.svelte';
import type { BatchDoor } from './batch.svelte';
import { Handing } from './handing.svelte';
import { changed, rowOf, viewOf } from './fixtures';
import { Making } from './making.svelte';
import type { Invitee, MakingDoor } from './making.svelte';
import { Sheet, warned } from './sheet.svelte';

const person = (id: number): Promise<Invitee> =>
  Promise.resolve({ id, name: `相手${id}`, company: '', seal: '', photo: null, person: true, mail: '' });

const rests = (): Promise<void> => new Promise((done) => setTimeout(done));

class Desk implements MakingDoor {
  asked: [number[], Expiry, boolean][] = [];
  refuse: Failed | null = null;
  person = person;
  newInvites = (contacts: number[], expiry: Expiry, enishi: boolean) => {
    if (this.refuse) return Promise.reject(this.refuse);
    this.asked.push([contacts, expiry, enishi]);
    return Promise.resolve({ ids: [7], changed });
  };
  invite = (id: RecordId) => Promise.resolve(viewOf(rowOf(id)));
}

test('nobody in particular is invited for seven days, without Enishi, unless one says otherwise', async () => {
  const desk = new Desk();
  const work = new Making(desk);
  await work.make();
  expect(desk.asked).toEqual([[[], '7d', false]]);
  expect(work.made?.row.id).toBe(7);
  expect(work.changed?.change).toBe(1);
  await work.make();
  expect(desk.asked, 'once').toHaveLength(1);
});

test('somebody of the contacts has to be chosen first', async () => {
  const desk = new Desk();
  const work = new Making(desk);
  work.whom = 'contact';
  expect(work.lacks).toBe(true);
  await work.make();
  expect(desk.asked).toEqual([]);
  work.pick(await person(3));
  work.enishi = true;
  work.expiry = 'never';
  await work.make();
  expect(desk.asked).toEqual([[[3], 'never', true]]);
});

test('somebody said from outside is not asked for, and a refusal is told', async () => {
  const desk = new Desk();
  const work = new Making(desk, 5);
  await rests();
  expect(work.given).toBe(true);
  expect(work.invitee?.name).toBe('相手5');
  desk.refuse = new Failed('invalid', { field: 'own', reason: 'missing' });
  await work.make();
  expect(work.failure?.text('field')).toBe('own');
  expect(work.made).toBeNull();
  desk.refuse = null;
  await work.make();
  expect(desk.asked).toEqual([[[5], '7d', false]]);
});

const texts: InviteTexts = {
  ja: { subject: '連絡先', body: '{name}' },
  en: { subject: 'Contact', body: '{name}' },
};

class Post implements BatchDoor {
  previews: [BatchRequest, number][] = [];
  batches: BatchRequest[] = [];
  cancels = 0;
  answer: () => Promise<BatchMade | null> = () =>
    Promise.resolve({
      made: 2,
      again: 0,
      without_mail: [],
      files: 7,
      folder: '招待',
      told: null,
      batch: 1,
      ids: [],
      changed,
    });
  /** Previews that are answered only when told. */
  slow: (() => void)[] | null = null;

  person = person;
  members = () => Promise.resolve([2, 8, 9]);
  inviteTexts = () => Promise.resolve(structuredClone(texts));
  batchPreview = async (request: BatchRequest, at: number): Promise<BatchPreview> => {
    this.previews.push([request, at]);
    if (this.slow) await new Promise<void>((done) => this.slow?.push(done));
    return {
      contact: request.contacts[at] ?? 0,
      name: `相手${request.contacts[at]}`,
      company: '',
      language: 'ja',
      mail: '',
      subject: request.texts.ja.subject,
      text: '',
      there: null,
      unknown: [],
    };
  };
  makeBatch = (request: BatchRequest, told: (now: Progress) => void) => {
    this.batches.push(request);
    told({ phase: 'writing', done: 1, total: 2 });
    return this.answer();
  };
  cancel = () => Promise.resolve((this.cancels += 1));
}

const batch = async (post: Post, ...contacts: number[]): Promise<Batch> => {
  const work = new Batch(post, contacts, '11月28日の招待', 'ja');
  await work.load();
  return work;
};

test('everybody is invited once, however often they are added', async () => {
  const work = await batch(new Post(), 1, 2, 1);
  await work.addGroup(4);
  await work.add([9]);
  expect(work.contacts).toEqual([1, 2, 8, 9]);
  expect(work.people.total).toBe(4);
  await work.remove(2);
  expect(work.contacts).toEqual([1, 8, 9]);
  expect(work.people.at(1)?.name).toBe('相手8');
});

test('without anybody there is no way on', async () => {
  const work = await batch(new Post());
  await work.go('message');
  expect(work.step).toBe('whom');
});

test('texts are one’s own until they are put back', async () => {
  const work = await batch(new Post(), 1);
  expect(work.changed).toBe(false);
  if (work.texts) work.texts.ja.body = '別の文面';
  expect(work.changed).toBe(true);
  work.language = 'en';
  expect(work.changed, 'the other language is as it was').toBe(false);
  work.language = 'ja';
  work.reset();
  expect(work.texts).toEqual(texts);
});

test('the preview turns over from one to the next, and only the last wish counts', async () => {
  const post = new Post();
  const work = await batch(post, 1, 2, 3);
  post.slow = [];
  const going = work.go('preview');
  await rests();
  void work.turn(1);
  void work.turn(1);
  void work.turn(1);
  post.slow.shift()?.();
  await rests();
  post.slow.shift()?.();
  await going;
  expect(post.previews.map(([, at]) => at)).toEqual([0, 2]);
  expect(work.preview?.name).toBe('相手3');
  expect(work.at, 'nobody is behind the last').toBe(2);
});

test('closing the question for a folder leaves everything as it was; then it is made', async () => {
  const post = new Post();
  const work = await batch(post, 1, 2);
  await work.go('preview');
  const made = post.answer;
  post.answer = () => Promise.resolve(null);
  await work.make();
  expect(work.step).toBe('preview');
  expect(work.failure).toBeNull();
  post.answer = () => Promise.reject(new Failed('cancelled'));
  await work.make();
  expect(work.cancelled).toBe(true);
  post.answer = made;
  await work.make();
  expect(work.step).toBe('done');
  expect(work.done?.files).toBe(7);
  expect(post.batches.at(-1)).toEqual({
    contacts: [1, 2],
    expiry: '7d',
    enishi: false,
    name: '11月28日の招待',
    texts,
  });
});

test('work that goes on is cancelled once', async () => {
  const post = new Post();
  let end: (made: BatchMade | null) => void = () => undefined;
  post.answer = () => new Promise((done) => (end = done));
  const work = await batch(post, 1, 2);
  const making = work.make();
  expect(work.progress).toEqual({ phase: 'writing', done: 1, total: 2 });
  await work.cancel();
  await work.cancel();
  expect(post.cancels).toBe(1);
  end(null);
  await making;
  expect(work.cancelling).toBe(false);
});

class Way {
  kinds: string[] = [];
  draft: () => Promise<string | null> = () => Promise.resolve('招待.eml');
  work = new Handing(
    {
      code: (kind) => {
        this.kinds.push(kind);
        return new InviteCode({
          code: () => Promise.resolve({ picture: null, refused: 'empty' }),
          save: () => Promise.resolve(null),
          copy: () => Promise.resolve(null),
        });
      },
      saveInviteDraft: () => this.draft(),
      mailInvite: () => Promise.resolve(null),
      saveInviteFile: () => Promise.resolve(null),
      copyText: (text) => Promise.resolve(text !== ''),
    },
    viewOf(rowOf(1, { enishi: true })),
  );
}

test('the code that is asked for shows as long as the invite has it', () => {
  const way = new Way();
  expect(way.work.kind).toBe('card');
  way.work.show('enishi');
  expect(way.work.kind).toBe('enishi');
  way.work.take(viewOf(rowOf(1)));
  expect(way.work.kind, 'the Enishi invite was left out').toBe('card');
  expect(way.kinds, 'each is made once').toEqual(['card', 'enishi']);
});

test('one thing goes out at a time, and what fails is told', async () => {
  const { work } = new Way();
  const first = work.draft();
  expect(await work.mail()).toBeNull();
  expect(await first).toBe('招待.eml');
  expect(await work.copy('')).toBe(false);
  expect(work.failure?.code).toBe('clipboard');
  const way = new Way();
  way.draft = () => Promise.reject(new Failed('disk_full'));
  expect(await way.work.draft()).toBeNull();
  expect(way.work.failure?.code).toBe('disk_full');
});

test('a sheet with nothing to say about it is plain', async () => {
  const sheet = {
    pages: 1,
    cards: 2,
    module_mm: 0.4,
    is_dense: false,
    missing: [],
    shortened: [],
    left_out: [],
  };
  expect(warned(sheet)).toBe(false);
  expect(warned({ ...sheet, left_out: ['相手1'] })).toBe(true);
  const asked: unknown[] = [];
  const work = new Sheet(
    {
      saveInviteSheet: (...all): Promise<SavedSheet> => {
        asked.push(all.slice(0, 2));
        return Promise.resolve({ file_name: '招待.pdf', sheet });
      },
      cancel: () => Promise.resolve(),
    },
    [1, 2],
  );
  work.marks = true;
  expect((await work.save())?.file_name).toBe('招待.pdf');
  expect(asked).toEqual([[[1, 2], true]]);
});
