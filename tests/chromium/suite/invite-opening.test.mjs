// Enishi invites on their way in: a good one, one that is no good, one that is known, one with another key; and what follows a card.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { faultsOf } from '../support/faults.mjs';
import { AKARI, altered, DAY, HOUR, NOON, partner } from '../support/partner.mjs';
import { choose, fixture, openLink, read, select } from '../support/screens.mjs';
import { closeBrowser, open } from '../support/session.mjs';

after(closeBrowser);

const dialog = (session) => session.view.getByRole('dialog');
const button = (session, name) => dialog(session).getByRole('button', { name, exact: true });
const heading = (session, name) => dialog(session).getByRole('heading', { name }).waitFor();
const gone = (session) => dialog(session).waitFor({ state: 'detached' });
const undo = (session) => session.view.getByRole('button', { name: session.words.common_undo, exact: true });
const page = (session) => session.view.getByRole('region', { name: session.words.contacts_detail_label });
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

/** The one contact found by these words. */
async function find(session, words) {
  const { hits } = await session.invoke('search', { words, list: { list: 'all' }, offset: 0, limit: 5 });
  return hits.length === 1 ? session.invoke('contact', { id: hits[0].row.id }) : null;
}

async function withSession(how, work) {
  const session = await open(how);
  try {
    await work(session, partner(session.folder));
  } finally {
    await session.close();
  }
}

/** Copied elsewhere, then Ctrl+V in the window. */
async function paste(session, text) {
  session.copy({ text });
  await session.view.keyboard.press('Control+v');
  await dialog(session).waitFor();
  await session.settled();
}

/** Takes an invite without the window. */
async function taken(session, { token }, how = { take: 'new' }) {
  return session.invoke('take_invite', { invite: { token, file: false }, how, take: [] });
}

for (const language of ['ja', 'en']) {
  test(`a pasted line becomes a partner whose card is followed, in ${language}`, () =>
    withSession({ language }, async (session, akari) => {
      const { view, words } = session;
      const name = language === 'ja' ? '結城 あかりさん' : '結城 あかり';
      // As a chat program hands it on: broken and quoted.
      const { line } = akari.invite();
      const half = Math.floor(line.length / 2);
      await paste(session, `招待です。\n> ${line.slice(0, half)}\n> ${line.slice(half)}\nよろしくお願いします。`);
      await heading(session, filled(words.reading_invite_title_new, { name }));
      for (const text of [AKARI.company, AKARI.phone, AKARI.mail]) await dialog(session).getByText(text).first().waitFor();
      assert.deepEqual(await faultsOf(session), []);

      // The key is told to those who ask.
      const print = button(session, words.reading_invite_print);
      await print.click();
      await session.settled();
      assert.equal(await print.getAttribute('aria-expanded'), 'true');
      assert.deepEqual(await faultsOf(session), []);
      assert.equal(await find(session, AKARI.phone), null, 'nothing was done by itself');

      await button(session, words.reading_invite_add).focus();
      await view.keyboard.press('Enter');
      await heading(session, filled(words.reading_invite_done_new, { name }));
      assert.deepEqual(await faultsOf(session), []);
      await view.keyboard.press('Escape');
      await gone(session);
      await undo(session).waitFor();

      const contact = await find(session, AKARI.phone);
      assert.deepEqual([contact.side, contact.origin.how, contact.origin.from], ['partner', 'invite', AKARI.name]);
      assert.equal(contact.follows.company, AKARI.company);
      await page(session).getByText(words.followed_connected).waitFor();
      assert.deepEqual(await faultsOf(session), []);

      // A second time it has been taken, and leads there.
      await paste(session, line);
      await heading(session, words.reading_invite_title_used);
      assert.deepEqual(await faultsOf(session), []);
      await button(session, filled(words.reading_invite_open, { name })).click();
      await gone(session);

      await undo(session).click();
      await session.settled();
      assert.equal(await find(session, AKARI.phone), null);
    }));
}

