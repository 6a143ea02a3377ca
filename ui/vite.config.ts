import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/i18n/generated',
      strategy: ['globalVariable', 'baseLocale'],
      isServer: 'false',
    }),
    svelte(),
  ],
  server: { port: 5173, strictPort: true },
  build: { target: ['es2022', 'safari16'], assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
  resolve: { conditions: ['browser', 'module', 'import', 'default'] },
});
