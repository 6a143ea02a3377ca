// The lock of the own book: a passphrase set with its recovery key, the lock screen, a new passphrase, and falling by itself.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { CHANNEL, button, dialog, filled, key, press, withSession } from '../support/acts.mjs';
import { faultsOf } from '../support/faults.mjs';
import { choose, guard, LOCK_PHRASE, lockNow, lockSetUp, openBackups, openLink, openLockSettings, ownBook, select } from '../support/screens.mjs';
import { closeBrowser, open } from '../support/session.mjs';

after(closeBrowser);

const OTHER_PHRASE = 'あたらしい言葉をならべる';

const secret = (session) => session.view.getByLabel(session.words.lock_secret, { exact: true });
const focused = (session) => session.view.evaluate(() => document.activeElement?.labels?.[0]?.textContent ?? document.activeElement?.textContent?.trim());
const first = async (session) =>
  (await session.invoke('list', { list: { list: 'all' }, sort: 'reading', offset: 0, limit: 1 })).rows[0];

async function state(session) {
  return (await session.invoke('app_state')).book;
}

async function locked(session) {
  await session.view.getByRole('heading', { name: session.words.lock_title, exact: true }).waitFor();
  await session.settled();
}

async function unlock(session, typed) {
  await session.view.keyboard.type(typed);
  await key(session, 'Enter');
  await session.view.getByRole('heading', { name: session.words.lock_title, exact: true }).waitFor({ state: 'detached' });
  await session.settled();
}

/** Of the words with a number only what stands before it. */
const copiesWords = { ja: 'も暗号化しました', en: 'encrypted along with it' };

for (const language of ['ja', 'en'])
  test(`a passphrase is set by keyboard, with the recovery key proved, in ${language}`, () =>
    withSession({ language }, async (session) => {
      const { view, words, folder } = session;
      await ownBook(session);
      await session.invoke('back_up_now', { onProgress: CHANNEL });
      await openLockSettings(session);
      await view.getByText(words.lock_cost).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'the settings');
      await button(session, words.lock_set).focus();
      await key(session, 'Enter');
      assert.deepEqual(await faultsOf(session), [], 'the passphrase');
      await view.keyboard.type('short');
      await key(session, 'Enter');
      await key(session, 'Enter');
      await dialog(session).getByText(words.passphrase_short).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'too short');
      await dialog(session).getByLabel(words.passphrase_first).fill(LOCK_PHRASE);
      await dialog(session).getByLabel(words.passphrase_again).fill(`${LOCK_PHRASE}。`);
      await key(session, 'Enter');
      await dialog(session).getByText(words.passphrase_differs).waitFor();
      await dialog(session).getByLabel(words.passphrase_again).fill(LOCK_PHRASE);
      await key(session, 'Enter');
      await dialog(session).getByRole('heading', { name: words.lock_key_title, exact: true }).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'the key');

      const shown = (await dialog(session).locator('.key').textContent()).replaceAll(/\s/g, '');
      assert.match(shown, /^([A-Z2-7]{4}-){6}[A-Z2-7]{4}$/);
      const file = join(folder, '回復キー.txt');
      await session.pick(file);
      await press(session, words.lock_key_save);
      await dialog(session).getByText(filled(words.lock_key_saved, { file: '回復キー.txt' })).waitFor();
      assert.ok(readFileSync(file, 'utf8').includes(shown), 'the file holds the key');

      await press(session, words.lock_next);
      await view.keyboard.type('0000');
      await key(session, 'Enter');
      await dialog(session).getByText(words.lock_prove_wrong).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'another end');
      await press(session, words.common_back);
      assert.equal((await dialog(session).locator('.key').textContent()).replaceAll(/\s/g, ''), shown, 'the key on paper stays true');
      await press(session, words.lock_next);
      assert.equal((await state(session)).guarded, false, 'nothing was changed yet');
      await view.keyboard.type(shown.slice(-4).toLowerCase());
      await key(session, 'Enter');
      await dialog(session).getByRole('heading', { name: words.lock_done_set_title, exact: true }).waitFor();
      await dialog(session).getByText(copiesWords[language]).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'set');
      await key(session, 'Enter');
      assert.equal(await dialog(session).count(), 0);
      await button(session, words.lock_remove).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'the settings with a lock');
      assert.equal((await state(session)).guarded, true);
      const bytes = readFileSync(join(folder, 'enishi.book'));
      assert.equal(bytes.subarray(0, 15).toString(), 'SQLite format 3', 'it says what it is');
      assert.equal(bytes.includes('CREATE TABLE'), false, 'and nothing more');
    }));

