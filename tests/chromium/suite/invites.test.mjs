// Invites: made, handed over, marked, taken back, found again; many in one go; by keyboard, narrow and large.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { faultsOf } from '../support/faults.mjs';
import { choose, dayFrom, invites, openInvites } from '../support/screens.mjs';
import { closeBrowser, open } from '../support/session.mjs';

after(closeBrowser);

const ANY = { state: null, kind: null, batch: null, contact: null, service: null, query: '' };
const dialog = (session) => session.view.getByRole('dialog');
const register = async (session, filter = {}) => session.invoke('invites', { filter: { ...ANY, ...filter }, offset: 0, limit: 100 });
const people = async (session, count) => {
  const { rows } = await session.invoke('list', { list: { list: 'partners' }, sort: 'reading', offset: 0, limit: count });
  return rows;
};
const make = async (session, contacts, { expiry = '7d', enishi = false } = {}) =>
  (await session.invoke('new_invites', { contacts, expiry, enishi })).ids;
const row = (session, name) => session.view.getByRole('grid').getByRole('row').filter({ hasText: name });
const tab = (session, word) => session.view.getByRole('tab', { name: new RegExp(`^${word}`) });
const button = (session, name, options = { exact: true }) => session.view.getByRole('button', { name, ...options });
const press = async (session, key) => {
  await session.view.keyboard.press(key);
  await session.settled();
};
const focused = (session) => session.view.evaluate(() => document.activeElement?.textContent?.trim());

/** What the reader finds in a picture. */
async function readFrom(session, picture) {
  session.copy({ picture });
  const { picked } = await session.invoke('paste', { wanted: 'pictures' });
  const codes = await session.invoke('read_picture', { token: picked.token, at: 0 });
  return codes.map((code) => code.payload.text);
}

for (const language of ['ja', 'en']) {
  test(`an invite is made and marked by keyboard alone in ${language}`, async () => {
    const session = await open({ language });
    try {
      const { view, words } = session;
      await press(session, 'Control+5');
      await view.getByRole('heading', { name: words.invite_empty_title }).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'with nothing');

      await button(session, words.invite_new).focus();
      await press(session, 'Enter');
      assert.deepEqual(await faultsOf(session), [], 'the question');
      await press(session, 'ArrowDown');
      await view.keyboard.type('takahashi');
      await session.settled();
      assert.deepEqual(await faultsOf(session), [], 'whom');
      await press(session, 'Enter');
      await press(session, 'ArrowRight');
      await press(session, 'Tab');
      await press(session, ' ');
      await button(session, words.invite_make_of.split('{name}').at(-1).trim() || /Invite /, { exact: false }).last().focus();
      await press(session, 'Enter');
      await dialog(session).getByRole('img').waitFor();
      await session.settled();
      assert.deepEqual(await faultsOf(session), [], 'what was made');
      const [made] = (await register(session)).rows;
      assert.equal(made.enishi, true);
      assert.notEqual(made.contact, null);
      assert.equal(made.days_left, 30, 'the arrow went on to 30 days');

      // The first way out has the focus, the others are an arrow away.
      assert.match(await focused(session), new RegExp(words.invite_way_draft.replace('…', '')));
      await press(session, 'Escape');
      assert.equal(await dialog(session).count(), 0);
      await row(session, made.recipient).waitFor();

      await view.getByRole('grid').focus();
      await button(session, words.invite_mark_sent).focus();
      await press(session, 'Enter');
      await tab(session, words.invite_state_sent).getByText('1').waitFor();
      assert.deepEqual(await faultsOf(session), [], 'sent');
      await press(session, 'Control+z');
      await tab(session, words.invite_state_drafted).getByText('1').waitFor();
      assert.equal((await register(session)).rows[0].sent, null);
    } finally {
      await session.close();
    }
  });
}