test('the own card goes back, and waits in the register', () =>
  withSession({}, async (session, akari) => {
    const { words } = session;
    await openLink(session, akari.invite().link);
    await button(session, words.reading_invite_add).click();
    await button(session, words.reading_invite_return).click();
    await gone(session);
    await session.settled();
    const { id } = await find(session, AKARI.phone);
    const filter = { state: null, kind: null, batch: null, contact: id, service: null, query: '' };
    const { rows } = await session.invoke('invites', { filter, offset: 0, limit: 5 });
    assert.deepEqual(rows.map(({ state, recipient }) => [state, recipient]), [['drafted', AKARI.name]]);
    await session.view.getByRole('heading', { name: words.invite_title, exact: true }).waitFor();
    assert.deepEqual(await faultsOf(session), []);
  }));

test('an answer to our own invite says that it was accepted', () =>
  withSession({}, async (session, akari) => {
    const { words } = session;
    const own = await session.invoke('new_invites', { contacts: [], expiry: '7d', enishi: true });
    const { link } = await session.invoke('invite', { id: own.ids[0] });
    akari.run(NOON, 'invite', 'take', link);
    const answer = akari.run(NOON, 'invite', 'answer', link).invites[0];
    await openLink(session, answer.link);
    await dialog(session).getByText(words.reading_invite_will_answer_some).waitFor();
    await button(session, words.reading_invite_add).click();
    await dialog(session).getByText(words.reading_invite_answers_some).waitFor();
    assert.equal(await button(session, words.reading_invite_return).count(), 0, 'they have our card');
    assert.deepEqual(await faultsOf(session), []);
    assert.equal((await session.invoke('invite', { id: own.ids[0] })).row.state, 'accepted');
  }));

test('somebody who is there already is connected, and keeps what was typed', () =>
  withSession({}, async (session, akari) => {
    const { view, words } = session;
    const edits = [
      { field: 'family_name', value: '結城' },
      { field: 'given_name', value: 'あかり' },
      { field: 'display_name', value: '結城さん' },
      { field: 'emails[+work]', value: AKARI.mail },
    ];
    const { id } = await session.invoke('add', { edits });
    await openLink(session, akari.invite().link);
    await heading(session, filled(words.reading_invite_title_new, { name: '結城 あかりさん' }));
    // One thing that is the same is no reason to take them for one, but to be asked.
    await button(session, words.reading_invite_choose).click();
    await dialog(session).getByRole('table', { name: words.reading_invite_compare }).waitFor();
    await dialog(session).getByText(filled(words.reading_invite_own_stays, { own: '結城さん' })).waitFor();
    assert.deepEqual(await faultsOf(session), []);
    await dialog(session).getByRole('button', { name: /とつなげる$/ }).click();
    await dialog(session).getByRole('button', { name: /を開く$/ }).click();
    await gone(session);
    const contact = await session.invoke('contact', { id });
    assert.deepEqual([contact.display_name, contact.follows.display_name], ['結城さん', AKARI.name]);
    assert.equal(contact.company, AKARI.company);

    // Typed values lead back to theirs, and away again.
    await session.settled();
    const field = (of) => filled(words.followed_field, { field: words[`field_${of}`] });
    await page(session).getByRole('button', { name: field('display_name') }).waitFor();
    assert.deepEqual(await faultsOf(session), []);
    await page(session).getByRole('button', { name: words.followed_back }).click();
    await session.settled();
    assert.equal((await session.invoke('contact', { id })).display_name, AKARI.name);
    await page(session).getByRole('button', { name: field('company') }).focus();
    await view.keyboard.press('ArrowDown');
    await view.keyboard.press('Enter');
    await session.settled();
    assert.deepEqual(await faultsOf(session), []);
    await view.keyboard.type('結城箔押');
    await view.keyboard.press('Enter');
    await session.settled();
    const now = await session.invoke('contact', { id });
    assert.deepEqual([now.company, now.follows.own_company, now.follows.company], ['結城箔押', true, AKARI.company]);
    assert.deepEqual(await faultsOf(session), []);
    await page(session).getByRole('button', { name: words.followed_back }).click();
    await session.settled();
    assert.equal((await session.invoke('contact', { id })).follows.own_company, false);
  }));

