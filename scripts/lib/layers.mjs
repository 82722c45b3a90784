/**
 * The layer check: who may import whom (docs/architecture.md), on resolved paths, type imports included, and no import cycles
 * at all. Pure functions over a map of files, so that the tests can hand it any tree.
 */
import { builtinModules } from 'node:module';
import { dirname, posix } from 'node:path';
import { parseSync, Visitor } from 'vite';

/**
 * @typedef {{ target: string, typeOnly: boolean, line: number }} Import `target` as written.
 * @typedef {{ file: string, line: number, message: string }} Violation
 */

const shared = ['shared/'];
const sharedPure = ['shared/base/', 'shared/model/', 'shared/format/'];
const schema = ['zod'];
const nodePackages = [
  'node:',
  'undici',
  'ws',
  'yaml',
  'zod',
  '@kubernetes/client-node',
  'msgpackr',
  'conf',
  'keytar',
  'better-sqlite3',
];
const pagePackages = [
  'react',
  'react-dom',
  'react-i18next',
  'i18next',
  '@mantine/core',
  '@mantine/hooks',
  'uplot',
  'wouter',
  '@tanstack/react-virtual',
  'zustand',
  'zod',
  'msgpackr',
  'codemirror',
  '@codemirror/',
  '@lezer/',
  '@prometheus-io/',
  '@fontsource/',
  '@fontsource-variable/',
];

/**
 * One row per area, most specific first: `self` is what the row is about (a prefix, or a path); `files` what it may import besides
 * itself; `types` what it may import only as types; `packages` what it may import from node_modules and Node.
 */
const rows = [
  { self: 'shared/base/', files: [], packages: [] },
  { self: 'shared/model/', files: ['shared/base/'], packages: [] },
  { self: 'shared/format/', files: ['shared/base/'], packages: [] },
  { self: 'shared/chunks/', files: sharedPure, packages: [] },
  { self: 'shared/exposition/', files: sharedPure, packages: [] },
  { self: 'shared/relabel/', files: sharedPure, packages: ['re2js', 'zod'] },
  { self: 'shared/promql/', files: sharedPure, packages: ['re2js'] },
  { self: 'shared/rpc/', files: ['shared/base/', 'shared/model/', 'shared/contract/define.ts'], packages: schema },
  { self: 'shared/contract/', files: ['shared/base/', 'shared/model/'], packages: schema },
  {
    self: 'electron/backend/base/',
    files: ['shared/base/', 'shared/model/', 'electron/backend/ports.ts'],
    packages: ['node:', 'undici'],
  },
  { self: 'electron/backend/ports.ts', files: ['shared/base/', 'shared/model/'], packages: [] },
  { self: 'electron/backend/rpc/', files: [...shared, 'electron/backend/'], packages: nodePackages },
  {
    self: 'electron/backend/*/',
    files: [...shared, 'electron/backend/base/', 'electron/backend/ports.ts'],
    types: ['electron/backend/'],
    packages: nodePackages,
  },
  { self: 'electron/backend/', files: [...shared, 'electron/backend/'], packages: nodePackages },
  { self: 'electron/workers/', files: [...shared, 'electron/backend/'], packages: nodePackages },
  {
    self: 'electron/desktop/',
    files: [...shared, 'electron/backend/'],
    packages: [...nodePackages, 'electron', 'electron-store'],
  },
  { self: 'electron/web/', files: [...shared, 'electron/backend/'], packages: nodePackages },
  { self: 'electron/preload/', files: [], types: ['shared/rpc/'], packages: ['electron'] },
  {
    self: 'renderer/views/*/',
    files: [
      ...shared,
      'renderer/client/',
      'renderer/state/',
      'renderer/components/',
      'renderer/charts/',
      'renderer/promql-editor/',
      'renderer/styles/',
    ],
    packages: pagePackages,
  },
  ...['components', 'charts', 'promql-editor'].map((name) => ({
    self: `renderer/${name}/`,
    files: [...sharedPure, 'shared/promql/', 'renderer/styles/'],
    packages: pagePackages,
  })),
  ...['client', 'state'].map((name) => ({
    self: `renderer/${name}/`,
    files: [...shared, 'renderer/client/', 'renderer/state/'],
    packages: pagePackages,
  })),
  { self: 'renderer/styles/', files: [], packages: pagePackages },
  { self: 'renderer/', files: [...shared, 'renderer/'], packages: pagePackages },
];

/** What costs memory for what nobody asks for comes in by one file, which says why; others may import its types. */
const doors = new Map([
  ['undici', 'electron/backend/base/undici.ts'],
  ['node:http', 'electron/backend/base/node-http.ts'],
  ['http', 'electron/backend/base/node-http.ts'],
]);

/** What may be a bridge between the hosts and nothing else may import. */
const hosts = ['electron/desktop/', 'electron/web/', 'electron/workers/', 'electron/preload/', 'test/', 'scripts/'];

/** These may import anything, and nothing imports them (`hosts`). */
const free = ['test/', 'scripts/'];

