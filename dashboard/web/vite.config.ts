import { defineConfig } from 'vite';

// The page is built to files that the dashboard serves as they are: no script and no style is written into the HTML, which
// the Content-Security-Policy would refuse.
export default defineConfig({
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