test('anybody can be chosen to be connected with', () =>
  withSession({}, async (session, akari) => {
    const { words } = session;
    await openLink(session, akari.invite().link);
    await button(session, words.reading_invite_choose).click();
    await dialog(session).getByRole('combobox').fill('中尾 亜希');
    await session.settled();
    assert.deepEqual(await faultsOf(session), []);
    await session.view.keyboard.press('Enter');
    await dialog(session).getByRole('table').waitFor();
    assert.deepEqual(await faultsOf(session), []);
    await dialog(session).getByRole('button', { name: words.reading_add_other }).click();
    await heading(session, filled(words.reading_invite_done_new, { name: '結城 あかりさん' }));
    assert.notEqual(await find(session, AKARI.phone), null);
  }));

test('a later card of the same key shows its differences before anything changes', () =>
  withSession({}, async (session, akari) => {
    const { words } = session;
    const first = akari.invite({ after: -2 * DAY });
    const { id } = await taken(session, first);
    const company = '結城箔押工業株式会社';
    akari.edit({ company });
    const later = akari.invite();
    await openLink(session, later.link);
    await heading(session, filled(words.reading_invite_title_update, { name: '結城 あかりさん' }));
    await dialog(session).getByRole('row', { name: new RegExp(company) }).waitFor();
    assert.deepEqual(await faultsOf(session), []);
    assert.equal((await session.invoke('contact', { id })).company, AKARI.company);
    await button(session, words.reading_invite_take_newer).click();
    await heading(session, filled(words.reading_invite_done_update, { name: '結城 あかりさん' }));
    await session.view.keyboard.press('Escape');
    await gone(session);
    assert.equal((await session.invoke('contact', { id })).company, company);

    // One without anything new, and one that is older.
    await openLink(session, akari.invite({ after: -HOUR / 2 }).link);
    await heading(session, filled(words.reading_invite_title_same, { name: '結城 あかりさん' }));
    assert.deepEqual(await faultsOf(session), []);
    await session.view.keyboard.press('Escape');
    await openLink(session, akari.invite({ after: -DAY }).link);
    await heading(session, filled(words.reading_invite_title_older, { name: '結城 あかりさん' }));
    assert.deepEqual(await faultsOf(session), []);
  }));

for (const language of ['ja', 'en']) {
  test(`another key for somebody who is known warns, in ${language}`, () =>
    withSession({ language }, async (session, akari) => {
      const { words } = session;
      const { id } = await taken(session, akari.invite({ after: -DAY }));
      const before = (await session.invoke('contact', { id })).follows.fingerprint;
      const forger = partner(session.folder, AKARI, 'forger');
      await openLink(session, forger.invite().link);
      const name = language === 'ja' ? '結城 あかりさん' : AKARI.name;
      await heading(session, filled(words.reading_invite_title_key, { name }));
      assert.deepEqual(await faultsOf(session), []);
      const nothing = button(session, words.reading_nothing);
      assert.ok(await nothing.evaluate((element) => element === document.activeElement), 'Enter does nothing');
      const take = button(session, words.reading_invite_key_take);
      assert.equal(await take.getAttribute('aria-disabled'), 'true');
      await take.click({ force: true });
      await session.settled();
      assert.equal((await session.invoke('contact', { id })).follows.fingerprint, before);
      await dialog(session).getByRole('checkbox', { name: words.reading_invite_key_sure }).check();
      await take.click();
      await heading(session, filled(words.reading_invite_done_key, { name }));
      assert.deepEqual(await faultsOf(session), []);
      assert.notEqual((await session.invoke('contact', { id })).follows.fingerprint, before);
    }));
}

