// The steps with lists and tables: backup, settling, people, rights, what is carried over, bridges and notices, by mouse and keyboard.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { faultsOf } from '../support/faults.mjs';
import { calendar as events, cut, put, table, zip } from '../support/files.mjs';
import { closeBrowser, open } from '../support/session.mjs';

after(closeBrowser);

/** A template with each of these kinds, none of them shut by another. */
const TEMPLATE = `
id = "every-kind"
checked_on = "2026-11-28"
subject = "text"
title = { ja = "すべての種類", en = "Every kind" }
run_title = { ja = "{subject}の引き継ぎ", en = "Handing over {subject}" }

[[step]]
id = "backup"
title = { ja = "データのバックアップ", en = "Back up the data" }
[step.kind.backup]
copies = 2
[[step.kind.backup.rows]]
id = "members"
text = { ja = "メンバー情報", en = "Members" }
formats = ["CSV", "Excel"]
unit = { ja = "人", en = "members" }
note = { ja = "管理者画面から書き出します。", en = "Export them from the admin screen." }
[[step.kind.backup.rows]]
id = "calendar"
text = { ja = "カレンダー", en = "Calendar" }
formats = ["ICS"]
unit = { ja = "件", en = "events" }
[[step.kind.backup.rows]]
id = "chat"
text = { ja = "チャット", en = "Chat" }
unit = { ja = "件", en = "talks" }

[[step]]
id = "settle"
title = { ja = "未払いの精算", en = "Settle what is owed" }
[[step.kind.settle.rows]]
id = "basic"
text = { ja = "基本利用料金", en = "Basic fee" }
note = { ja = "毎月の請求書に出ます。", en = "On the monthly bill." }
[[step.kind.settle.rows]]
id = "interest"
text = { ja = "遅延利息金", en = "Late interest" }

[[step]]
id = "people"
title = { ja = "メンバーの削除", en = "Delete the members" }
[step.kind.people]
done = { ja = "削除した人", en = "Deleted" }
exempt = { ja = "最高管理者", en = "The top administrator" }
source = "internal"

[[step]]
id = "handover"
title = { ja = "権限の引き継ぎ", en = "Hand over the rights" }
[step.kind.handover]
source = "none"

[[step]]
id = "carry"
title = { ja = "引き継がれるもの", en = "What comes along" }
[[step.kind.carry.rows]]
id = "friends"
text = { ja = "友だち", en = "Friends" }
fate = "carried"
[[step.kind.carry.rows]]
id = "talks"
text = { ja = "トーク履歴", en = "Talk history" }
fate = "lost"
[[step.kind.carry.rows]]
id = "coins"
text = { ja = "コイン残高", en = "Coins" }
fate = "lost"

[[step]]
id = "bridge"
title = { ja = "別の連絡手段", en = "Another way to reach them" }
[step.kind.bridge]
whom = { ja = "ここでしか連絡できない取引先", en = "Partners you can reach only here" }

[[step]]
id = "notice"
title = { ja = "取引先への案内", en = "Tell the partners" }
[step.kind.notice]
[step.kind.notice.text]
ja = """
{company}
{name} 様
{subject} の利用を〔日付〕で終えます。
"""
en = """
{company}
Dear {name},
we stop using {subject} on [date].
"""
`;

/** A run of it, shown at this step. */
async function at(step, how = {}, prepare = async () => {}) {
  const session = await open(how);
  try {
    const path = join(session.folder, 'every-kind.toml');
    writeFileSync(path, TEMPLATE);
    await session.pick(path);
    await session.invoke('import_template');
    const templates = await session.invoke('templates');
    const { key } = templates.find(({ title }) => title.en === 'Every kind');
    const subject = { subject: 'text', name: 'LINE WORKS' };
    const run = await session.invoke('start_run', { template: key, subject, name: 'LINE WORKS の退会' });
    const steps = {
      ...session,
      run: run.id,
      view: session.view,
      // The window paints ahead of the core.
      facts: async (of = step) => {
        await session.settled();
        return Object.values((await session.invoke('run_step', { id: run.id, step: of })).facts)[0];
      },
      gate: async () => {
        await session.settled();
        return (await session.invoke('run_step', { id: run.id, step })).status.gate;
      },
      move: (of, set, people = []) =>
        session.invoke('move_step', {
          id: run.id,
          step: of,
          what: { set: set.map(([field, value]) => ({ field, value })), people, go: null, typed_name: null },
        }),
      to: (of) => show(steps, of),
      /** A name in a list, as the window writes it. */
      of: (name, what) => (session.language === 'ja' ? `${name}：${what}` : `${name}: ${what}`),
    };
    await prepare(steps);
    await session.view.reload();
    await session.settled();
    await session.view.getByRole('button', { name: /LINE WORKS の退会/ }).first().click();
    await session.settled();
    await show(steps, step);
    return steps;
  } catch (fault) {
    await session.close();
    throw fault;
  }
}