test('states are told by hand, taken back by the toast, and revoking says that copies stay valid', async () => {
  const session = await open();
  try {
    const { view, words } = session;
    const [first, second] = await people(session, 2);
    const [one] = await make(session, [first.id, second.id]);
    await openInvites(session);
    await row(session, first.display_name).click();
    await session.settled();
    await button(session, words.invite_mark_sent).click();
    await view.getByText(words.invite_marked_sent.replace('{name}', first.display_name)).waitFor();
    await button(session, words.common_undo).click();
    await session.settled();
    assert.equal((await session.invoke('invite', { id: one })).row.state, 'drafted');

    await button(session, words.invite_mark_accepted).click();
    await session.settled();
    await button(session, words.common_more).click();
    await view.getByRole('menuitem', { name: words.invite_mark_sent_again }).click();
    await session.settled();
    assert.equal((await session.invoke('invite', { id: one })).row.state, 'sent');

    await button(session, words.invite_revoke).click();
    await session.settled();
    await view.getByText(words.invite_revoked_until.split('{until}')[0]).waitFor();
    assert.equal(await view.getByRole('img').count(), 0, 'what was revoked is not handed over');
    assert.deepEqual(await faultsOf(session), [], 'revoked');
  } finally {
    await session.close();
  }
});

test('an invite goes to the trash and comes back whole; the next one opens in its place', async () => {
  const session = await open();
  try {
    const { view, words } = session;
    const those = await people(session, 3);
    await make(session, those.map(({ id }) => id));
    const [top, next] = (await register(session)).rows;
    await session.invoke('edit_invite', { id: top.id, edits: [{ field: 'note', value: '見本帳と一緒に' }] });
    await openInvites(session);
    await row(session, top.recipient).click();
    await session.settled();
    await view.getByRole('grid').focus();
    await press(session, 'Delete');
    await view.getByRole('heading', { name: next.recipient }).waitFor();
    assert.equal((await register(session)).total, 2);
    await choose(session, 'trash');
    await view.getByText(words.trash_kind_invite).first().waitFor();
    assert.deepEqual(await faultsOf(session), [], 'in the trash');
    await button(session, words.trash_restore_of.replace('{name}', top.recipient)).click();
    await session.settled();
    const back = await session.invoke('invite', { id: top.id });
    assert.equal(back.note, '見本帳と一緒に');
    await press(session, 'Control+5');
    await row(session, top.recipient).waitFor();
  } finally {
    await session.close();
  }
});

test('states, kinds, batches and words narrow the register; nothing found is told', async () => {
  const session = await open();
  try {
    const { view, words } = session;
    const { card, service } = await invites(session);
    await openInvites(session);
    const all = (await register(session)).counts;
    await tab(session, words.invite_state_sent).click();
    await session.settled();
    assert.equal(await view.getByRole('grid').getByRole('row').count(), all.sent);
    await view.keyboard.press('ArrowLeft');
    await session.settled();
    assert.equal(await view.getByRole('grid').getByRole('row').count(), all.drafted, 'arrows turn the tabs');
    await tab(session, words.invite_state_all).click();

    await button(session, words.invite_filter_kind_now.replace('{kind}', words.invite_filter_kind_all)).click();
    await view.getByRole('menuitemradio', { name: words.invite_kind_service }).click();
    await session.settled();
    assert.equal(await view.getByRole('grid').getByRole('row').count(), service);
    await button(session, words.invite_filter_kind_now.replace('{kind}', words.invite_kind_service)).click();
    await view.getByRole('menuitemradio', { name: words.invite_filter_kind_all }).click();
    await session.settled();
    assert.equal(await view.getByRole('grid').getByRole('row').count(), card + service);

    await choose(session, 'find');
    await view.keyboard.type('LINE');
    await view.getByRole('status').filter({ hasText: String(service) }).first().waitFor();
    await session.settled();
    await view.keyboard.type(' だれもいない');
    await view.getByText('だれもいない」', { exact: false }).waitFor();
    assert.deepEqual(await faultsOf(session), [], 'nothing found');
    await press(session, 'Escape');
    assert.equal(await view.getByRole('grid').getByRole('row').count(), card + service);
  } finally {
    await session.close();
  }
});

