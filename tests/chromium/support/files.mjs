// Files as services export them, small and whole; cut or locked where a test asks for it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file in a session's folder, its folders made; a folder named `Dropbox` is another medium than the one around it. */
export function put(session, name, content) {
  const path = join(session.folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const times = (count, make) => Array.from({ length: count }, (_, at) => make(at + 1)).join('');

/** A table with headers and so many rows. */
export function table(rows) {
  return `氏名,メール\r\n${times(rows, (at) => `青木 ${at},aoki${at}@example.jp\r\n`)}`;
}

/** A calendar with so many events, one a day. */
export function calendar(events) {
  const day = (at) => new Date(Date.UTC(2026, 0, at)).toISOString().slice(0, 10).replaceAll('-', '');
  const event = (at) =>
    `BEGIN:VEVENT\r\nUID:${at}@example.jp\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:${day(at)}\r\nSUMMARY:定例 ${at}\r\nEND:VEVENT\r\n`;
  return `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//calendar//JA\r\n${times(events, event)}END:VCALENDAR\r\n`;
}

/** So many cards. */
export function cards(count) {
  return times(count, (at) => `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:控え ${at}\r\nN:控え;${at};;;\r\nEND:VCARD\r\n`);
}

/** A mailbox with so many messages. */
export function mailbox(messages) {
  const message = (at) =>
    `From aoki@example.jp Thu Jan  1 09:00:00 2026\r\nFrom: aoki@example.jp\r\nTo: info@example.jp\r\nDate: Thu, 01 Jan 2026 09:00:00 +0900\r\nSubject: Nr ${at}\r\nMessage-ID: <${at}@example.jp>\r\n\r\nHello\r\n\r\n`;
  return times(messages, message);
}

const TABLE = Array.from({ length: 256 }, (_, value) => {
  let sum = value;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum >>> 0;
});
const fed = (sum, byte) => (TABLE[(sum ^ byte) & 0xff] ^ (sum >>> 8)) >>> 0;
const crc32 = (bytes) => (bytes.reduce(fed, 0xffffffff) ^ 0xffffffff) >>> 0;

/** The old lock of ZIP (APPNOTE 6.1): twelve bytes in front, the last of which tells whether the password fits. */
function locked(bytes, password, sum) {
  let [one, two, three] = [0x12345678, 0x23456789, 0x34567890];
  const turn = (byte) => {
    one = fed(one, byte);
    two = (Math.imul((two + (one & 0xff)) >>> 0, 134775813) + 1) >>> 0;
    three = fed(three, two >>> 24);
  };
  for (const byte of Buffer.from(password)) turn(byte);
  const head = Buffer.alloc(12, 7);
  head[11] = sum >>> 24;
  return Buffer.from(
    [...head, ...bytes].map((byte) => {
      const key = (three | 2) & 0xffff;
      const out = byte ^ ((Math.imul(key, key ^ 1) >>> 8) & 0xff);
      turn(byte);
      return out & 0xff;
    }),
  );
}

/** An archive of these files, stored; behind a password where one is given. */
export function zip(files, password = null) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    const sum = crc32(bytes);
    const packed = password === null ? bytes : locked(bytes, password, sum);
    const called = Buffer.from(name);
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    // Names are UTF-8.
    about.writeUInt16LE(password === null ? 0x0800 : 0x0801, 2);
    about.writeUInt16LE(0x5a21, 8);
    about.writeUInt32LE(sum, 10);
    about.writeUInt32LE(packed.length, 14);
    about.writeUInt32LE(bytes.length, 18);
    about.writeUInt16LE(called.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), about, called, packed]);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), about, entry, called]));
    parts.push(local);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, listed, end]);
}

/** The same file, cut behind this share of it. */
export const cut = (content, share = 0.6) => Buffer.from(content).subarray(0, Math.floor(Buffer.from(content).length * share));
