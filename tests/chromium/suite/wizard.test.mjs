// The wizard: a run gone through by keyboard, its gates tried in each way the window offers, and the point of no return.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { faultsOf } from '../support/faults.mjs';
import { closeBrowser, open } from '../support/session.mjs';

after(closeBrowser);

const RUN = 'LINE WORKS の退会';
const SUBJECT = '西村製本 LINE WORKS';

/** A run of the template on a service of its own, open in the window at the step to go on with. */
async function started(options = {}) {
  const session = await open(options);
  try {
    const service = (await session.invoke('add_service', { edits: [{ field: 'name', value: SUBJECT }] })).id;
    const subject = { subject: 'service', id: service };
    session.run = (await session.invoke('start_run', { template: 'line-works', subject, name: RUN })).id;
    await session.settled();
    return session;
  } catch (fault) {
    await session.close();
    throw fault;
  }
}

async function show(session) {
  await session.view.reload();
  await session.settled();
  await session.view.getByRole('button', { name: session.words.home_go_on_with.replace('{name}', RUN) }).click();
  await heading(session).waitFor();
  await session.settled();
}

const heading = (session) => session.view.locator('.run h1');
const gate = (session) => session.view.getByRole('region', { name: session.words.run_gate });
const railStep = (session, name) =>
  session.view.getByRole('navigation', { name: session.words.run_steps }).getByRole('button', { name });
const move = (session, step, what) => session.invoke('move_step', { id: session.run, step, what });
const viewOf = (session, step) => session.invoke('run_step', { id: session.run, step });
const statusOf = async (session, step) =>
  (await session.invoke('run_status', { id: session.run })).steps.find(({ id }) => id === step);
const title = async (session, step) => (await viewOf(session, step)).step.title[session.language];

async function ask(session, item) {
  await session.view.getByRole('button', { name: session.words.run_more }).click();
  await session.view.getByRole('menuitem', { name: item }).click();
  await session.view.getByRole('dialog').waitFor();
}

/** The answers that lead a direct contract of a paid plan to the point of no return. */
const answers = { account: 'line-works', admin: 'self', contract: 'direct', plan: 'paid' };

/** Does everything up to this step over the contract, as a person would fill it in. */
async function doUpTo(session, last) {
  const { steps } = await session.invoke('run_status', { id: session.run });
  for (const { id } of steps) {
    if (id === last) return;
    const view = await viewOf(session, id);
    if (['done', 'skipped', 'not_needed'].includes(view.status.state)) continue;
    if (view.status.skippable) await move(session, id, { go: { go: 'skipped', reason: 'なし' } });
    else await move(session, id, { set: filledIn(view), go: { go: 'done' } });
  }
}

function filledIn({ step, status, facts }) {
  const edit = (field, value) => ({ field, value });
  switch (status.kind) {
    case 'choose':
      return [edit('chosen', answers[step.id])];
    case 'confirm':
      return step.kind.confirm.points.map(({ id }) => edit(id, 'true'));
    case 'prove':
      return step.kind.prove.points.map(({ id }) => edit(id, 'true'));
    case 'fill': {
      const values = { date: '2026-11-20', number: '1', email: 'a@example.jp', url: 'https://example.jp', phone: '03-5550-0100' };
      return step.kind.fill.fields.map(({ id, input }) => edit(id, values[input] ?? '西村製本'));
    }
    case 'settle':
      return facts.settle.rows.map(({ id }) => edit(`${id}.owed`, '0'));
    case 'bridge':
    case 'handover':
      return [edit('nobody', 'true')];
    default:
      return [];
  }
}

