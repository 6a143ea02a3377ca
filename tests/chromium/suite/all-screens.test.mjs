// Every screen, in both languages and themes: no findings of axe, no cut-off words, no sideways scrolling, no missing words.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { faultsOf } from '../support/faults.mjs';
import { SCREENS } from '../support/screens.mjs';
import { closeBrowser, open } from '../support/session.mjs';

after(closeBrowser);

for (const [name, { go, book, alike }] of Object.entries(SCREENS)) {
  for (const language of ['ja', 'en']) {
    const themes = alike ? [language === 'ja' ? 'light' : 'dark'] : ['light', 'dark'];
    test(`${name} is without faults in ${language}, ${themes.join(' and ')}`, async () => {
      const session = await open({ language, theme: themes[0], settings: { theme: 'system' }, book });
      try {
        await go(session);
        for (const theme of themes) {
          // The window follows the system where it stands.
          await session.view.emulateMedia({ colorScheme: theme });
          await session.view.waitForFunction((now) => document.documentElement.dataset.theme === now, theme);
          await session.settled();
          assert.deepEqual(await faultsOf(session), [], theme);
        }
      } finally {
        await session.close();
      }
    });
  }
}

test('contacts are without faults in a narrow window', async () => {
  const session = await open({ width: 480 });
  try {
    assert.deepEqual(await faultsOf(session), []);
    await SCREENS.contacts.go(session);
    assert.deepEqual(await faultsOf(session), []);
  } finally {
    await session.close();
  }
});