async function show(session, step) {
  const { steps } = await session.invoke('run_status', { id: session.run });
  const title = steps.find(({ id }) => id === step).title[session.language];
  const heading = session.view.getByRole('heading', { level: 1, name: title });
  if ((await heading.count()) > 0) return;
  // Where there is room for one pane, the steps stand behind a button.
  const list = button(session.view, session.words.run_steps_show);
  if ((await list.count()) > 0) await list.click();
  await session.view.getByRole('button', { name: title }).first().click();
  await session.settled();
  await heading.waitFor();
}

const row = (session, name) => session.view.getByRole('row').filter({ has: session.view.getByRole('rowheader', { name, exact: true }) });
const button = (scope, name) => scope.getByRole('button', { name, exact: true });

/** Types into the field and leaves it. */
async function type(session, field, text) {
  await field.fill(text);
  await field.press('Enter');
  await session.settled();
}

async function people(session, count) {
  const page = await session.invoke('list', { list: { list: 'partners' }, sort: 'reading', offset: 0, limit: count });
  return page.rows;
}

for (const language of ['ja', 'en']) {
  test(`a backup is confirmed once two copies are there, opened and counted, in ${language}`, async () => {
    const session = await at('backup', { language, width: language === 'ja' ? 1640 : 1280 });
    try {
      const { view, words, of } = session;
      const [members, calendar, chat] =
        language === 'ja' ? ['メンバー情報', 'カレンダー', 'チャット'] : ['Members', 'Calendar', 'Chat'];
      const more = language === 'ja' ? '写しがあと1つ' : '1 more copy';
      const stands = (name, word) => row(session, name).getByText(word, { exact: true }).first().waitFor();
      const menu = async (name, nth, item) => {
        const label = language === 'ja' ? `${name}の写し${nth}でできること` : `What can be done with copy ${nth} of ${name}`;
        await button(row(session, name), label).first().click();
        await view.getByRole('menuitem', { name: item, exact: true }).click();
      };
      assert.deepEqual(await faultsOf(session), [], 'nothing put in yet');

      // A table may be cut without anybody seeing it: the number is asked for.
      await session.pick(put(session, 'Dropbox/members.csv', table(10)));
      await button(view, of(members, words.step_backup_choose)).click();
      await session.settled();
      const one = row(session, members);
      assert.match(await one.textContent(), /members\.csv.*10.*Dropbox/s, 'counted, and the cloud is known by its folder');
      await stands(members, words.step_backup_no_number);
      assert.deepEqual(await faultsOf(session), [], 'opened');
      await button(one, words.step_backup_write_expected).click();
      const expected = one.getByRole('textbox', { name: of(members, words.step_backup_expected), exact: true });
      assert.ok(await expected.evaluate((it) => it === document.activeElement));
      // Full-width digits, and a count that falls short.
      await type(session, expected, '１，２');
      await stands(members, words.step_backup_short);
      await one.getByText(language === 'ja' ? `${members}が2人足りません。` : `${members}: 2 members missing.`).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'too few');
      await session.pick(put(session, 'Dropbox/whole/members.csv', table(12)));
      await button(one, words.step_backup_replace).click();
      await stands(members, more);
      assert.equal((await session.facts()).rows[0].files.length, 1, 'the short one is gone');

      // The same medium is no second one.
      await session.pick(put(session, 'Dropbox/again/members.csv', table(12)));
      await button(view, of(members, language === 'ja' ? '2つ目' : 'Copy 2')).click();
      await stands(members, words.step_backup_same_medium);
      assert.deepEqual(await faultsOf(session), [], 'on one medium');
      await session.pick(put(session, 'files/members.csv', table(12)));
      await button(one, words.step_backup_replace).click();
      await stands(members, words.step_backup_done);
      await view.getByText(language === 'ja' ? '2か所は別の媒体です' : 'The 2 places are on different media').waitFor();
      assert.deepEqual(await faultsOf(session), [], 'confirmed');

      // Another file replaces the second copy; being another one, it is no copy.
      await session.pick(put(session, 'new/members.csv', table(3)));
      await menu(members, 2, words.step_backup_replace);
      await stands(members, words.step_backup_differ);
      assert.equal((await session.facts()).rows[0].files.length, 2);

      // Let go over the window: asked for what it is; cut, it says where, and is replaced.
      await session.drop(put(session, 'drop/calendar.ics', cut(events(38))));
      const which = view.getByRole('dialog', { name: words.step_backup_which });
      await which.waitFor();
      assert.deepEqual(await faultsOf(session), [], 'which data');
      await which.getByRole('radio', { name: calendar }).check({ force: true });
      await button(which, words.step_backup_put_in).click();
      await stands(calendar, words.step_backup_damaged);
      await row(session, calendar).getByText(words.found_reason_no_end.replace('{what}', 'ICS')).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'damaged');
      await session.pick(put(session, 'files/calendar.ics', events(38)));
      await button(row(session, calendar), words.step_backup_replace).click();
      await stands(calendar, more);

      // Given up with a reason, and taken back.
      await button(view, of(chat, words.step_backup_give_up)).click();
      const why = view.getByRole('dialog');
      const verb = button(why, words.step_give_up_verb);
      assert.equal(await verb.getAttribute('aria-disabled'), 'true', 'not without a reason');
      await why.getByRole('textbox').fill('業務に要らない');
      assert.deepEqual(await faultsOf(session), [], 'giving up');
      await verb.click();
      await stands(chat, words.step_given_up);
      await button(row(session, chat), words.step_give_up_undo).click();
      await stands(chat, words.step_backup_empty);

      // A kind of its own, by keyboard.
      await button(view, words.step_backup_add_kind).focus();
      await view.keyboard.press('Enter');
      await session.settled();
      await view.keyboard.type('ブックマーク');
      await view.keyboard.press('Enter');
      await row(session, 'ブックマーク').waitFor();
      await view.keyboard.press('Escape');
      await session.settled();
      assert.equal(await button(view, words.step_backup_add_kind).evaluate((it) => it === document.activeElement), true);

      // A table of contacts goes on to the import.
      await menu(members, 1, words.step_backup_take);
      await view.getByRole('heading', { name: words.import_title, level: 1 }).waitFor();
      await view.getByText('members.csv').first().waitFor();
    } finally {
      await session.close();
    }
  });

  test(`a locked file is opened with its password, and encrypted with a passphrase, in ${language}`, async () => {
    const session = await at('backup', { language, width: 1640 });
    try {
      const { view, words, of } = session;
      const chat = language === 'ja' ? 'チャット' : 'Chat';
      const one = row(session, chat);
      const dialog = view.getByRole('dialog');
      await session.pick(put(session, 'files/chat.zip', zip({ 'chat.csv': table(4) }, 'himitsu99')));
      await button(view, of(chat, words.step_backup_choose)).click();
      await one.getByText(words.step_backup_locked, { exact: true }).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'locked');

      await button(one, words.step_backup_unlock).click();
      const password = dialog.getByLabel(words.step_unlock_password, { exact: true });
      assert.ok(await password.evaluate((it) => it === document.activeElement && it.type === 'password'));
      await view.keyboard.press('Enter');
      await dialog.getByText(words.step_unlock_needed).waitFor();
      await view.keyboard.type('himitsu');
      await view.keyboard.press('Enter');
      await dialog.getByText(words.step_unlock_wrong).waitFor();
      assert.ok(await password.evaluate((it) => it === document.activeElement), 'to be typed again');
      assert.deepEqual(await faultsOf(session), [], 'the wrong password');
      await button(dialog, words.password_show).click();
      await session.settled();
      assert.equal(await password.getAttribute('type'), 'text');
      await password.fill('himitsu99');
      await password.press('Enter');
      await dialog.waitFor({ state: 'detached' });
      await one.getByText(language === 'ja' ? '写しがあと1つ' : '1 more copy', { exact: true }).waitFor();
      const { seen } = (await session.facts()).rows[2].files[0];
      assert.deepEqual([seen.state, seen.count, seen.unlocked], ['complete', 4, true]);

      // Its encrypted copy lies in the cloud, is opened again, and counts as the second one.
      await one.getByRole('button', { name: language === 'ja' ? /写し1でできること/ : /copy 1/ }).click();
      await view.getByRole('menuitem', { name: words.step_backup_seal, exact: true }).click();
      const [first, second] = [words.passphrase_first, words.passphrase_again].map((name) => dialog.getByLabel(name, { exact: true }));
      await first.fill('短い');
      await button(dialog, words.step_seal_do).click();
      await dialog.getByText(words.passphrase_short).waitFor();
      await first.fill('ひみつの合言葉です');
      await second.fill('ちがう合言葉です');
      await second.press('Enter');
      await dialog.getByText(words.passphrase_differs).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'two passphrases');
      await second.fill('ひみつの合言葉です');
      put(session, 'Dropbox/beside.txt', '');
      await session.pick(join(session.folder, 'Dropbox', 'chat.zip.age'));
      await second.press('Enter');
      await dialog.waitFor({ state: 'detached' });
      await one.getByText(words.step_backup_sealed).waitFor();
      await one.getByText(words.step_backup_done, { exact: true }).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'encrypted');

      // Whether the passphrase is remembered can be tried.
      await one.getByRole('button', { name: language === 'ja' ? /写し2でできること/ : /copy 2/ }).click();
      await view.getByRole('menuitem', { name: words.step_backup_unseal, exact: true }).click();
      const passphrase = dialog.getByLabel(words.step_unseal_passphrase, { exact: true });
      await passphrase.fill('ちがう合言葉です');
      await passphrase.press('Enter');
      await dialog.getByText(words.step_unseal_wrong).waitFor();
      await passphrase.fill('ひみつの合言葉です');
      await passphrase.press('Enter');
      await dialog.waitFor({ state: 'detached' });
      await one.getByText(words.step_backup_done, { exact: true }).waitFor();
    } finally {
      await session.close();
    }
  });

  test(`what is owed is settled to zero in ${language}`, async () => {
    const session = await at('settle', { language });
    try {
      const { view, words, of } = session;
      const [basic, interest] = language === 'ja' ? ['基本利用料金', '遅延利息金'] : ['Basic fee', 'Late interest'];
      const owed = view.getByRole('textbox', { name: of(basic, words.step_settle_owed), exact: true });
      await type(session, owed, '１２，０００');
      await owed.blur();
      await session.settled();
      assert.equal(await owed.inputValue(), '12,000');
      await type(session, view.getByRole('textbox', { name: of(interest, words.step_settle_owed), exact: true }), '0');
      await type(session, view.getByRole('textbox', { name: of(basic, words.step_settle_paid), exact: true }), '2,000');
      await view.getByText('= 12,000 − 2,000').waitFor();
      assert.deepEqual(await faultsOf(session), [], 'something left');

      await owed.fill('12万');
      await view.getByRole('alert').filter({ hasText: words.step_not_number }).waitFor();
      await owed.press('Escape');
      assert.equal((await session.facts()).rows[0].owed, 12000, 'what is no number is not taken');

      await button(view, of(basic, words.step_settle_pay)).click();
      await view.getByText(words.step_settle_zero).waitFor();
      assert.equal((await session.gate()).open, true);
      assert.deepEqual(await faultsOf(session), [], 'nothing left');
    } finally {
      await session.close();
    }
  });

  test(`people are worked through singly, by department and all at once in ${language}`, async () => {
    const session = await at('people', { language });
    try {
      const { view, words, of } = session;
      const [done, exempt] = language === 'ja' ? ['削除した人', '最高管理者'] : ['Deleted', 'The top administrator'];
      assert.deepEqual(await faultsOf(session), [], 'the list');
      const tick = (name) => view.getByRole('checkbox', { name: of(name, done) });
      await tick('木下 葵').focus();
      await view.keyboard.press(' ');
      await session.settled();
      await view.keyboard.press('ArrowDown');
      await session.settled();
      assert.equal(await tick('佐野 健太').evaluate((it) => it === document.activeElement), true, 'down goes to the next');

      const stays = view.getByRole('radio', { name: of('青木 直子', exempt) });
      await stays.check({ force: true });
      await session.settled();
      assert.equal(await tick('青木 直子').count(), 0, 'who stays is not ticked');
      await view.getByRole('radio', { name: of('森 悠人', exempt) }).check({ force: true });
      await session.settled();
      assert.deepEqual((await session.facts()).people.filter((it) => it.exempt).map((it) => it.name), ['森 悠人']);

      await view.getByRole('combobox', { name: words.step_people_department }).selectOption({ label: '営業部' });
      await button(view, language === 'ja' ? `表示中の1人を「${done}」にする` : `Mark the 1 shown “${done}”`).click();
      await session.settled();
      await view.getByRole('combobox', { name: words.step_people_department }).selectOption({ index: 0 });
      await view.getByRole('textbox', { name: words.step_people_find }).fill('いない人');
      await view.getByText(words.step_people_none_found).waitFor();
      await view.getByRole('textbox', { name: words.step_people_find }).fill('');
      await button(view, language === 'ja' ? `残りの3人を「${done}」にする` : `Mark all 3 “${done}”`).click();
      await session.settled();
      assert.equal((await session.gate()).open, true);
      assert.deepEqual(await faultsOf(session), [], 'all done');

      // From the book, several at once.
      await button(view, words.step_from_book).click();
      const dialog = view.getByRole('dialog', { name: words.step_people_choose });
      await dialog.getByRole('combobox', { name: words.step_choose_search }).fill('takahashi');
      await session.settled();
      await view.keyboard.press('Enter');
      assert.deepEqual(await faultsOf(session), [], 'choosing');
      await view.keyboard.press('Control+Enter');
      await dialog.waitFor({ state: 'detached' });
      await session.settled();
      assert.equal((await session.facts()).people.length, 7);
    } finally {
      await session.close();
    }
  });

  test(`rights change hands in order, and the last administrator stays, in ${language}`, async () => {
    const session = await at('handover', { language });
    try {
      const { view, words, of } = session;
      const add = async (name) => {
        await button(view, words.step_right_add).click();
        await session.settled();
        await view.keyboard.type(name);
        await view.keyboard.press('Enter');
        await session.settled();
        await view.keyboard.press('Escape');
      };
      const block = (name) => view.getByRole('region', { name });
      const act = (name, verb) => button(block(name), of(name, verb));
      await add('共有カレンダー');
      assert.equal(await act('共有カレンダー', words.step_right_granted).getAttribute('aria-disabled'), 'true');
      await block('共有カレンダー').getByText(words.step_right_needs_to).waitFor();
      assert.equal(await act('共有カレンダー', words.step_right_removed).getAttribute('aria-disabled'), 'true');
      await act('共有カレンダー', words.step_right_removed).click({ force: true });
      assert.equal((await session.facts()).rights[0].removed, null, 'not before it was granted');
      assert.deepEqual(await faultsOf(session), [], 'shut stations');

      await button(block('共有カレンダー'), of('共有カレンダー', words.step_from_book)).click();
      await view.getByRole('combobox', { name: words.step_choose_search }).fill('takahashi');
      await session.settled();
      assert.deepEqual(await faultsOf(session), [], 'choosing one');
      await view.keyboard.press('Enter');
      await session.settled();
      assert.notEqual((await session.facts()).rights[0].to_contact, null);
      for (const verb of [words.step_right_granted, words.step_right_checked, words.step_right_removed]) {
        await act('共有カレンダー', verb).focus();
        await view.keyboard.press('Enter');
        await session.settled();
      }
      assert.equal((await session.gate()).open, true);
      assert.deepEqual(await faultsOf(session), [], 'handed over');

      // An administrator's, with nobody beside.
      await add('LINE公式アカウント');
      await block('LINE公式アカウント').getByRole('checkbox').check({ force: true });
      await session.settled();
      await block('LINE公式アカウント').getByText(words.step_right_last_admin).waitFor();
      await act('LINE公式アカウント', words.step_right_remove_now).click();
      const why = view.getByRole('dialog');
      await why.getByRole('textbox').fill('端末の紛失');
      assert.deepEqual(await faultsOf(session), [], 'remove now');
      await button(why, words.step_right_remove_now_verb).click();
      await block('LINE公式アカウント').getByText(words.step_right_refused_last).waitFor();
      assert.equal((await session.facts()).rights[1].removed, null, 'the last administrator never goes');
      assert.deepEqual(await faultsOf(session), [], 'refused');

      const others = { name: of('LINE公式アカウント', words.step_right_others), exact: true };
      await type(session, block('LINE公式アカウント').getByRole('textbox', others), '２');
      await act('LINE公式アカウント', words.step_right_remove_now).click();
      await view.getByRole('dialog').getByRole('textbox').fill('端末の紛失');
      await button(view.getByRole('dialog'), words.step_right_remove_now_verb).click();
      await block('LINE公式アカウント').getByText(words.step_right_removed_early).waitFor();
      assert.equal((await session.gate()).open, false, 'grant and check are still due');

      // One that nobody takes over.
      await add('掲示板');
      await act('掲示板', words.step_right_close).click();
      await view.getByRole('dialog').getByRole('textbox').fill('使わなくなる');
      await button(view.getByRole('dialog'), words.step_right_close_verb).click();
      await session.settled();
      await act('掲示板', words.step_right_removed).click();
      await session.settled();
      assert.notEqual((await session.facts()).rights[2].removed, null);
      assert.deepEqual(await faultsOf(session), [], 'closed');
    } finally {
      await session.close();
    }
  });

  test(`what is lost is saved or given up, and partners are bridged, in ${language}`, async () => {
    const session = await at('carry', { language });
    try {
      const { view, words, of } = session;
      const [talks, coins] = language === 'ja' ? ['トーク履歴', 'コイン残高'] : ['Talk history', 'Coins'];
      assert.deepEqual(await faultsOf(session), [], 'undecided');
      await type(session, view.getByRole('textbox', { name: of(talks, words.step_carry_saved_where), exact: true }), '外付けSSD');
      await type(session, view.getByRole('textbox', { name: of(coins, words.step_carry_given_up_why), exact: true }), '使い切った');
      await view.getByText(words.step_carry_none_left).waitFor();
      await view.getByRole('combobox', { name: of(coins, words.step_carry_fate) }).selectOption('stays');
      await session.settled();
      assert.equal((await session.facts()).rows[2].fate, 'stays');
      assert.equal((await session.gate()).open, true);
      assert.deepEqual(await faultsOf(session), [], 'decided');

      await session.to('bridge');
      const nobody = view.getByRole('checkbox', { name: words.step_bridge_nobody });
      await nobody.focus();
      await view.keyboard.press(' ');
      await session.settled();
      assert.equal((await session.facts('bridge')).nobody, true);
      await button(view, words.step_from_book).click();
      const dialog = view.getByRole('dialog');
      await dialog.getByRole('combobox', { name: words.step_choose_list }).selectOption('partners');
      await session.settled();
      await dialog.getByRole('listbox').getByRole('option').first().click();
      await dialog.getByRole('listbox').getByRole('option').nth(1).click();
      await button(dialog, language === 'ja' ? '2人を追加' : 'Add 2 people').click();
      await session.settled();
      const partners = (await session.facts('bridge')).partners;
      assert.equal(partners.length, 2);
      assert.deepEqual(await faultsOf(session), [], 'partners');
      for (const { name } of partners) {
        await type(session, view.getByRole('textbox', { name: of(name, words.step_bridge_way), exact: true }), '090-0000-1111');
        await button(view, of(name, words.step_bridge_agreed)).click();
        await session.settled();
      }
      await view.getByText(words.step_bridge_none_left).waitFor();
      assert.deepEqual(await faultsOf(session), [], 'bridged');
    } finally {
      await session.close();
    }
  });

  test(`a notice is merged, copied and told in ${language}`, async () => {
    const session = await at('notice', { language }, async (steps) => {
      const chosen = await people(steps, 2);
      await steps.move('notice', [['+', '宛先 太郎']], chosen.map(({ id }) => id));
    });
    try {
      const { view, words, of } = session;
      await session.context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const clipboard = () => view.evaluate(() => navigator.clipboard.readText());
      await view.getByText('LINE WORKS').last().waitFor();
      assert.deepEqual(await faultsOf(session), [], 'the notice');
      const { recipients } = await session.facts();
      const [first, second] = recipients;

      await button(view, language === 'ja' ? `${second.name}宛ての文面をコピー` : `Copy the text for ${second.name}`).click();
      const said = language === 'ja' ? `${second.name}宛ての文面をコピーしました。` : `The text for ${second.name} was copied.`;
      await view.getByText(said).waitFor();
      const copied = await clipboard();
      assert.match(copied, new RegExp(second.name));
      assert.doesNotMatch(copied, /\{name\}|\{subject\}/);

      const text = view.getByRole('textbox', { name: words.step_notice_text });
      await text.fill('{name} さま\n{subject} は終わります。');
      await session.settled();
      await button(view, language === 'ja' ? `${first.name}宛ての文面を見る` : `See the text for ${first.name}`).click();
      await view.getByText(`${first.name} さま`).waitFor();
      await button(view, words.step_notice_copy).click();
      await session.settled();
      assert.equal(await clipboard(), `${first.name} さま\nLINE WORKS は終わります。`);
      await button(view, language === 'ja' ? '3人分をまとめてコピー' : 'Copy all 3').click();
      await session.settled();
      const all = await clipboard();
      for (const { name } of recipients) assert.match(all, new RegExp(`${name} さま`));

      await button(view, words.step_notice_reset).click();
      await session.settled();
      assert.equal((await session.facts()).text, '');

      await button(view, of(first.name, words.step_notice_tell)).click();
      await session.settled();
      await button(view, words.step_notice_tell_all).click();
      await view.getByText(words.step_notice_none_left).waitFor();
      assert.equal((await session.gate()).open, true);
      await button(view, words.step_notice_post).click();
      await session.settled();
      assert.notEqual((await session.facts()).posted, null);
      assert.deepEqual(await faultsOf(session), [], 'told');
    } finally {
      await session.close();
    }
  });
}

