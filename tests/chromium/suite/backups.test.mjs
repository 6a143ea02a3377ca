// Backups of the own book: daily copies, a second place, a copy elsewhere, an archive to move with; restored by replacing and by merging.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { CHANNEL, button, dialog, filled, key, press, withSession as withEmpty } from '../support/acts.mjs';
import { faultsOf } from '../support/faults.mjs';
import { broken, choose, damage, dayFrom, edits, openBackups, ownBook } from '../support/screens.mjs';
import { closeBrowser, open } from '../support/session.mjs';

after(closeBrowser);

const PHRASE = 'さくらの木の下で';

const copies = (session) => session.view.locator('[data-copy]');
const live = async (session) => (await session.invoke('counts')).all;
const everybody = async (session) =>
  (await session.invoke('list', { list: { list: 'all' }, sort: 'reading', offset: 0, limit: 100 })).rows;

/** With the book that these tests back up. */
const withSession = (how, body) =>
  withEmpty(how, async (session) => {
    await ownBook(session);
    return body(session);
  });

async function archived(session, passphrase, name = '引っ越し.enishi') {
  const file = join(session.folder, name);
  await session.pick(file);
  await session.invoke('archive', { passphrase, onProgress: CHANNEL });
  return file;
}

async function trashFirst(session) {
  const [first] = await everybody(session);
  await session.invoke('trash', { entities: [{ entity: 'contact', id: first.id }] });
  await session.settled();
  return first;
}

/** Chooses a file to restore, as far as what is asked about it next. */
async function restore(session, file) {
  const { words } = session;
  await openBackups(session);
  await press(session, words.backups_restore);
  await session.pick(file);
  await press(session, words.restore_choose_file);
}

test('today’s copy is made, shown with what is in it, and every page of it checked', () =>
  withSession({}, async (session) => {
    const { view, words } = session;
    await openBackups(session);
    if ((await button(session, words.backups_make_now).count()) > 0) await press(session, words.backups_make_now);
    await view.getByText(words.backups_stands_done).waitFor();
    const today = await dayFrom(session, 0);
    const row = copies(session).first();
    assert.equal(await row.getAttribute('data-copy'), `enishi-${today}.book`);
    const counts = filled(words.backups_counts, { contacts: String(await live(session)), trashed: '0' });
    await row.getByText(counts).waitFor();
    await row.getByText(words.backups_state_readable).waitFor();
    assert.deepEqual(await faultsOf(session), [], 'the list');

    await press(session, words.backups_check);
    await view.getByText(words.backups_check_fine).waitFor();
    await row.getByText(words.backups_state_sound).waitFor();
    assert.deepEqual(await faultsOf(session), [], 'checked');
    // What the check found stands when the list is read again.
    await choose(session, 'trash');
    await openBackups(session);
    await row.getByText(words.backups_state_sound).waitFor();
  }));

test('a damaged copy is told, says what to do, and is not offered', () =>
  withSession({}, async (session) => {
    const { words } = session;
    await session.invoke('back_up_now', { onProgress: CHANNEL });
    const folder = join(session.folder, 'backups');
    const today = join(folder, `enishi-${await dayFrom(session, 0)}.book`);
    const before = `enishi-${await dayFrom(session, -1)}.book`;
    writeFileSync(join(folder, before), readFileSync(today));
    damage(join(folder, before));
    await openBackups(session);
    await press(session, words.backups_check);
    const row = session.view.locator(`[data-copy="${before}"]`);
    await row.getByText(words.backups_state_damaged).waitFor();
    await row.getByText(words.backups_do_damaged).waitFor();
    assert.equal(await row.getByRole('button').count(), 0, 'there is nothing to restore');
    assert.deepEqual(await faultsOf(session), []);
  }));

