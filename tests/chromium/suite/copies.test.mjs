// Files saved in steps, looked at again: when it is time home says so, and each is found the same, changed, or not at all.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';

import { faultsOf } from '../support/faults.mjs';
import { put, table } from '../support/files.mjs';
import { closeBrowser, open } from '../support/session.mjs';

after(closeBrowser);

const NOON = 1_795_316_400_000;
const DAY = 86_400_000;
const NAMES = ['same.csv', 'changed.csv', 'gone.csv'];

const button = (session, name) => session.view.getByRole('button', { name, exact: true });

/** A run with three files in its backup, its book opened again so many days later. */
async function later(days, how = {}) {
  const first = await open({ book: 'empty', at: NOON, ...how });
  const subject = { subject: 'text', name: 'LINE WORKS' };
  const id = (await first.invoke('start_run', { template: 'line-works', subject, name: 'LINE WORKS の退会' })).id;
  for (const [step, chosen] of Object.entries({ account: 'line-works', admin: 'self', contract: 'direct', plan: 'paid' }))
    await first.invoke('move_step', { id, step, what: { set: [{ field: 'chosen', value: chosen }], go: { go: 'done' } } });
  const fill = await first.invoke('run_step', { id, step: 'contract-data' });
  const values = { date: '2026-12-20', number: '1', email: 'a@example.jp', url: 'https://example.jp', phone: '03-5550-0100' };
  const set = fill.step.kind.fill.fields.map((field) => ({ field: field.id, value: values[field.input] ?? '西村製本' }));
  await first.invoke('move_step', { id, step: 'contract-data', what: { set, go: { go: 'done' } } });
  await first.invoke('move_step', { id, step: 'tell-partners', what: { go: { go: 'skipped', reason: 'なし' } } });
  await first.invoke('move_step', { id, step: 'bridge', what: { set: [{ field: 'nobody', value: 'true' }], go: { go: 'done' } } });
  const { facts } = await first.invoke('run_step', { id, step: 'backup' });
  for (const [at, name] of NAMES.entries()) {
    await first.pick(put(first, `files/${name}`, table(at + 2)));
    await first.invoke('attach', { id, step: 'backup', row: facts.backup.rows[0].id, onProgress: '__CHANNEL__:0' });
  }
  await first.leave();
  return open({ book: 'empty', folder: first.folder, at: NOON + days * DAY, ...how });
}

for (const language of ['ja', 'en']) {
  test(`saved files are looked at again when it is time, in ${language}`, async () => {
    const session = await later(100, { language });
    try {
      const { view, words } = session;
      put(session, 'files/changed.csv', table(30));
      rmSync(put(session, 'files/gone.csv', ''));
      await view.getByRole('heading', { level: 1, name: words.home_title }).waitFor();
      await button(session, language === 'ja' ? '保存したファイルの点検時期です（3件）' : 'It is time to look at 3 saved files again').click();
      const list = view.getByRole('table', { name: words.copies_table });
      const line = (name) => list.getByRole('row').filter({ hasText: name });
      await line('same.csv').getByText(words.copies_due_now, { exact: true }).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'due');

      await button(session, language === 'ja' ? '3件を点検する' : 'Look at 3 files').click();
      await line('same.csv').getByText(words.copies_same, { exact: true }).waitFor();
      await line('changed.csv').getByText(words.copies_changed, { exact: true }).waitFor();
      await line('changed.csv').getByText(words.copies_changed_text).waitFor();
      await line('gone.csv').getByText(words.copies_away_text).waitFor();
      await view.getByText(language === 'ja' ? /同じ 1件・変わっている 1件・見つからない 1件/ : /1 the same, 1 changed, 1 not found/).waitFor();
      await session.settled();
      assert.deepEqual(await faultsOf(session), [], 'looked at');
      const home = await session.invoke('home');
      assert.equal(home.copies_due, 0, 'what was looked at today is not due');

      // A row leads to the step, where the file that changed is not opened for another one.
      await list.getByRole('button', { name: /^changed\.csv/ }).click();
      await view.locator('[data-step=backup]').waitFor();
      await session.settled();
      await view.getByRole('button', { name: language === 'ja' ? /写し1でできること/ : /copy 1/ }).nth(1).click();
      await view.getByRole('menuitem', { name: words.step_backup_open, exact: true }).click();
      await view.getByRole('alert').getByText(words.error_copy_changed.replace('{file}', 'changed.csv')).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'refused');
    } finally {
      await session.close();
    }
  });
}

test('before it is time home says nothing, and all can be looked at all the same', async () => {
  const session = await later(10);
  try {
    const { view } = session;
    await session.settled();
    assert.equal(await view.getByText('保存したファイルの点検時期です').count(), 0);
  } finally {
    await session.close();
  }
});