for (const how of [
  { language: 'ja', settings: { text_size: 'huge' } },
  { language: 'en', width: 640, theme: 'dark' },
  { language: 'en', width: 1000, settings: { text_size: 'large' } },
]) {
  test(`the steps fit with ${JSON.stringify(how)}`, async () => {
    const session = await at('backup', how, async (steps) => {
      const chosen = (await people(steps, 3)).map(({ id }) => id);
      const attach = async (of, path) => {
        await steps.pick(path);
        await steps.invoke('attach', { id: steps.run, step: 'backup', row: of, onProgress: '__CHANNEL__:1' });
      };
      const name = 'メンバー情報の書き出し_2026年11月.csv';
      for (const folder of ['Dropbox', 'files']) await attach('members', put(steps, `${folder}/${name}`, table(1100)));
      await attach('calendar', put(steps, 'files/calendar.ics', cut(events(38))));
      await steps.move('backup', [
        ['members.expected', '1200'],
        ['chat.given_up', '必要なトークは残っていないため'],
      ]);
      await steps.move('settle', [
        ['basic.owed', '45000'],
        ['basic.paid', '12000'],
        ['+', '追加機能料金'],
      ]);
      await steps.move('handover', [
        ['+', 'Google ビジネス プロフィール'],
        ['+', '楽天市場'],
        ['1.role', '運用担当者'],
        ['1.remove_now', '端末を紛失したため'],
        ['2.closed', '使わない'],
      ]);
      await steps.move('carry', [['talks.saved', '外付けSSD']]);
      await steps.move('bridge', [], chosen);
      await steps.move('notice', [], chosen);
    });
    try {
      const { steps } = await session.invoke('run_status', { id: session.run });
      for (const { id } of steps) {
        assert.deepEqual(await faultsOf(session), [], id);
        const next = steps[steps.findIndex((it) => it.id === id) + 1];
        if (next) await session.to(next.id);
      }
    } finally {
      await session.close();
    }
  });
}