test('a copy is saved elsewhere, opened and counted; a closed dialog saves nothing', () =>
  withSession({}, async (session) => {
    const { view, words } = session;
    await openBackups(session);
    await session.pick();
    await press(session, words.backups_save);
    assert.equal(await view.getByText('控え.book').count(), 0);
    const file = join(session.folder, '控え.book');
    await session.pick(file);
    await press(session, words.backups_save);
    await view.getByText(filled(words.backups_saved, { file: '控え.book' })).waitFor();
    assert.equal(readFileSync(file).subarray(0, 15).toString(), 'SQLite format 3');
    assert.deepEqual(await faultsOf(session), []);

    await session.pick(join(session.folder, 'enishi.book'));
    await press(session, words.backups_save);
    await view.getByText(words.error_target_is_the_book).waitFor();
    assert.deepEqual(await faultsOf(session), [], 'over the book itself');
  }));

for (const language of ['ja', 'en']) {
  test(`an archive with a passphrase is made by keyboard, and takes the book’s place again in ${language}`, () =>
    withSession({ language }, async (session) => {
      const { view, words } = session;
      const all = await live(session);
      await openBackups(session);
      await button(session, words.backups_archive).focus();
      await key(session, 'Enter');
      await view.keyboard.type('short');
      await key(session, 'Enter');
      await key(session, 'Enter');
      await dialog(session).getByText(words.passphrase_short).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'too short');
      await dialog(session).getByLabel(words.passphrase_first).fill(PHRASE);
      await dialog(session).getByLabel(words.passphrase_again).fill(`${PHRASE}。`);
      await key(session, 'Enter');
      await dialog(session).getByText(words.passphrase_differs).waitFor();
      const file = join(session.folder, '引っ越し.enishi');
      await session.pick(file);
      await dialog(session).getByLabel(words.passphrase_again).fill(PHRASE);
      await key(session, 'Enter');
      await dialog(session).getByText(words.backups_archive_proved).waitFor();
      await dialog(session).getByText('引っ越し.enishi').waitFor();
      assert.deepEqual(await faultsOf(session), [], 'the result');
      assert.match(readFileSync(file).subarray(0, 22).toString(), /^age-encryption\.org\/v1/);
      await key(session, 'Enter');
      assert.equal(await dialog(session).count(), 0);
      assert.equal(await view.evaluate(() => document.activeElement?.textContent?.trim()), words.backups_archive, 'the focus is back');

      const gone = await trashFirst(session);
      assert.equal(await live(session), all - 1);
      await restore(session, file);
      await view.keyboard.type('ちがう合言葉です');
      await key(session, 'Enter');
      await dialog(session).getByText(words.restore_passphrase_wrong).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'a wrong one');
      await dialog(session).getByLabel(words.restore_passphrase, { exact: true }).fill(PHRASE);
      await key(session, 'Enter');
      await dialog(session).getByRole('table').waitFor();
      await dialog(session).getByText('+1', { exact: true }).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'beside the present book');
      await press(session, words.restore_do_replace);
      await dialog(session).getByText(filled(words.restore_replaced_text, { file: '引っ越し.enishi' })).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'replaced');
      const kept = readdirSync(session.folder).filter((name) => /^enishi.+\.book$/.test(name));
      assert.equal(kept.length, 1, `the former book is kept: ${readdirSync(session.folder)}`);
      await dialog(session).getByText(kept[0]).waitFor();
      await key(session, 'Enter');
      assert.equal(await live(session), all);
      await choose(session, 'contacts');
      await view.getByRole('option').filter({ hasText: gone.display_name }).first().waitFor();
      assert.deepEqual(readdirSync(session.folder).filter((name) => name.includes('incoming')), [], 'nothing is left unpacked');
    }));
}