for (const language of ['ja', 'en']) {
  test(`a run is gone through by keyboard in ${language}`, async () => {
    const session = await started({ language });
    try {
      const { view, words } = session;
      const press = async (key) => {
        await view.keyboard.press(key);
        await session.settled();
      };
      await show(session);
      assert.equal(await heading(session).textContent(), await title(session, 'account'));
      assert.deepEqual(await faultsOf(session), [], 'at its beginning');

      // The gate is shut: neither its button nor its key gets past it.
      await gate(session).getByText(words.lack_choice).waitFor();
      const next = gate(session).getByRole('button', { name: words.run_next, exact: true });
      assert.equal(await next.getAttribute('aria-disabled'), 'true');
      await next.focus();
      await press('Enter');
      await press('Control+Enter');
      assert.equal((await statusOf(session, 'account')).state, 'open');

      // Chosen, saved, done, and on to the next.
      await view.getByRole('radio', { name: /^LINE WORKS/ }).focus();
      await press(' ');
      await view.getByText(new RegExp(language === 'ja' ? 'すべて保存済み \\d' : 'All saved \\d')).waitFor();
      assert.equal(await next.getAttribute('aria-disabled'), null);
      await press('Control+Enter');
      assert.equal(await heading(session).textContent(), await title(session, 'admin'));
      assert.ok(await heading(session).evaluate((it) => it === document.activeElement), 'its title has the focus');
      assert.equal((await statusOf(session, 'account')).state, 'done');

      for (const [step, at] of [['admin', 0], ['contract', 0], ['plan', 1]]) {
        assert.equal(await heading(session).textContent(), await title(session, step));
        await view.getByRole('radio').nth(at).focus();
        await press(' ');
        await press('Control+Enter');
      }
      assert.equal((await statusOf(session, 'plan')).state, 'done');

      // Fields: a gate that names what is empty; a day as it is written; what is typed is saved before another step shows.
      const data = await title(session, 'contract-data');
      assert.equal(await heading(session).textContent(), data);
      const { fields } = (await viewOf(session, 'contract-data')).step.kind.fill;
      const label = (id) => fields.find((field) => field.id === id).label[language];
      await gate(session).getByText(label('holder')).waitFor();
      await view.getByLabel(label('day')).focus();
      await view.keyboard.type('31日');
      await press('Enter');
      await view.getByText(words.error_run_no_day).waitFor();
      await view.getByLabel(label('day')).fill('2026/12/20');
      await press('Enter');
      await view.getByLabel(label('holder')).focus();
      await view.keyboard.type('西村製本');
      await press('Alt+ArrowUp');
      assert.equal(await heading(session).textContent(), await title(session, 'plan'), 'steps left out are passed over');
      await press('Alt+ArrowDown');
      await view.keyboard.press('Alt+ArrowUp');
      await view.keyboard.press('Alt+ArrowDown');
      await session.settled();
      const { values } = (await viewOf(session, 'contract-data')).facts.fill;
      assert.deepEqual([values.holder, values.day], ['西村製本', '2026-12-20']);
      await view.getByLabel(words.run_note, { exact: true }).fill('4111 1111 1111 1111');
      await view.getByText(words.run_card_number).waitFor();
      await view.getByLabel(words.run_note, { exact: true }).fill('');
      await view.getByText(words.run_card_number).waitFor({ state: 'detached' });
      assert.deepEqual(await faultsOf(session), [], 'filled in');
      await press('Control+Enter');
      assert.equal((await statusOf(session, 'contract-data')).state, 'done');

      // Skipped with a reason, and not without.
      assert.equal(await heading(session).textContent(), await title(session, 'tell-partners'));
      await view.getByRole('button', { name: words.run_skip }).click();
      const dialog = view.getByRole('dialog');
      await dialog.getByLabel(words.run_ask_reason).waitFor();
      await press('Enter');
      assert.ok(await dialog.isVisible(), 'a reason is asked for');
      assert.deepEqual(await faultsOf(session), [], 'asked for a reason');
      await view.keyboard.type('取引先なし');
      await press('Enter');
      await dialog.waitFor({ state: 'detached' });
      assert.equal((await statusOf(session, 'tell-partners')).state, 'skipped');

      // In the rail arrows go from step to step; a done one shows what was answered, and is reopened with a reason.
      await railStep(session, await title(session, 'plan')).click();
      await session.settled();
      await press('ArrowUp');
      assert.equal(await heading(session).textContent(), await title(session, 'contract'));
      await gate(session).getByText(words.run_gate_done).waitFor();
      assert.ok(await view.getByRole('radio').first().isDisabled());
      await ask(session, words.run_reopen);
      await view.keyboard.type('契約が変わった');
      await press('Enter');
      assert.equal((await statusOf(session, 'contract')).state, 'doing');
      assert.ok(await view.getByRole('radio').first().isEnabled());
      assert.deepEqual(await faultsOf(session), [], 'reopened');

      // F6 goes round the panes, Escape leads home.
      await view.locator('.run [data-pane=rail] [aria-current=step]').focus();
      await press('F6');
      assert.ok(await view.evaluate(() => document.activeElement.closest('[data-pane=page]') !== null));
      await heading(session).focus();
      await press('Escape');
      await view.getByRole('heading', { level: 1, name: words.home_title }).waitFor();
    } finally {
      await session.close();
    }
  });

  test(`the point of no return asks for the name in ${language}`, async () => {
    const session = await started({ language });
    try {
      const { view, words } = session;
      await doUpTo(session, 'delete-members');
      await show(session);
      assert.equal(await heading(session).textContent(), await title(session, 'delete-members'));
      await view.getByText(words.run_no_return).waitFor();
      await view.getByText(words.run_irreversible_banner).waitFor();
      for (const box of await view.locator('.facts input[type=checkbox]').all())
        assert.ok(await box.isDisabled(), 'nothing in it can be done yet');
      assert.deepEqual(await faultsOf(session), [], 'before it');

      await gate(session).getByRole('button', { name: words.run_cross }).click();
      const dialog = view.getByRole('dialog');
      const name = dialog.getByLabel(words.run_ask_cross_name);
      const yes = dialog.getByRole('button', { name: words.run_ask_cross_yes });
      await name.fill('西村製本');
      await session.settled();
      assert.equal(await yes.getAttribute('aria-disabled'), 'true');
      await yes.click({ force: true });
      assert.deepEqual(await faultsOf(session), [], 'the wrong name');
      assert.equal((await statusOf(session, 'delete-members')).state, 'open');
      // As an input method writes it; Enter alone never begins what can't be undone.
      await name.fill('西村製本　ＬＩＮＥ　ＷＯＲＫＳ');
      await session.settled();
      assert.equal(await yes.getAttribute('aria-disabled'), null);
      await name.press('Enter');
      await session.settled();
      assert.equal((await statusOf(session, 'delete-members')).state, 'open');
      await yes.focus();
      await view.keyboard.press('Space');
      await dialog.waitFor({ state: 'detached' });
      await session.settled();
      const step = await viewOf(session, 'delete-members');
      assert.equal(step.status.state, 'doing');
      assert.notEqual(step.crossed_at, null);
      assert.equal(await gate(session).getByRole('button', { name: words.run_next, exact: true }).getAttribute('aria-disabled'), 'true');
      assert.deepEqual(await faultsOf(session), [], 'beyond it');
    } finally {
      await session.close();
    }
  });
}

