// The way to every screen, by menu and by what a person would click.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { calendar as calendarOf, cards as cardsOf, cut, mailbox, put, table, zip } from './files.mjs';
import { AKARI, altered, DAY, partner } from './partner.mjs';
import { importFiles, root } from './session.mjs';

// `alike`: much like another one, and so tried less often.
export const SCREENS = {
  contacts: { go: contacts },
  search: { go: search },
  edit: { go: edit },
  import: { go: importPreview },
  duplicates: { go: duplicates },
  code: { go: code },
  reading: { go: (session) => read(session, 'card-and-link') },
  'reading-new': { go: (session) => read(session, 'card-new') },
  'reading-page': { go: (session) => read(session, 'lookalike') },
  'reading-contact': { go: readingContact },
  'invite-question': { go: (session) => invited(session, {}) },
  'invite-newer': { alike: true, go: newerCard },
  'invite-other-key': { alike: true, go: otherKey },
  'invite-expired': { alike: true, go: (session) => invited(session, { after: -20 * DAY }) },
  'invite-forged': { alike: true, go: (session) => invited(session, {}, altered) },
  'contact-followed': { go: followed },
  'reading-ways': { go: (session) => choose(session, 'read-code') },
  trash: { go: trash },
  home: { go: home },
  run: { go: run },
  'wizard-backup': { go: (session) => quitting(session, 'backup') },
  'wizard-unlock': { alike: true, go: unlocking },
  'wizard-seal': { alike: true, go: sealing },
  'wizard-settle': { alike: true, go: (session) => quitting(session, 'settle') },
  'wizard-people': { alike: true, go: (session) => quitting(session, 'delete-members') },
  'wizard-no-return': { alike: true, go: (session) => quitting(session, 'delete-members', 'cross') },
  'wizard-handover': { go: leaving },
  services: { go: services },
  invites: { go: register },
  'new-invite': { go: newInvite },
  'invite-made': { alike: true, go: inviteMade },
  'invite-batch': { go: batchPreview },
  'service-invites': { go: serviceInvites },
  'wizard-invite': { alike: true, go: wizardInvite },
  'access-matrix': { go: matrix },
  templates: { go: templates },
  'start-run': { go: startRun },
  backups: { book: 'empty', go: backups },
  'backups-archive': { book: 'empty', go: archive },
  'restore-preview': { book: 'empty', go: restorePreview },
  'restore-merge': { alike: true, book: 'empty', go: mergePreview },
  'problem-restore': { alike: true, book: 'empty', go: problemRestore },
  lock: { book: 'empty', go: locked },
  'lock-set-up': { book: 'empty', go: lockSetUp },
  'lock-settings': { alike: true, book: 'empty', go: lockSettings },
  'first-start': { book: 'empty', go: async () => {} },
  settings: { go: (session) => choose(session, 'settings') },
};

/** A picture with codes, of those beside the tests. */
export const fixture = (name) => join(root, 'tests', 'chromium', 'fixtures', `${name}.png`);

/** Lets it go over the window and waits for the question. */
export async function read(session, name) {
  await session.drop(fixture(name));
  await session.view.getByRole('dialog').waitFor();
  await session.settled();
}

/** Opens a link as the system does; `asked`: waits for its question. */
export async function openLink(session, link, asked = true) {
  const answer = await session.openWith(link);
  if (answer?.unknown) await standIn(session, link);
  if (!asked) return;
  await session.view.getByRole('dialog').waitFor();
  await session.settled();
}

async function invited(session, how, change = (link) => link) {
  await openLink(session, change(partner(session.folder).invite(how).link));
}

/** A backend that can't be opened with anything: the page's question for the link is answered here. */
async function standIn(session, link) {
  session.copy({ text: link });
  const { code } = await session.invoke('paste', { wanted: 'anything' });
  session.links ??= [];
  session.links.push({ ...code, from: session.words.menu_link });
  if (session.links.length === 1 && !session.stands) {
    session.stands = true;
    await session.view.route('**/invoke', (route) =>
      route.request().postDataJSON().cmd === 'take_link'
        ? route.fulfill({ json: session.links.shift() ?? null })
        : route.fallback(),
    );
  }
  const told = { event: 'link_opened', payload: session.links.length };
  await fetch(`${session.address}/test/tell`, { method: 'POST', body: JSON.stringify(told) });
}