test('merging is counted first, brings what is missing, and is taken back', () =>
  withSession({}, async (session) => {
    const { view, words } = session;
    const file = await archived(session, null);
    const [first] = await everybody(session);
    // For good, so that it is not in the trash but unknown.
    await trashFirst(session);
    await session.invoke('purge', { entities: [{ entity: 'contact', id: first.id }] });
    const before = await live(session);
    await restore(session, file);
    await dialog(session).getByRole('radio', { name: words.restore_merge }).focus();
    await key(session, ' ');
    await press(session, words.restore_do_look);
    const sum = { read: String(before + 1), added: '1', updated: '0', skipped: String(before) };
    await dialog(session).getByText(filled(words.restore_merge_sum, sum)).waitFor();
    assert.equal(await live(session), before, 'counting changes nothing');
    assert.deepEqual(await faultsOf(session), [], 'the numbers');
    await press(session, words.restore_do_merge);
    await dialog(session).getByText(filled(words.restore_merged_text, { file: '引っ越し.enishi' })).waitFor();
    assert.equal(await live(session), before + 1);
    assert.deepEqual(await faultsOf(session), [], 'merged');
    await press(session, words.restore_undo);
    await dialog(session).getByText(words.restore_undone_text).waitFor();
    assert.equal(await live(session), before);
    await key(session, 'Escape');
    assert.equal(await dialog(session).count(), 0);

    // What is all there already is told, and can't be merged.
    const same = await archived(session, null, '同じ.enishi');
    await restore(session, same);
    await view.getByText(words.restore_merge, { exact: true }).click();
    await press(session, words.restore_do_look);
    await dialog(session).getByText(words.restore_merge_nothing).waitFor();
    assert.equal(await button(session, words.restore_do_merge).getAttribute('aria-disabled'), 'true');
  }));

test('a damaged archive, another file and the book itself are each told, and leave the choice', () =>
  withSession({}, async (session) => {
    const { words } = session;
    const bad = await archived(session, null, 'こわれた.enishi');
    damage(bad);
    const text = join(session.folder, 'メモ.enishi');
    writeFileSync(text, 'これはただのメモです。');
    const reasons = [
      [bad, filled(words.restore_error_damaged, { file: 'こわれた.enishi' })],
      [text, filled(words.restore_error_not_an_archive, { file: 'メモ.enishi' })],
      [join(session.folder, 'enishi.book'), words.restore_error_the_book],
    ];
    await openBackups(session);
    await press(session, words.backups_restore);
    for (const [file, reason] of reasons) {
      await session.pick(file);
      await press(session, words.restore_choose_file);
      await dialog(session).getByText(reason).waitFor();
      assert.deepEqual(await faultsOf(session), [], file);
    }
    await key(session, 'Escape');
    assert.equal(await dialog(session).count(), 0);
    assert.deepEqual(readdirSync(session.folder).filter((name) => name.includes('incoming')), []);
  }));

test('the present book and what would take its place are told row by row', () =>
  withSession({}, async (session) => {
    const { words } = session;
    const file = await archived(session, null);
    const all = await live(session);
    await trashFirst(session);
    await session.invoke('add_service', { edits: edits({ name: '倉庫の鍵' }) });
    await restore(session, file);
    const cells = (row) => row.getByRole('rowheader').or(row.getByRole('cell')).allTextContents();
    const rows = await Promise.all((await dialog(session).getByRole('row').all()).slice(1).map(cells));
    const told = rows.map((row) => row.map((cell) => cell.trim())).slice(0, -1);
    assert.deepEqual(told, [
      [words.restore_contacts, String(all - 1), String(all), '+1'],
      [words.restore_trashed, '1', '0', '−1'],
      [words.restore_groups, '0', '0', words.restore_compare_same],
      [words.restore_records, '1', '0', '−1'],
    ]);
    assert.equal(rows.at(-1).at(-1).trim(), words.restore_compare_older);
  }));