test('several are chosen with Shift, Ctrl and Ctrl+A, marked and printed together', async () => {
  const session = await open();
  try {
    const { view, words } = session;
    const those = await people(session, 6);
    await make(session, those.map(({ id }) => id));
    await openInvites(session);
    const rows = view.getByRole('grid').getByRole('row');
    await rows.nth(0).click();
    await rows.nth(2).click({ modifiers: ['Shift'] });
    await rows.nth(4).click({ modifiers: ['Control'] });
    await session.settled();
    await view.getByText(words.bulk_count.replace('{shown}', '4')).waitFor();
    assert.deepEqual(await faultsOf(session), [], 'several');
    await view.getByRole('toolbar').getByRole('button', { name: words.invite_mark_sent }).click();
    await session.settled();
    assert.equal((await register(session)).counts.sent, 4);
    await press(session, 'Control+z');
    assert.equal((await register(session)).counts.sent, 0);

    await view.getByRole('grid').focus();
    await press(session, 'Control+a');
    await view.getByText(words.bulk_count.replace('{shown}', '6')).waitFor();
    const pdf = join(session.folder, '招待.pdf');
    await session.pick(pdf);
    await view.getByRole('toolbar').getByRole('button', { name: words.invite_sheet }).click();
    assert.deepEqual(await faultsOf(session), [], 'the sheet');
    await dialog(session).getByRole('button', { name: words.print_do }).click();
    await view.getByText(/招待\.pdf/).waitFor();
    assert.equal(readFileSync(pdf).subarray(0, 5).toString(), '%PDF-');
    await view.getByRole('grid').focus();
    await press(session, 'Escape');
    assert.equal(await view.getByRole('toolbar').count(), 0, 'Escape ends the choice');
    await press(session, 'Shift+ArrowUp');
    await view.getByText(words.bulk_count.replace('{shown}', '2')).waitFor();
  } finally {
    await session.close();
  }
});