const take = (session, { token }) =>
  session.invoke('take_invite', { invite: { token, file: false }, how: { take: 'new' }, take: [] });

/** A card of theirs is in the book, with an own spelling beside it; a newer one comes. */
async function newerCard(session) {
  const akari = partner(session.folder);
  const { id } = await take(session, akari.invite({ after: -DAY }));
  await session.invoke('edit', { id, edits: edits({ display_name: '結城さん（箔押）' }) });
  akari.edit({ company: '結城箔押工業株式会社', display_name: '結城 あかり（結城箔押工業）', title: '代表取締役' });
  await openLink(session, akari.invite().link);
}

async function otherKey(session) {
  await take(session, partner(session.folder).invite({ after: -DAY }));
  await openLink(session, partner(session.folder, AKARI, 'forger').invite().link);
}

/** A contact that follows its own card, with an own spelling of one field, and an invite handed to it. */
async function followed(session) {
  const invite = partner(session.folder).invite({ after: -DAY });
  const { id } = await take(session, invite);
  await session.invoke('edit', { id, edits: edits({ display_name: '結城さん（箔押）' }) });
  await session.invoke('new_invites', { contacts: [id], expiry: '7d', enishi: true });
  // One that was taken leads to whom it brought.
  await openLink(session, invite.link);
  await session.view.getByRole('dialog').getByRole('button').last().click();
  await session.view.getByRole('dialog').waitFor({ state: 'detached' });
  await session.settled();
}

async function readingContact(session) {
  await read(session, 'line');
  await session.view.getByRole('button', { name: session.words.reading_attach, exact: true }).click();
  await session.settled();
}

export async function choose(session, item) {
  await session.menu(item);
  await session.settled();
}

/** The first of the list has most to show: photo, readings, groups, addresses. */
async function contacts(session) {
  await select(session, '青木');
}

/** Opens the contact whose row says this. */
export async function select(session, name) {
  await session.view.getByRole('option').filter({ hasText: name }).first().click();
  await session.settled();
}

async function search(session) {
  await choose(session, 'find');
  await session.view.keyboard.type('takahashi');
  await session.settled();
  await session.view.keyboard.press('ArrowDown');
  await session.settled();
}

async function edit(session) {
  await contacts(session);
  await session.view.getByRole('button', { name: session.words.contacts_edit, exact: true }).click();
  await session.settled();
}

async function importPreview(session) {
  const file = join(session.folder, '名刺.vcf');
  writeFileSync(file, cards());
  await importScreen(session, file);
  await session.view.getByRole('tab').first().waitFor();
}

/** Opens the import with this file and waits for what it has to say. */
export async function importScreen(session, file) {
  await session.pick(file);
  await choose(session, 'import');
  // On a busy machine the picker, the reading and the counting each take their time.
  await session.view.locator('.import :is([role=tab], .untold)').first().waitFor();
  await session.settled();
}

/** The own card's code. */
async function code(session) {
  await contacts(session);
  await choose(session, 'own-card');
  await session.view.getByRole('dialog').getByRole('img').waitFor();
  await session.settled();
}

async function trash(session) {
  const page = await session.invoke('list', { list: { list: 'all' }, sort: 'reading', offset: 3, limit: 3 });
  await session.invoke('trash', { entities: page.rows.map(({ id }) => ({ entity: 'contact', id })) });
  await choose(session, 'trash');
}