test('somebody who only shares the mail can be added as somebody else', () =>
  withSession({}, async (session, akari) => {
    const { words } = session;
    await taken(session, akari.invite({ after: -DAY }));
    const other = partner(session.folder, { ...AKARI, uid: '3c9c7d4e-0000-4000-8000-00000000b002', name: '結城 灯' }, 'other');
    await openLink(session, other.invite().link);
    await dialog(session).getByText(filled(words.reading_invite_key_mail, { name: '結城 あかりさん' })).waitFor();
    await button(session, words.reading_add_other).click();
    await heading(session, filled(words.reading_invite_done_new, { name: '結城 灯さん' }));
    await session.view.keyboard.press('Escape');
    await gone(session);
    const { hits } = await session.invoke('search', { words: AKARI.mail, list: { list: 'all' }, offset: 0, limit: 5 });
    assert.equal(hits.length, 2);
  }));

for (const language of ['ja', 'en']) {
  test(`one that is no good says why, and what to do, in ${language}`, () =>
    withSession({ language }, async (session, akari) => {
      const { words } = session;
      const name = language === 'ja' ? '結城 あかりさん' : AKARI.name;
      const good = akari.invite();
      const bad = [
        [altered(good.link), words.reading_invite_title_altered, null],
        [akari.invite({ after: -20 * DAY }).link, filled(words.reading_invite_title_expired, { name }), AKARI.company],
        [akari.invite({ after: 2 * DAY }).link, filled(words.reading_invite_title_not_yet, { name }), AKARI.company],
        [good.link.replace(/(invite\/)../, '$1Ag'), words.reading_invite_title_version, null],
        [`${good.link}${'A'.repeat(4000)}`, words.reading_invite_title_oversized, null],
        ['enishi://invite/', words.reading_invite_title_not, null],
      ];
      for (const [link, title, company] of bad) {
        await openLink(session, link);
        await heading(session, title);
        assert.equal(await dialog(session).getByText(company ?? AKARI.company).count(), company ? 1 : 0, title);
        assert.equal(await dialog(session).getByRole('button', { name: words.reading_invite_add }).count(), 0);
        assert.deepEqual(await faultsOf(session), [], title);
        await session.view.keyboard.press('Enter');
        await gone(session);
      }
    }));
}

test('an own invite is known as such', () =>
  withSession({}, async (session) => {
    const { ids } = await session.invoke('new_invites', { contacts: [], expiry: '7d', enishi: true });
    const { link } = await session.invoke('invite', { id: ids[0] });
    await openLink(session, link);
    await heading(session, session.words.reading_invite_title_own);
    assert.deepEqual(await faultsOf(session), []);
  }));

test('an invite’s file that is dropped asks its question, and is never imported', () =>
  withSession({}, async (session, akari) => {
    const { words } = session;
    const file = join(session.folder, '結城 あかり.enishi-invite');
    writeFileSync(file, akari.invite().line);
    await select(session, '秋山');
    await session.drop(file);
    await heading(session, filled(words.reading_invite_title_new, { name: '結城 あかりさん' }));
    assert.deepEqual(await faultsOf(session), []);
    await button(session, words.reading_nothing).click();
    await gone(session);
    writeFileSync(file, 'no invite at all');
    await session.drop(file);
    await heading(session, words.reading_invite_title_not);
  }));

