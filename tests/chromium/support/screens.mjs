// The way to every screen, by menu and by what a person would click.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
  'reading-ways': { go: (session) => choose(session, 'read-code') },
  trash: { go: trash },
  home: { go: home },
  run: { go: run },
  'wizard-backup': { go: (session) => quitting(session, 'backup') },
  'wizard-settle': { alike: true, go: (session) => quitting(session, 'settle') },
  'wizard-people': { alike: true, go: (session) => quitting(session, 'delete-members') },
  'wizard-no-return': { alike: true, go: (session) => quitting(session, 'delete-members', 'cross') },
  'wizard-handover': { go: leaving },
  services: { go: services },
  'access-matrix': { go: matrix },
  templates: { go: templates },
  'start-run': { go: startRun },
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

const edits = (fields) => Object.entries(fields).map(([field, value]) => ({ field, value }));

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

/** Two equal copies of one kind, a short count in another, one copy of a third. */
async function backUp(session, id, move) {
  const attach = async (row, name, content, ...folders) => {
    for (const folder of folders) {
      mkdirSync(join(session.folder, folder), { recursive: true });
      const file = join(session.folder, folder, name);
      writeFileSync(file, content);
      await session.pick(file);
      await session.invoke('attach', { id, step: 'backup', row, onProgress: '__CHANNEL__:0' });
    }
  };
  const { facts } = await session.invoke('run_step', { id, step: 'backup' });
  const [members, mail, calendar] = facts.backup.rows.map((row) => row.id);
  await attach(members, 'members.csv', 'a', 'OneDrive', 'ssd');
  await attach(mail, 'mail.mbox', 'b', 'OneDrive', 'ssd');
  await attach(calendar, 'calendar.ics', 'c', 'OneDrive');
  await move('backup', {
    [`${members}.expected`]: '12',
    [`${members}.1.count`]: '12',
    [`${members}.1.confirmed`]: 'true',
    [`${members}.2.medium`]: '外付け SSD',
    [`${members}.2.confirmed`]: 'true',
    [`${mail}.expected`]: '1842',
    [`${mail}.1.count`]: '1667',
    [`${mail}.1.confirmed`]: 'true',
    [`${mail}.2.medium`]: '外付け SSD',
    [`${mail}.2.confirmed`]: 'true',
    [`${calendar}.expected`]: '386',
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
