// Invitations that a service issues: added and handed over by keyboard alone, run out, issued anew, revoked, deleted and brought back; in the
// register of services, in the step of a procedure, and on the home screen.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { faultsOf } from '../support/faults.mjs';
import { choose, dayFrom, edits } from '../support/screens.mjs';
import { closeBrowser, open } from '../support/session.mjs';

after(closeBrowser);

const ADDRESS = 'https://manager.line.biz/invitation/Zk3vQx';
const addService = async (session, name) => (await session.invoke('add_service', { edits: edits({ name }) })).id;
const addInvite = async (session, service, values, contact = null) =>
  (await session.invoke('add_service_invite', { service, contact, edits: edits({ url: ADDRESS, ...values }) })).id;
const viewOf = (session, id) => session.invoke('invite', { id });
const invitesOf = async (session, id) => (await session.invoke('service', { id })).invites;

const press = async (session, ...keys) => {
  for (const key of keys) {
    await session.view.keyboard.press(key);
    await session.settled();
  }
};
const section = (session) => session.view.getByRole('region', { name: session.words.service_invites, exact: true });
const button = (session, name, within = session.view) => within.getByRole('button', { name, exact: true });
const line = (session, id) => session.view.locator(`[data-invite="${id}"]`);
/** The button that opens it. */
const opener = (session, id) => line(session, id).locator('button[aria-expanded]').first();
const focused = (locator) => locator.evaluate((element) => element === document.activeElement);
/** Opens the menu of a line by keyboard and chooses this. */
async function choosing(session, id, word) {
  await line(session, id).locator('button[aria-haspopup=menu]').last().focus();
  await press(session, 'Enter');
  const item = session.view.getByRole('menuitem', { name: word, exact: true });
  await item.focus();
  await press(session, 'Enter');
}

async function enlarge(session) {
  await session.view.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
    window.dispatchEvent(new Event('resize'));
  });
  await session.settled();
}

/** A service with an invitation in each state, the newest on top. */
async function filled(session) {
  const service = await addService(session, '西村製本');
  const { rows } = await session.invoke('list', { list: { list: 'people' }, sort: 'reading', offset: 0, limit: 3 });
  const day = (days) => dayFrom(session, days);
  const expired = await addInvite(session, service, {
    recipient: '髙木 由紀',
    role: '運用担当者',
    issued: await day(-5),
    expires: await day(-5),
  });
  const accepted = await addInvite(session, service, { role: '管理者' }, rows[0].id);
  await session.invoke('mark_invites', { ids: [accepted], mark: 'accepted' });
  const revoked = await addInvite(session, service, { recipient: '前の担当', role: '運用担当者', expires: await day(3) });
  await session.invoke('mark_invites', { ids: [revoked], mark: 'revoked' });
  const sent = await addInvite(session, service, { role: '管理者', expires: await day(3) }, rows[1].id);
  await session.invoke('mark_invites', { ids: [sent], mark: 'sent' });
  const drafted = await addInvite(session, service, { role: '管理者' }, rows[2].id);
  return { service, expired, accepted, revoked, sent, drafted, people: rows };
}

async function shown(session) {
  await choose(session, 'services');
  await section(session).waitFor();
  await session.settled();
}