test('leaving before the last step changes nothing', () =>
  withSession({}, async (session) => {
    const { words } = session;
    await lockSetUp(session);
    await dialog(session).getByLabel(words.passphrase_first).fill(LOCK_PHRASE);
    await dialog(session).getByLabel(words.passphrase_again).fill(LOCK_PHRASE);
    await key(session, 'Enter');
    await dialog(session).locator('.key').waitFor();
    await key(session, 'Escape');
    assert.equal(await dialog(session).count(), 0);
    assert.equal((await state(session)).guarded, false);
    assert.equal(await focused(session), words.lock_set, 'the focus is back');
  }));

test('the recovery key is printed on a sheet of its own', () =>
  withSession({ theme: 'dark' }, async (session) => {
    const { view, words } = session;
    await lockSetUp(session);
    await dialog(session).getByLabel(words.passphrase_first).fill(LOCK_PHRASE);
    await dialog(session).getByLabel(words.passphrase_again).fill(LOCK_PHRASE);
    await key(session, 'Enter');
    await dialog(session).locator('.key').waitFor();
    await view.emulateMedia({ media: 'print' });
    const printed = await view.evaluate(
      (print) =>
        new Promise((resolve) => {
          window.print = () => {
            const sheet = document.querySelector('body > .key-sheet');
            const shown = [...document.body.children].filter((each) => getComputedStyle(each).display !== 'none');
            const { color, backgroundColor } = getComputedStyle(sheet);
            resolve({ text: sheet.innerText, color, backgroundColor, alone: shown.length === 1 && shown[0] === sheet });
          };
          [...document.querySelectorAll('dialog button')].find((each) => each.textContent.trim() === print).click();
        }),
      words.lock_key_print,
    );
    assert.match(printed.text, /([A-Z2-7]{4}-){6}[A-Z2-7]{4}/);
    for (const line of [words.lock_sheet_title, words.lock_sheet_what, words.lock_sheet_where, words.lock_sheet_lost])
      assert.ok(printed.text.includes(line), line);
    assert.deepEqual([printed.color, printed.backgroundColor, printed.alone], ['rgb(0, 0, 0)', 'rgb(255, 255, 255)', true]);
    await view.emulateMedia({ media: null });
    await session.settled();
    assert.equal(await view.locator('.key-sheet').count(), 0);
  }));

test('a locked book shows nothing, leads nowhere, and opens with its passphrase where one was', () =>
  withSession({}, async (session) => {
    const { view, words } = session;
    await guard(session);
    const somebody = await first(session);
    await choose(session, 'changes');
    await lockNow(session);
    assert.equal((await state(session)).state, 'locked');
    assert.equal(await focused(session), words.lock_secret);
    assert.equal((await view.locator('body').innerText()).includes(somebody.display_name), false);
    assert.deepEqual(await faultsOf(session), [], 'locked');
    for (const item of ['contacts', 'home', 'settings', 'trash', 'changes', 'find', 'new-contact', 'import', 'export', 'undo', 'show-code', 'read-code', 'start-run', 'lock-now'])
      await choose(session, item);
    for (const pressed of ['Control+1', 'Control+n', 'Control+,', 'Control+l', 'F6']) await key(session, pressed);
    await session.drop(join(session.folder, '名刺.vcf'));
    await session.settled();
    assert.equal(await view.getByRole('heading').allTextContents().then((all) => all.join()), words.lock_title);
    assert.equal(await dialog(session).count(), 0);
    assert.equal(await view.locator('.toast').count(), 0, 'what can’t be done is not talked about');

    await secret(session).fill('');
    await secret(session).focus();
    await view.keyboard.type('ちがう');
    await key(session, 'Enter');
    await view.getByText(words.lock_wrong).waitFor();
    const selected = await secret(session).evaluate((field) => [document.activeElement === field, field.selectionStart, field.selectionEnd]);
    assert.deepEqual(selected, [true, 0, 'ちがう'.length], 'it is selected');
    assert.deepEqual(await faultsOf(session), [], 'a wrong one');
    await unlock(session, LOCK_PHRASE);
    await view.getByRole('heading', { name: words.changes_title, exact: true }).waitFor();
    assert.deepEqual(await faultsOf(session), [], 'open again');
  }));

