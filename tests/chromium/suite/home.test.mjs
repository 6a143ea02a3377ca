// Home and the gallery: what waits stands there and leads on, a run is started by keyboard alone, a template is made one's own.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { faultsOf } from '../support/faults.mjs';
import { choose, dayFrom, work } from '../support/screens.mjs';
import { closeBrowser, open } from '../support/session.mjs';

after(closeBrowser);

const press = async (session, ...keys) => {
  for (const key of keys) {
    await session.view.keyboard.press(key);
    await session.settled();
  }
};
const title = (session, name) => session.view.getByRole('heading', { level: 1, name, exact: true }).waitFor();
const page = (session) => session.view.locator('[data-pane=page]');
const button = (session, name) => session.view.getByRole('button', { name, exact: true });
const sidebar = (session) => session.view.getByRole('navigation', { name: session.words.sidebar_label });

for (const [language, theme] of [
  ['ja', 'light'],
  ['en', 'dark'],
]) {
  test(`home shows what waits, and each leads to its place, in ${language}`, async () => {
    const session = await open({ language, theme });
    try {
      const { words, view } = session;
      await press(session, 'Control+1');
      await title(session, words.home_title);
      await page(session).getByText(words.home_no_runs).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'with nothing');

      const made = await work(session);
      const runs = page(session)
        .getByRole('listitem')
        .filter({ has: view.getByText(words.home_go_on, { exact: true }) });
      await runs.nth(2).waitFor();
      await session.settled();
      assert.equal(await runs.count(), 3);
      assert.match(await runs.nth(0).textContent(), /LINE WORKS.*0\/\d/s);
      assert.match(await runs.nth(2).textContent(), /1\/1\d/, 'the dates are done');
      assert.match(await sidebar(session).textContent(), /1\/1\d/, 'the sidebar counts along');
      assert.deepEqual(await faultsOf(session), [], 'with work');

      // The leaver still has rights: on with the run in which they leave.
      await page(session)
        .getByRole('button', { name: new RegExp(words.home_hand_over) })
        .click();
      await view.waitForFunction((name) => document.title.includes(name), made.leaver.display_name);
      await session.settled();
      await press(session, 'Control+1');
      await title(session, words.home_title);
      await page(session)
        .getByRole('button', { name: new RegExp(words.home_open_service) })
        .first()
        .click();
      await session.settled();
      assert.equal(await button(session, words.home_title).getAttribute('aria-current'), null);
    } finally {
      await session.close();
    }
  });

  test(`a run is started by keyboard alone in ${language}`, async () => {
    const session = await open({ language, theme });
    try {
      const { words, view } = session;
      const dialog = view.getByRole('dialog');
      await press(session, 'Control+Shift+L');
      await dialog.getByRole('button').nth(3).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'the choice');

      // Leaving LINE WORKS: its service is registered on the way.
      await press(session, 'Enter');
      await dialog.getByLabel(words.template_start_service_name).waitFor();
      await view.keyboard.type('LINE WORKS');
      await session.settled();
      assert.match(await dialog.getByLabel(words.template_start_name).inputValue(), /LINE WORKS/);
      assert.deepEqual(await faultsOf(session), [], 'the service');
      await press(session, 'Enter');
      await dialog.waitFor({ state: 'detached' });
      await session.settled();
      assert.deepEqual(
        (await session.invoke('services')).map(({ service }) => service.name),
        ['LINE WORKS'],
      );
      const [run] = await session.invoke('runs');
      assert.equal(run.subject, 'LINE WORKS');

      // A member of staff: found by typing, the name of the run follows and can be typed over.
      await press(session, 'Control+Shift+L', 'ArrowDown', 'ArrowDown', 'Enter');
      await dialog.getByRole('combobox').waitFor();
      await view.keyboard.type('高橋');
      await session.settled();
      const name = dialog.getByLabel(words.template_start_name);
      assert.match(await name.inputValue(), /[高髙]橋/);
      assert.deepEqual(await faultsOf(session), [], 'the person');
      await press(session, 'Enter');
      await view.keyboard.type('引き継ぎ');
      await session.settled();
      assert.equal(await name.inputValue(), '引き継ぎ');
      await press(session, 'Enter');
      await dialog.waitFor({ state: 'detached' });
      assert.deepEqual((await session.invoke('runs')).map((each) => each.name).sort()[1], '引き継ぎ');
      await view.waitForFunction(() => document.title.includes('引き継ぎ'));

      // Taken back where it was said.
      await button(session, words.common_undo).click();
      await session.settled();
      assert.equal((await session.invoke('runs')).length, 1);
    } finally {
      await session.close();
    }
  });

  test(`a template is copied, edited, deleted and brought back in ${language}`, async () => {
    const session = await open({ language, theme });
    try {
      const { words, view } = session;
      await press(session, 'Control+4');
      await title(session, words.template_title);
      assert.deepEqual(await faultsOf(session), [], 'the gallery');
      await page(session)
        .getByRole('button', {
          name: /^(A staff member leaves|スタッフの退職)/,
        })
        .click();
      await session.settled();
      await page(session).getByText(words.template_no_return).waitFor();

      await button(session, words.template_copy).click();
      await session.settled();
      const field = view.getByLabel(words.template_edit_title, { exact: true });
      assert.ok(await field.evaluate((input) => input === document.activeElement), 'the name is typed first');
      await view.keyboard.type('うちの退職');
      await press(session, 'Enter');
      await page(session).getByRole('heading', { name: 'うちの退職' }).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'while editing');

      // A step of one's own, moved to the second place and given its points.
      await button(session, words.template_add_first).click();
      await session.settled();
      const first = view.getByRole('group', {
        name: words.template_step_of.replace('{number}', '1'),
        exact: true,
      });
      const selected = (name) => {
        const field = document.activeElement;
        return field instanceof HTMLInputElement && field.value === name && field.selectionEnd === name.length;
      };
      await view.waitForFunction(selected, words.template_new_step);
      await view.keyboard.type('名札を返す');
      await press(session, 'Enter');
      await first.getByLabel(words.template_edit_points).fill('名札\nカードキー');
      await first.getByLabel(words.template_edit_points).blur();
      await session.settled();
      await first
        .getByRole('button', {
          name: words.template_move_down.replace('{number}', '1'),
        })
        .click();
      await session.settled();
      const [row] = (await session.invoke('templates')).filter(({ own }) => own !== null);
      const kept = await session.invoke('template', { key: row.key });
      assert.equal(kept.title[language] ?? kept.title.ja, 'うちの退職');
      assert.equal(kept.step[1].title[language] ?? kept.step[1].title.ja, '名札を返す');
      assert.equal(kept.step[1].kind.confirm.points.length, 2);

      // What others rest on stays, and says why.
      await first.getByLabel(words.template_edit_step_title).fill('');
      await first.getByLabel(words.template_edit_step_title).blur();
      await page(session).getByRole('alert').filter({ hasText: words.template_empty }).waitFor();
      assert.notEqual(await first.getByLabel(words.template_edit_step_title).inputValue(), '');

      await button(session, words.template_edit_done).click();
      await button(session, words.template_delete).click();
      await session.settled();
      assert.equal((await session.invoke('templates')).filter(({ own }) => own !== null).length, 0);
      await button(session, words.common_undo).click();
      await page(session)
        .getByRole('button', { name: /^うちの退職/ })
        .waitFor();

      // In the trash it has a name of its own, and comes back from there, too.
      await page(session)
        .getByRole('button', { name: /^うちの退職/ })
        .click();
      await session.settled();
      await button(session, words.template_delete).click();
      await session.settled();
      await choose(session, 'trash');
      await page(session).getByRole('cell', { name: words.trash_kind_template, exact: true }).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'in the trash');
      await choose(session, 'changes');
      await page(session).getByText(words.change_add_template, { exact: true }).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'in the list of changes');
    } finally {
      await session.close();
    }
  });
}