test('leaving the preview lets go of what was unpacked', () =>
  withSession({}, async (session) => {
    const { words } = session;
    const file = await archived(session, null);
    const unpacked = () => readdirSync(session.folder).filter((name) => name.includes('incoming'));
    await restore(session, file);
    await dialog(session).getByRole('table').waitFor();
    assert.equal(unpacked().length, 1);
    await press(session, words.restore_choose_other);
    assert.deepEqual(unpacked(), []);
    await session.pick(file);
    await press(session, words.restore_choose_file);
    await key(session, 'Escape');
    assert.equal(await dialog(session).count(), 0);
    assert.deepEqual(unpacked(), []);
  }));

test('a second place is chosen, gets its copy, is away, comes back and is given up', () =>
  withSession({}, async (session) => {
    const { view, words } = session;
    const second = join(session.folder, 'USBメモリ');
    mkdirSync(second);
    await openBackups(session);
    await view.getByText(words.backups_second_why).waitFor();
    await session.pick();
    await press(session, words.backups_second_choose);
    await view.getByText(words.backups_second_why).waitFor();
    await session.pick(second);
    await press(session, words.backups_second_choose);
    await view.getByText(second).waitFor();
    await view.getByText(words.backups_second_there).waitFor();
    assert.deepEqual(await faultsOf(session), [], 'chosen');
    await copies(session).getByText(words.backups_place_second).first().waitFor();
    assert.equal(readdirSync(second).filter((name) => name.endsWith('.book')).length, 1);

    renameSync(second, `${second}-away`);
    await choose(session, 'trash');
    await openBackups(session);
    await view.getByText(words.backups_second_away, { exact: true }).waitFor();
    assert.equal(existsSync(second), false, 'the folder of a drive that is away is not made');
    assert.deepEqual(await faultsOf(session), [], 'away');
    renameSync(`${second}-away`, second);
    await choose(session, 'trash');
    await openBackups(session);
    await copies(session).getByText(words.backups_place_second).first().waitFor();

    await press(session, words.backups_second_drop);
    await view.getByText(words.backups_second_dropped).waitFor();
    assert.equal(readdirSync(second).filter((name) => name.endsWith('.book')).length, 1, 'its copies stay');
  }));

test('a daily copy is restored from its row', () =>
  withSession({}, async (session) => {
    const { words } = session;
    await session.invoke('back_up_now', { onProgress: CHANNEL });
    const all = await live(session);
    await trashFirst(session);
    await openBackups(session);
    await copies(session).first().getByRole('button').click();
    await session.settled();
    await dialog(session).getByText(words.restore_kind_backup).waitFor();
    assert.deepEqual(await faultsOf(session), []);
    await press(session, words.restore_do_replace);
    await dialog(session).getByText(words.restore_title_replaced).first().waitFor();
    assert.equal(await live(session), all);
  }));

test('the sample book says that it isn’t backed up, and leads back', () =>
  withSession({}, async (session) => {
    const { view, words } = session;
    await session.invoke('open_sample_book');
    await view.reload();
    await session.settled();
    await openBackups(session);
    await view.getByText(words.backups_sample_title).waitFor();
    assert.equal(await button(session, words.backups_restore).count(), 0);
    assert.deepEqual(await faultsOf(session), []);
    await press(session, words.backups_sample_back);
    await view.getByText(words.backups_daily, { exact: true }).waitFor();
  }));

test('a backup that failed is told everywhere, with a way there', () =>
  withSession({}, async (session) => {
    const { view, words } = session;
    await choose(session, 'contacts');
    const failed = [{ place: 'beside', failure: { code: 'disk_full', details: {} } }];
    await tell(session, failed);
    await view.getByText(words.backups_notice).waitFor();
    await view.getByText(words.backups_error_ours_full).waitFor();
    assert.deepEqual(await faultsOf(session), []);
    await tell(session, []);
    await view.getByText(words.backups_notice).waitFor({ state: 'detached' });
    await tell(session, failed);
    await press(session, words.backups_notice_show);
    await view.getByRole('heading', { name: words.backups_title, exact: true }).waitFor();
  }));

