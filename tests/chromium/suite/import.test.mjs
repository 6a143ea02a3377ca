// The import's right pane: what has problems and how it is saved, and those who are there already decided one by one.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { faultsOf } from '../support/faults.mjs';
import { choose } from '../support/screens.mjs';
import { closeBrowser, importFiles, open, root } from '../support/session.mjs';

after(closeBrowser);

const BEFORE = '氏名,ふりがな,会社名,役職,電話番号,メモ\n田中 太郎,たなか たろう,青空商店,課長,090-1234-5678,\n佐藤 花子,さとう はなこ,,,03-1234-5678,\n';
const AFTER =
  '氏名,ふりがな,会社名,役職,電話番号,メモ\n田中 太郎,たなか たろう,青空商店,部長,090-1234-5678,展示会で会った\n佐藤 花子,さとう はなこ,,,03-1234-5678,産休中\n東野 昌平,ひがしの しょうへい,,,03-9999-0000,\n';
const BAD = '氏名,電話番号,誕生日,棚\n東野 昌平,03-9999-0000,いつか,\n,,,3\n';

/** The wizard with this file in its second step. */
async function preview(session, name, text) {
  const file = join(session.folder, name);
  writeFileSync(file, text);
  await session.pick(file);
  await choose(session, 'import');
  await session.view.getByRole('tab').first().waitFor();
  await session.settled();
}

async function asking(how) {
  const session = await open({ book: 'empty', ...how });
  const before = join(session.folder, 'before.csv');
  writeFileSync(before, BEFORE);
  await importFiles(session, [before]);
  await preview(session, '名簿.csv', AFTER);
  await session.view.getByRole('radio', { name: session.words.import_existing_ask }).press('Space');
  await session.view.getByRole('tab', { name: session.words.import_tab_asked }).waitFor();
  await session.settled();
  return session;
}

for (const [name, how] of Object.entries({
  'ja light': {},
  'en dark': { language: 'en', theme: 'dark' },
  'a narrow window': { width: 480 },
})) {
  test(`those already there are decided one by one without faults: ${name}`, async () => {
    const session = await asking(how);
    try {
      assert.deepEqual(await faultsOf(session), []);
    } finally {
      await session.close();
    }
  });

  test(`problems and their saving are without faults: ${name}`, async () => {
    const session = await open({ book: 'empty', ...how });
    try {
      await preview(session, '名簿.csv', BAD);
      assert.deepEqual(await faultsOf(session), []);
    } finally {
      await session.close();
    }
  });
}

test('each is decided by the keyboard, the counts follow, and the import does it', async () => {
  const session = await asking();
  const { view, words } = session;
  try {
    const panel = view.getByRole('tabpanel');
    await panel.getByRole('radio', { name: words.import_ask_update }).focus();
    await view.keyboard.press('ArrowDown');
    await session.settled();
    assert.ok(await panel.getByRole('radio', { name: words.import_ask_skip }).isChecked());
    await view.keyboard.press('Enter');
    await panel.getByRole('heading', { name: '佐藤 花子' }).waitFor();
    assert.ok(await panel.getByRole('radio', { name: words.import_ask_update }).isChecked(), 'she was not decided');
    // The counts follow once the hand rests: one new, one updated, one left.
    await view.getByRole('tab', { name: words.import_tab_skipped }).waitFor();
    await session.settled();
    assert.ok(await panel.getByRole('heading', { name: '佐藤 花子' }).isVisible(), 'the counting moves nobody');
    await view.locator('section[aria-labelledby=import-title] footer button').last().press('Enter');
    await view.locator('h2.done').waitFor();
    await session.settled();
    const page = await session.invoke('list', { list: { list: 'all' }, sort: 'reading', offset: 0, limit: 10 });
    const contacts = await Promise.all(page.rows.map(({ id }) => session.invoke('contact', { id })));
    const said = Object.fromEntries(contacts.map((one) => [one.display_name, `${one.title} ${one.note}`.trim()]));
    assert.deepEqual(said, { '佐藤 花子': '産休中', '田中 太郎': '課長', '東野 昌平': '' });
  } finally {
    await session.close();
  }
});

test('what has problems is saved with the reasons in the words of the window, and comes in again', async () => {
  const session = await open({ book: 'empty' });
  const { view, words } = session;
  try {
    await preview(session, '名簿.csv', BAD);
    const target = join(session.folder, '直す.csv');
    await session.pick(target);
    await view.getByRole('button', { name: words.import_problems_save }).click();
    await view.getByText('直す.csv').waitFor();
    const saved = readFileSync(target, 'utf8').split('\r\n');
    assert.equal(saved[0], `\ufeff氏名,電話番号,誕生日,棚,${words.import_problems_column}`);
    assert.ok(saved[1].includes(words.import_reason_bad_date), saved[1]);
    assert.equal(saved.length, 4);
    await session.pick(target);
    await view.getByRole('button', { name: words.import_choose_other }).click();
    await view.getByText('直す.csv').first().waitFor();
    await session.settled();
    await view.locator('section[aria-labelledby=import-title] footer button').last().click();
    await view.locator('h2.done').waitFor();
    const page = await session.invoke('list', { list: { list: 'all' }, sort: 'reading', offset: 0, limit: 10 });
    const contact = await session.invoke('contact', { id: page.rows[0].id });
    assert.equal(JSON.stringify(contact).includes('Enishi'), false, 'the reason is no field');
  } finally {
    await session.close();
  }
});

