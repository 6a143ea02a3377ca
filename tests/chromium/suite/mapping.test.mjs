// The columns of a table in an import: told what they are, by mouse and by keyboard, and remembered.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { faultsOf } from '../support/faults.mjs';
import { importScreen } from '../support/screens.mjs';
import { closeBrowser, open } from '../support/session.mjs';

after(closeBrowser);

const ODD = '担当さん;会社さま;番号;番号;備考欄\n長谷川 真理;㈱高砂製作所;03-5550-0161;090-5550-0161;火曜に配達\n小野寺拓;(有)渡邊箔押;;;\n';

/** Opens the import with this table. */
async function withTable(session, name, text) {
  const file = join(session.folder, name);
  writeFileSync(file, text);
  await importScreen(session, file);
  return file;
}

function column(session, header) {
  return session.view.getByRole('combobox', { name: session.words.import_column_target.replace('{header}', header) });
}

/** What the equation adds. */
function added(session) {
  return session.view.locator('.equation .term').nth(1).locator('b').innerText();
}

for (const [language, theme, width, size] of [
  ['ja', 'light', 1280, 'standard'],
  ['en', 'dark', 1280, 'standard'],
  ['ja', 'dark', 480, 'standard'],
  ['en', 'light', 480, 'huge'],
  ['ja', 'light', 1280, 'huge'],
]) {
  test(`the columns are without faults in ${language}, ${theme}, ${width} px, ${size} text`, async () => {
    const session = await open({ language, theme, width, settings: { text_size: size } });
    try {
      await withTable(session, 'odd.csv', ODD);
      assert.deepEqual(await faultsOf(session), []);
      await column(session, '担当さん').selectOption('name');
      await session.settled();
      await column(session, '番号').selectOption('phone.work');
      await session.settled();
      assert.deepEqual(await faultsOf(session), []);
    } finally {
      await session.close();
    }
  });
}

test('a table with headers nobody knows is told what it is and recognised the next time', async () => {
  const session = await open();
  const { view, words } = session;
  try {
    await withTable(session, 'odd.csv', ODD);
    await view.getByRole('heading', { name: words.import_untold }).waitFor();
    const name = column(session, '担当さん');
    // By keyboard alone: the select takes what is typed, and keeps the focus while the preview is made again.
    await name.focus();
    await view.keyboard.press('ArrowDown');
    await session.settled();
    assert.equal(await name.inputValue(), 'name');
    assert.ok(await name.evaluate((select) => select === document.activeElement), 'the focus stays');
    assert.equal(await added(session), '2');
    await column(session, words.import_column_nth.replace('{header}', '番号').replace('{number}', '2')).selectOption('phone.mobile');
    await column(session, '会社さま').selectOption('company+legal_form');
    await session.settled();
    const sample = view.getByRole('table', { name: words.import_sample });
    await sample.getByText('株式会社高砂製作所').waitFor();
    assert.equal(await view.getByText(words.import_column_kept).count(), 2, 'what nobody claims says that it stays');

    await view.locator('footer button').last().click();
    await view.getByRole('heading', { level: 2 }).first().waitFor();
    await session.settled();
    await withTable(session, 'again.csv', ODD.replace('長谷川 真理', '三浦 陽子'));
    await view.getByText(words.import_columns_remembered).waitFor();
    assert.equal(await name.inputValue(), 'name');
    await view.getByRole('button', { name: words.import_columns_automatic }).click();
    await view.getByRole('heading', { name: words.import_untold }).waitFor();
    await session.settled();
    assert.equal(await name.inputValue(), '');
  } finally {
    await session.close();
  }
});

test('a text read in a wrong way can be told how', async () => {
  const session = await open();
  const { view, words } = session;
  try {
    await withTable(session, 'utf16.csv', Buffer.from('氏名,電話\n長谷川 真理,03-5550-0161\n', 'utf16le'));
    const charset = view.getByRole('combobox', { name: words.import_charset, exact: true });
    await charset.selectOption('cp1252');
    await session.settled();
    await charset.selectOption('utf16-le');
    await session.settled();
    assert.equal(await added(session), '1');
  } finally {
    await session.close();
  }
});
