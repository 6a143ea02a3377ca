// Services and rights by keyboard alone: added, edited where they stand, taken back; the rules that follow; people by services.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { faultsOf } from '../support/faults.mjs';
import { choose, edits, select } from '../support/screens.mjs';
import { closeBrowser, open } from '../support/session.mjs';

after(closeBrowser);

const addService = async (session, values) => (await session.invoke('add_service', { edits: edits(values) })).id;
const addAccess = (session, service, contact, values) => session.invoke('add_access', { service, contact, edits: edits(values) });
const find = async (session, words) => {
  const { hits } = await session.invoke('search', {
    words,
    list: { list: 'all' },
    offset: 0,
    limit: 1,
  });
  return hits[0].row.id;
};

/** Two services, with a review due, one administrator, and somebody who is only named. */
async function filled(session) {
  const [naoko, keiko] = [await find(session, '青木'), await find(session, '秋山')];
  const works = await addService(session, {
    name: 'LINE WORKS',
    kind: 'グループウェア',
    last_login: '2026-11-01',
    reversibility: 'final',
    note: '更新は3月。',
  });
  const bank = await addService(session, { name: '銀行', kind: '銀行' });
  await addAccess(session, works, naoko, {
    role: '最高管理者',
    admin: 'true',
    since: '2019-04-01',
    second_factor: '青木のiPhone',
    review: '2026-11-01',
  });
  await addAccess(session, works, keiko, {
    role: '利用者',
    since: '2023-10-01',
  });
  await addAccess(session, bank, null, {
    name: '税理士の山口さん',
    role: '閲覧のみ',
  });
  return { works, bank, naoko, keiko };
}

async function enlarge(session) {
  await session.view.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
    window.dispatchEvent(new Event('resize'));
  });
  await session.settled();
}