/** A day so many days from today, as the backend counts them. */
export async function dayFrom(session, days) {
  const date = new Date(`${(await session.invoke('home')).today}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

export const edits = (fields) => Object.entries(fields).map(([field, value]) => ({ field, value }));

/** Services with rights, runs on the way, and a rule or two that isn't kept; answers their numbers. */
export async function work(session) {
  const { invoke, language } = session;
  const named = (ja, en) => (language === 'ja' ? ja : en);
  const [first, leaver] = (await invoke('list', { list: { list: 'people' }, sort: 'reading', offset: 0, limit: 2 })).rows;
  const service = async (fields) => (await invoke('add_service', { edits: edits(fields) })).id;
  const access = (of, contact, fields) => invoke('add_access', { service: of, contact, edits: edits(fields) });
  const start = async (template, subject, name) => (await invoke('start_run', { template, subject, name })).id;
  const move = (id, step, set, go = null) => invoke('move_step', { id, step, what: { set: edits(set), go } });

  const works = await service({
    name: 'LINE WORKS',
    kind: named('グループウェア', 'Groupware'),
    identifier: 'nishimura.works',
    plan: named('フリープラン', 'Free plan'),
    renewal: await dayFrom(session, 25),
    last_login: await dayFrom(session, -1),
  });
  const official = await service({ name: named('西村製本', 'Nishimura Bindery'), kind: 'LINE', identifier: '@nishimura' });
  await access(works, first.id, { admin: 'true', role: named('最高管理者', 'Top administrator') });
  await access(works, leaver.id, { admin: 'true', role: named('管理者', 'Administrator') });
  await access(official, first.id, { admin: 'true', role: named('管理者', 'Administrator') });
  await access(official, leaver.id, { role: named('運用担当者', 'Operator'), review: await dayFrom(session, 7) });
  const leaving = await start(
    'staff-leaves',
    { subject: 'contact', id: leaver.id },
    named(`${leaver.display_name}さんの退職`, `${leaver.display_name} leaves`),
  );
  await move(
    leaving,
    'dates',
    { 'last-working-day': await dayFrom(session, 11), 'last-day': await dayFrom(session, 25), successor: first.display_name },
    { go: 'done' },
  );
  const own = await start('blank', { subject: 'text', name: named('棚卸し', 'Stocktaking') }, named('棚卸し', 'Stocktaking'));
  await move(own, 'first', { 'step.due': await dayFrom(session, 4) });
  const quitting = await start(
    'line-works',
    { subject: 'service', id: works },
    named('LINE WORKS の退会', 'Leaving LINE WORKS'),
  );
  await session.settled();
  return { works, official, leaving, own, quitting, leaver };
}

async function home(session) {
  await work(session);
  await choose(session, 'home');
}

async function run(session) {
  await home(session);
  await session.view.getByRole('main').getByRole('button', { name: /LINE WORKS/ }).first().click();
  await session.settled();
}

async function services(session) {
  await work(session);
  await choose(session, 'services');
}

/** Invitations of a service in every state, the one to be handed over open. */
async function serviceInvites(session) {
  const { official } = await work(session);
  const { invoke, language } = session;
  const { rows } = await invoke('list', { list: { list: 'all' }, sort: 'reading', offset: 4, limit: 4 });
  const operator = language === 'ja' ? '運用担当者' : 'Operator';
  const admin = language === 'ja' ? '管理者' : 'Administrator';
  let count = 0;
  const add = async (contact, mark, from, until, fields) => {
    const days = { issued: await dayFrom(session, from), expires: await dayFrom(session, until) };
    const all = { url: `https://manager.line.biz/invitation/Zk3vQx${(count += 1)}`, ...days, ...fields };
    const { id } = await invoke('add_service_invite', { service: official, contact, edits: edits(all) });
    if (mark) await invoke('mark_invites', { ids: [id], mark });
    return id;
  };
  await add(rows[3].id, null, -12, -12, { role: operator });
  await add(rows[2].id, 'accepted', -2, 1, { role: operator });
  await add(null, 'revoked', -2, 3, { role: operator, recipient: language === 'ja' ? '前の担当の方' : 'The former operator' });
  await add(rows[1].id, 'sent', -1, 3, { role: operator });
  const first = await add(rows[0].id, null, 0, 2, { role: admin });
  const { id } = await invoke('reissue_invite', { id: first, url: 'https://manager.line.biz/invitation/Zk3vQx9' });
  await choose(session, 'services');
  const list = session.view.getByRole('navigation', { name: session.words.service_list });
  await list.getByRole('button', { name: /西村製本|Nishimura/ }).click();
  const line = session.view.locator(`[data-invite="${id}"]`);
  await line.locator('button[aria-expanded]').first().click();
  await line.getByRole('img').waitFor();
  await session.settled();
  await line.locator('xpath=ancestor::section[1]').evaluate((section) => section.scrollIntoView({ block: 'start' }));
}