for (const [language, theme] of [
  ['ja', 'light'],
  ['en', 'dark'],
]) {
  test(`an invitation is kept, handed over and taken up by keyboard alone in ${language}`, async () => {
    const session = await open({ language, theme });
    try {
      const { view, words } = session;
      const service = await addService(session, '西村製本');
      await shown(session);
      await section(session).getByText(words.service_invites_empty).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'without any');

      await button(session, words.service_invites_add, section(session)).focus();
      await press(session, 'Enter');
      await view.keyboard.type('青木');
      await session.settled();
      assert.deepEqual(await faultsOf(session), [], 'whom');
      await press(session, 'Enter');
      await view.keyboard.type('manager.line.biz');
      await press(session, 'Enter');
      await view.getByText(words.service_invite_problem_url).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'no address');
      await press(session, 'Control+a');
      await view.keyboard.type(ADDRESS);
      await press(session, 'Tab');
      await view.keyboard.type('管理者');
      await press(session, 'Enter');
      await view.getByRole('dialog').waitFor({ state: 'detached' });

      // It stands open, with a code that was read back.
      const [row] = await invitesOf(session, service);
      const today = await dayFrom(session, 0);
      assert.deepEqual([row.state, row.role, row.issued, row.expires], ['drafted', '管理者', today, today]);
      assert.match(row.recipient, /青木/);
      await line(session, row.id).getByRole('img').waitFor();
      await session.settled();
      assert.deepEqual(await faultsOf(session), [], 'open');
      assert.match(await line(session, row.id).textContent(), new RegExp(words.invite_days_today));

      // As large as the window, and back to where one was.
      await button(session, words.code_full_screen, line(session, row.id)).focus();
      await press(session, 'Enter');
      await view.getByRole('dialog').getByRole('img').waitFor();
      await session.settled();
      assert.deepEqual(await faultsOf(session), [], 'as large as the window');
      await press(session, 'Escape');
      assert.ok(await focused(button(session, words.code_full_screen, line(session, row.id))));
      const fits = ({ width, parentElement }) => width > 0 && width <= parentElement.clientWidth;
      assert.ok(await line(session, row.id).getByRole('img').evaluate(fits), 'the small one has its own size again');

      // Its picture goes to a file.
      const file = join(session.folder, '招待.svg');
      await session.pick(file);
      await button(session, words.invite_code_save, line(session, row.id)).focus();
      await press(session, 'Enter', 'ArrowUp');
      await view.getByRole('menuitem', { name: words.code_save_svg }).focus();
      await press(session, 'Enter');
      await view.getByText(words.code_saved.replace('{file}', '招待.svg')).waitFor();

      // Sent, and accepted.
      await button(session, words.service_invite_mark_sent, line(session, row.id)).focus();
      await press(session, 'Enter');
      await line(session, row.id).getByText(words.invite_state_sent, { exact: true }).waitFor();
      await button(session, words.service_invite_mark_accepted, line(session, row.id)).focus();
      await press(session, 'Enter');
      await line(session, row.id).getByText(words.invite_state_accepted, { exact: true }).waitFor();
      assert.equal(await line(session, row.id).getByRole('img').count(), 0, 'it is not handed out any more');
      assert.deepEqual(await faultsOf(session), [], 'accepted');

      // The right that came with it.
      await button(session, words.service_invite_register, line(session, row.id)).focus();
      await press(session, 'Enter');
      const role = view.getByRole('dialog').getByLabel(words.access_role, { exact: true });
      assert.equal(await role.inputValue(), '管理者');
      assert.ok(await view.getByRole('dialog').getByRole('checkbox', { name: words.access_admin }).isChecked());
      assert.deepEqual(await faultsOf(session), [], 'the right');
      await press(session, 'Enter');
      await view.getByRole('dialog').waitFor({ state: 'detached' });
      await session.settled();
      const { held } = await session.invoke('service', { id: service });
      assert.deepEqual(
        held.map(({ contact, access }) => [contact, access.role, access.admin, access.since]),
        [[row.contact, '管理者', true, today]],
      );
      await section(session).getByText(words.service_invite_register, { exact: true }).waitFor({ state: 'detached' });
    } finally {
      await session.close();
    }
  });

  test(`the way of an invitation is told in ${language}, ${theme}`, async () => {
    const session = await open({ language, theme });
    try {
      const { words } = session;
      const made = await filled(session);
      await shown(session);
      for (const state of ['drafted', 'sent', 'expired', 'revoked', 'accepted'])
        await line(session, made[state]).getByText(words[`invite_state_${state}`], { exact: true }).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'all states');
      for (const state of ['sent', 'expired', 'revoked', 'accepted']) {
        await opener(session, made[state]).click();
        await session.settled();
        assert.deepEqual(await faultsOf(session), [], `${state}, open`);
      }
    } finally {
      await session.close();
    }
  });

  test(`an address that ran out stands on the home screen, and a new one takes its place, in ${language}`, async () => {
    const session = await open({ language, theme });
    try {
      const { view, words } = session;
      const { service, expired } = await filled(session);
      await choose(session, 'home');
      const page = view.locator('[data-pane=page]');
      await page.getByRole('heading', { name: /髙木 由紀/ }).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'home');

      // Three days are left of one that was sent.
      await page.getByRole('button', { name: new RegExp(words.deadline_invite_to.split('{name}').at(-1)) }).first().waitFor();

      await page.getByRole('button', { name: new RegExp(`^${words.home_open_invite}`) }).click();
      await section(session).waitFor();
      await session.settled();
      assert.ok(await focused(opener(session, expired)), 'the one that it is about');
      assert.equal(await opener(session, expired).getAttribute('aria-expanded'), 'true');
      assert.equal(await button(session, words.service_invite_mark_accepted, line(session, expired)).count(), 0);

      await button(session, words.service_invite_reissue, line(session, expired)).focus();
      await press(session, 'Enter');
      assert.deepEqual(await faultsOf(session), [], 'a new address');
      await view.keyboard.type('https://manager.line.biz/invitation/second');
      await press(session, 'Enter');
      await view.getByRole('dialog').waitFor({ state: 'detached' });
      const [row] = await invitesOf(session, service);
      const { former } = await viewOf(session, row.id);
      assert.deepEqual([former.id, former.state, row.recipient], [expired, 'expired', '髙木 由紀']);
      await line(session, row.id).getByRole('img').waitFor();
      await line(session, row.id).getByText(words.service_invite_former).waitFor();
      assert.equal(await line(session, expired).count(), 0, 'it stands under the new one');
      assert.deepEqual(await faultsOf(session), [], 'issued anew');
      await choose(session, 'home');
      await page.getByRole('heading', { name: /髙木 由紀/ }).waitFor({ state: 'detached' });
    } finally {
      await session.close();
    }
  });

  test(`a revoked invitation says what still works, in ${language}`, async () => {
    const session = await open({ language, theme });
    try {
      const { view, words } = session;
      const { sent } = await filled(session);
      await shown(session);
      const says = line(session, sent).getByText(words.service_invite_revoked_valid.split('{day}').at(-1).trim());
      await choosing(session, sent, words.service_invite_revoke);
      await says.waitFor();
      await button(session, words.common_undo).focus();
      await press(session, 'Enter');
      await says.waitFor({ state: 'detached' });
      assert.equal((await viewOf(session, sent)).row.state, 'sent');
      await choosing(session, sent, words.service_invite_revoke);
      await says.waitFor();
      await choosing(session, sent, words.service_invite_unrevoke);
      await says.waitFor({ state: 'detached' });
      assert.equal(await view.getByRole('dialog').count(), 0);
    } finally {
      await session.close();
    }
  });

  test(`an invitation in the trash comes back, and goes for good in two steps, in ${language}`, async () => {
    const session = await open({ language, theme });
    try {
      const { view, words } = session;
      const { service, expired, drafted } = await filled(session);
      await shown(session);
      await opener(session, drafted).focus();
      await press(session, 'Delete');
      await line(session, drafted).waitFor({ state: 'detached' });
      await button(session, words.common_undo).focus();
      await press(session, 'Enter');
      await line(session, drafted).waitFor();

      await opener(session, expired).focus();
      await press(session, 'Delete');
      await line(session, expired).waitFor({ state: 'detached' });
      await choose(session, 'trash');
      const row = view.getByRole('row').filter({ hasText: '髙木 由紀' });
      await row.getByText(words.trash_kind_invite, { exact: true }).first().waitFor();
      assert.deepEqual(await faultsOf(session), [], 'in the trash');
      await row.getByRole('button', { name: words.trash_restore_of.replace('{name}', '髙木 由紀') }).focus();
      await press(session, 'Enter');
      await row.waitFor({ state: 'detached' });
      assert.ok((await invitesOf(session, service)).some(({ id }) => id === expired));

      await session.invoke('trash', { entities: [{ entity: 'record', id: expired }] });
      await row.waitFor();
      await row.getByRole('checkbox').focus();
      await press(session, ' ', 'Delete');
      await view.getByRole('dialog').waitFor();
      assert.match(await view.getByRole('dialog').textContent(), /髙木 由紀/);
      await button(session, words.trash_ask_yes_one, view.getByRole('dialog')).focus();
      await press(session, ' ');
      await row.waitFor({ state: 'detached' });
      await assert.rejects(viewOf(session, expired));
    } finally {
      await session.close();
    }
  });
}

