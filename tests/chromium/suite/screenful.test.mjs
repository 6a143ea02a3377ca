// With ten thousand contacts, never more than a screenful of rows goes over IPC.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { choose } from '../support/screens.mjs';
import { closeBrowser, open } from '../support/session.mjs';

after(closeBrowser);

const MANY = 10_000;
/** A screenful of 800 pixels with what the list draws ahead. */
const ROWS = 100;
const BYTES = 64 * 1024;

test('ten thousand contacts are shown, scrolled and searched a screenful at a time', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'enishi-many-'));
  const file = join(folder, '大勢.vcf');
  writeFileSync(file, Array.from({ length: MANY }, (_, index) => card(index)).join(''));
  const session = await open({ book: [file] });
  try {
    const { view } = session;
    await within(session, 'opening');
    const list = view.getByRole('listbox').first();
    await list.waitFor();
    for (const place of [0.1, 0.5, 0.9, 1, 0]) {
      await list.evaluate((element, part) => {
        let scroller = element;
        while (scroller && scroller.scrollHeight <= scroller.clientHeight + 1) scroller = scroller.parentElement;
        scroller?.scrollTo(0, scroller.scrollHeight * part);
      }, place);
      await session.settled();
      assert.ok((await view.getByRole('option').count()) < ROWS, 'the page holds a screenful too');
    }
    await within(session, 'scrolling');
    await choose(session, 'find');
    for (const letter of 'yama') await view.keyboard.type(letter);
    await session.settled();
    assert.ok((await view.getByRole('option').count()) > 0, 'there are hits');
    await within(session, 'searching');
  } finally {
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

async function within(session, when) {
  for (const { command, args, bytes } of await session.calls()) {
    if (command === 'import') continue;
    assert.ok(bytes <= BYTES, `${when}: ${command} answered ${bytes} bytes`);
    if ('limit' in args && !command.endsWith('ids')) assert.ok(args.limit <= ROWS, `${when}: ${command} asked for ${args.limit} rows`);
  }
}

function card(index) {
  const families = [['山田', 'やまだ'], ['佐藤', 'さとう'], ['田中', 'たなか'], ['山本', 'やまもと'], ['中村', 'なかむら']];
  const [family, reading] = families[index % families.length];
  return `BEGIN:VCARD\r\nVERSION:3.0\r\nN:${family};第${index}号;;;\r\nFN:${family} 第${index}号\r\nX-PHONETIC-LAST-NAME:${reading}\r\nTEL:03-5550-${String(index % 10_000).padStart(4, '0')}\r\nEND:VCARD\r\n`;
}