/** The step of a procedure at which somebody is invited. */
async function wizardInvite(session) {
  const { official } = await work(session);
  const { invoke, language } = session;
  const name = language === 'ja' ? '西村製本の担当者の交代' : 'Nishimura Bindery changes hands';
  const { id } = await invoke('start_run', { template: 'line-official', subject: { subject: 'service', id: official }, name });
  const move = (step, set, go = null) => invoke('move_step', { id, step, what: { set: edits(set), go } });
  await move('shows', { chosen: 'shows' }, { go: 'done' });
  await move('agency', { chosen: 'without' }, { go: 'done' });
  await move('admins', { count: '2', names: '秋山 恵子、安藤 律' }, { go: 'done' });
  await move('roles', { first: '秋山 恵子', second: '髙木 由紀' }, { go: 'done' });
  await move('task', { chosen: 'handover' }, { go: 'done' });
  const role = language === 'ja' ? '管理者' : 'Administrator';
  await move('invite', { url: 'https://manager.line.biz/invitation/Zk3vQx', recipient: '髙木 由紀', role });
  await openRun(session, name, 'invite');
  await session.view.locator('[data-step=invite]').getByRole('img').waitFor();
  await session.settled();
}

/** Invites in every state, of the own card and of a service; answers how many there are of both. */
export async function invites(session) {
  const { invoke } = session;
  const { rows } = await invoke('list', { list: { list: 'partners' }, sort: 'reading', offset: 0, limit: 8 });
  const line = (await invoke('add_service', { edits: edits({ name: 'LINE公式アカウント', kind: 'LINE' }) })).id;
  const issued = async (contact, fields) =>
    (await invoke('add_service_invite', { service: line, contact, edits: edits(fields) })).id;
  const url = 'https://line.example/invite/7Kq2mXw9';
  const [issuedOn, over, soon] = [await dayFrom(session, -4), await dayFrom(session, -3), await dayFrom(session, 0)];
  await issued(rows[0].id, { url, role: '管理者', issued: issuedOn, expires: over });
  const waiting = await issued(rows[1].id, { url: `${url}b`, role: '運用担当者', issued: soon, expires: soon });
  const make = async (those, expiry, enishi) => (await invoke('new_invites', { contacts: those.map(({ id }) => id), expiry, enishi })).ids;
  const taken = await make(rows.slice(2, 4), '30d', true);
  const [revoked] = await make([rows[4]], '7d', false);
  const sent = await make(rows.slice(5, 7), '7d', true);
  await make([rows[7]], '7d', false);
  await make([], 'never', false);
  const mark = (ids, as) => invoke('mark_invites', { ids, mark: as });
  await mark([waiting, ...sent], 'sent');
  await mark(taken, 'accepted');
  await mark([revoked], 'revoked');
  await session.settled();
  return { card: 7, service: 2, services: { line } };
}

/** The register, by the sidebar or by its key. */
export async function openInvites(session) {
  await session.view.keyboard.press('Control+5');
  await session.view.getByRole('grid').waitFor();
  await session.settled();
}

async function register(session) {
  await invites(session);
  await openInvites(session);
}

async function newInvite(session) {
  await register(session);
  await session.view.getByRole('button', { name: session.words.invite_new, exact: true }).click();
  await session.settled();
}

async function inviteMade(session) {
  await newInvite(session);
  await session.view.getByRole('button', { name: session.words.invite_make, exact: true }).click();
  await session.view.getByRole('dialog').getByRole('img').waitFor();
  await session.settled();
}

async function batchPreview(session) {
  const options = session.view.getByRole('option');
  await options.nth(1).click();
  await options.nth(5).click({ modifiers: ['Shift'] });
  await session.settled();
  await session.view.getByRole('button', { name: session.words.bulk_invite, exact: true }).click();
  await session.settled();
  for (let step = 0; step < 2; step += 1) {
    await session.view.getByRole('button', { name: session.words.invite_batch_on, exact: true }).click();
    await session.settled();
  }
}

async function startRun(session) {
  await choose(session, 'start-run');
  await session.view.getByRole('dialog').getByRole('button').nth(2).click();
  await session.settled();
}