/** A procedure whose first step is an invitation, good for a day. */
const TEMPLATE = `
id = "inviting"
checked_on = "2026-11-28"
subject = "service"
title = { ja = "招待する", en = "Inviting" }
run_title = { ja = "{subject}への招待", en = "Inviting to {subject}" }

[[step]]
id = "invite"
title = { ja = "権限の招待URL", en = "Invitation URL" }
[step.kind.invite]
days = 1

[[step]]
id = "check"
title = { ja = "確かめる", en = "Check" }
needs = ["invite"]
kind.confirm = { points = [{ id = "x", text = { ja = "見えた", en = "Seen" } }] }
`;

/** A run of it, shown at its invitation. */
async function inviting(how) {
  const session = await open(how);
  const path = join(session.folder, 'inviting.toml');
  writeFileSync(path, TEMPLATE);
  await session.pick(path);
  await session.invoke('import_template');
  const { key } = (await session.invoke('templates')).find(({ title }) => title.en === 'Inviting');
  const service = await addService(session, '西村製本');
  const { id: run } = await session.invoke('start_run', { template: key, subject: { subject: 'service', id: service }, name: '招待' });
  await choose(session, 'home');
  await session.view.getByRole('button', { name: session.words.home_go_on_with.replace('{name}', '招待') }).click();
  await session.view.locator('[data-step=invite]').waitFor();
  await session.settled();
  return { ...session, service, run };
}