test('the input method’s Enter does not unlock', () =>
  withSession({}, async (session) => {
    const { view, words } = session;
    await guard(session);
    await lockNow(session);
    await view.keyboard.type('ちがう');
    await view.evaluate(() =>
      document.activeElement.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }),
      ),
    );
    await session.settled();
    assert.equal(await view.getByText(words.lock_wrong).count(), 0);
  }));

test('after three wrong ones there is a pause that is counted down', () =>
  withSession({}, async (session) => {
    const { view, words } = session;
    await guard(session);
    await lockNow(session);
    for (let tries = 0; tries < 3; tries += 1) {
      await view.keyboard.type(`ちがう${tries}`);
      await key(session, 'Enter');
      await view.getByText(words.lock_wrong).waitFor();
    }
    const act = button(session, words.lock_unlock);
    assert.equal(await act.getAttribute('aria-disabled'), 'true');
    const said = await view.getByRole('status').filter({ hasText: filled(words.lock_wait, { time: '' }).slice(0, 2) }).textContent();
    assert.deepEqual(await faultsOf(session), [], 'the pause');
    assert.match(said, /5/, 'said once, whatever is left now');
    await session.calls();
    await key(session, 'Enter');
    assert.equal((await session.calls()).some(({ command }) => command === 'unlock'), false, 'nothing is tried');
    await session.later(5_000);
    await view.getByRole('status').filter({ hasText: words.lock_wait_over }).waitFor();
    await unlock(session, LOCK_PHRASE);
  }));

test('what stands in a field is saved before the lock falls', () =>
  withSession({}, async (session) => {
    const { view } = session;
    await guard(session);
    const somebody = await first(session);
    await choose(session, 'contacts');
    await select(session, somebody.display_name);
    await key(session, 'F2');
    await view.keyboard.type('言い換えた名前');
    await choose(session, 'lock-now');
    await locked(session);
    await unlock(session, LOCK_PHRASE);
    const { rows } = await session.invoke('list', { list: { list: 'all' }, sort: 'reading', offset: 0, limit: 100 });
    assert.ok(rows.some(({ display_name }) => display_name.includes('言い換えた名前')), 'it is in the book');
  }));

test('a new contact half typed is there again when the book is open', () =>
  withSession({}, async (session) => {
    const { view, words } = session;
    await guard(session);
    await choose(session, 'new-contact');
    await view.keyboard.type('結城');
    await choose(session, 'lock-now');
    await locked(session);
    assert.equal((await view.locator('body').innerHTML()).includes('結城'), false, 'nothing of it stays in view');
    await unlock(session, LOCK_PHRASE);
    assert.equal(await view.getByLabel(words.field_family_name, { exact: true }).inputValue(), '結城');
  }));

for (const language of ['ja', 'en'])
  test(`the recovery key opens it and a new passphrase is set in ${language}`, () =>
    withSession({ language }, async (session) => {
      const { view, words } = session;
      const recovery = await guard(session);
      await lockNow(session);
      await view.getByText(words.lock_forgot, { exact: true }).click();
      await view.getByText(words.lock_forgot_nobody).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'forgotten');
      await secret(session).focus();
      await unlock(session, recovery);
      await dialog(session).getByRole('heading', { name: words.lock_renew_title, exact: true }).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'a new one');
      await dialog(session).getByLabel(words.lock_change_first, { exact: true }).fill(OTHER_PHRASE);
      await dialog(session).getByLabel(words.lock_change_again, { exact: true }).fill(OTHER_PHRASE);
      await key(session, 'Enter');
      await view.getByText(words.lock_change_done).waitFor();
      await lockNow(session);
      await unlock(session, OTHER_PHRASE);
      assert.equal(await dialog(session).count(), 0);
    }));