/** The run of LINE WORKS at this step, everything before it done, and some of it filled in. */
async function quitting(session, last, then = null) {
  const { quitting: id } = await work(session);
  const move = (step, set, go = null) => session.invoke('move_step', { id, step, what: { set: edits(set), go } });
  const answers = { account: 'line-works', admin: 'self', contract: 'direct', plan: 'paid' };
  for (const [step, chosen] of Object.entries(answers)) await move(step, { chosen }, { go: 'done' });
  const { step } = await session.invoke('run_step', { id, step: 'contract-data' });
  const values = { date: await dayFrom(session, 20), number: '12' };
  const filled = step.kind.fill.fields.map((field) => [field.id, values[field.input] ?? '西村製本']);
  await move('contract-data', Object.fromEntries(filled), { go: 'done' });
  await move('tell-partners', {}, { go: 'waiting', on: '三浦印刷' });
  await move('bridge', { nobody: 'true' }, { go: 'done' });
  await backUp(session, id, move);
  if (last !== 'backup') await move('backup', {}, { go: 'skipped', reason: '紙の控えがある' });
  const { facts } = await session.invoke('run_step', { id, step: 'settle' });
  const rows = facts.settle.rows.map((row) => row.id);
  await move('settle', { [`${rows[0]}.owed`]: '12,000', [`${rows[0]}.paid`]: '12000', [`${rows[1]}.owed`]: '340' });
  if (last === 'delete-members') {
    await move('settle', Object.fromEntries(rows.flatMap((row) => [[`${row}.owed`, '0'], [`${row}.paid`, '0']])), { go: 'done' });
    await move('no-warning', {}, null);
    await move('tell-partners', {}, { go: 'skipped', reason: '取引先は公式アカウントでつながっている' });
    const proofs = await session.invoke('run_step', { id, step: 'no-warning' });
    const seen = proofs.step.kind.prove?.points.map((point) => [point.id, 'true']) ?? [];
    await move('no-warning', Object.fromEntries(seen), { go: 'done' });
  }
  await openRun(session, session.language === 'ja' ? 'LINE WORKS の退会' : 'Leaving LINE WORKS', last);
  if (then === null) return;
  await session.view.getByRole('button', { name: session.words.run_cross }).click();
  await session.view.getByRole('dialog').waitFor();
  await session.settled();
}

/** Two equal copies of one kind, a short count in another, one copy of a third, a cut file, and one behind a password. */
async function backUp(session, id, move) {
  const attach = async (row, name, content, ...folders) => {
    for (const folder of folders) {
      await session.pick(put(session, `${folder}/${name}`, content));
      await session.invoke('attach', { id, step: 'backup', row, onProgress: '__CHANNEL__:0' });
    }
  };
  const { facts } = await session.invoke('run_step', { id, step: 'backup' });
  const [members, mail, calendar, address, , chat] = facts.backup.rows.map((row) => row.id);
  await attach(members, 'members.csv', table(12), 'Dropbox', 'files');
  await attach(mail, 'mail.mbox', mailbox(1667), 'Dropbox', 'files');
  await attach(calendar, 'calendar.ics', calendarOf(386), 'Dropbox');
  await attach(address, 'contacts.zip', cut(zip({ 'contacts.vcf': cardsOf(60) })), 'files');
  await attach(chat, 'chat.zip', zip({ 'chat.csv': table(4) }, 'himitsu99'), 'files');
  await move('backup', { [`${members}.expected`]: '12', [`${mail}.expected`]: '1842' });
}

/** The password of the locked file, or the passphrase of an encrypted copy. */
async function backupDialog(session, ask) {
  await quitting(session, 'backup');
  await ask();
  await session.view.getByRole('dialog').waitFor();
  await session.settled();
}

async function unlocking(session) {
  const { view, words } = session;
  await backupDialog(session, () => view.getByRole('button', { name: words.step_backup_unlock, exact: true }).click());
}

async function sealing(session) {
  const { view, words } = session;
  await backupDialog(session, async () => {
    await view.getByRole('row').nth(1).getByRole('button').first().click();
    await view.getByRole('menuitem', { name: words.step_backup_seal, exact: true }).click();
  });
}

async function leaving(session) {
  const { leaving: id, leaver } = await work(session);
  const what = { set: edits({ chosen: 'usual' }), go: { go: 'done' } };
  await session.invoke('move_step', { id, step: 'danger', what });
  const name = leaver.display_name;
  await openRun(session, session.language === 'ja' ? `${name}さんの退職` : `${name} leaves`, 'handover');
}

