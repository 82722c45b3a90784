import { describe, expect, it } from 'vitest';
import { checkLayers, findCycles } from '../../../scripts/lib/layers.mjs';

/** Every file that is imported exists and is empty, unless its text is given. */
function check(files: Record<string, string>): string[] {
  return checkLayers(new Map(Object.entries(files))).map(({ file, line, message }) => `${file}:${line} ${message}`);
}

describe('the layer check', () => {
  it('accepts what the table allows', () => {
    expect(
      check({
        'shared/base/event.ts': '',
        'shared/model/labels.ts': "import { Emitter } from '../base/event.ts';",
        'shared/contract/contract.ts': "import { z } from 'zod';\nimport '../model/labels.ts';",
        'electron/backend/base/log.ts': "import { join } from 'node:path';\nimport 'fs';",
        'electron/backend/kube/client.ts': "import '../base/log.ts';\nimport type { Pool } from 'undici';",
        'electron/backend/backend.ts': "import './kube/client.ts';",
        'electron/web/main.ts': "import '../backend/backend.ts';",
        'electron/desktop/main.ts': "import { app } from 'electron';\nimport '../backend/backend.ts';",
        'renderer/charts/chart.tsx': "import { useMemo } from 'react';\nimport '../../shared/model/labels.ts';",
        'renderer/views/explorer/explorer.tsx':
          "import '../../charts/chart.tsx';\nimport './panel.tsx';\nimport './explorer.css';",
        'renderer/views/explorer/panel.tsx': '',
        'test/unit/any.test.ts': "import '../../electron/web/main.ts';",
      }),
    ).toEqual([]);
  });

  it('names the file, the line and the rule of what the table forbids', () => {
    expect(
      check({
        'shared/base/a.ts': "\nimport { x } from '../model/b.ts';",
        'shared/model/b.ts': "import { readFile } from 'node:fs';",
        'renderer/components/c.tsx': "export * from '../state/d.ts';",
        'renderer/state/d.ts': "const e = await import('electron');",
        'renderer/views/explorer/f.tsx': "import '../targets/g.tsx';",
        'renderer/views/targets/g.tsx': "import fs from 'fs';",
        'electron/backend/backend.ts': "import { app } from 'electron';",
        'electron/web/h.ts': "import '../desktop/i.ts';",
        'electron/desktop/i.ts': "import '../../renderer/state/d.ts';",
        'electron/other/j.ts': "import '../web/h.ts';",
        'shared/model/k.ts': "import './missing.ts';",
      }),
    ).toEqual([
      'shared/base/a.ts:2 (shared/base/) may not import shared/model/b.ts',
      'shared/model/b.ts:1 (shared/model/) may not import the package node:fs',
      'renderer/components/c.tsx:1 (renderer/components/) may not import renderer/state/d.ts',
      'renderer/state/d.ts:1 (renderer/state/) may not import the package electron',
      'renderer/views/explorer/f.tsx:1 (renderer/views/*/) may not import renderer/views/targets/g.tsx',
      'renderer/views/targets/g.tsx:1 (renderer/views/*/) may not import the package fs',
      'electron/backend/backend.ts:1 (electron/backend/) may not import the package electron',
      'electron/web/h.ts:1 may not import electron/desktop/i.ts: it is an end of the graph',
      'electron/desktop/i.ts:1 (electron/desktop/) may not import renderer/state/d.ts',
      'electron/other/j.ts:1 stands in no layer of the table',
      'shared/model/k.ts:1 imports ./missing.ts, which is not there',
    ]);
  });

  it('lets what is heavy come in by one file, and its types anywhere', () => {
    const doors = {
      'electron/backend/base/undici.ts': "import Pool from 'undici/lib/dispatcher/pool.js';",
      'electron/backend/base/node-http.ts': "import { createServer } from 'node:http';",
    };
    const types = "import type { Pool } from 'undici';\nimport type { Server } from 'node:http';";
    expect(check({ ...doors, 'electron/web/a.ts': types, 'test/unit/a.test.ts': "import 'undici';" })).toEqual([]);
    const values = {
      'electron/web/b.ts': "import { createServer } from 'node:http';",
      'electron/backend/kube/c.ts': "import { type Client, Pool } from 'undici';",
      'electron/backend/kube/d.ts': "await import('undici/lib/dispatcher/client.js');",
      'electron/workers/e.ts': "import 'http';",
    };
    expect(check({ ...doors, ...values })).toEqual([
      'electron/web/b.ts:1 may import only types of node:http: the rest comes from electron/backend/base/node-http.ts',
      'electron/backend/kube/c.ts:1 may import only types of undici: the rest comes from electron/backend/base/undici.ts',
      'electron/backend/kube/d.ts:1 may import only types of undici/lib/dispatcher/client.js: the rest comes from electron/backend/base/undici.ts',
      'electron/workers/e.ts:1 may import only types of http: the rest comes from electron/backend/base/node-http.ts',
    ]);
  });

  it('lets a service import types of another service, and only types', () => {
    const kube = { 'electron/backend/kube/client.ts': '' };
    const types = [
      "import type { Client } from '../kube/client.ts';",
      "import { type Client } from '../kube/client.ts';",
      "export type { Client } from '../kube/client.ts';",
      "let x: import('../kube/client.ts').Client;",
    ];
    for (const text of types) expect(check({ ...kube, 'electron/backend/contexts/a.ts': text })).toEqual([]);
    const values = [
      "import { Client } from '../kube/client.ts';",
      "import { type Client, open } from '../kube/client.ts';",
      "import '../kube/client.ts';",
      "await import('../kube/client.ts');",
    ];
    for (const text of values) {
      expect(check({ ...kube, 'electron/backend/contexts/a.ts': text })).toEqual([
        'electron/backend/contexts/a.ts:1 may import only types of electron/backend/kube/client.ts: instances arrive by constructor',
      ]);
    }
  });

  it('sees a type import, an inline import type and a re-export as imports', () => {
    for (const text of [
      "import type { A } from '../../renderer/state/d.ts';",
      "type B = import('../../renderer/state/d.ts').B;",
      "export type { C } from '../../renderer/state/d.ts';",
      "export { D } from '../../renderer/state/d.ts';",
    ]) {
      expect(check({ 'renderer/state/d.ts': '', 'shared/format/x.ts': text })).toEqual([
        'shared/format/x.ts:1 (shared/format/) may not import renderer/state/d.ts',
      ]);
    }
  });

  it('is not fooled by a comment, a string, or a path that only begins like a layer', () => {
    expect(
      check({
        'shared/base/a.ts': "// import 'node:fs'\nconst text = \"import 'electron'\";",
        'shared/base/b.ts': "import './../base/./a.ts';",
        'shared/model/c.ts': "import '../base/../base/a.ts';",
      }),
    ).toEqual([]);
  });

  it('refuses a triple-slash reference, which would let an environment in by the back door', () => {
    expect(check({ 'shared/base/a.ts': '/// <reference types="node" />\nexport const a = 1;' })).toEqual([
      'shared/base/a.ts:1 <reference types="node" /> lets an environment in through the back door',
    ]);
  });

  it('finds a cycle, type-only ones included, and names its way', () => {
    expect(
      check({
        'shared/base/a.ts': "import type { B } from './b.ts';",
        'shared/base/b.ts': "import { c } from './c.ts';",
        'shared/base/c.ts': "import type { A } from './a.ts';",
        'shared/base/d.ts': "import './d.ts';",
      }),
    ).toEqual([
      'shared/base/a.ts:1 import cycle: shared/base/a.ts → shared/base/b.ts → shared/base/c.ts → shared/base/a.ts',
      'shared/base/d.ts:1 import cycle: shared/base/d.ts → shared/base/d.ts',
    ]);
  });
});

describe('finding cycles', () => {
  it('reports nothing for a graph that has none, however often its paths meet', () => {
    const graph = new Map([
      ['a', ['b', 'c']],
      ['b', ['d']],
      ['c', ['d']],
      ['d', []],
    ]);
    expect(findCycles(graph)).toEqual([]);
  });
});