const facts = async (session) => (await session.invoke('run_step', { id: session.run, step: 'invite' })).facts.invite;
const field = (session, word) => session.view.getByLabel(session.words[word], { exact: true });
const typed = async (session, word, text) => {
  await field(session, word).focus();
  await session.view.keyboard.press('Control+a');
  await session.view.keyboard.type(text);
  await session.view.keyboard.press('Tab');
  await session.settled();
};

for (const [language, theme] of [
  ['ja', 'light'],
  ['en', 'dark'],
]) {
  test(`the step of a procedure and the register have one invitation in common, in ${language}`, async () => {
    const session = await inviting({ language, theme });
    try {
      const { view, words } = session;
      const step = view.locator('[data-step=invite]');
      const stand = (state) => step.getByRole('status').getByText(words[`invite_state_${state}`], { exact: true });
      assert.deepEqual(await faultsOf(session), [], 'empty');
      await typed(session, 'run_invite_url', ADDRESS);
      await typed(session, 'run_invite_recipient', '髙木 由紀');
      await typed(session, 'run_invite_role', '管理者');
      await stand('drafted').waitFor();
      await step.getByRole('img').waitFor();
      await session.settled();
      assert.deepEqual(await faultsOf(session), [], 'filled in');
      const { record } = await facts(session);
      const { row, url } = await viewOf(session, record);
      assert.deepEqual([url, row.recipient, row.role, row.run], [ADDRESS, '髙木 由紀', '管理者', session.run]);

      // Sent, as the register says; another address makes another code.
      await button(session, words.run_invite_mark_sent, step).focus();
      await press(session, 'Enter');
      await stand('sent').waitFor();
      assert.equal((await viewOf(session, record)).row.state, 'sent');
      const before = await step.getByRole('img').getAttribute('src');
      await typed(session, 'run_invite_url', `${ADDRESS}2`);
      await view.waitForFunction((src) => document.querySelector('[data-step=invite] img')?.src !== src, before);

      // It ran out: the gate stays shut until there is a new address.
      await typed(session, 'run_invite_issued', await dayFrom(session, -3));
      await typed(session, 'run_invite_expires', await dayFrom(session, -2));
      await stand('expired').waitFor();
      assert.equal(await step.getByRole('img').count(), 0);
      assert.deepEqual(await faultsOf(session), [], 'run out');
      await button(session, words.run_invite_reissue, step).focus();
      await press(session, 'Enter');
      await view.keyboard.type('https://manager.line.biz/invitation/second');
      await press(session, 'Enter');
      await view.getByRole('dialog').waitFor({ state: 'detached' });
      await stand('drafted').waitFor();
      await step.getByText(`${ADDRESS}2`).waitFor();
      const second = (await facts(session)).record;
      assert.notEqual(second, record);
      assert.equal((await viewOf(session, second)).former.id, record);

      // Revoked in the register: the step knows.
      await session.invoke('mark_invites', { ids: [second], mark: 'revoked' });
      await stand('revoked').waitFor();
      await step.getByText(words.run_invite_revoked_text).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'revoked');
      await session.invoke('mark_invites', { ids: [second], mark: 'drafted' });
      await stand('drafted').waitFor();

      // And the other way round.
      await button(session, words.run_invite_open_service, step).focus();
      await press(session, 'Enter');
      await section(session).waitFor();
      await session.settled();
      assert.ok(await focused(opener(session, second)));
      await line(session, second).getByText(words.service_invite_former).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'in the register');
      await button(session, words.service_invite_mark_accepted, line(session, second)).focus();
      await press(session, 'Enter');
      await line(session, second).getByText(words.invite_state_accepted, { exact: true }).waitFor();
      assert.equal((await facts(session)).accepted, await dayFrom(session, 0));
      await button(session, words.service_invite_in_run_open, line(session, second)).focus();
      await press(session, 'Enter');
      await step.waitFor();
      await stand('accepted').waitFor();
      assert.deepEqual(await faultsOf(session), [], 'accepted');
    } finally {
      await session.close();
    }
  });

  test(`invitations are without faults in narrow windows and at double text in ${language}`, async () => {
    for (const width of [1000, 480, 1280]) {
      const session = await open({ language, theme, width });
      try {
        const { view, words } = session;
        const made = await filled(session);
        if (width === 1280) await enlarge(session);
        await choose(session, 'services');
        await view.getByRole('navigation', { name: words.service_list }).getByRole('button', { name: /西村製本/ }).click();
        await section(session).waitFor();
        await session.settled();
        await opener(session, made.drafted).click();
        await line(session, made.drafted).getByRole('img').waitFor();
        await session.settled();
        assert.deepEqual(await faultsOf(session), [], `open, ${width}`);
        await button(session, words.service_invites_add, section(session)).click();
        await session.settled();
        await button(session, words.service_invite_no_one, view.getByRole('dialog')).click();
        await session.settled();
        assert.deepEqual(await faultsOf(session), [], `adding, ${width}`);
      } finally {
        await session.close();
      }
    }
    const session = await inviting({ language, theme, width: 480 });
    try {
      await typed(session, 'run_invite_url', ADDRESS);
      await session.view.locator('[data-step=invite]').getByRole('img').waitFor();
      await session.settled();
      assert.deepEqual(await faultsOf(session), [], 'a step');
    } finally {
      await session.close();
    }
  });
}

