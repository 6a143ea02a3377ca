// The duplicates: merged, told apart and left for later by keyboard alone, with no finding on the way; a screenful at a time.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { faultsOf } from '../support/faults.mjs';
import { SCREENS, choose, twice } from '../support/screens.mjs';
import { closeBrowser, importFiles, open } from '../support/session.mjs';

after(closeBrowser);

const place = (session, at, total) =>
  session.view.getByRole('status').filter({ hasText: session.language === 'ja' ? `${total}組のうち${at}組目` : `${at} of ${total}` });
const pairs = (session) => session.view.getByRole('row').filter({ has: session.view.getByRole('gridcell') });
const comparison = (session) => session.view.getByRole('table', { name: session.words.duplicates_compare_label });

for (const language of ['ja', 'en']) {
  test(`duplicates are gone through by keyboard alone in ${language}`, async () => {
    const session = await open({ language });
    try {
      const { view, words } = session;
      const press = async (key) => {
        await view.keyboard.press(key);
        await session.settled();
      };
      await SCREENS.duplicates.go(session);
      await place(session, 1, 4).waitFor();

      // From the list into the comparison, and the other one's company.
      await press('F6');
      await view.locator('[role=row][aria-selected=true]').focus();
      await press('Enter');
      const company = comparison(session).getByRole('radio', { name: /高砂製作所㈱/ });
      await company.focus();
      await press(' ');
      assert.ok(await company.isChecked());
      const row = comparison(session).getByRole('row').filter({ has: view.getByRole('radio', { name: /高砂製作所㈱/ }) });
      assert.match(await row.getByRole('cell').last().textContent(), /^高砂製作所㈱$/, 'the preview follows');
      assert.deepEqual(await faultsOf(session), [], 'with a choice');

      await press('Control+Enter');
      await place(session, 1, 3).waitFor();
      assert.match(await pairs(session).first().textContent(), /佐々木/, 'the next pair follows');
      const merged = await session.invoke('search', { words: '090-0000-8854', list: { list: 'all' }, offset: 0, limit: 5 });
      assert.deepEqual(merged.hits.map(({ row }) => row.company), ['高砂製作所㈱']);
      assert.deepEqual(await faultsOf(session), [], 'after a merge');

      await comparison(session).waitFor();
      await press('Control+d');
      await place(session, 1, 2).waitFor();
      await press('Control+ArrowDown');
      await place(session, 2, 2).waitFor();
      await press('Control+ArrowUp');
      await place(session, 1, 2).waitFor();

      // Taking back what was said last.
      await view.getByRole('button', { name: words.common_undo, exact: true }).click();
      await place(session, 2, 3).waitFor();
      assert.equal(await view.getByRole('button', { name: words.sidebar_duplicates }).textContent().then((text) => /3/.test(text)), true);

      for (let left = 3; left > 0; left -= 1) {
        await press('Control+d');
        if (left > 1) await view.getByRole('status').filter({ hasText: String(left - 1) }).first().waitFor();
      }
      await view.getByText(words.duplicates_empty_title).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'nothing left');
      await choose(session, 'trash');
      await choose(session, 'duplicates');
      await view.getByText(words.duplicates_empty_title).waitFor();
    } finally {
      await session.close();
    }
  });
}

test('what somebody else registered stays, and the screen says so', async () => {
  const session = await open();
  try {
    const file = join(session.folder, '共有.vcf');
    writeFileSync(file, card('髙見 修', 'TEL;TYPE=CELL:090-0000-7788'));
    await importFiles(session, [file], { existing: 'add', shared_by: '佐藤' });
    await choose(session, 'duplicates');
    await session.view.getByText('佐藤さんが登録した連絡先は消せないため').waitFor();
    await importFiles(session, [file], { existing: 'add', shared_by: '鈴木' });
    await session.settled();
    await pairs(session).filter({ hasNotText: '高見箔押所' }).first().click();
    await session.view.getByText('どちらも共有された連絡先').waitFor();
    const merge = session.view.getByRole('button', { name: session.words.duplicates_merge, exact: true });
    assert.equal(await merge.getAttribute('aria-disabled'), 'true');
    assert.deepEqual(await faultsOf(session), []);
  } finally {
    await session.close();
  }
});

test('an import tells who may be there already, and leads to those pairs', async () => {
  const session = await open();
  try {
    const { view, words } = session;
    await twice(session);
    const file = join(session.folder, '名刺.vcf');
    writeFileSync(file, card('Emma TAKADA', 'TEL:03-5550-0161') + card('Aoki Naoko', 'TEL;TYPE=CELL:090-0000-0101'));
    await session.pick(file);
    await choose(session, 'import');
    await view.getByText(/1人は、登録済みの人やほかの行と同じ人かもしれません/).waitFor();
    await view.getByText('登録済みの青木 直子 有限会社かもがわ紙店（同じ電話番号、よみがな）').waitFor();
    assert.deepEqual(await faultsOf(session), []);
    await view.getByRole('button', { name: /取り込む$/ }).click();
    await view.getByRole('button', { name: words.import_alike_look }).click();
    await place(session, 1, 1).waitFor();
    assert.deepEqual(await faultsOf(session), []);
    await view.getByRole('button', { name: words.duplicates_imported_all }).click();
    await place(session, 1, 5).or(view.getByText(/5組のうち/)).waitFor();
  } finally {
    await session.close();
  }
});

test('thousands of pairs are listed a screenful at a time', async () => {
  const session = await open({ book: 'empty' });
  try {
    const file = join(session.folder, '大勢.vcf');
    const person = (at) => card(`山田 第${Math.floor(at / 2)}号`, `TEL:090-5550-${String(Math.floor(at / 2)).padStart(4, '0')}`);
    writeFileSync(file, Array.from({ length: 6000 }, (_, at) => person(at)).join(''));
    await importFiles(session, [file]);
    await session.calls();
    await choose(session, 'duplicates');
    await place(session, 1, '3,000').waitFor();
    await session.view.locator('.list').evaluate((list) => list.scrollTo(0, list.scrollHeight / 2));
    await session.settled();
    assert.ok((await pairs(session).count()) < 100, 'the page holds a screenful too');
    await session.view.keyboard.press('Control+d');
    await place(session, 1, '2,999').waitFor();
    for (const { command, args, bytes } of await session.calls()) {
      assert.ok(bytes <= 64 * 1024, `${command} answered ${bytes} bytes`);
      if (command === 'duplicates') assert.ok(args.limit <= 100, `${args.limit} pairs`);
    }
  } finally {
    await session.close();
  }
});

test('the screen is without faults in a narrow window and at double text', async () => {
  const session = await open({ width: 480 });
  try {
    await SCREENS.duplicates.go(session);
    assert.deepEqual(await faultsOf(session), []);
    await session.view.setViewportSize({ width: 1280, height: 800 });
    await session.view.evaluate(() => {
      document.documentElement.style.fontSize = '200%';
      window.dispatchEvent(new Event('resize'));
    });
    await session.settled();
    assert.deepEqual(await faultsOf(session), []);
  } finally {
    await session.close();
  }
});

function card(name, ...more) {
  return `BEGIN:VCARD\r\nVERSION:3.0\r\n${[`FN:${name}`, ...more].join('\r\n')}\r\nEND:VCARD\r\n`;
}