test('a book that can’t be opened is brought back from a daily copy', () =>
  withSession({}, async (session) => {
    const { view, words } = session;
    const all = await live(session);
    await broken(session);
    await view.getByText(words.problem_label).waitFor();
    assert.deepEqual(await faultsOf(session), [], 'the problem');
    await press(session, words.restore_problem);
    assert.deepEqual(await faultsOf(session), [], 'the choice');
    await copies(session).first().getByRole('button').click();
    await session.settled();
    assert.equal(await dialog(session).getByRole('radio').count(), 0, 'there is nothing to merge with');
    assert.deepEqual(await faultsOf(session), [], 'the preview');
    await press(session, words.restore_do_only);
    await dialog(session).getByText(words.restore_title_replaced).first().waitFor();
    assert.equal(await live(session), all);
    await key(session, 'Enter');
    await choose(session, 'contacts');
    await view.getByRole('option').first().waitFor();
  }));

test('on another computer an archive is restored at the first start', async () => {
  const former = await open({ book: 'empty' });
  let file;
  try {
    await ownBook(former);
    file = await archived(former, null);
    const session = await open({ book: 'empty' });
    try {
      const { view, words } = session;
      await session.pick(file);
      await press(session, words.restore_start);
      await button(session, words.restore_choose_file, dialog(session)).click();
      await session.settled();
      await dialog(session).getByRole('table').waitFor();
      assert.deepEqual(await faultsOf(session), []);
      await press(session, words.restore_do_replace);
      await dialog(session).getByText(words.restore_title_replaced).first().waitFor();
      await key(session, 'Enter');
      assert.equal(await live(session), await live(former));
      await view.getByRole('option').first().waitFor();
    } finally {
      await session.close();
    }
  } finally {
    await former.close();
  }
});

test('the input method’s Enter does not open an archive', () =>
  withSession({}, async (session) => {
    const { view, words } = session;
    const file = await archived(session, PHRASE);
    await restore(session, file);
    await dialog(session).getByLabel(words.restore_passphrase, { exact: true }).fill('ちがう');
    for (const pressed of ['Enter', 'Escape'])
      await view.evaluate(
        (of) =>
          document.activeElement.dispatchEvent(
            new KeyboardEvent('keydown', { key: of, isComposing: true, bubbles: true, cancelable: true }),
          ),
        pressed,
      );
    await session.settled();
    assert.equal(await dialog(session).count(), 1);
    assert.equal(await dialog(session).getByText(words.restore_passphrase_wrong).count(), 0);
  }));

test('backups and their dialogs are without faults in a narrow window and with huge text', async () => {
  for (const how of [
    { width: 480, height: 760 },
    { width: 480, height: 760, language: 'en' },
    { settings: { text_size: 'huge' } },
    { settings: { text_size: 'huge' }, language: 'en' },
  ])
    await withSession(how, async (session) => {
      const { words } = session;
      const file = await archived(session, null);
      await session.invoke('back_up_now', { onProgress: CHANNEL });
      await openBackups(session);
      assert.deepEqual(await faultsOf(session), [], 'the list');
      await press(session, words.backups_archive);
      assert.deepEqual(await faultsOf(session), [], 'the archive');
      await key(session, 'Escape');
      await press(session, words.backups_restore);
      assert.deepEqual(await faultsOf(session), [], 'the choice');
      await session.pick(file);
      await press(session, words.restore_choose_file);
      assert.deepEqual(await faultsOf(session), [], 'the preview');
      await dialog(session).getByRole('radio', { name: words.restore_merge }).focus();
      await key(session, ' ');
      await press(session, words.restore_do_look);
      assert.deepEqual(await faultsOf(session), [], 'the merge');
    });
});

/** What the shell tells of the daily copies. */
async function tell(session, failed) {
  const told = { event: 'backup', payload: failed };
  await fetch(`${session.address}/test/tell`, { method: 'POST', body: JSON.stringify(told) });
  await session.settled();
}
