// Writes docs/screens/*.png from the sample book; exits with 1 where a screen has faults.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { faultsOf } from './support/faults.mjs';
import { SCREENS } from './support/screens.mjs';
import { closeBrowser, open, root } from './support/session.mjs';

const wanted = process.argv.slice(2);
const folder = join(root, 'docs', 'screens');
mkdirSync(folder, { recursive: true });

let failed = 0;
for (const name of Object.keys(SCREENS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const language of ['ja', 'en'])
    for (const theme of ['light', 'dark']) await take(`${name}-${language}-${theme}`, name, { language, theme });
}
for (const name of ['contacts', 'duplicates', 'code', 'reading', 'home', 'services', 'access-matrix', 'invites', 'backups', 'restore-preview', 'lock']) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const language of ['ja', 'en']) {
    await take(`${name}-narrow-${language}-light`, name, { language, width: 480 });
    await take(`${name}-text-200-${language}-light`, name, { language, text: 2 });
  }
}
await closeBrowser();
process.exitCode = failed === 0 ? 0 : 1;
console.log(failed === 0 ? 'no faults' : `${failed} faults`);

async function take(file, name, { text = 1, ...how }) {
  const { go, book } = SCREENS[name];
  let session;
  try {
    session = await open({ book, ...how });
    if (text !== 1) await enlarge(session, text);
    await go(session);
    await session.view.mouse.move(0, 0);
    await session.view.screenshot({ path: join(folder, `${file}.png`), animations: 'disabled', caret: 'hide' });
    const faults = await faultsOf(session);
    failed += faults.length;
    console.log(`${faults.length === 0 ? 'ok    ' : 'FAULTS'} ${file}`);
    for (const fault of faults) console.log(`       ${fault}`);
  } catch (fault) {
    failed += 1;
    console.log(`FAILED ${file}: ${fault.message.split('\n')[0]}`);
  } finally {
    await session?.close();
  }
}

/** As a reader with large text in the system's settings has it. */
async function enlarge({ view, settled }, factor) {
  await view.evaluate((times) => {
    const { style } = document.documentElement;
    style.fontSize = `${parseFloat(getComputedStyle(document.documentElement).fontSize) * times}px`;
    window.dispatchEvent(new Event('resize'));
  }, factor);
  await settled();
}
