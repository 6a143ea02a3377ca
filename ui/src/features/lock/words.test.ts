import { afterEach, expect, test } from 'vitest';

import { Failed } from '../../backend/failure';
import { locale, m } from '../../i18n/index.svelte';
import { key } from './fixtures';
import { fileText, isLastGroup, keyText, lockFailure, pauseText } from './words';

afterEach(() => (locale.current = 'ja'));

test('the end of the key is known in small and in full-width letters', () => {
  for (const typed of ['R5TG', 'r5tg', 'Ｒ５ＴＧ', 'ｒ５ｔｇ', ' r5tg　'])
    expect(isLastGroup(key, typed), typed).toBe(true);
  for (const typed of ['', 'R5T', 'R5TGR', 'KQ7M', 'RSTG'])
    expect(isLastGroup(key, typed), typed).toBe(false);
  expect(isLastGroup({ groups: [] }, ''), 'no key').toBe(false);
});

test('a pause is told in seconds, from a minute on in minutes', () => {
  expect(m.lock_wait({ time: pauseText(10) })).toBe('あと10秒で入力できます。');
  expect(pauseText(260)).toBe('4分20秒');
  locale.current = 'en';
  expect(pauseText(300)).toBe('5 min 0 s');
});

test('the file says what the key is for, in the language of the window', () => {
  for (const language of ['ja', 'en'] as const) {
    locale.current = language;
    const text = fileText(key, '2026-11-29');
    expect(text).toContain(keyText(key));
    expect(text).toContain('2026-11-29');
    expect(text, 'nothing left open').not.toMatch(/undefined|\{/);
  }
});

test('every failure of the lock has a sentence', () => {
  for (const language of ['ja', 'en'] as const) {
    locale.current = language;
    const failures = [
      new Failed('busy'),
      new Failed('wait', { ms: 5000 }),
      new Failed('disk_full'),
      new Failed('read_only'),
      new Failed('invalid', { field: 'passphrase', reason: 'too_short' }),
    ];
    const said = failures.map(lockFailure);
    expect(new Set(said).size).toBe(failures.length);
    expect(said).not.toContain(m.error_unexpected());
  }
});