async function openRun(session, name, step) {
  const title = (await session.invoke('runs')).find((run) => run.name === name);
  const view = await session.invoke('run_step', { id: title.id, step });
  await session.view.reload();
  await session.settled();
  await session.view.getByRole('button', { name: session.words.home_go_on_with.replace('{name}', name) }).click();
  await session.view.locator('.run h1').waitFor();
  const rail = session.view.getByRole('navigation', { name: session.words.run_steps });
  await rail.getByRole('button', { name: view.step.title[session.language] }).first().click();
  await session.settled();
}

/** Some people in the own book: the sample isn't backed up. */
export async function ownBook(session) {
  const file = join(session.folder, '名刺.vcf');
  writeFileSync(file, cards());
  await importFiles(session, [file]);
  await session.settled();
}

export async function openBackups(session) {
  await choose(session, 'backups');
  await session.view.getByRole('heading', { name: session.words.backups_title, exact: true }).waitFor();
  await session.settled();
}

/** Spoils the middle of a file. */
export function damage(file) {
  const bytes = readFileSync(file);
  const middle = Math.floor(bytes.length / 2);
  bytes.fill(0xa5, middle, Math.min(middle + 4096, bytes.length - 64));
  writeFileSync(file, bytes);
}

const NOBODY = { onProgress: '__CHANNEL__:0' };

/** Copies of some days, one of them damaged, and a second place whose drive is away. */
async function backups(session) {
  await ownBook(session);
  const second = join(session.folder, 'USB');
  mkdirSync(second);
  await session.pick(second);
  await session.invoke('choose_second_place');
  await session.invoke('back_up_now', NOBODY);
  const folder = join(session.folder, 'backups');
  const copy = async (days) => join(folder, `enishi-${await dayFrom(session, days)}.book`);
  for (const days of [-1, -2, -9]) writeFileSync(await copy(days), readFileSync(await copy(0)));
  damage(await copy(-2));
  rmSync(second, { recursive: true });
  await openBackups(session);
  await session.view.getByRole('button', { name: session.words.backups_check, exact: true }).click();
  await session.settled();
}

async function archive(session) {
  await ownBook(session);
  await openBackups(session);
  await session.view.getByRole('button', { name: session.words.backups_archive, exact: true }).click();
  await session.settled();
}

/** An archive beside a book in which somebody was changed since, and somebody is gone. */
async function restorePreview(session) {
  await ownBook(session);
  const file = join(session.folder, '引っ越し.enishi');
  await session.pick(file);
  await session.invoke('archive', { passphrase: null, ...NOBODY });
  const { rows } = await session.invoke('list', { list: { list: 'all' }, sort: 'reading', offset: 0, limit: 2 });
  await session.invoke('trash', { entities: [{ entity: 'contact', id: rows[0].id }] });
  await session.invoke('edit', { id: rows[1].id, edits: edits({ note: '見本帳' }) });
  await openBackups(session);
  await session.view.getByRole('button', { name: session.words.backups_restore, exact: true }).click();
  await session.settled();
  await session.pick(file);
  await session.view.getByRole('button', { name: session.words.restore_choose_file, exact: true }).click();
  await session.view.getByRole('dialog').getByRole('table').waitFor();
  await session.settled();
}

async function mergePreview(session) {
  await restorePreview(session);
  await session.view.getByText(session.words.restore_merge, { exact: true }).click();
  await session.view.getByRole('button', { name: session.words.restore_do_look, exact: true }).click();
  await session.settled();
}

/** The own book, backed up, is spoilt while the sample is open, and can't be opened again. */
export async function broken(session) {
  await session.invoke('back_up_now', NOBODY);
  await session.invoke('open_sample_book');
  const book = join(session.folder, 'enishi.book');
  for (const ending of ['-wal', '-shm']) rmSync(`${book}${ending}`, { force: true });
  const bytes = readFileSync(book);
  bytes.fill(0xa5, 100);
  writeFileSync(book, bytes);
  await session.view.reload();
  await session.settled();
  await session.view.getByRole('button', { name: session.words.sample_close, exact: true }).first().click();
  await session.view.getByText(session.words.problem_label).waitFor();
  await session.settled();
}

async function problemRestore(session) {
  await ownBook(session);
  await broken(session);
  await session.view.getByRole('button', { name: session.words.restore_problem, exact: true }).click();
  await session.settled();
}

