// Another business with Enishi: a book of its own beside the window's, worked by the command line.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { root } from './session.mjs';

const program =
  process.env.ENISHI_CLI ??
  (process.env.ENISHI_BACKEND
    ? join(dirname(process.env.ENISHI_BACKEND), 'enishi-cli')
    : join(root, 'target', 'debug', 'enishi-cli'));

/** When the window's clock stands: noon in Tokyo, as `place::NOON`. */
export const NOON = 1_795_316_400_000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Whose card is handed over. */
export const AKARI = {
  uid: '3c9c7d4e-0000-4000-8000-00000000a001',
  name: '結城 あかり',
  parts: '結城;あかり;;;',
  company: '株式会社結城箔押',
  title: '取締役',
  phone: '075-000-7710',
  mail: 'akari@yuki-haku.example',
};

/** Someone with a book of their own; `named` tells several in one folder apart. */
export function partner(folder, card = AKARI, named = 'partner') {
  const book = join(folder, `${named}.book`);
  const run = (at, ...args) => {
    const out = execFileSync(program, ['--book', book, '--json', '--at', String(at), ...args], { encoding: 'utf8' });
    return JSON.parse(out);
  };
  const file = join(folder, `${named}.vcf`);
  writeFileSync(file, vcard(card));
  run(NOON - 90 * DAY, 'import', file);
  const [{ id }] = run(NOON, 'list').contacts;
  run(NOON - 90 * DAY, 'edit', String(id), '--set', 'own=true');
  return {
    /** An invite made so long after (or before) the window's noon: its `token`, `link` and `line`. */
    invite: ({ after = -HOUR, expires = '7d' } = {}) =>
      run(NOON + after, 'invite', 'new', '--expires', expires).invites[0],
    /** Changes the own card. */
    edit: (fields) =>
      run(NOON, 'edit', String(id), ...Object.entries(fields).flatMap(([field, value]) => ['--set', `${field}=${value}`])),
    run,
  };
}

function vcard({ uid, name, parts, company, title, phone, mail }) {
  const lines = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `UID:${uid}`,
    `N:${parts}`,
    `FN:${name}`,
    'X-PHONETIC-LAST-NAME:ゆうき',
    'X-PHONETIC-FIRST-NAME:あかり',
    `ORG:${company}`,
    `TITLE:${title}`,
    `TEL;TYPE=WORK:${phone}`,
    `EMAIL;TYPE=WORK:${mail}`,
    'END:VCARD',
  ];
  return `${lines.join('\r\n')}\r\n`;
}

/** The same invite with one letter changed in what it says. */
export function altered(link) {
  const at = link.length - 12;
  return `${link.slice(0, at)}${link[at] === 'A' ? 'B' : 'A'}${link.slice(at + 1)}`;
}