test('an invite’s file brings the photo, which an own one goes before', () =>
  withSession({}, async (session) => {
    const { view, words } = session;
    const other = await open({ book: 'empty' });
    const file = join(session.folder, '結城 あかり.enishi-invite');
    try {
      const edits = [
        { field: 'family_name', value: '結城' },
        { field: 'given_name', value: 'あかり' },
        { field: 'own', value: 'true' },
      ];
      const { id } = await other.invoke('add', { edits });
      await other.pick(fixture('no-code'));
      await other.invoke('choose_photo', { id });
      const { ids } = await other.invoke('new_invites', { contacts: [], expiry: '7d', enishi: true });
      await other.pick(file);
      await other.invoke('save_invite_file', { id: ids[0] });
    } finally {
      await other.close();
    }
    await session.drop(file);
    await heading(session, filled(words.reading_invite_title_new, { name: '結城 あかりさん' }));
    await dialog(session).locator('img[src^="data:image/"]').waitFor();
    assert.deepEqual(await faultsOf(session), []);
    await button(session, words.reading_invite_add).click();
    await heading(session, filled(words.reading_invite_done_new, { name: '結城 あかりさん' }));
    await view.keyboard.press('Escape');
    await gone(session);
    const theirs = (await find(session, '結城')).photo.sha256;

    const photo = page(session).getByRole('button', { name: words.followed_photo });
    await photo.click();
    await session.settled();
    assert.equal(await view.getByRole('menuitem').count(), 1, 'theirs can’t be taken away');
    await session.pick(fixture('line'));
    await view.getByRole('menuitem', { name: words.followed_photo_own }).click();
    await session.settled();
    assert.notEqual((await find(session, '結城')).photo.sha256, theirs);
    await page(session).getByRole('button', { name: words.photo_label, exact: true }).click();
    assert.deepEqual(await faultsOf(session), []);
    await view.getByRole('menuitem', { name: words.followed_photo_back }).click();
    await session.settled();
    assert.equal((await find(session, '結城')).photo.sha256, theirs);
  }));

test('a link waits for what is asked and what is typed, and is asked once', () =>
  withSession({}, async (session, akari) => {
    const { view, words } = session;
    const { link } = akari.invite();
    await read(session, 'line');
    await openLink(session, link, false);
    await openLink(session, link, false);
    await session.settled();
    await heading(session, words.reading_line_title);
    await button(session, words.reading_nothing).click();
    await heading(session, filled(words.reading_invite_title_new, { name: '結城 あかりさん' }));
    await view.keyboard.press('Escape');
    await gone(session);
    await session.settled();
    assert.equal(await dialog(session).count(), 0);

    // In the middle of a composition no dialog takes the focus away.
    await choose(session, 'find');
    await view.evaluate(() => document.activeElement.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true })));
    await openLink(session, link, false);
    await session.settled();
    assert.equal(await dialog(session).count(), 0);
    await view.evaluate(() => document.activeElement.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true })));
    await heading(session, filled(words.reading_invite_title_new, { name: '結城 あかりさん' }));
  }));

test('a link that came before the window was there is asked as soon as the book is open', () =>
  withSession({}, async (session, akari) => {
    await session.view.goto('about:blank');
    await openLink(session, akari.invite().link, false);
    await session.view.goto(session.address);
    await heading(session, filled(session.words.reading_invite_title_new, { name: '結城 あかりさん' }));
    assert.deepEqual(await faultsOf(session), []);
  }));

for (const [language, theme] of [
  ['ja', 'dark'],
  ['en', 'light'],
]) {
  test(`every face is without faults in a narrow window and at double text, ${language} ${theme}`, () =>
    withSession({ language, theme, width: 480 }, async (session, akari) => {
      const { view } = session;
      const good = akari.invite();
      await taken(session, akari.invite({ after: -DAY }));
      akari.edit({ company: '結城箔押工業株式会社', display_name: '結城 あかり（結城箔押工業）' });
      const newer = akari.invite();
      const forger = partner(session.folder, AKARI, 'forger');
      const stranger = partner(
        session.folder,
        { ...AKARI, uid: 'b', name: '久我 律子', parts: '久我;律子;;;', mail: 'kuga@example.jp', phone: '03-0000-1111' },
        'stranger',
      );
      const links = [good, newer, forger.invite(), stranger.invite(), stranger.invite({ after: -20 * DAY })].map(({ link }) => link);
      const each = async (what) => {
        for (const link of [...links, altered(good.link)]) {
          await openLink(session, link);
          assert.deepEqual(await faultsOf(session), [], what);
          await view.keyboard.press('Escape');
          await gone(session);
        }
      };
      await each('narrow');
      await view.setViewportSize({ width: 1280, height: 800 });
      await view.evaluate(() => {
        document.documentElement.style.fontSize = '200%';
        window.dispatchEvent(new Event('resize'));
      });
      await session.settled();
      await each('at 200 %');
    }));
}
