// Codes on their way in: dropped, pasted, chosen and filmed; compared, added, put into a contact, opened only by choice.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { faultsOf } from '../support/faults.mjs';
import { choose, fixture, read, select } from '../support/screens.mjs';
import { closeBrowser, open } from '../support/session.mjs';

after(closeBrowser);

const dialog = (session) => session.view.getByRole('dialog');
const button = (session, name) => dialog(session).getByRole('button', { name, exact: true });
const undo = (session) => session.view.getByRole('button', { name: session.words.common_undo, exact: true });
const gone = (session) => dialog(session).waitFor({ state: 'detached' });

/** The one contact found by these words. */
async function find(session, words) {
  const { hits } = await session.invoke('search', { words, list: { list: 'all' }, offset: 0, limit: 5 });
  return hits.length === 1 ? session.invoke('contact', { id: hits[0].row.id }) : null;
}

async function withSession(how, work) {
  const session = await open(how);
  try {
    await work(session);
  } finally {
    await session.close();
  }
}

for (const language of ['ja', 'en']) {
  test(`a card and a link in one picture are compared, taken over and put into a contact, in ${language}`, () =>
    withSession({ language }, async (session) => {
      const { view, words } = session;
      await read(session, 'card-and-link');
      await dialog(session).getByRole('heading', { name: /長谷川 拓海/ }).waitFor();
      assert.deepEqual(await faultsOf(session), []);

      // The company is left as it is; of the mails both stay.
      await dialog(session).getByRole('radio', { name: /はせがわ印刷株式会社/ }).focus();
      await view.keyboard.press(' ');
      await session.settled();
      assert.ok(await dialog(session).getByRole('checkbox', { name: /t\.hasegawa/ }).isChecked());
      await dialog(session).getByRole('button', { name: language === 'ja' ? '選んだ4項目を反映' : 'Update 4 fields' }).click();

      // The link is next: somebody is found by typing, without the mouse.
      await dialog(session).getByRole('heading', { name: words.reading_line_title }).waitFor();
      assert.deepEqual(await faultsOf(session), []);
      await button(session, words.reading_attach).focus();
      await view.keyboard.press('Enter');
      await dialog(session).getByRole('combobox').waitFor();
      // Escape leads back to the question, not out of it.
      await view.keyboard.press('Escape');
      await session.settled();
      assert.ok(await button(session, words.reading_attach).evaluate((element) => element === document.activeElement));
      await view.keyboard.press('Enter');
      await dialog(session).getByRole('combobox').waitFor();
      await view.keyboard.type('はせがわ');
      await session.settled();
      assert.deepEqual(await faultsOf(session), []);
      await view.keyboard.press('ArrowDown');
      await view.keyboard.press('ArrowUp');
      await view.keyboard.press('Enter');
      await gone(session);

      const now = await find(session, '080-0000-8841');
      assert.equal(now.company, 'はせがわ印刷株式会社');
      assert.equal(now.title, '専務取締役');
      assert.deepEqual(now.emails.map(({ value }) => value).sort(), [
        't.hasegawa@hasegawa.example',
        'takumi@hasegawa-print.example',
      ]);
      assert.deepEqual(
        now.urls.map(({ value }) => value),
        ['https://hasegawa.example/', 'https://line.me/ti/p/~enishi-sample'],
      );

      // Both can be taken back.
      await undo(session).click();
      await session.settled();
      await choose(session, 'undo');
      const former = await find(session, '080-0000-8841');
      assert.deepEqual([former.title, former.urls], ['', []]);
    }));
}

test('somebody new is added by keyboard alone, and opened', () =>
  withSession({}, async (session) => {
    const { view, words } = session;
    await session.pick(fixture('card-new'));
    await view.keyboard.press('Control+Shift+o');
    await dialog(session).getByRole('heading', { name: words.reading_title }).waitFor();
    await view.keyboard.press('Enter');
    await dialog(session).getByRole('heading', { name: '篠田 千絵さんを連絡先に追加しますか' }).waitFor();
    await view.keyboard.press('Enter');
    await gone(session);
    await view.getByRole('region', { name: words.contacts_detail_label }).getByText('しのだ製函所').first().waitFor();
    assert.equal((await find(session, '篠田')).origin.from, 'card-new.png');
    assert.deepEqual(await faultsOf(session), []);
    await undo(session).click();
    await session.settled();
    assert.equal(await find(session, '篠田'), null);
  }));