test('nothing happens while the input method composes', async () => {
  const session = await open();
  try {
    const { view, words } = session;
    const { drafted, service } = await filled(session);
    await shown(session);
    const how = { key: 'Delete', isComposing: true, bubbles: true };
    await opener(session, drafted).dispatchEvent('keydown', how);
    await session.settled();
    assert.ok((await invitesOf(session, service)).some(({ id }) => id === drafted));
    await button(session, words.service_invites_add, section(session)).click();
    const input = view.getByRole('dialog').getByRole('combobox');
    await input.fill('たかぎせんせい');
    await session.settled();
    await input.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true });
    await session.settled();
    assert.ok(await input.isVisible(), 'nobody was taken over');
  } finally {
    await session.close();
  }
});

test('the recipient is chosen from the contacts later on', async () => {
  const session = await open();
  try {
    const { view, words } = session;
    const service = await addService(session, '西村製本');
    const id = await addInvite(session, service, { role: '管理者' });
    await shown(session);
    assert.match(await opener(session, id).textContent(), new RegExp(words.service_invite_nobody));
    await opener(session, id).click();
    await button(session, words.service_invite_rewhom_book, line(session, id)).click();
    await session.settled();
    await view.keyboard.type('青木');
    await session.settled();
    await press(session, 'Enter');
    await view.getByRole('dialog').waitFor({ state: 'detached' });
    await session.settled();
    const { row } = await viewOf(session, id);
    assert.match(row.recipient, /青木/);
    assert.notEqual(row.contact, null);
    assert.match(await opener(session, id).textContent(), /青木/);
  } finally {
    await session.close();
  }
});

test('an invitation runs out by itself when its last day is over', async () => {
  const noon = 1_795_316_400_000;
  const day = 86_400_000;
  const first = await open({ book: 'empty', at: noon });
  const service = await addService(first, '西村製本');
  const id = await addInvite(first, service, { recipient: '髙木 由紀', expires: await dayFrom(first, 1) });
  assert.equal((await viewOf(first, id)).row.days_left, 1);
  await first.leave();

  // The last minute of the last day, and the first one after it; the tests' backend lives in UTC.
  const midnight = noon + 2 * day - (noon % day);
  const last = await open({ book: 'empty', folder: first.folder, at: midnight - 60_000 });
  await shown(last);
  await line(last, id).getByText(last.words.invite_days_today).waitFor();
  await line(last, id).getByText(last.words.invite_state_drafted, { exact: true }).waitFor();
  await last.leave();
  const after = await open({ book: 'empty', folder: first.folder, at: midnight });
  try {
    await choose(after, 'home');
    await after.view.getByRole('button', { name: new RegExp(`^${after.words.home_open_invite}`) }).click();
    await line(after, id).getByText(after.words.invite_state_expired, { exact: true }).waitFor();
    await after.settled();
    assert.deepEqual(await faultsOf(after), []);
  } finally {
    await after.close();
  }
});
