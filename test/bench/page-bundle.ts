/** A page made of the product's own parts: bundled as the product is, and served on loopback to the Chromium that measures it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'vite';

export interface ServedPage {
  readonly url: string;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

/** @param entry the page's script, in this folder */
export async function servePage(entry: string): Promise<ServedPage> {
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-bench-page-'));
  await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'error',
    build: {
      outDir: directory,
      target: 'es2022',
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: join(import.meta.dirname, entry),
        output: { entryFileNames: 'page.js' },
      },
    },
    worker: { format: 'es' },
  });
  const files = new Map<string, Buffer>();
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    if (extname(name) in types) files.set(`/${name}`, readFileSync(join(directory, name)));
  }
  rmSync(directory, { recursive: true });
  const styles = [...files.keys()].filter((name) => name.endsWith('.css'));
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8">${styles
    .map((href) => `<link rel="stylesheet" href="${href}">`)
    .join('')}<script type="module" src="/page.js"></script></head><body></body></html>`;
  files.set('/', Buffer.from(html));
  const server = createServer(({ url = '/' }, response) => {
    const body = files.get(url);
    if (body === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Type': types[extname(url) || '.html'] ?? '' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