test('a namesake is no reason to compare, but can be', () =>
  withSession({}, async (session) => {
    const { words } = session;
    await read(session, 'card-namesake');
    await dialog(session).getByRole('heading', { name: '髙橋 渉さんを連絡先に追加しますか' }).waitFor();
    await button(session, words.reading_to_existing).click();
    await dialog(session).getByRole('heading', { name: '髙橋 渉さんに反映しますか' }).waitFor();
    assert.deepEqual(await faultsOf(session), []);
    await button(session, words.reading_add_other).click();
    await gone(session);
    const { hits } = await session.invoke('search', { words: '髙橋渉', list: { list: 'all' }, offset: 0, limit: 5 });
    assert.equal(hits.length, 2);
  }));

test('an encoding that was declared wrongly is set right in the question', () =>
  withSession({}, async (session) => {
    await read(session, 'card-garbled');
    await dialog(session).getByText(session.words.reading_garbled).waitFor();
    assert.deepEqual(await faultsOf(session), []);
    await dialog(session).getByLabel(session.words.reading_charset).selectOption('cp932');
    await dialog(session).getByRole('heading', { name: /篠田 千絵さん/ }).waitFor();
    await button(session, session.words.reading_add).click();
    await gone(session);
    assert.equal((await find(session, 'しのだせいかん'))?.company ?? (await find(session, '篠田')).company, 'しのだ製函所');
  }));

test('a page shows whom a browser would ask, and opens only by choice', () =>
  withSession({}, async (session) => {
    const { words } = session;
    await read(session, 'lookalike');
    await dialog(session).getByText('xn--snoda-n2e.example', { exact: true }).waitFor();
    await dialog(session).getByText(words.reading_lookalike).waitFor();
    assert.equal(await dialog(session).getByRole('link').count(), 0, 'nothing to click by mistake');
    assert.ok(
      await button(session, words.reading_nothing).evaluate((element) => element === document.activeElement),
      'Enter does nothing',
    );
    await session.view.keyboard.press('Enter');
    await gone(session);
    assert.ok(!(await session.calls()).some(({ command }) => command === 'act'));

    await read(session, 'http');
    await dialog(session).getByText(words.reading_plain_http).waitFor();
    assert.deepEqual(await faultsOf(session), []);
    await button(session, words.reading_nothing).click();
    await gone(session);

    await read(session, 'page');
    await button(session, words.reading_open_web).click();
    // Where the machine that tests has no browser, that is what is said.
    await dialog(session).getByText(words.error_no_program).or(session.view.locator('body:not(:has(dialog))')).waitFor();
    const acts = (await session.calls()).filter(({ command }) => command === 'act');
    assert.deepEqual(acts.map(({ args }) => args), [
      { action: 'web', value: 'https://www.shinoda.example/products?id=12' },
    ]);
  }));

for (const [name, secret, said] of [
  ['otpauth', 'JBSWY3DPEHPK3PXP', ['Kamogawa', 'aoki']],
  ['wifi', 'ochanomizu-88', ['kamogawa-guest', 'WPA']],
]) {
  test(`the secret of ${name} stands nowhere in the window`, () =>
    withSession({}, async (session) => {
      const { view, words } = session;
      const answers = [];
      view.on('response', (response) => answers.push(response.text().catch(() => '')));
      await read(session, name);
      for (const text of said) await dialog(session).getByText(text, { exact: true }).waitFor();
      assert.deepEqual(await faultsOf(session), []);
      const told = (await Promise.all(answers)).join('\n');
      assert.match(told, new RegExp(said[0]));
      for (const all of [told, JSON.stringify(await session.calls()), await view.content()]) {
        assert.ok(!all.includes(secret), 'the secret itself');
        assert.ok(!all.includes(Buffer.from(secret).toString('base64').slice(0, 12)), 'nor in base64');
      }
      assert.equal(await dialog(session).getByRole('button').count(), 2, 'there is nothing to do but close');
      await dialog(session).getByRole('button', { name: words.common_close }).last().click();
      await gone(session);
    }));
}

test('a number, an address and a text go where they belong', () =>
  withSession({}, async (session) => {
    const { words } = session;
    for (const name of ['mail', 'phone', 'text']) {
      await read(session, name);
      assert.deepEqual(await faultsOf(session), [], name);
      await button(session, name === 'text' ? words.reading_attach_note : words.reading_attach).click();
      await dialog(session).getByRole('combobox').fill('中尾 亜希');
      await session.settled();
      await dialog(session).getByRole('button', { name: /中尾 亜希さん/ }).click();
      await gone(session);
    }
    const { emails, phones, note } = await find(session, '中尾 亜希');
    assert.ok(emails.some(({ value }) => value === 'chie@shinoda.example'));
    assert.ok(phones.some(({ value }) => value === '090-0000-4410'));
    assert.match(note, /会議室は3階です。\n受付で「篠田」とお伝えください。$/);

    // A second time there is nothing to add.
    await read(session, 'phone');
    await button(session, words.reading_attach).click();
    await dialog(session).getByRole('combobox').fill('中尾 亜希');
    await session.settled();
    await session.view.keyboard.press('Enter');
    await dialog(session).getByText('中尾 亜希さんには、もう登録されています。').waitFor();
  }));