test('the codes say what they are to say, and drafts and pictures are written', async () => {
  const session = await open();
  try {
    const { view, words } = session;
    const [first] = (await people(session, 30)).filter(({ display_name }) => display_name.includes('高橋') || display_name.includes('髙橋'));
    await make(session, [first.id], { enishi: true });
    await openInvites(session);
    const shownCode = async () => {
      await view.getByRole('img').first().waitFor();
      await session.settled();
      return (await readFrom(session, await view.screenshot()))[0];
    };
    assert.match(await shownCode(), /^BEGIN:VCARD/, 'people without Enishi come first');
    await view.getByRole('radio', { name: words.invite_code_enishi }).focus();
    await press(session, ' ');
    assert.match(await shownCode(), /^enishi:\/\/invite\//);
    assert.deepEqual(await faultsOf(session), []);

    const eml = join(session.folder, '招待.eml');
    await session.pick(eml);
    await button(session, words.invite_way_draft, { exact: false }).click();
    await view.getByText(/招待\.eml/).waitFor();
    assert.match(readFileSync(eml, 'utf8'), /^X-Unsent: 1\r?$/m);
    const png = join(session.folder, '招待.png');
    await session.pick(png);
    await button(session, words.invite_way_save_code, { exact: false }).click();
    await view.getByRole('menuitem', { name: /1600/ }).click();
    await view.getByText(/招待\.png/).waitFor();
    assert.match((await readFrom(session, readFileSync(png)))[0], /^enishi:\/\/invite\//);

    // The toast of a way out offers to mark the draft as sent.
    await button(session, words.invite_way_text).click();
    await view.getByRole('status').getByRole('button', { name: words.invite_mark_sent }).click();
    await session.settled();
    assert.equal((await register(session)).counts.sent, 1);
  } finally {
    await session.close();
  }
});

test('a service’s address that ran out is issued anew and linked to the former one', async () => {
  const session = await open();
  try {
    const { view, words } = session;
    const { services } = await invites(session);
    await openInvites(session);
    await tab(session, words.invite_state_expired).click();
    await session.settled();
    await button(session, words.run_invite_reissue).click();
    await session.settled();
    await view.keyboard.type('そのURL');
    await press(session, 'Enter');
    await dialog(session).getByText(words.service_invite_problem_url).waitFor();
    assert.deepEqual(await faultsOf(session), [], 'no address');
    await dialog(session).getByRole('textbox').fill('https://line.example/invite/new');
    await press(session, 'Enter');
    await view.locator('[data-value]').getByText('https://line.example/invite/new').waitFor();
    await session.settled();
    assert.deepEqual(await faultsOf(session), [], 'the new one');
    const [made] = (await register(session, { service: services.line, state: 'drafted' })).rows;
    const { former } = await session.invoke('invite', { id: made.id });
    assert.equal(former?.state, 'expired');

    // Each leads to the other.
    const link = (label, row) =>
      view.locator('dt').filter({ hasText: label }).locator('xpath=following-sibling::dd[1]').getByRole('button', { name: words[`invite_state_${row.state}`], exact: false });
    await link(words.invite_former, former).click();
    await session.settled();
    await view.getByText(words.invite_expired_service.split('{until}').at(-1)).waitFor();
    assert.deepEqual(await faultsOf(session), [], 'the former one');
    await link(words.invite_later, made).click();
    await session.settled();
    await view.locator('[data-value]').getByText('https://line.example/invite/new').waitFor();
  } finally {
    await session.close();
  }
});

test('many are invited in one go, previewed one by one, written to a folder, and again without duplicates', async () => {
  const session = await open();
  try {
    const { view, words } = session;
    const folder = join(session.folder, '渡すもの');
    mkdirSync(folder);
    const begin = async () => {
      await choose(session, 'find');
      await session.view.keyboard.press('Escape');
      const options = view.getByRole('option');
      await options.nth(1).click();
      await options.nth(4).click({ modifiers: ['Shift'] });
      await session.settled();
      await button(session, words.bulk_invite).click();
      await dialog(session).waitFor();
      await session.settled();
    };
    await begin();
    assert.deepEqual(await faultsOf(session), [], 'whom');
    await button(session, words.invite_batch_on).click();
    await session.settled();
    assert.deepEqual(await faultsOf(session), [], 'the message');
    const area = dialog(session).getByLabel(words.invite_message_body);
    await area.fill('{name}\n{nobody}\n');
    await dialog(session).getByRole('button', { name: /\{own\}/ }).click();
    await session.settled();
    assert.match(await area.inputValue(), /\{own\}/);
    await button(session, words.invite_batch_on).click();
    await session.settled();
    await dialog(session).getByText(words.invite_preview_unknown.split('{fields}')[0]).waitFor();
    assert.deepEqual(await faultsOf(session), [], 'an unknown field');
    await button(session, words.common_back).click();
    await dialog(session).getByRole('button', { name: words.invite_message_reset }).click();
    await button(session, words.invite_batch_on).click();
    await session.settled();

    const names = [];
    for (let at = 0; at < 4; at += 1) {
      names.push(await dialog(session).getByRole('status').textContent());
      assert.deepEqual(await faultsOf(session), [], `person ${at}`);
      await press(session, 'ArrowRight');
    }
    assert.equal(new Set(names).size, 4, 'each once');

    const write = dialog(session).getByRole('button', { name: /…$/ }).last();
    await session.pick(folder);
    await write.click();
    await button(session, words.invite_batch_open).waitFor();
    await session.settled();
    assert.deepEqual(await faultsOf(session), [], 'the result');
    const [made] = readdirSync(folder);
    const files = readdirSync(join(folder, made));
    assert.equal(files.filter((file) => file.endsWith('.png')).length, 4);
    assert.ok(files.some((file) => file.endsWith('.csv')) && files.some((file) => file.endsWith('.pdf')));
    await button(session, words.invite_batch_open).click();
    await session.settled();
    assert.equal(await view.getByRole('grid').getByRole('row').count(), 4);
    assert.deepEqual(await faultsOf(session), [], 'the batch in the register');

    await choose(session, 'contacts');
    await press(session, 'Control+2');
    await begin();
    await button(session, words.invite_batch_on).click();
    await button(session, words.invite_batch_on).click();
    await session.settled();
    await session.pick(folder);
    await write.click();
    await button(session, words.invite_batch_open).waitFor();
    assert.equal((await register(session)).total, 4, 'no duplicates');
    assert.equal((await register(session)).batches.length, 1, 'one batch');
  } finally {
    await session.close();
  }
});

test('without an own card that is told, with the way to make it', async () => {
  const session = await open({ book: 'empty' });
  try {
    const { view, words } = session;
    await session.invoke('add', { edits: [{ field: 'family_name', value: '阿部' }] });
    await session.settled();
    await press(session, 'Control+5');
    await button(session, words.invite_new).click();
    await dialog(session).getByText(words.invite_no_own).waitFor();
    assert.deepEqual(await faultsOf(session), []);
    await dialog(session).getByRole('button', { name: words.new_own }).click();
    await view.getByRole('heading', { name: words.new_own }).waitFor();
  } finally {
    await session.close();
  }
});

test('the own card’s code leads to an invite of it', async () => {
  const session = await open();
  try {
    const { view, words } = session;
    await choose(session, 'own-card');
    await dialog(session).getByRole('img').waitFor();
    await session.settled();
    await button(session, words.code_invite).click();
    await view.getByRole('heading', { name: words.invite_new_title }).waitFor();
    assert.deepEqual(await faultsOf(session), []);
    await button(session, words.invite_make).click();
    await dialog(session).getByRole('img').waitFor();
    await session.settled();
    assert.equal((await register(session)).rows[0].contact, null);
    await dialog(session).getByRole('button', { name: words.invite_mark_sent }).click();
    await session.settled();
    assert.equal((await register(session)).counts.sent, 1);
    assert.deepEqual(await faultsOf(session), [], 'sent from the dialog');
    await dialog(session).getByRole('button', { name: words.invite_show }).click();
    await view.getByRole('grid').waitFor();
  } finally {
    await session.close();
  }
});

test('the input method’s Enter and Escape end a composition and nothing else', async () => {
  const session = await open();
  try {
    const { view, words } = session;
    await make(session, (await people(session, 3)).map(({ id }) => id));
    await openInvites(session);
    await choose(session, 'find');
    const client = await session.context.newCDPSession(view);
    await client.send('Input.imeSetComposition', { selectionStart: 2, selectionEnd: 2, text: 'あお' });
    for (const key of ['Enter', 'Escape', 'ArrowDown']) {
      await view.evaluate(
        (pressed) =>
          document.activeElement.dispatchEvent(
            new KeyboardEvent('keydown', { key: pressed, isComposing: true, bubbles: true, cancelable: true }),
          ),
        key,
      );
    }
    assert.equal(await view.evaluate(() => document.activeElement?.getAttribute('aria-label')), words.invite_search, 'the focus stays');
    await client.send('Input.insertText', { text: '青木' });
    await session.settled();
    assert.equal(await view.getByLabel(words.invite_search).inputValue(), '青木');
  } finally {
    await session.close();
  }
});

test('the register and its dialogs are without faults in a narrow window and with huge text', async () => {
  const small = { width: 480, height: 760 };
  // Each state once, then what has most to say.
  for (const { rows, ...how } of [
    { ...small, rows: [0, 2, 4, 5, 7, 8] },
    { ...small, language: 'en', rows: [2, 8] },
    { settings: { text_size: 'huge' }, rows: [2, 8] },
  ]) {
    const session = await open(how);
    try {
      const { view, words } = session;
      await invites(session);
      await press(session, 'Control+5');
      await view.getByRole('grid').waitFor();
      await session.settled();
      assert.deepEqual(await faultsOf(session), [], 'the list');
      for (const at of rows) {
        await view.getByRole('grid').getByRole('row').nth(at).click();
        await session.settled();
        assert.deepEqual(await faultsOf(session), [], `invite ${at}`);
        await button(session, words.invite_back).click();
        await session.settled();
      }
      await button(session, words.invite_new).click();
      await session.settled();
      assert.deepEqual(await faultsOf(session), [], 'a new one');
      await button(session, words.invite_make).click();
      await dialog(session).getByRole('img').waitFor();
      await session.settled();
      assert.deepEqual(await faultsOf(session), [], 'what was made');
    } finally {
      await session.close();
    }
  }
});

test('what ran out is told by a day, and what soon will by its days', async () => {
  const session = await open();
  try {
    const { words } = session;
    await invites(session);
    await openInvites(session);
    assert.equal((await register(session)).counts.expired, 1);
    const today = await dayFrom(session, 0);
    assert.ok((await register(session, { state: 'expired' })).rows[0].expires < today);
    await tab(session, words.invite_state_expired).click();
    await session.settled();
    await session.view.getByText(words.invite_expired_service.split('{until}').at(-1)).waitFor();
  } finally {
    await session.close();
  }
});