/** The matrix scrolls sideways by itself where it has more columns than room. */
const besides = (faults) => faults.filter((fault) => !/^scrolls sideways: <div class="scroll/.test(fault));

const listed = (session, name) => session.view.getByRole('navigation', { name: session.words.service_list }).getByRole('button', { name });
const value = (session, label) =>
  session.view
    .locator('[data-value]')
    .filter({ has: session.view.getByText(label, { exact: true }) })
    .getByRole('button');
const field = (session, label) => session.view.getByRole('textbox', { name: label, exact: true });
const matrix = async (session) => {
  await session.view.getByRole('radio', { name: session.words.service_view_matrix }).focus();
  await session.view.keyboard.press(' ');
  await session.view.getByRole('grid').waitFor();
  await session.settled();
};

for (const language of ['ja', 'en']) {
  test(`a service and its rights are kept by keyboard alone in ${language}`, async () => {
    const session = await open({ language });
    try {
      const { view, words } = session;
      const press = async (key) => {
        await view.keyboard.press(key);
        await session.settled();
      };
      const rule = view
        .getByRole('list', { name: words.service_rules })
        .getByText(language === 'ja' ? '「電話」の管理者が1人です' : 'Only one person administers “電話”');
      const admin = (name) =>
        view.getByRole('checkbox', {
          name: new RegExp(`${name}.*${words.access_admin}$`),
        });
      await choose(session, 'services');
      assert.deepEqual(await faultsOf(session), [], 'with nothing');

      await view.getByRole('button', { name: words.service_add }).focus();
      await press('Enter');
      await view.keyboard.type('電話');
      assert.deepEqual(await faultsOf(session), [], 'a new service');
      await press('Enter');
      await view.getByRole('heading', { name: '電話' }).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'a service without anything');

      // Somebody of the contacts, as administrator.
      await view.getByRole('button', { name: words.access_add }).focus();
      await press('Enter');
      await view.keyboard.type('青木');
      await session.settled();
      assert.deepEqual(await faultsOf(session), [], 'whose right');
      await press('Enter');
      await view.keyboard.type('契約者');
      await press('Tab');
      await press(' ');
      assert.deepEqual(await faultsOf(session), [], 'the right');
      await press('Shift+Tab');
      await press('Enter');
      await rule.waitFor();
      assert.deepEqual(await faultsOf(session), [], 'with a broken rule');

      // Somebody who is in no list.
      await view.getByRole('button', { name: words.access_add }).focus();
      await press('Enter');
      await view.keyboard.type('社労士の先生');
      await session.settled();
      await press('Enter');
      await view.keyboard.type('閲覧');
      await press('Enter');
      await admin('社労士の先生').waitFor();

      // The second administrator ends the rule.
      await admin('社労士の先生').focus();
      await press(' ');
      await rule.waitFor({ state: 'detached' });

      // Edited where it stands.
      await value(session, words.service_plan).focus();
      await press('Enter');
      await view.keyboard.type('かけ放題');
      assert.deepEqual(await faultsOf(session), [], 'while typing');
      await press('Enter');
      assert.match(await value(session, words.service_plan).textContent(), /かけ放題/);
      await press('F2');
      await view.keyboard.type('ちがう');
      await press('Escape');
      assert.match(await value(session, words.service_plan).textContent(), /かけ放題/, 'Escape gives up');
      await press('F2');
      await press('Tab');
      await field(session, words.service_contract_number).waitFor();
      await view.keyboard.type('4111 1111 1111 1111');
      await view.getByText(words.service_card_number).waitFor();
      await press('Escape');
      await view.getByText(words.service_card_number).waitFor({ state: 'detached' });

      // A date that is none is said; a good one is read.
      await value(session, words.service_renewal).focus();
      await press('Enter');
      await view.keyboard.type('いつか');
      await press('Enter');
      await view.getByText(words.service_problem_day).waitFor();
      await view.keyboard.press('Control+a');
      await view.keyboard.type('2027/4/1');
      await press('Enter');
      assert.match(await value(session, words.service_renewal).textContent(), language === 'ja' ? /2027年4月1日/ : /1 Apr 2027/);

      // Taken back, one after the other.
      await press('Control+z');
      assert.doesNotMatch(await value(session, words.service_renewal).textContent(), /2027/);
      await press('Control+z');
      assert.doesNotMatch(await value(session, words.service_plan).textContent(), /かけ放題/);
      await press('Control+z');
      await rule.waitFor();

      // A right that is taken away comes back by the toast.
      const remove = view.getByRole('button', {
        name: words.access_remove_of.replace('{person}', '社労士の先生'),
      });
      await remove.focus();
      await press('Enter');
      await remove.waitFor({ state: 'detached' });
      await view.getByRole('button', { name: words.common_undo, exact: true }).focus();
      await press('Enter');
      await remove.waitFor();

      const [service] = await session.invoke('services');
      assert.deepEqual([service.service.name, service.people, service.admins], ['電話', 2, 1]);
    } finally {
      await session.close();
    }
  });

  test(`people and services are one table, gone through by arrows, in ${language}`, async () => {
    const session = await open({ language, theme: 'dark' });
    try {
      const { view } = session;
      const { bank, naoko } = await filled(session);
      await choose(session, 'services');
      assert.deepEqual(await faultsOf(session), [], 'the list');
      await matrix(session);
      assert.deepEqual(await faultsOf(session), [], 'the matrix');

      const cell = (row, column) => view.locator(`[data-at="${row}-${column}"]`);
      await cell(1, 1).focus();
      assert.match(await cell(1, 1).getAttribute('aria-label'), /LINE WORKS.*青木.*最高管理者.*青木のiPhone/);
      await view.keyboard.press('ArrowRight');
      await view.keyboard.press('Enter');
      await view.getByRole('dialog').waitFor();
      await view.keyboard.type('振込');
      assert.deepEqual(await faultsOf(session), [], 'a right to add');
      await view.keyboard.press('Enter');
      await view.getByRole('dialog').waitFor({ state: 'detached' });
      await session.settled();
      assert.match(await cell(1, 2).textContent(), /振込/);
      assert.ok(await cell(1, 2).evaluate((button) => button === document.activeElement), 'the focus comes back');
      const held = await session.invoke('accesses_of', { id: naoko });
      assert.deepEqual(held.map((one) => one.held.service).includes(bank), true);

      // Up to the head, which leads to the service.
      await view.keyboard.press('ArrowUp');
      await view.keyboard.press('Enter');
      await view.getByRole('heading', { name: '銀行' }).waitFor();
    } finally {
      await session.close();
    }
  });

  test(`a contact shows what it has rights in, and leads there, in ${language}`, async () => {
    const session = await open({ language });
    try {
      const { view, words } = session;
      await filled(session);
      await select(session, '青木');
      const rights = view.getByRole('region', {
        name: words.access_of_contact,
        exact: true,
      });
      await rights.getByText('最高管理者').waitFor();
      assert.deepEqual(await faultsOf(session), []);
      await rights.getByRole('button', { name: 'LINE WORKS' }).click();
      await view.getByRole('heading', { name: 'LINE WORKS' }).waitFor();
    } finally {
      await session.close();
    }
  });

  test(`services are without faults in narrow windows and at double text in ${language}`, async () => {
    for (const width of [1000, 640, 480, 1280]) {
      const session = await open({ language, width });
      try {
        await filled(session);
        if (width === 1280) await enlarge(session);
        await choose(session, 'services');
        assert.deepEqual(await faultsOf(session), [], `the list, ${width}`);
        await listed(session, /LINE WORKS/).click();
        await session.settled();
        assert.deepEqual(await faultsOf(session), [], `a service, ${width}`);
        await matrix(session);
        assert.deepEqual(besides(await faultsOf(session)), [], `the matrix, ${width}`);
      } finally {
        await session.close();
      }
    }
  });
}