test('pieces of a text say which are missing', () =>
  withSession({}, async (session) => {
    await read(session, 'pieces');
    await dialog(session).getByText(/2、4番目のコードがまだ読み取れていません/).waitFor();
    assert.deepEqual(await faultsOf(session), []);
  }));

test('a picture without a code is the photo of the contact that is open, and of nobody else', () =>
  withSession({}, async (session) => {
    const { view } = session;
    await select(session, '秋山');
    await session.drop(fixture('no-code'));
    await view.getByText('秋山 恵子の写真を変えました').waitFor();
    assert.notEqual((await find(session, '秋山 恵子')).photo, null);
    await undo(session).click();
    await session.settled();
    assert.equal((await find(session, '秋山 恵子')).photo, null);

    await paste(session, { picture: readFileSync(fixture('no-code')) });
    await view.getByText('秋山 恵子の写真を変えました').waitFor();

    // A code in it is read, whoever is open.
    await paste(session, { picture: readFileSync(fixture('line')) });
    await dialog(session).getByRole('heading', { name: session.words.reading_line_title }).waitFor();
    await button(session, session.words.reading_nothing).click();

    await session.drop(fixture('no-code'), fixture('no-code'));
    await view.getByText(/QRコードは見つかりませんでした/).waitFor();
    assert.deepEqual(await faultsOf(session), []);
    await choose(session, 'trash');
    await session.drop(fixture('no-code'));
    await view.getByText(/no-code\.png に QRコードは見つかりませんでした/).waitFor();
  }));

