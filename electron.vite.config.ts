/** How main, preload and renderer are built: everything bundled and minified, but what is native; `npm start` and the tests build by it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { noncePlaceholder } from './electron/backend/base/content-security-policy.ts';
import { asciiOutput } from './scripts/lib/ascii-output.mjs';

const root = import.meta.dirname;
const path = (...parts: string[]) => join(root, ...parts);

/** Native code: found at run time in node_modules. msgpackr's does without, and so do secrets where keytar cannot be loaded. */
const natives = ['msgpackr-extract', 'keytar', 'better-sqlite3'];

/**
 * electron-vite makes the page's addresses relative, for pages from file://. Ours has an origin of its own, and routes with
 * slashes in them: a relative address would point into the route.
 */
const absoluteAddresses: Plugin = {
  name: 'binnacle:absolute-addresses',
  enforce: 'post',
  config: (config) => {
    config.base = '/';
  },
};

const fonts = ['@fontsource-variable/ibm-plex-sans', '@fontsource/ibm-plex-mono', '@fontsource/ibm-plex-sans-kr'];

/** The bundler collects the licences of scripts; the fonts' own has to travel with them. */
const fontLicence: Plugin = {
  name: 'binnacle:font-licence',
  generateBundle() {
    const texts = fonts.map((name) => readFileSync(path('node_modules', name, 'LICENSE'), 'utf8'));
    this.emitFile({ type: 'asset', fileName: 'licence-fonts.txt', source: texts.join('\n\n') });
  },
};

export default defineConfig({
  main: {
    plugins: [asciiOutput()],
    build: {
      externalizeDeps: false,
      minify: true,
      sourcemap: false,
      license: { fileName: 'licences.md' },
      // The oldest Node that the web host may run on; Electron's is newer.
      target: 'node22.19',
      outDir: path('out/main'),
      rolldownOptions: {
        external: natives,
        input: {
          desktop: path('electron/desktop/main.ts'),
          web: path('electron/web/main.ts'),
          'workers/parse': path('electron/workers/parse.ts'),
          'workers/catalog': path('electron/workers/catalog.ts'),
          'workers/companions': path('electron/workers/companions.ts'),
          'workers/history-writer': path('electron/workers/history-writer.ts'),
          'workers/history-reader': path('electron/workers/history-reader.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      minify: true,
      sourcemap: false,
      outDir: path('out/preload'),
      rolldownOptions: {
        input: { preload: path('electron/preload/preload.ts') },
        // A sandboxed preload script is CommonJS and may require nothing but 'electron'.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: path('renderer'),
    publicDir: path('renderer/public'),
    plugins: [react(), absoluteAddresses, fontLicence],
    html: { cspNonce: noncePlaceholder },
    build: {
      minify: true,
      sourcemap: false,
      license: { fileName: 'licences.md' },
      // The page also opens in whatever browser a person has.
      target: 'es2022',
      cssTarget: ['chrome115', 'firefox121', 'safari16.4'],
      outDir: path('out/renderer'),
      // The policy has no data: for fonts, and a file can be cached by its name.
      assetsInlineLimit: 0,
      rolldownOptions: { input: path('renderer/index.html') },
    },
    worker: { format: 'es' },
  },
});