test('who is leaving or deleted is told at each service, and a service is deleted and comes back whole', async () => {
  const session = await open();
  try {
    const { view, words } = session;
    const { naoko } = await filled(session);
    await session.invoke('trash', { entities: [{ entity: 'contact', id: naoko }] });
    await choose(session, 'services');
    const rules = view.getByRole('list', { name: words.service_rules });
    await rules.getByText('青木 直子さんに権限が1件残っています').waitFor();
    await view.getByText(words.access_leaver).waitFor();
    assert.deepEqual(await faultsOf(session), []);

    await listed(session, /LINE WORKS/).focus();
    await view.keyboard.press('ArrowDown');
    await view.getByRole('heading', { name: '銀行' }).waitFor();
    await rules.getByText('「銀行」に管理者がいません').waitFor();
    await view.keyboard.press('ArrowUp');
    await view.getByRole('heading', { name: 'LINE WORKS' }).waitFor();
    await view.keyboard.press('Delete');
    await listed(session, /LINE WORKS/).waitFor({ state: 'detached' });
    await view.getByRole('button', { name: words.common_undo, exact: true }).click();
    await listed(session, /LINE WORKS/).click();
    const name = view.getByRole('rowheader').getByRole('button', { name: '青木 直子' });
    await name.click();
    await view.getByRole('heading', { name: words.trash_title }).waitFor();
  } finally {
    await session.close();
  }
});

test('an edit far down leaves the page where it is', async () => {
  const session = await open({ height: 500 });
  try {
    const { view, words } = session;
    await filled(session);
    await choose(session, 'services');
    const pane = view.locator('[data-pane=service]');
    const now = view.getByRole('button', { name: words.service_logged_in });
    await now.scrollIntoViewIfNeeded();
    const before = await pane.evaluate((element) => element.scrollTop);
    assert.ok(before > 0, 'it has to be scrolled to');
    await now.click();
    await now.waitFor({ state: 'detached' });
    await session.settled();
    assert.equal(await pane.evaluate((element) => element.scrollTop), before);
  } finally {
    await session.close();
  }
});

test('a procedure begins with the service that shows', async () => {
  const session = await open();
  try {
    const { view, words } = session;
    await filled(session);
    await choose(session, 'services');
    await listed(session, /銀行/).click();
    await view.getByRole('heading', { name: '銀行' }).waitFor();
    await view.getByRole('button', { name: words.service_start }).click();
    const dialog = view.getByRole('dialog');
    await dialog.getByRole('button', { name: /LINE WORKS の退会/ }).click();
    await session.settled();
    assert.ok(await dialog.getByRole('radio', { name: /^銀行/ }).isChecked());
  } finally {
    await session.close();
  }
});

test('nothing is kept while the input method composes', async () => {
  const session = await open();
  try {
    const { words } = session;
    const { works } = await filled(session);
    await choose(session, 'services');
    await value(session, words.service_plan).click();
    const input = field(session, words.service_plan);
    await input.fill('あどばんす');
    await input.dispatchEvent('keydown', {
      key: 'Enter',
      isComposing: true,
      bubbles: true,
    });
    await input.dispatchEvent('keydown', {
      key: 'Escape',
      keyCode: 229,
      bubbles: true,
    });
    await input.waitFor();
    assert.equal((await session.invoke('service', { id: works })).service.plan, '');
    await input.press('Enter');
    await session.settled();
    assert.equal((await session.invoke('service', { id: works })).service.plan, 'あどばんす');
  } finally {
    await session.close();
  }
});

test('a table of fifty people and thirty services opens at once', async () => {
  const session = await open({ book: 'empty' });
  try {
    const { view } = session;
    const ids = [];
    for (let at = 0; at < 30; at += 1) ids.push(await addService(session, { name: `サービス${at + 1}` }));
    for (let at = 0; at < 50; at += 1)
      for (const id of [ids[at % 30], ids[(at * 7) % 30]].filter((one, index, all) => all.indexOf(one) === index))
        await addAccess(session, id, null, {
          name: `担当${at + 1}`,
          role: '利用者',
        });
    await choose(session, 'services');
    await matrix(session);
    assert.equal(await view.getByRole('row').count(), 51);
    assert.deepEqual(besides(await faultsOf(session)), []);
    await view.locator('[data-at="1-1"]').focus();
    await view.keyboard.press('Control+End');
    await session.settled();
    assert.ok(await view.locator('[data-at="50-30"]').evaluate((button) => button === document.activeElement));
    await view.keyboard.press('Control+Home');
    await session.settled();
    assert.ok(await view.locator('[data-at="1-1"]').evaluate((button) => button === document.activeElement));
  } finally {
    await session.close();
  }
});