test('pictures that cannot be read are told, with what to do', () =>
  withSession({}, async (session) => {
    const { view, words } = session;
    await choose(session, 'trash');
    const file = (name, bytes) => {
      writeFileSync(join(session.folder, name), bytes);
      return join(session.folder, name);
    };
    await session.drop(file('写真.heic', Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic')])));
    await view.getByText(words.error_picture_heic.replace('{file}', '写真.heic')).waitFor();
    await session.drop(file('空.png', ''));
    await view.getByText(words.error_picture_empty.replace('{file}', '空.png')).waitFor();
    const broken = readFileSync(fixture('card-new')).fill(0x55, 40);
    await session.drop(file('途中.png', broken));
    await view.getByText(words.error_picture_not_a_picture.replace('{file}', '途中.png')).waitFor();

    // In the dialog they stand where one looks.
    await choose(session, 'read-code');
    await session.pick(file('メモ.png', 'not a picture'));
    await dialog(session).getByRole('button', { name: words.reading_pictures }).click();
    await dialog(session).getByText(words.error_picture_not_a_picture.replace('{file}', 'メモ.png')).waitFor();
    await session.pick(fixture('no-code'));
    await dialog(session).getByRole('button', { name: words.reading_pictures }).click();
    await dialog(session).getByText(/no-code\.png に QRコードは見つかりませんでした/).waitFor();
    await paste(session, { text: 'ただの文字' });
    await dialog(session).getByText(words.reading_no_picture).waitFor();
    assert.deepEqual(await faultsOf(session), []);
    await paste(session, { picture: readFileSync(fixture('card-new')) });
    await dialog(session).getByRole('heading', { name: /篠田 千絵/ }).waitFor();
  }));

test('the camera reads a code as soon as it comes into sight, and is off then', async () => {
  const film = await filmOf('card-new');
  const browser = [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`,
  ];
  await withSession({ browser }, async (session) => {
    const { view, words } = session;
    await view.evaluate(() => {
      const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (what) => (window.__stream = await original(what));
    });
    await choose(session, 'read-code');
    await dialog(session).getByRole('button', { name: words.reading_camera }).click();
    await dialog(session).getByRole('heading', { name: /篠田 千絵/ }).waitFor();
    const states = await view.evaluate(() => window.__stream.getTracks().map(({ readyState }) => readyState));
    assert.deepEqual(states, ['ended']);
    const calls = (await session.calls()).map(({ command }) => command).filter((command) => /camera|frame/.test(command));
    assert.equal(calls[0], 'begin_camera');
    assert.equal(calls.at(-1), 'end_camera');
    assert.ok(calls.includes('read_frame'));
    assert.deepEqual(await faultsOf(session), []);

  });
});

test('a camera that shows nothing is off when its dialog closes', async () => {
  const film = await filmOf('no-code');
  const browser = [
    '--use-fake-device-for-media-stream=device-count=2',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`,
  ];
  await withSession({ browser }, async (session) => {
    const { view, words } = session;
    await view.evaluate(() => {
      const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (what) => (window.__stream = await original(what));
    });
    await choose(session, 'read-code');
    await dialog(session).getByRole('button', { name: words.reading_camera }).click();
    await dialog(session).locator('video').waitFor();
    await view.waitForTimeout(1500);
    const frames = (await session.calls()).filter(({ command }) => command === 'read_frame');
    assert.ok(frames.length >= 1 && frames.length <= 12, `${frames.length} frames`);
    await view.keyboard.press('Escape');
    await gone(session);
    await session.settled();
    assert.deepEqual(await view.evaluate(() => window.__stream.getTracks().map(({ readyState }) => readyState)), ['ended']);
    assert.ok((await session.calls()).some(({ command }) => command === 'end_camera'));
    await view.waitForTimeout(500);
    assert.deepEqual(await session.calls(), [], 'nothing is filmed any more');
  });
});

for (const [what, browser, problem] of [
  ['denied', ['--use-fake-device-for-media-stream', '--deny-permission-prompts'], 'reading_camera_denied'],
  ['missing', ['--use-fake-device-for-media-stream=device-count=0', '--use-fake-ui-for-media-stream'], 'reading_camera_missing'],
]) {
  for (const language of ['ja', 'en']) {
    test(`a camera that is ${what} leaves a way out, in ${language}`, () =>
      withSession({ language, browser }, async (session) => {
        const { words } = session;
        await choose(session, 'read-code');
        await dialog(session).getByRole('button', { name: words.reading_camera }).click();
        await dialog(session).getByText(words[problem]).waitFor();
        await button(session, words.reading_camera_retry).waitFor();
        assert.deepEqual(await faultsOf(session), []);
        await session.pick(fixture('line'));
        await button(session, words.reading_camera_picture).click();
        await dialog(session).getByRole('heading', { name: words.reading_line_title }).waitFor();
        assert.equal((await session.calls()).filter(({ command }) => command === 'end_camera').length > 0, true);
      }));
  }
}

const kinds = ['card-and-link', 'card-garbled', 'card-namesake', 'lookalike', 'http', 'line', 'mail', 'text', 'otpauth', 'wifi', 'pieces'];

for (const [language, theme] of [
  ['ja', 'dark'],
  ['en', 'light'],
]) {
  test(`every question is without faults in a narrow window and at double text, ${language} ${theme}`, () =>
    withSession({ language, theme, width: 480 }, async (session) => {
      for (const name of kinds) {
        await read(session, name);
        assert.deepEqual(await faultsOf(session), [], name);
        await session.view.keyboard.press('Escape');
        await gone(session);
      }
      await session.view.setViewportSize({ width: 1280, height: 800 });
      await session.view.evaluate(() => {
        document.documentElement.style.fontSize = '200%';
        window.dispatchEvent(new Event('resize'));
      });
      for (const name of kinds.slice(0, 4)) {
        await read(session, name);
        assert.deepEqual(await faultsOf(session), [], `${name} at 200 %`);
        await session.view.keyboard.press('Escape');
        await gone(session);
      }
    }));
}

/** Copied elsewhere, then Ctrl+V in the window. */
async function paste(session, copied) {
  session.copy(copied);
  await session.view.keyboard.press('Control+v');
}

/** A film: a plain wall, then this picture held into it. An `.mjpeg` is one JPEG after the other. */
async function filmOf(name) {
  const session = await open({ book: 'empty' });
  try {
    const frames = await session.view.evaluate(async (bytes) => {
      const picture = await createImageBitmap(new Blob([Uint8Array.from(bytes)]));
      const canvas = new OffscreenCanvas(1280, 720);
      const context = canvas.getContext('2d');
      const wall = () => {
        context.fillStyle = '#8a8378';
        context.fillRect(0, 0, 1280, 720);
      };
      const jpeg = async () => {
        const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
        return [...new Uint8Array(await blob.arrayBuffer())];
      };
      wall();
      const before = await jpeg();
      context.translate(640, 360);
      context.rotate(0.12);
      context.drawImage(picture, -270, -270, 540, 540);
      return [before, await jpeg()];
    }, [...readFileSync(fixture(name))]);
    const [before, then] = frames.map((bytes) => Buffer.from(bytes));
    const film = join(tmpdir(), `enishi-film-${process.pid}-${name}.mjpeg`);
    writeFileSync(film, Buffer.concat([...Array(15).fill(before), ...Array(90).fill(then)]));
    after(() => rmSync(film, { force: true }));
    return film;
  } finally {
    await session.close();
  }
}
