// One window in a browser: the built page over the real backend on a book of its own.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

const backendProgram = process.env.ENISHI_BACKEND ?? join(root, 'target', 'debug', 'backend');
const page = process.env.ENISHI_PAGE ?? join(root, 'target', 'page');
const chromiumProgram = process.env.ENISHI_CHROMIUM ?? '/usr/bin/chromium';

/** The words of the window, as a test names what it looks for. */
export const words = Object.fromEntries(
  ['ja', 'en'].map((language) => [
    language,
    JSON.parse(readFileSync(join(root, 'ui', 'messages', `${language}.json`), 'utf8')),
  ]),
);

const browsers = new Map();

/** One browser for all windows of a run that need no others of its arguments; closed by {@link closeBrowser}. */
function browserWith(more) {
  const key = more.join(' ');
  if (!browsers.has(key)) browsers.set(key, launch(more));
  return browsers.get(key);
}

function launch(more) {
  return chromium.launch({
    executablePath: chromiumProgram,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--font-render-hinting=none',
      ...more,
    ],
  });
}

export async function closeBrowser() {
  for (const browser of browsers.values()) await (await browser).close();
  browsers.clear();
}

/** Starts the backend; `book` is `sample`, `empty`, or a list of files to import beforehand. */
export async function open({
  language = 'ja',
  theme = 'light',
  width = 1280,
  height = 800,
  /** Pixels of the screen a CSS pixel. */
  scale = 1,
  book = 'sample',
  settings = {},
  /** Further arguments of the browser, for one that isn't like the others. */
  browser = [],
  /** The moment at which it is opened, in milliseconds. */
  at = null,
  /** The folder of a session that left it ({@link open}'s `leave`): its book once more. */
  folder: left = null,
} = {}) {
  const folder = left ?? mkdtempSync(join(tmpdir(), 'enishi-chromium-'));
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ language, theme, list: { list: 'all' }, ...settings }));
  const backend = await startBackend(folder, language, at);
  const end = async () => {
    backend.child.stdin.end();
    await backend.ended;
  };
  const stop = async () => {
    await end();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    if (book === 'sample') await backend.invoke('open_sample_book');
    else if (Array.isArray(book)) await importFiles(backend, book);
    const window = await openPage(backend, { language, theme, width, height, scale, browser });
    return {
      ...window,
      ...backend,
      folder,
      language,
      words: words[language],
      /** Ends it and leaves its folder to another one. */
      async leave() {
        await window.context.close();
        await end();
      },
      async close() {
        await window.context.close();
        await stop();
      },
    };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

async function startBackend(folder, language, at) {
  const clipboard = join(folder, 'clipboard');
  const child = spawn(backendProgram, ['--page', page, '--folder', folder, '--language', language, ...(at === null ? [] : ['--at', String(at)])], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ENISHI_CLIPBOARD: clipboard },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const address = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the backend ended with ${code}`)));
  });
  const post = async (path, body) => {
    const answer = await fetch(`${address}${path}`, { method: 'POST', body: JSON.stringify(body ?? null) });
    const value = await answer.json();
    if (!answer.ok) throw new Error(`${path} ${JSON.stringify(body)}: ${JSON.stringify(value)}`);
    return value;
  };
  return {
    child,
    ended,
    address,
    /** A command, as the page calls it. */
    invoke: (cmd, args = {}) => post('/invoke', { cmd, args }),
    /** The next file dialog is answered with these paths. */
    pick: (...paths) => post('/test/pick', paths),
    /** Files are let go over the window. */
    drop: (...paths) => post('/test/drop', paths),
    /** The app is opened with a link or an invite's file. */
    openWith: (...paths) => post('/test/open', paths),
    /** Another program copies this; `files` are paths. */
    copy({ text, picture, files }) {
      rmSync(clipboard, { recursive: true, force: true });
      mkdirSync(clipboard);
      if (text !== undefined) writeFileSync(join(clipboard, 'text'), text);
      if (picture !== undefined) writeFileSync(join(clipboard, 'picture'), picture);
      if (files !== undefined) writeFileSync(join(clipboard, 'files'), files.join('\n'));
    },
    /** A native menu item is chosen. */
    menu: (item) => post('/test/tell', { event: 'menu', payload: item }),
    /** What went over IPC since the last look. */
    calls: () => post('/test/calls'),
  };
}

export async function importFiles(backend, files, options = {}) {
  await backend.pick(...files);
  const picked = await backend.invoke('pick_import_files');
  return backend.invoke('import', {
    token: picked.token,
    options: {
      existing: 'update',
      shared_by: null,
      internal: false,
      dry_run: false,
      reading: { charset: null, sheet: null, restore_zeros: false, delimiter: null, header_row: null, columns: null },
      decisions: [],
      rest: 'update',
      mend_all: false,
      mendings: [],
      ...options,
    },
    onProgress: '__CHANNEL__:1',
  });
}

async function openPage(backend, { language, theme, width, height, scale, browser }) {
  const context = await (await browserWith(browser)).newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    locale: language === 'ja' ? 'ja-JP' : 'en-GB',
    timezoneId: 'Asia/Tokyo',
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  const view = await context.newPage();
  view.setDefaultTimeout(20_000);
  const faults = [];
  view.on('pageerror', (error) => faults.push(`error in the page: ${error.message}`));
  view.on('console', (message) => {
    // A command that fails is the page's business to tell; the browser's own remark about it is none of ours.
    if (message.type() === 'error' && !message.location().url.endsWith('/invoke')) faults.push(`console: ${message.text()}`);
  });
  await view.addInitScript(countRequests);
  await view.goto(backend.address);
  await view.locator('#app > *').first().waitFor();
  const settled = async () => {
    try {
      await view.waitForFunction(quiet, undefined, { polling: 50 });
    } catch {
      throw new Error(`the page does not come to rest: ${JSON.stringify(await view.evaluate(restless))}`);
    }
  };
  await settled();
  return { context, view, faults, settled };
}

/** Runs in the page: remembers when the last request ended. */
function countRequests() {
  const state = (window.__pending = { open: new Set(), last: performance.now() });
  const original = window.fetch;
  window.fetch = async (address, how) => {
    const request = { address: String(address), body: how?.body };
    state.open.add(request);
    try {
      return await original(address, how);
    } finally {
      state.open.delete(request);
      state.last = performance.now();
    }
  };
}

/** Runs in the page: nothing is on its way, pictures and fonts are there. */
function quiet() {
  const { open, last } = window.__pending;
  const pictures = [...document.images].every((picture) => picture.complete || picture.loading === 'lazy');
  return open.size === 0 && performance.now() - last > 250 && pictures && document.fonts.status === 'loaded';
}

/** Runs in the page: what {@link quiet} waits for. */
function restless() {
  return {
    requests: [...window.__pending.open],
    pictures: [...document.images].filter((picture) => !picture.complete).map((picture) => picture.src),
    fonts: document.fonts.status,
  };
}