test('the passphrase is changed and removed in the settings', () =>
  withSession({}, async (session) => {
    const { view, words, folder } = session;
    await guard(session);
    await openLockSettings(session);
    await press(session, words.lock_change);
    await view.keyboard.type('ちがう合言葉です');
    await dialog(session).getByLabel(words.lock_change_first, { exact: true }).fill(OTHER_PHRASE);
    await dialog(session).getByLabel(words.lock_change_again, { exact: true }).fill(OTHER_PHRASE);
    await key(session, 'Enter');
    await dialog(session).getByText(words.lock_wrong).waitFor();
    assert.equal(await focused(session), words.lock_change_present);
    assert.deepEqual(await faultsOf(session), [], 'a wrong one');
    await dialog(session).getByLabel(words.lock_change_present, { exact: true }).fill(LOCK_PHRASE);
    await press(session, words.lock_change_do);
    await view.getByText(words.lock_change_done).waitFor();

    await press(session, words.lock_remove);
    assert.deepEqual(await faultsOf(session), [], 'removing');
    await view.keyboard.type(LOCK_PHRASE);
    await key(session, 'Enter');
    await dialog(session).getByText(words.lock_wrong).waitFor();
    await view.keyboard.type(OTHER_PHRASE);
    await key(session, 'Enter');
    await dialog(session).getByRole('heading', { name: words.lock_done_remove_title, exact: true }).waitFor();
    assert.deepEqual(await faultsOf(session), [], 'removed');
    await key(session, 'Enter');
    await button(session, words.lock_set).waitFor();
    assert.equal(readFileSync(join(folder, 'enishi.book')).subarray(0, 15).toString(), 'SQLite format 3');
  }));

test('nobody there for a quarter of an hour locks it; somebody typing keeps it open', () =>
  withSession({}, async (session) => {
    const { view } = session;
    await guard(session);
    await view.clock.install();
    await view.reload();
    await view.locator('#app > *').first().waitFor();
    await session.settled();
    await view.clock.fastForward(14 * 60_000);
    await key(session, 'Shift');
    await view.clock.fastForward(14 * 60_000);
    await session.settled();
    assert.equal((await state(session)).state, 'open');
    await view.clock.fastForward(61_000);
    await locked(session);
    assert.equal((await state(session)).state, 'locked');
  }));

test('without a passphrase, and in the sample book, its key says why nothing is locked', () =>
  withSession({}, async (session) => {
    const { view, words } = session;
    await ownBook(session);
    await choose(session, 'contacts');
    await key(session, 'Control+l');
    await view.getByText(words.lock_none).waitFor();
    assert.deepEqual(await faultsOf(session), [], 'told');
    await press(session, words.lock_none_do);
    assert.equal(await focused(session), words.lock_settings);
    await session.invoke('open_sample_book');
    await view.reload();
    await view.locator('#app > *').first().waitFor();
    await session.settled();
    await openLockSettings(session);
    await view.getByText(words.lock_sample).waitFor();
    assert.equal(await button(session, words.lock_set).getAttribute('aria-disabled'), 'true');
    assert.deepEqual(await faultsOf(session), [], 'in the sample');
    await key(session, 'Control+l');
    await view.locator('.toast').getByText(words.lock_sample).waitFor();
  }));

test('whoever closes the sample book is asked for the passphrase of the own one', () =>
  withSession({}, async (session) => {
    const { view, words } = session;
    await guard(session);
    await session.invoke('open_sample_book');
    await view.reload();
    await view.locator('#app > *').first().waitFor();
    await session.settled();
    await press(session, words.sample_close);
    await locked(session);
    assert.deepEqual(await faultsOf(session), []);
    await unlock(session, LOCK_PHRASE);
    assert.equal((await state(session)).sample, false);
  }));

test('a link waits until the book is open', () =>
  withSession({}, async (session) => {
    await guard(session);
    await lockNow(session);
    await openLink(session, 'enishi://i/nothing', false);
    await session.settled();
    assert.equal(await dialog(session).count(), 0);
    await unlock(session, LOCK_PHRASE);
    await dialog(session).waitFor();
  }));

