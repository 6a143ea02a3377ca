// Codes: what the screen shows is read back by the reader, saved, printed; the own card is made at its first use.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { faultsOf } from '../support/faults.mjs';
import { SCREENS, choose, select } from '../support/screens.mjs';
import { closeBrowser, open } from '../support/session.mjs';

after(closeBrowser);

const dialog = (session) => session.view.getByRole('dialog');

/** What the reader finds in a picture of the page. */
async function readFrom(session, picture) {
  session.copy({ picture });
  const { picked } = await session.invoke('paste', { wanted: 'pictures' });
  const codes = await session.invoke('read_picture', { token: picked.token, at: 0 });
  return codes.map((code) => code.payload.text);
}

for (const scale of [1, 1.25, 1.5, 2]) {
  test(`what stands on the screen at ${scale * 100} % is whole pixels and read back, light and dark`, async () => {
    for (const theme of ['light', 'dark']) {
      const session = await open({ theme, scale });
      try {
        await SCREENS.code.go(session);
        const image = dialog(session).getByRole('img');
        const { shown, natural } = await image.evaluate((picture) => ({
          shown: picture.getBoundingClientRect().width * window.devicePixelRatio,
          natural: picture.naturalWidth,
        }));
        assert.ok(Math.abs(shown - natural) < 0.01, `${shown} pixels of the screen show ${natural}`);
        const read = await readFrom(session, await session.view.screenshot());
        assert.equal(read.length, 1);
        assert.match(read[0], /^BEGIN:VCARD\r\nVERSION:3\.0\r\nN:/);
      } finally {
        await session.close();
      }
    }
  });
}

for (const language of ['ja', 'en']) {
  test(`presets, fields, formats and levels change what the code says, by keyboard, in ${language}`, async () => {
    const session = await open({ language });
    try {
      const { view, words } = session;
      await select(session, '青木');
      await view.keyboard.press('Control+Shift+k');
      await dialog(session).getByRole('img').waitFor();
      await session.settled();
      assert.deepEqual(await faultsOf(session), []);
      const says = async () => (await readFrom(session, await view.screenshot()))[0];
      const card = await says();
      assert.match(card, /TEL/);
      assert.match(card, /EMAIL/);

      // The preset that is on has the focus; the next one is a key away.
      await view.keyboard.press('ArrowDown');
      await session.settled();
      const phone = await says();
      assert.doesNotMatch(phone, /EMAIL/);
      assert.match(phone, /TEL/);

      const mail = dialog(session).getByRole('checkbox', { name: /@/ }).first();
      await mail.focus();
      await view.keyboard.press(' ');
      await session.settled();
      assert.match(await says(), /EMAIL/);
      assert.ok(await dialog(session).getByRole('radio', { name: words.code_preset_own }).isChecked());

      await dialog(session).getByRole('radio', { name: 'MECARD' }).focus();
      await view.keyboard.press(' ');
      await session.settled();
      assert.match(await says(), /^MECARD:N:青木,/);
      assert.deepEqual(await faultsOf(session), []);

      // It is remembered.
      await view.keyboard.press('Escape');
      await session.settled();
      await view.keyboard.press('Control+Shift+k');
      await dialog(session).getByRole('img').waitFor();
      await session.settled();
      assert.match(await says(), /^MECARD:.*EMAIL:/);
    } finally {
      await session.close();
    }
  });
}

test('pictures are saved in the chosen size and hold the code, and a full screen shows it', async () => {
  const session = await open();
  try {
    const { view, words } = session;
    await SCREENS.code.go(session);
    const png = join(session.folder, '名刺.png');
    await session.pick(png);
    await dialog(session).getByRole('button', { name: words.code_save_png }).click();
    await view.getByRole('menuitem', { name: /1600/ }).click();
    await view.getByText(/名刺\.png/).waitFor();
    const [saved] = await readFrom(session, readFileSync(png));
    const svg = join(session.folder, '名刺.svg');
    await session.pick(svg);
    await dialog(session).getByRole('button', { name: words.code_save_svg }).click();
    await view.getByText(/名刺\.svg/).waitFor();
    assert.match(readFileSync(svg, 'utf8'), /^<svg /);

    await dialog(session).getByRole('button', { name: words.code_full_screen }).click();
    await session.settled();
    const shown = await readFrom(session, await view.screenshot());
    assert.deepEqual(shown, [saved]);
    const side = await view.getByRole('img').last().evaluate((picture) => picture.getBoundingClientRect().width);
    assert.ok(side > 600, `${side} of 800 pixels`);
    await view.keyboard.press('Escape');
    await session.settled();
    assert.equal(await dialog(session).count(), 1, 'back where it was opened');
  } finally {
    await session.close();
  }
});