/** @returns the imports of one file: static, dynamic, re-exported and `import('…')` types; and its triple-slash references. */
function importsOf(file, text) {
  const parsed = parseSync(file, text);
  if (parsed.errors.length > 0) throw new Error(`${file}: ${parsed.errors[0].message}`);
  const lineAt = (offset) => text.slice(0, offset).split('\n').length;
  const imports = [];
  const add = (target, typeOnly, start) => imports.push({ target, typeOnly, line: lineAt(start) });
  const specifiersAreTypes = (node, kind) =>
    node.specifiers?.length > 0 && node.specifiers.every((one) => one[kind] === 'type');
  new Visitor({
    ImportDeclaration: (node) =>
      add(node.source.value, node.importKind === 'type' || specifiersAreTypes(node, 'importKind'), node.start),
    ExportAllDeclaration: (node) => add(node.source.value, node.exportKind === 'type', node.start),
    ExportNamedDeclaration: (node) => {
      if (node.source)
        add(node.source.value, node.exportKind === 'type' || specifiersAreTypes(node, 'exportKind'), node.start);
    },
    ImportExpression: (node) => {
      if (node.source.type === 'Literal') add(node.source.value, false, node.start);
    },
    TSImportType: (node) => add((node.source ?? node.argument?.literal ?? node.argument).value, true, node.start),
  }).visit(parsed.program);
  const references = parsed.comments
    .filter((comment) => /^\/\s*<reference\s/.test(comment.value))
    .map((comment) => ({ line: lineAt(comment.start), text: comment.value.replace(/^\/\s*/, '') }));
  return { imports, references };
}

/** @returns the path of the file a relative import means, or undefined where no such file is in the tree. */
function resolveImport(from, target, files) {
  const base = posix.normalize(posix.join(dirname(from), target)).replace(/\?.*$/, '');
  const candidates = [base, `${base}.ts`, `${base}.tsx`, `${base}/index.ts`, `${base}/index.tsx`];
  return candidates.find((candidate) => files.has(candidate));
}

function matchRow(file) {
  return rows.find(({ self }) => prefixOf(self, file) !== undefined);
}

/** @returns the part of the path that the pattern covers (`*` is one folder's name), or undefined. */
function prefixOf(pattern, file) {
  const source = pattern.replace(/[.]/g, '\\.').replace('*', '[^/]+');
  return new RegExp(`^${source}${pattern.endsWith('/') ? '' : '$'}`).exec(file)?.[0];
}

const covers = (patterns, file) =>
  (patterns ?? []).some((pattern) => file === pattern || (pattern.endsWith('/') && file.startsWith(pattern)));

function packageAllowed(row, target) {
  const isNode = target.startsWith('node:') || builtinModules.includes(target);
  return row.packages.some((name) =>
    name === 'node:' ? isNode : target === name || target.startsWith(name.endsWith('/') ? name : `${name}/`),
  );
}

function checkFileImport(file, { target, typeOnly, line }, files) {
  const row = matchRow(file);
  const resolved = resolveImport(file, target, files);
  if (resolved === undefined) {
    return /\.(css|json|svg|woff2)$/.test(target)
      ? undefined
      : { file, line, message: `imports ${target}, which is not there` };
  }
  if (row === undefined)
    return free.some((folder) => file.startsWith(folder))
      ? undefined
      : { file, line, message: 'stands in no layer of the table' };
  const own = prefixOf(row.self, file);
  if (own?.endsWith('/') && resolved.startsWith(own)) return undefined;
  const isHost = (path) => hosts.find((host) => path.startsWith(host));
  if (isHost(resolved) !== undefined && isHost(resolved) !== isHost(file))
    return { file, line, message: `may not import ${resolved}: it is an end of the graph` };
  if (covers(row.files, resolved)) return undefined;
  if (covers(row.types, resolved)) {
    return typeOnly
      ? undefined
      : { file, line, message: `may import only types of ${resolved}: instances arrive by constructor` };
  }
  return { file, line, message: `(${row.self}) may not import ${resolved}` };
}

function checkPackageImport(file, { target, typeOnly, line }) {
  const row = matchRow(file);
  if (row === undefined) return undefined;
  if (!packageAllowed(row, target))
    return { file, line, message: `(${row.self}) may not import the package ${target}` };
  const door = doors.get(target.replace(/^undici\/.*/, 'undici'));
  if (typeOnly || door === undefined || door === file) return undefined;
  return { file, line, message: `may import only types of ${target}: the rest comes from ${door}` };
}

/**
 * @param {Map<string, string>} files path from the root, with forward slashes → text; TypeScript and TSX only
 * @returns {Violation[]} in the order of the files
 */
export function checkLayers(files) {
  const violations = [];
  const graph = new Map();
  for (const [file, text] of files) {
    const { imports, references } = importsOf(file, text);
    const targets = new Set();
    for (const one of imports) {
      const relative = one.target.startsWith('.');
      const violation = relative ? checkFileImport(file, one, files) : checkPackageImport(file, one);
      if (violation) violations.push(violation);
      const resolved = relative ? resolveImport(file, one.target, files) : undefined;
      if (resolved) targets.add(resolved);
    }
    graph.set(file, targets);
    for (const reference of references) {
      violations.push({
        file,
        line: reference.line,
        message: `${reference.text} lets an environment in through the back door`,
      });
    }
  }
  return [
    ...violations,
    ...findCycles(graph).map((cycle) => ({
      file: cycle[0],
      line: 1,
      message: `import cycle: ${[...cycle, cycle[0]].join(' → ')}`,
    })),
  ];
}

/** @returns one shortest cycle for each strongly connected component of the graph. */
export function findCycles(graph) {
  const cycles = [];
  const inCycle = new Set();
  for (const start of graph.keys()) {
    if (inCycle.has(start)) continue;
    const cycle = shortestWayBack(graph, start);
    if (cycle === undefined) continue;
    cycles.push(cycle);
    for (const file of cycle) inCycle.add(file);
  }
  return cycles;
}

function shortestWayBack(graph, start) {
  const cameFrom = new Map();
  const queue = [start];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    for (const next of graph.get(file) ?? []) {
      if (next === start) {
        const path = [];
        for (let at = file; at !== undefined; at = cameFrom.get(at)) path.unshift(at);
        return path;
      }
      if (next !== start && !cameFrom.has(next)) {
        cameFrom.set(next, file);
        queue.push(next);
      }
    }
  }
  return undefined;
}