test('a transfer file of a locked book asks for no passphrase and opens with the book’s own', () =>
  withSession({}, async (session) => {
    const { view, words, folder } = session;
    await guard(session);
    await openBackups(session);
    await press(session, words.backups_archive);
    await dialog(session).getByText(words.lock_archive).waitFor();
    assert.equal(await dialog(session).locator('input').count(), 0);
    assert.deepEqual(await faultsOf(session), [], 'the archive');
    const file = join(folder, '引っ越し.enishi');
    await session.pick(file);
    await press(session, words.backups_archive_make);
    await dialog(session).getByText(words.backups_archive_proved).waitFor();
    await dialog(session).getByText(words.backups_fact_sealed, { exact: true }).waitFor();
    await key(session, 'Escape');

    const other = await open({ book: 'empty' });
    try {
      await other.pick(file);
      await press(other, words.restore_start);
      await button(other, words.restore_choose_file, dialog(other)).click();
      await other.settled();
      await dialog(other).getByText(words.lock_restore_archive).waitFor();
      assert.deepEqual(await faultsOf(other), [], 'its passphrase');
      await other.view.keyboard.type(LOCK_PHRASE);
      await key(other, 'Enter');
      await dialog(other).getByText(words.lock_restore_guarded).waitFor();
      assert.deepEqual(await faultsOf(other), [], 'the preview');
    } finally {
      await other.close();
    }
    await view.getByRole('heading', { name: words.backups_title, exact: true }).waitFor();
  }));

test('from the lock screen a locked copy is restored with its passphrase', () =>
  withSession({}, async (session) => {
    const { view, words } = session;
    await guard(session);
    await session.invoke('back_up_now', { onProgress: CHANNEL });
    await lockNow(session);
    await view.getByText(words.lock_forgot, { exact: true }).click();
    await press(session, words.restore_problem);
    const row = dialog(session).locator('[data-copy]').first();
    await row.getByText(words.lock_copy_state).waitFor();
    await row.getByText(words.lock_copy_do).waitFor();
    assert.deepEqual(await faultsOf(session), [], 'the choice');
    await row.getByRole('button').click();
    await session.settled();
    await dialog(session).getByText(words.lock_restore_text).waitFor();
    await view.keyboard.type('ちがう');
    await key(session, 'Enter');
    await dialog(session).getByText(words.lock_wrong).waitFor();
    assert.deepEqual(await faultsOf(session), [], 'a wrong one');
    await dialog(session).getByLabel(words.lock_secret, { exact: true }).fill(LOCK_PHRASE);
    await key(session, 'Enter');
    await dialog(session).getByText(words.lock_restore_guarded).waitFor();
    assert.deepEqual(await faultsOf(session), [], 'the preview');
  }));

test('the lock and its dialogs are without faults in a narrow window and with huge text', async () => {
  for (const how of [
    { width: 480, height: 760 },
    { width: 480, height: 760, language: 'en', theme: 'dark' },
    { settings: { text_size: 'huge' } },
    { settings: { text_size: 'huge' }, language: 'en', theme: 'dark' },
  ])
    await withSession(how, async (session) => {
      const { view, words } = session;
      await lockSetUp(session);
      assert.deepEqual(await faultsOf(session), [], 'the passphrase');
      await dialog(session).getByLabel(words.passphrase_first).fill(LOCK_PHRASE);
      await dialog(session).getByLabel(words.passphrase_again).fill(LOCK_PHRASE);
      await key(session, 'Enter');
      await dialog(session).locator('.key').waitFor();
      assert.deepEqual(await faultsOf(session), [], 'the key');
      const end = (await dialog(session).locator('.key').textContent()).trim().slice(-4);
      await press(session, words.lock_next);
      assert.deepEqual(await faultsOf(session), [], 'its end');
      await view.keyboard.type(end);
      await key(session, 'Enter');
      await dialog(session).getByRole('heading', { name: words.lock_done_set_title, exact: true }).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'set');
      await key(session, 'Enter');
      assert.deepEqual(await faultsOf(session), [], 'the settings');
      for (const name of [words.lock_change, words.lock_remove]) {
        await press(session, name);
        assert.deepEqual(await faultsOf(session), [], name);
        await key(session, 'Escape');
      }
      await lockNow(session);
      await view.getByText(words.lock_forgot, { exact: true }).click();
      assert.deepEqual(await faultsOf(session), [], 'the lock screen');
    });
});