/** What opens the books that the tests lock. */
export const LOCK_PHRASE = 'さくらの木の下で';

/** Sets a passphrase on the own book, as if it had been set before the window opened; answers the recovery key. */
export async function guard(session) {
  await ownBook(session);
  const { groups } = await session.invoke('make_lock');
  await session.invoke('set_lock', { passphrase: LOCK_PHRASE, ...NOBODY });
  await session.view.reload();
  await session.view.locator('#app > *').first().waitFor();
  await session.settled();
  return groups.join('-');
}

/** The book is locked by its menu. */
export async function lockNow(session) {
  await choose(session, 'lock-now');
  await session.view.getByRole('heading', { name: session.words.lock_title, exact: true }).waitFor();
  await session.settled();
}

async function locked(session) {
  await guard(session);
  await lockNow(session);
}

/** The section of the lock among the settings. */
export async function openLockSettings(session) {
  await choose(session, 'settings');
  const heading = session.view.getByRole('heading', { name: session.words.lock_settings, exact: true });
  await heading.evaluate((title) => title.scrollIntoView({ block: 'start' }));
}

async function lockSettings(session) {
  await guard(session);
  await openLockSettings(session);
}

export async function lockSetUp(session) {
  await ownBook(session);
  await openLockSettings(session);
  await session.view.getByRole('button', { name: session.words.lock_set, exact: true }).click();
  await session.view.getByRole('dialog').waitFor();
  await session.settled();
}

async function templates(session) {
  await choose(session, 'templates');
  await session.view.locator('.list li').first().waitFor();
  await session.settled();
}

async function matrix(session) {
  await services(session);
  await session.view.locator('main label').filter({ hasText: session.words.service_view_matrix }).click();
  await session.settled();
}

/** People of the sample book once more, as phones and old lists have them. */
export async function twice(session) {
  const file = join(session.folder, '携帯の連絡先.vcf');
  writeFileSync(file, secondCards());
  return importFiles(session, [file], { existing: 'add' });
}

async function duplicates(session) {
  await twice(session);
  await choose(session, 'duplicates');
  await session.view.getByRole('table').first().waitFor();
  await session.settled();
}

function secondCards() {
  const card = (lines) => `BEGIN:VCARD\r\nVERSION:3.0\r\n${lines.join('\r\n')}\r\nEND:VCARD\r\n`;
  return (
    card([
      'FN:高橋 美咲',
      'N:高橋;美咲;;;',
      'X-PHONETIC-LAST-NAME:たかはし',
      'X-PHONETIC-FIRST-NAME:みさき',
      'ORG:高砂製作所㈱;第二購買部',
      'TITLE:部長',
      'TEL;TYPE=CELL:+81 90-0000-8854',
      'TEL;TYPE=HOME:072-000-6612',
      'EMAIL;TYPE=HOME:misaki@mail.example',
      'NOTE:2026年4月から部長。',
      'CATEGORIES:仕入先',
    ]) +
    card(['FN:ササキ リョウ', 'N:ササキ;リョウ;;;', 'TEL;TYPE=WORK:072-000-3392', 'ORG:高砂製作所']) +
    card(['FN:佐々木亮', 'ORG:株式会社高砂製作所;製造部', 'EMAIL;TYPE=WORK:r.sasaki@takasago.example']) +
    card(['FN:高見 修', 'N:高見;修;;;', 'TEL;TYPE=CELL:090-0000-7788', 'NOTE:FAXで。'])
  );
}

/** Good cards, and one with a problem, so that the preview has something to say. */
function cards() {
  const card = (family, given, reading, more = '') =>
    `BEGIN:VCARD\r\nVERSION:3.0\r\nN:${family};${given};;;\r\nFN:${family} ${given}\r\nX-PHONETIC-LAST-NAME:${reading}\r\n${more}END:VCARD\r\n`;
  return (
    card('長谷川', '真理', 'はせがわ', 'TEL:03-5550-0161\r\n') +
    card('小野寺', '拓', 'おのでら', 'EMAIL:taku@example.jp\r\n') +
    card('三浦', '陽子', 'みうら', 'BDAY:1985-13-45\r\n') +
    'BEGIN:VCARD\r\nVERSION:3.0\r\nN:途中;で終わる;;;\r\nFN:途中 で終わる\r\n'
  );
}
