// What must not be on any screen: findings of axe, clipped text, sideways scrolling, missing words.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { words } from './session.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Every fault of what is shown once the page is at rest, as sentences. */
export async function faultsOf(session) {
  const { view, language } = session;
  await session.settled();
  const found = [...session.faults];
  session.faults.length = 0;
  found.push(...(await accessibility(view)));
  found.push(...(await view.evaluate(layoutFaults)));
  found.push(...(await wordFaults(view, language)));
  return found;
}

async function accessibility(view) {
  if (!(await view.evaluate(() => 'axe' in window))) await view.evaluate(axe);
  const { violations } = await view.evaluate(() =>
    window.axe.run(document, {
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }),
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `axe ${id}: ${help}: ${target.join(' ')}: ${failureSummary?.split('\n').at(1)?.trim()}`),
  );
}

/** Runs in the page. */
function layoutFaults() {
  const found = [];
  const name = (element) => {
    const text = element.textContent?.trim().replace(/\s+/g, ' ').slice(0, 40);
    return `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> ${text}`;
  };
  const page = document.scrollingElement;
  if (page.scrollWidth > window.innerWidth + 1) found.push(`the page scrolls sideways: ${page.scrollWidth} > ${window.innerWidth}`);

  const shown = (element) => {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true })) return false;
    const { width, height } = element.getBoundingClientRect();
    // Words for screen readers only are one pixel large.
    return width > 2 && height > 2;
  };
  const cuts = (style, axis) => ['hidden', 'clip'].includes(style[`overflow${axis}`]);
  const declared = (style) =>
    style.textOverflow === 'ellipsis' || (style.webkitLineClamp !== 'none' && style.webkitLineClamp !== '');

  for (const element of document.querySelectorAll('body *')) {
    if (!(element instanceof HTMLElement) || !shown(element)) continue;
    const style = getComputedStyle(element);
    if (['auto', 'scroll'].includes(style.overflowX) && element.dataset.scrolls !== 'x' && element.scrollWidth > element.clientWidth + 1)
      found.push(`scrolls sideways: ${name(element)} (${element.scrollWidth} > ${element.clientWidth})`);

    const words = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    const button = element instanceof HTMLInputElement && ['button', 'submit'].includes(element.type);
    if (!words && !button) continue;
    if (cuts(style, 'X') && !declared(style) && element.scrollWidth > element.clientWidth + 1)
      found.push(`cut off: ${name(element)} (${element.scrollWidth} > ${element.clientWidth})`);
    if (cuts(style, 'Y') && !declared(style) && element.scrollHeight > element.clientHeight + 3)
      found.push(`cut off below: ${name(element)} (${element.scrollHeight} > ${element.clientHeight})`);

    const range = document.createRange();
    range.selectNodeContents(element);
    const box = range.getBoundingClientRect();
    for (let outer = element; outer && outer !== document.body; outer = outer.parentElement) {
      const outerStyle = getComputedStyle(outer);
      if (declared(outerStyle)) break;
      if (['auto', 'scroll'].includes(outerStyle.overflowX) || ['auto', 'scroll'].includes(outerStyle.overflowY)) break;
      if (outerStyle.position === 'fixed') break;
      if (!cuts(outerStyle, 'X') || outer === element) continue;
      const frame = outer.getBoundingClientRect();
      if (frame.width <= 2) break;
      if (box.left < frame.left - 1.5 || box.right > frame.right + 1.5) {
        found.push(`cut off by ${outer.tagName.toLowerCase()}.${outer.className}: ${name(element)}`);
        break;
      }
    }
  }
  return [...new Set(found)];
}

async function wordFaults(view, language) {
  const other = language === 'ja' ? 'en' : 'ja';
  const here = new Set(Object.values(words[language]).filter((text) => typeof text === 'string'));
  const foreign = Object.values(words[other]).filter(
    (text) => typeof text === 'string' && !text.includes('{') && !here.has(text) && text.length > 3,
  );
  const keys = Object.keys(words[language]).filter((key) => key.includes('_'));
  const texts = await view.evaluate(() => {
    const seen = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement?.checkVisibility() && !node.parentElement.closest('script, style, [translate=no]')) seen.push(node.textContent.trim());
    }
    for (const element of document.querySelectorAll(':is([aria-label], [title], [placeholder], [alt]):not([translate=no])'))
      for (const attribute of ['aria-label', 'title', 'placeholder', 'alt']) seen.push(element.getAttribute(attribute) ?? '');
    return [...new Set(seen.filter(Boolean))];
  });
  const found = [];
  for (const text of texts) {
    if (keys.includes(text)) found.push(`a message without words: ${text}`);
    if (/\{[a-z_]+\}|\[object |\bundefined\b|\bNaN\b/.test(text)) found.push(`a blank left open: ${text}`);
    // Languages are named in themselves.
    if (foreign.includes(text) && !['日本語', 'English'].includes(text)) found.push(`words of the other language: ${text}`);
  }
  return found;
}
