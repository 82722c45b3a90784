/** The command line of `npm run history`. */
import { parseArgs } from 'node:util';
import { seriesMatcher } from '../../../shared/promql/engine/series-matcher.ts';
import type { ExportSelector } from '../../backend/history/transfer/selected-series.ts';
import { parseSelectors } from '../../backend/prometheus-api/selector-parameters.ts';
import { OptionsError } from '../options.ts';

export const historyUsage = `Usage: npm run history -- COMMAND …
  list                         the sources, their size, series and times
  export SOURCE FILE           [--from TIME] [--to TIME] [--match SELECTOR …] [--openmetrics] [--skip-damaged]
  import FILE                  [--into SOURCE] [--openmetrics] [--set-aside]
  verify SOURCE|FILE           [--openmetrics]
Everywhere: --data-dir DIR. TIME is seconds since 1970 or like 2026-11-29T12:00:00Z; both ends are included.
--skip-damaged leaves out what cannot be read, and says what that is. --set-aside imports into a history that is damaged: its damaged file gets
another name, and what it held is not in the history any more.
It ends with 0; with 1 where something failed, is damaged or was left out; with 2 where the options are wrong; with 130 at Ctrl-C.`;

interface Common {
  readonly dataDir: string | undefined;
}

export type HistoryOptions = Common &
  (
    | { readonly command: 'list' }
    | {
        readonly command: 'export';
        readonly source: string;
        readonly file: string;
        readonly fromMs: number | undefined;
        readonly toMs: number | undefined;
        readonly selectors: readonly ExportSelector[];
        readonly openMetrics: boolean;
        readonly skipDamaged: boolean;
      }
    | {
        readonly command: 'import';
        readonly file: string;
        readonly into: string | undefined;
        readonly openMetrics: boolean;
        readonly setAside: boolean;
      }
    | { readonly command: 'verify'; readonly what: string; readonly openMetrics: boolean }
  );

type Values = ReturnType<typeof parse>['values'];

const positionalNames = { list: [], export: ['SOURCE', 'FILE'], import: ['FILE'], verify: ['SOURCE or FILE'] } as const;
const allowed: Readonly<Record<HistoryOptions['command'], readonly (keyof Values)[]>> = {
  list: [],
  export: ['from', 'to', 'match', 'openmetrics', 'skip-damaged'],
  import: ['into', 'openmetrics', 'set-aside'],
  verify: ['openmetrics'],
};

/** @throws OptionsError */
export function parseHistoryOptions(args: readonly string[]): HistoryOptions {
  const { values, positionals } = parse(args);
  const [command, ...rest] = positionals;
  if (!isCommand(command))
    throw new OptionsError(
      `${command === undefined ? 'a command is missing' : `${command} is no command`}.\n${historyUsage}`,
    );
  for (const name of Object.keys(values) as (keyof Values)[]) {
    if (name !== 'data-dir' && !allowed[command].includes(name))
      throw new OptionsError(`${command} takes no --${name}.`);
    if ([values[name]].flat().includes('')) throw new OptionsError(`--${name} needs a value.`);
  }
  const names = positionalNames[command];
  if (rest.length !== names.length || rest.includes('')) {
    throw new OptionsError(
      `${command} takes ${names.length === 0 ? 'nothing' : names.join(' and ')}.\n${historyUsage}`,
    );
  }
  return optionsOf(command, rest, values);
}

function isCommand(text: string | undefined): text is HistoryOptions['command'] {
  return text !== undefined && Object.hasOwn(positionalNames, text);
}

function optionsOf(
  command: HistoryOptions['command'],
  [first = '', second = '']: readonly string[],
  values: Values,
): HistoryOptions {
  const dataDir = values['data-dir'];
  const openMetrics = values.openmetrics === true;
  switch (command) {
    case 'list':
      return { command, dataDir };
    case 'verify':
      return { command, dataDir, what: first, openMetrics };
    case 'import':
      return { command, dataDir, file: first, into: values.into, openMetrics, setAside: values['set-aside'] === true };
    case 'export': {
      const times = { fromMs: timeOf('from', values.from), toMs: timeOf('to', values.to) };
      if (times.fromMs !== undefined && times.toMs !== undefined && times.fromMs > times.toMs)
        throw new OptionsError(`--from ${values.from} is later than --to ${values.to}.`);
      const selectors = (values.match ?? []).map(selectorOf);
      const skipDamaged = values['skip-damaged'] === true;
      return { command, dataDir, source: first, file: second, ...times, selectors, openMetrics, skipDamaged };
    }
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'data-dir': { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        match: { type: 'string', multiple: true },
        into: { type: 'string' },
        openmetrics: { type: 'boolean' },
        'skip-damaged': { type: 'boolean' },
        'set-aside': { type: 'boolean' },
      },
    });
  } catch (error) {
    // Node's messages go on with advice that does not fit here: the first sentence says what is wrong.
    const [first = 'unreadable options'] = String((error as Error).message).split(/\.\s|\n/, 1);
    throw new OptionsError(`${first.replace(/\.$/, '')}.`);
  }
}

/** As seconds, in the year 5138; as milliseconds, in 1973. */
const mostSeconds = 1e11;

function timeOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const isDate = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const isNumber = /^\d+(?:\.\d{1,3})?$/.test(text);
  if (isNumber && Number(text) > mostSeconds) {
    throw new OptionsError(`--${option} ${text} looks like milliseconds: give seconds since 1970.`);
  }
  const timeMs = isNumber ? Math.round(Number(text) * 1000) : isDate ? Date.parse(text) : Number.NaN;
  if (!Number.isSafeInteger(timeMs) || timeMs < 0) {
    throw new OptionsError(
      `--${option} ${text} is no time: give seconds since 1970, or a time like 2026-11-29T12:00:00Z.`,
    );
  }
  return timeMs;
}

function selectorOf(text: string): ExportSelector {
  const refuse = (reason: string): never => {
    throw new OptionsError(`--match ${text} is no series selector: ${reason}.`);
  };
  const [matchers = []] = parseSelectors([text], refuse);
  return { text, matchers: matchers.map((matcher) => seriesMatcher(matcher, true)) };
}
