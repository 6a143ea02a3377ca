import { expect, test } from 'vitest';

import { Layout } from './layout.svelte';

test.each([
  [1280, 16, 'wide'],
  [999, 16, 'rail'],
  [760, 16, 'rail'],
  [639, 16, 'single'],
  [1280, 32, 'rail'],
  [1000, 32, 'single'],
] as const)('%i pixels at %i pixels a rem are %s', (width, rem, shape) => {
  const layout = new Layout();
  layout.width = width;
  layout.rem = rem;
  expect(layout.shape).toBe(shape);
});
