import { expect, test } from 'vitest';

import type { Changed, Verb } from '../backend';
import { Failed } from '../backend/failure';
import { bytes, locale, names } from './index.svelte';
import {
  copyFailureText,
  doneText,
  failureText,
  originText,
  pictureFailureText,
  verbText,
} from './sentences';

const verbs: Verb[] = [
  'add',
  'edit',
  'photo',
  'trash',
  'restore',
  'hide',
  'unhide',
  'purge',
  'import',
  'undo_import',
  'add_group',
  'rename_group',
  'join_group',
  'leave_group',
  'merge',
  'different',
  'forget_different',
  'add_service',
  'edit_service',
  'add_access',
  'edit_access',
  'add_invite',
  'edit_invite',
  'mark_invite',
  'take_invite',
  'import_register',
  'add_template',
  'edit_template',
  'start_run',
  'step',
  'undo',
  'redo',
];

function changed(verb: Verb, over: Partial<Changed> = {}): Changed {
  return {
    change: 1,
    verb,
    contacts: true,
    groups: false,
    trash: false,
    records: false,
    count: 1,
    name: '髙橋 美咲',
    id: 1,
    left_alone: [],
    ...over,
  };
}

test('every verb is said in both languages, for one and for many', () => {
  for (const language of ['ja', 'en'] as const) {
    locale.current = language;
    for (const verb of verbs)
      for (const count of [1, 1234]) {
        const said = doneText(changed(verb, { count })) ?? '';
        expect(said, `${language} ${verb}`).not.toBe('');
        expect(said, `${language} ${verb} has no hole`).not.toMatch(/undefined|done_/);
        expect(verbText({ verb, of: null })).not.toBe('');
      }
  }
});

test('numbers are grouped and English counts one apart', () => {
  locale.current = 'ja';
  expect(doneText(changed('trash', { count: 1234 }))).toBe('1,234件をゴミ箱に移しました');
  locale.current = 'en';
  expect(doneText(changed('import', { count: 1 }))).toBe('Imported 1 contact');
  expect(doneText(changed('import', { count: 2 }))).toBe('Imported 2 contacts');
});

test('nothing changed says nothing', () => {
  expect(doneText(changed('edit', { change: null }))).toBeNull();
});

test('every code of failure has its own sentence', () => {
  locale.current = 'ja';
  const codes = [
    'missing',
    'invalid',
    'conflict',
    'nothing',
    'not_yours',
    'open_elsewhere',
    'too_new',
    'damaged',
    'not_a_book',
    'not_an_archive',
    'passphrase_needed',
    'wrong_passphrase',
    'read_only',
    'network_drive',
    'disk_full',
    'unreadable',
    'cancelled',
    'storage',
  ];
  const said = codes.map((code) => failureText(new Failed(code)));
  expect(new Set(said).size).toBe(codes.length);
  expect(failureText(new Failed('unreadable', { file: 'a.xlsx', reason: 'not_contacts' }))).toContain(
    'a.xlsx',
  );
  expect(failureText(new Failed('something_new')), 'unknown codes still say something').not.toBe('');
});

test('a contact that came by an invite says whose, with a word of respect', () => {
  locale.current = 'ja';
  const at = new Date(2026, 10, 28).getTime();
  expect(originText({ how: 'invite', from: '結城 あかり', at })).toBe('2026年11月28日 結城 あかりさんの招待');
  expect(originText({ how: 'invite', from: '', at })).toBe('2026年11月28日 招待のカード');
  expect(originText({ how: 'import', from: 'a.vcf', at })).toBe('2026年11月28日 「a.vcf」から取り込み');
});

test('an invite’s file that can’t be read is no picture', () => {
  locale.current = 'ja';
  const file = '結城.enishi-invite';
  expect(pictureFailureText(new Failed('unreadable', { file, reason: 'io' }))).toContain('招待');
  expect(pictureFailureText(new Failed('unreadable', { file: 'a.png', reason: 'empty' }))).not.toContain(
    '招待',
  );
});

test('why a saved file was not opened or encrypted says what to do about it', () => {
  locale.current = 'ja';
  const say = (code: string, details: Record<string, unknown>): string =>
    copyFailureText(new Failed(code, details));
  expect(say('conflict', { name: 'mail.zip' })).toContain(
    '「mail.zip」は、入れたあとで中身が変わっています。',
  );
  expect(say('unreadable', { file: 'mail.zip', reason: 'not_found' })).toContain('ドライブをつないでいるか');
  expect(say('invalid', { field: 'password', reason: 'wrong' })).toContain('パスワードが違います。');
  expect(say('invalid', { field: 'target', reason: 'the_original' })).toContain('別の名前か場所');
  expect(say('disk_full', {})).toBe(failureText(new Failed('disk_full')));
});

test('sizes and names are written for people', () => {
  locale.current = 'ja';
  expect([bytes(0), bytes(412_300), bytes(1_250_000), bytes(209_000_000)]).toEqual([
    '0 B',
    '412 KB',
    '1.3 MB',
    '209 MB',
  ]);
  expect(names(['髙橋 美咲', ''])).toBe('髙橋 美咲、名前なし');
});