test('a template goes out to a file and comes back; a broken one says where', async () => {
  const session = await open();
  try {
    const { words } = session;
    await choose(session, 'templates');
    const file = join(session.folder, 'ひな形.toml');
    await session.pick(file);
    await button(session, words.template_export).click();
    await session.view.getByText('ひな形.toml').waitFor();
    await session.pick(file);
    await button(session, words.template_import).click();
    await session.settled();
    assert.equal((await session.invoke('templates')).filter(({ own }) => own !== null).length, 1);

    writeFileSync(file, 'id = "x"\nchecked_on = "いつか"\n');
    await session.pick(file);
    await button(session, words.template_import).click();
    await session.view.getByText(words.template_import_failed).waitFor();
    assert.deepEqual(await faultsOf(session), []);
  } finally {
    await session.close();
  }
});

test('a book in which something waits opens at home', async () => {
  const session = await open();
  try {
    assert.match(await session.view.title(), new RegExp(session.words.sidebar_contacts), 'nothing waits yet');
    await session.invoke('start_run', {
      template: 'blank',
      subject: { subject: 'text', name: '棚卸し' },
      name: '棚卸し',
    });
    await session.view.reload();
    await title(session, session.words.home_title);
  } finally {
    await session.close();
  }
});

test('rights of somebody in the trash are put right among the services', async () => {
  const session = await open();
  try {
    const { works } = await work(session);
    const [holder] = (await session.invoke('service', { id: works })).held.filter(({ access }) => /最高/.test(access.role));
    await session.invoke('trash', { entities: [{ entity: 'contact', id: holder.contact }] });
    await choose(session, 'home');
    const rule = page(session).getByRole('listitem').filter({ hasText: holder.person });
    await rule.getByRole('button', { name: new RegExp(session.words.home_hand_over) }).click();
    await session.view.waitForFunction((name) => document.title.includes(name), session.words.sidebar_services);
  } finally {
    await session.close();
  }
});

test('what is late stands among the deadlines and leads to its step', async () => {
  const session = await open();
  try {
    const { own } = await work(session);
    await session.invoke('move_step', {
      id: own,
      step: 'first',
      what: {
        set: [{ field: 'step.due', value: await dayFrom(session, -2) }],
        go: null,
      },
    });
    await choose(session, 'home');
    const late = page(session).getByRole('button').filter({ hasText: session.words.deadline_late_before });
    await late.first().click();
    await session.view.waitForFunction(() => document.title.includes('棚卸し'));
  } finally {
    await session.close();
  }
});

for (const [how, options] of [
  ['in a narrow window', { width: 640 }],
  ['in a middle window', { width: 1000 }],
  ['with text of 200 %', { settings: { text_size: 'huge' } }],
  ['on a telephone’s width', { width: 400 }],
]) {
  test(`home, the gallery and the start of a run are without faults ${how}`, async () => {
    const session = await open(options);
    try {
      await work(session);
      await choose(session, 'home');
      assert.deepEqual(await faultsOf(session), [], 'home');
      await choose(session, 'start-run');
      await press(session, 'Enter');
      assert.deepEqual(await faultsOf(session), [], 'starting');
      await press(session, 'Escape');
      await choose(session, 'templates');
      assert.deepEqual(await faultsOf(session), [], 'the gallery');
      const line = page(session).getByRole('button', { name: /^LINE WORKS/ });
      await line.click();
      await session.settled();
      await button(session, session.words.template_copy).click();
      await session.settled();
      assert.deepEqual(await faultsOf(session), [], 'editing');
    } finally {
      await session.close();
    }
  });
}
