/** What random rules and labels are made of: few names, so that they meet, and the texts that relabelling treats in some way of its own. */

export const publicNames = [
  'a',
  'a1',
  'b',
  'exported_a',
  'exported_exported_a',
  'exported_job',
  'instance',
  'job',
  'zone',
];

export const internalNames = [
  '__address__',
  '__meta_a',
  '__meta_node_name',
  '__meta_zone',
  '__metrics_path__',
  '__param_q',
  '__scheme__',
  '__tmp',
];

export const values = [
  '',
  'a',
  'b',
  'zone',
  'foo',
  'Foo-Bar',
  'foo;bar',
  'foo:80',
  '10.0.0.1:9100',
  'line1\nline2',
  '\n',
  'ÄÖÜ ß straße',
  'İstanbul ıI',
  'ΌΣΟΣ ᾳ ǆ',
  'ﬁx ŉ ΐ',
  '😀 a',
  '$1',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Go's template
  '${1}',
  '80',
  ' a ',
  'x'.repeat(200),
];

export const addresses = [
  'node:9100',
  '127.0.0.1:1',
  'node',
  '10.0.0.1',
  '[::1]',
  '[::1]:80',
  '::1',
  'a:b:c',
  ':80',
  'node:',
  '[node',
  'node]:1',
  '[a]b:1',
  '[a]:[b',
  '[a[b]',
  '[]',
  'a/b',
  'a/b:80',
  '[a/b]:80',
  ' ',
];

export const schemes = ['http', 'https', 'ftp', 'HTTP'];
/** Long ones: nothing is to be scraped while a test looks at the targets. */
export const intervals = [
  '1h',
  '1h30m',
  '2d',
  '3600000ms',
  '0',
  '0s',
  'bad',
  ' 1h',
  '1h ',
  '-1h',
  '1m1h',
  '1.5h',
  '300y',
];
export const timeouts = ['5s', '1h', '3d', '0', '0ms', 'bad', '20000w', '99999999999999999999h', '1'];

export const regexes = [
  '(.*)',
  '(.+)',
  '.*',
  '.+',
  '',
  'a',
  'foo|a|zone',
  'a|',
  'f(o+)(.*)',
  '([^:]+):(\\d+)',
  '(?P<host>[^:]+)(?::(?P<port>\\d+))?',
  '(?i)FOO.*',
  '__meta_(.+)',
  '__(.*)__',
  '(exported_)*(.+)',
  '[a-z]+',
  '[^a]*',
  '(?:(a)|(b)).*',
  '(.)(.)?(.*)',
  '(?s).*',
  '(?s:(.*))',
  '.*\n.*',
  '(?m)line1$.*',
  'line1.line2',
  '\\pL+',
  '\\w+',
  '(\\S+) (?P<rest>.*)',
  '(?U)(.+)(.*)',
  '(a*)(a?)',
  '\\Qfoo:80\\E',
  '\\bfoo\\b.*',
  // These get out of the brackets that are put around.
  'a)|(o',
  'a)?(foo.*',
  'fo?(o.*)',
  'z{0}(.+)',
  'x*)|(n*',
  ')|(',
  '_)|(a)|(?:e',
];

export const replacements = [
  '$1',
  '$0',
  '$2',
  '$2$1',
  '$1x',
  '$1_x',
  '$10',
  '$01',
  '$$',
  '$$1',
  '$',
  'a$',
  '$-',
  '$host',
  '$port;$rest',
  'static',
  'é$1',
  '',
  ...['{1}', '{0}', '{1}x', '{host}', '{nobody}', '{', '{}', '{1', '{-}', '{ 1}', '{1}-$2', '{é}'].map(
    (end) => `$${end}`,
  ),
];

/** Templates of names, for replace and labelmap. */
export const nameTemplates = [
  '$1',
  '$2',
  '$0',
  'x_$1',
  '$host',
  '$1$2',
  ...['{1}', '{1}_x', '{host}a', '{2}$1', '{9}'].map((end) => `$${end}`),
];

export const separators = ['', ';', ':', '/', '\n', '$1', '__'];

export const moduli = [1, 2, 7, 1000, 2 ** 21, 2 ** 21 + 1, 2 ** 32, 2 ** 53 - 1, 2n ** 63n + 1n, 2n ** 64n - 1n];
