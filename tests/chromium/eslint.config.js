// What Node.js only finds when a test runs into it: names that are not there.
import globals from '../../ui/node_modules/globals/index.js';

// Of the page's own only what these tests use: its `open` and `name` are no names to mean by mistake.
const page = ['document', 'window', 'navigator', 'localStorage', 'getComputedStyle', 'createImageBitmap', 'requestAnimationFrame'];
const classes = Object.keys(globals.browser).filter((name) => /^[A-Z]/.test(name));

export default [
  {
    languageOptions: {
      globals: { ...globals.node, ...Object.fromEntries([...page, ...classes].map((name) => [name, 'readonly'])) },
    },
    rules: { 'no-undef': 'error', 'no-unused-vars': 'error' },
  },
];
