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

/** So long a test waits for anything. */
const PATIENCE_MS = 20_000;

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
  free.clear();
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
        await window.end();
        await end();
      },
      async close() {
        await window.end();
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
    /** So much time has passed for the backend, whose clock stands still by itself. */
    later: (ms) => post('/test/later', ms),
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

/** The page of a window and what it stands in; `end` gives it back. */
async function openPage(backend, { language, theme, width, height, scale, browser }) {
  const place = JSON.stringify([browser, language, scale]);
  const { context, view } = free.get(place)?.pop() ?? (await newPage(browser, language, scale));
  await view.setViewportSize({ width, height });
  await view.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce', forcedColors: null });
  const faults = [];
  view.on('pageerror', (error) => faults.push(`error in the page: ${error.message}`));
  view.on('console', (message) => {
    // A command that fails is the page's business to tell; the browser's own remark about it is none of ours.
    if (message.type() === 'error' && !message.location().url.endsWith('/invoke')) faults.push(`console: ${message.text()}`);
  });
  const settled = async () => {
    const restless = await answered(view.evaluate(rest, PATIENCE_MS));
    if (restless) throw new Error(`the page does not come to rest: ${JSON.stringify(restless)}`);
  };
  const end = async () => {
    try {
      for (const event of ['pageerror', 'console', 'request', 'response']) view.removeAllListeners(event);
      await view.unrouteAll();
      await context.clearPermissions();
      await answered(view.evaluate(() => localStorage.clear()));
      await view.goto('about:blank');
      free.set(place, [...(free.get(place) ?? []), { context, view }]);
    } catch {
      // One that can't be tidied is nobody else's.
      await context.close();
    }
  };
  try {
    await view.goto(backend.address);
    await view.locator('#app > *').first().waitFor();
    await settled();
  } catch (fault) {
    await context.close();
    throw fault;
  }
  return { context, view, faults, settled, end };
}

/** What a page answers; one that hangs answers nothing, and is waited for no longer than for anything else. */
async function answered(answer) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('the page hangs')), 1.5 * PATIENCE_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Pages whose test has ended, by what can't be changed about them. A window of its own costs the browser more than all that a
 * page does in it, so the next test takes it over; every backend is an origin of its own, and nothing else is kept.
 */
const free = new Map();

async function newPage(browser, language, scale) {
  const context = await (await browserWith(browser)).newContext({
    deviceScaleFactor: scale,
    locale: language === 'ja' ? 'ja-JP' : 'en-GB',
    timezoneId: 'Asia/Tokyo',
  });
  const view = await context.newPage();
  view.setDefaultTimeout(PATIENCE_MS);
  await view.addInitScript(watch);
  return { context, view };
}

/** Runs in the page, before anything of its own: remembers what is on its way, for {@link rest}. */
function watch() {
  /** What the page puts off for longer it doesn't wait for, and neither do tests: toasts that go, the count of duplicates. */
  const SOON_MS = 1000;
  const { fetch, setTimeout, clearTimeout, requestAnimationFrame, EventSource } = window;
  const state = (window.__watched = {
    requests: new Set(),
    /** What is due soon, by how long it was put off. */
    timers: new Map(),
    /** How many timers in a row went off without asking for anything. */
    idle: 0,
    /** Counts all that may have changed something. */
    turns: 0,
    /** How many marks were asked for. */
    marks: 0,
    /** The last mark that the shell's stream brought, and who waits for the next one. */
    heard: 0,
    hear: () => undefined,
    /** Sends a mark round through the shell's stream: what it told before has arrived when that does. It may not listen yet. */
    async mark(payload) {
      const heard = new Promise((done) => {
        state.hear = done;
        setTimeout(done, 200);
      });
      const sent = await fetch('/test/tell', { method: 'POST', body: JSON.stringify({ event: 'mark', payload }) });
      // Unread, it would be on its way for ever.
      await sent.text();
      await heard;
    },
    /** The next frame is drawn. */
    frame: () => new Promise((done) => requestAnimationFrame(() => setTimeout(done))),
  });
  window.fetch = async (address, how) => {
    const request = { address: String(address), body: how?.body };
    state.requests.add(request);
    state.turns += 1;
    state.idle = 0;
    try {
      const answer = await fetch(address, how);
      // It is there once all of it is.
      await answer.clone().arrayBuffer();
      return answer;
    } finally {
      state.requests.delete(request);
      state.turns += 1;
    }
  };
  window.setTimeout = (work, after = 0, ...values) => {
    const timer = setTimeout(() => {
      state.timers.delete(timer);
      state.turns += 1;
      state.idle += 1;
      work(...values);
    }, after);
    if (after <= SOON_MS) state.timers.set(timer, after);
    return timer;
  };
  window.clearTimeout = (timer) => {
    state.timers.delete(timer);
    clearTimeout(timer);
  };
  window.requestAnimationFrame = (work) => {
    state.turns += 1;
    return requestAnimationFrame(work);
  };
  window.EventSource = class extends EventSource {
    constructor(...values) {
      super(...values);
      this.addEventListener('message', ({ data }) => {
        const { event, payload } = JSON.parse(data);
        if (event === 'mark') {
          state.heard = Math.max(state.heard, payload);
          state.hear();
        } else {
          state.turns += 1;
          state.idle = 0;
        }
      });
    }
  };
}

/**
 * Runs in the page: waits until all that the shell has told is here, nothing is on its way or put off for a moment, pictures and
 * fonts are there, and a frame was drawn in which nothing began anew. Answers what it waited for in vain.
 */
async function rest(patience) {
  /** Whoever looks so often without asking for anything waits for the user. */
  const IDLE = 3;
  const state = window.__watched;
  const mark = (state.marks += 1);
  state.idle = 0;
  const open = () => ({
    told: state.heard >= mark ? [] : [`mark ${mark}`],
    requests: [...state.requests],
    timers: state.idle < IDLE ? [...state.timers.values()] : [],
    pictures: [...document.images].filter(({ complete, loading }) => !complete && loading !== 'lazy').map(({ src }) => src),
    fonts: document.fonts.status === 'loaded' ? [] : [document.fonts.status],
  });
  const still = () => Object.values(open()).every((each) => each.length === 0);
  const begun = performance.now();
  while (performance.now() - begun < patience) {
    if (state.heard < mark) await state.mark(mark);
    const { turns } = state;
    await state.frame();
    if (turns === state.turns && still()) return null;
  }
  return open();
}
