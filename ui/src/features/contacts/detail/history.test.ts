import { expect, test } from 'vitest';

import type { Change, Contact } from '../../../backend';
import { locale } from '../../../i18n/index.svelte';
import { canPutBack, changedText } from './history';

locale.current = 'ja';
const contact = { title: '課長', note: '', phones: [], trashed_at: null } as unknown as Contact;
const change = (fields: Change['fields']): Change => ({
  id: 7,
  at: 0,
  verb: 'edit',
  of: null,
  count: 1,
  names: [],
  import: null,
  undone: false,
  fields,
});

test('a changed list says only the lines that changed', () => {
  const text = changedText({ field: 'phones', before: '090-1\n03-1', after: '090-2\n03-1' });
  expect(text).toEqual({ what: '電話を変更', before: '090-1', after: '090-2' });
});

test('a new value is added, an emptied one removed', () => {
  expect(changedText({ field: 'note', before: '', after: 'a' }).what).toBe('メモを追加');
  expect(changedText({ field: 'note', before: 'a', after: '' }).what).toBe('メモを削除');
});

test('a flag and a picture are said without their codes', () => {
  expect(changedText({ field: 'own', before: '', after: 'true' })).toEqual({
    what: 'マイカードに指定',
    before: '',
    after: '',
  });
  expect(changedText({ field: 'photo', before: '', after: 'ab12' })).toEqual({
    what: '写真を追加',
    before: '',
    after: '',
  });
});

test('the way into the trash and out of it is said as such, as is hiding', () => {
  expect(changedText({ field: 'trashed_at', before: '1795000000000', after: '' }).what).toBe(
    'ゴミ箱から復元',
  );
  expect(changedText({ field: 'trashed_at', before: '', after: '1795000000000' }).what).toBe('ゴミ箱へ移動');
  expect(changedText({ field: 'hidden', before: 'true', after: '' }).what).toBe('再表示');
});

test('what stands there already needs no putting back', () => {
  expect(canPutBack(change([{ field: 'title', before: '課長', after: '主任' }]), contact)).toBe(false);
  expect(canPutBack(change([{ field: 'title', before: '主任', after: '課長' }]), contact)).toBe(true);
  expect(
    canPutBack({ ...change([{ field: 'title', before: '主任', after: '課長' }]), undone: true }, contact),
  ).toBe(false);
});