test('a place that cannot be written is told', async () => {
  const session = await open();
  try {
    await SCREENS.code.go(session);
    await session.pick(join(session.folder, 'nowhere', 'a.svg'));
    await dialog(session).getByRole('button', { name: session.words.code_save_svg }).click();
    await dialog(session).getByText(session.words.error_target_not_writable).waitFor();
    assert.deepEqual(await faultsOf(session), []);

    // Least of all is the address book itself written over.
    const { book } = await session.invoke('app_state');
    await session.pick(book.path);
    await dialog(session).getByRole('button', { name: session.words.code_save_svg }).click();
    await dialog(session).getByText(session.words.error_target_is_the_book).waitFor();
    assert.equal(readFileSync(book.path).subarray(0, 6).toString(), 'SQLite');
  } finally {
    await session.close();
  }
});

test('the own card is made at its first use, and what it lacks is said', async () => {
  const session = await open({ book: 'empty' });
  try {
    const { view, words } = session;
    await session.invoke('add', { edits: [{ field: 'family_name', value: '阿部' }] });
    await session.settled();
    await choose(session, 'own-card');
    await view.getByRole('heading', { name: words.new_own }).waitFor();
    assert.deepEqual(await faultsOf(session), []);
    await view.getByLabel(words.field_family_name).fill('西村');
    await view.keyboard.press('Enter');
    await dialog(session).getByRole('img').waitFor();
    await session.settled();
    await dialog(session).getByRole('note').filter({ hasText: words.code_missing_reading }).waitFor();
    assert.deepEqual(await faultsOf(session), []);
    const { own } = await session.invoke('counts');
    assert.notEqual(own, null);
    await dialog(session).getByRole('button', { name: words.code_missing_edit }).click();
    await session.settled();
    assert.equal(await dialog(session).count(), 0);
    assert.equal(await view.evaluate(() => document.activeElement?.tagName), 'INPUT', 'ready to be typed in');
  } finally {
    await session.close();
  }
});

test('more than a code holds is told, with a way to hand over a file', async () => {
  const session = await open({ book: 'empty' });
  try {
    const { view, words } = session;
    const edits = [
      { field: 'family_name', value: '長い' },
      { field: 'company', value: '長'.repeat(1200) },
    ];
    const { id } = await session.invoke('add', { edits });
    await choose(session, 'find');
    await view.getByRole('option').first().click();
    await choose(session, 'show-code');
    await dialog(session).getByText(words.code_refused_too_long).waitFor();
    assert.deepEqual(await faultsOf(session), []);
    const file = join(session.folder, '長い.vcf');
    await session.pick(file);
    await dialog(session).getByRole('button', { name: words.code_share_file_do }).click();
    await view.getByText(/長い\.vcf/).waitFor();
    assert.ok(existsSync(file), `contact ${id} as a file`);
  } finally {
    await session.close();
  }
});

for (const language of ['ja', 'en']) {
  test(`cards of several people are printed in ${language}`, async () => {
    const session = await open({ language });
    try {
      const { view, words } = session;
      const options = view.getByRole('option');
      await options.nth(0).click();
      await options.nth(3).click({ modifiers: ['Shift'] });
      await session.settled();
      await view.getByRole('button', { name: words.bulk_codes }).click();
      await dialog(session).waitFor();
      assert.deepEqual(await faultsOf(session), []);
      const pdf = join(session.folder, '名刺.pdf');
      await session.pick(pdf);
      await dialog(session).getByRole('button', { name: words.print_do }).click();
      await view.getByText(/名刺\.pdf/).waitFor();
      assert.equal(readFileSync(pdf).subarray(0, 5).toString(), '%PDF-');
    } finally {
      await session.close();
    }
  });
}

test('the code is without faults in a narrow window and with huge text', async () => {
  for (const settings of [{}, { text_size: 'huge' }]) {
    const session = await open({ width: 480, height: 760, settings });
    try {
      await choose(session, 'own-card');
      await dialog(session).getByRole('img').waitFor();
      await session.settled();
      assert.deepEqual(await faultsOf(session), []);
    } finally {
      await session.close();
    }
  }
});