/** Copied elsewhere, then Ctrl+V in the window. */
async function paste(session, copied) {
  session.copy(copied);
  await session.view.keyboard.press('Control+v');
}

test('a table copied in Excel is pasted into the window and goes through the same wizard', async () => {
  const session = await open({ book: 'sample' });
  const { view, words } = session;
  try {
    await view.getByRole('search').getByRole('searchbox').or(view.locator('[role=search] input')).first().focus();
    await paste(session, { text: BAD.replaceAll(',', '\t') });
    await session.settled();
    assert.equal(await view.getByRole('heading', { name: words.import_title, level: 1 }).count(), 0, 'in a field it is text');
    await view.locator('[role=search] input').evaluate((field) => field.blur());
    const picture = readFileSync(join(root, 'tests', 'chromium', 'fixtures', 'card-new.png'));
    await paste(session, { text: BAD.replaceAll(',', '\t'), picture });
    await view.getByRole('tab').first().waitFor();
    await session.settled();
    assert.ok(await view.getByText(words.menu_clipboard, { exact: true }).isVisible());
    assert.deepEqual(await faultsOf(session), []);
    await view.getByRole('button', { name: words.common_back }).click();
    await paste(session, { text: '拝啓 時下ますます' });
    await view.getByText(words.error_unreadable_not_pasted).waitFor();

    // Files copied in the system's own program for them.
    const file = join(session.folder, '取引先.csv');
    writeFileSync(file, BAD);
    await paste(session, { text: '取引先.csv', files: [file] });
    await view.getByText('取引先.csv', { exact: true }).first().waitFor();
    await view.getByRole('tab').first().waitFor();
  } finally {
    await session.close();
  }
});

test('the button takes what is on the clipboard', async () => {
  const session = await open({ book: 'empty' });
  const { view, words } = session;
  try {
    await choose(session, 'import');
    await preview(session, 'a.csv', BAD);
    await view.getByRole('button', { name: words.common_back }).click();
    await view.getByRole('button', { name: words.import_from_clipboard }).click();
    await view.getByText(words.error_unreadable_not_pasted).waitFor();
    session.copy({ text: 'MECARD:N:東野,昌平;TEL:0399990000;;' });
    await view.getByRole('button', { name: words.import_from_clipboard }).click();
    await view.getByRole('tab', { name: words.import_tab_added }).waitFor();
    await session.settled();
    assert.ok(await view.getByText('東野 昌平').first().isVisible());
  } finally {
    await session.close();
  }
});

test('proposals are taken one by one, by typing and all together, and the counts follow', async () => {
  const session = await open({ book: 'empty' });
  const { view, words } = session;
  try {
    const row = '東野 昌平,03-9999-0000,a@@example.jp,1974/02/30,京都府,上京区?屋町\n';
    await preview(session, '名簿.csv', `氏名,電話番号,メール,誕生日,都道府県,住所\n${row}${row}`);
    assert.deepEqual(await faultsOf(session), []);
    await view.getByRole('button', { name: words.import_mend_all }).click();
    await view.getByRole('tab', { name: words.import_tab_skipped }).waitFor();
    await session.settled();
    assert.deepEqual(await faultsOf(session), []);

    const lost = view.getByRole('row').filter({ hasText: '上京区?屋町' }).first();
    await lost.getByRole('button').press('ArrowDown');
    await view.getByRole('menuitemradio', { name: words.import_mend_type }).press('Enter');
    await lost.getByRole('textbox').fill('上京区麩屋町');
    await lost.getByRole('textbox').press('Enter');
    await session.settled();
    assert.deepEqual(await faultsOf(session), []);

    await view.locator('section[aria-labelledby=import-title] footer button').last().click();
    await view.locator('h2.done').waitFor();
    const page = await session.invoke('list', { list: { list: 'all' }, sort: 'reading', offset: 0, limit: 10 });
    assert.equal(page.total, 1, 'the repeated row is one with the first');
    const contact = await session.invoke('contact', { id: page.rows[0].id });
    assert.equal(contact.emails[0].value, 'a@example.jp');
    assert.equal(contact.dates.length, 0);
    assert.ok(contact.addresses[0].text.includes('上京区麩屋町'), contact.addresses[0].text);
  } finally {
    await session.close();
  }
});
