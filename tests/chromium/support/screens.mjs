// The way to every screen, by menu and by what a person would click.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { importFiles, root } from './session.mjs';

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