test('what had happened before its turn is recorded, and shows as such', async () => {
  const session = await started();
  try {
    const { view, words } = session;
    await move(session, 'account', { set: [{ field: 'chosen', value: 'line-works' }], go: { go: 'done' } });
    await move(session, 'admin', { set: [{ field: 'chosen', value: 'self' }], go: { go: 'done' } });
    await show(session);
    await railStep(session, await title(session, 'delete-members')).click();
    await gate(session).getByText(words.run_gate_blocked).waitFor();
    assert.equal(await gate(session).getByRole('button', { name: words.run_next, exact: true }).getAttribute('aria-disabled'), 'true');
    await ask(session, words.run_already);
    const dialog = view.getByRole('dialog');
    const yes = dialog.getByRole('button', { name: words.run_ask_already_yes });
    await dialog.getByLabel(words.run_ask_already_on).fill('2026/11/20');
    await dialog.getByLabel(words.run_ask_reason).fill('担当者が先に消した');
    await session.settled();
    assert.equal(await yes.getAttribute('aria-disabled'), 'true', 'the name is asked for here too');
    await dialog.getByLabel(SUBJECT).fill(SUBJECT);
    await yes.click();
    await dialog.waitFor({ state: 'detached' });
    await session.settled();
    const step = await viewOf(session, 'delete-members');
    assert.deepEqual([step.status.state, step.status.broken, step.out_of_order.on], ['done', true, '2026-11-20']);
    await railStep(session, new RegExp(words.run_state_broken)).click();
    await view.getByText(/順番の外で済みました。理由：担当者が先に消した/).waitFor();
    assert.deepEqual(await faultsOf(session), []);
  } finally {
    await session.close();
  }
});

test('what the core refuses is said, and nothing painted before its time stays', async () => {
  const session = await started();
  try {
    const { view, words } = session;
    await show(session);
    // Something else was quicker: while the tick is on its way, the step is done with another answer.
    await view.route('**/invoke', async (route) => {
      if (route.request().postDataJSON().cmd === 'move_step')
        await move(session, 'account', { set: [{ field: 'chosen', value: 'personal' }], go: { go: 'done' } });
      await route.continue();
    });
    await view.getByRole('radio', { name: /^LINE WORKS/ }).focus();
    await view.keyboard.press('Space');
    await view.getByRole('alert').getByText(words.error_run_done).waitFor();
    await session.settled();
    assert.ok(await view.getByRole('radio').nth(1).isChecked());
    assert.deepEqual(await faultsOf(session), []);
    assert.equal((await viewOf(session, 'account')).facts.choose.chosen, 'personal');
  } finally {
    await session.close();
  }
});

for (const [named, options] of [
  ['a narrow window', { width: 640, language: 'en' }],
  ['a window of one pane', { width: 560 }],
  ['text twice as large', { settings: { text_size: 'huge' }, theme: 'dark' }],
]) {
  test(`the wizard holds in ${named}`, async () => {
    const session = await started(options);
    try {
      const { view, words } = session;
      await doUpTo(session, 'delete-members');
      await show(session);
      assert.deepEqual(await faultsOf(session), [], 'the point of no return');
      const listed = view.getByRole('button', { name: words.run_steps_show, exact: true });
      if (await listed.count()) {
        await listed.click();
        assert.deepEqual(await faultsOf(session), [], 'the steps alone');
      }
      await railStep(session, await title(session, 'contract-data')).click();
      await session.settled();
      assert.deepEqual(await faultsOf(session), [], 'a step that is done');
      await ask(session, words.run_reopen);
      assert.deepEqual(await faultsOf(session), [], 'a question');
    } finally {
      await session.close();
    }
  });
}
