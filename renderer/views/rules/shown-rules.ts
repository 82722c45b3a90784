/** A reading as groups with their rules; what of it fits the search, in which order; and the rows that it makes with what is open. In slices, pure. */
import type { Labels } from '../../../shared/model/labels.ts';
import type { Rule, RuleGroup } from '../../../shared/model/rule.ts';
import type { Work } from '../../components/slices.ts';
import type { RulesRead } from '../../state/rules-feed.ts';
import { isChosen } from '../../state/several.ts';
import { type Health, isGroupOpen, type KindChoice, type RulesState, type SortName } from './rules-state.ts';

export interface RuleModel {
  readonly rule: Rule;
  /** Of its group. */
  readonly intervalMs: number | undefined;
  readonly groupName: string;
  /** What is searched, in lower case. */
  readonly words: string;
}

export interface GroupModel {
  readonly group: RuleGroup;
  /** In the server's order. */
  readonly rules: readonly RuleModel[];
  readonly failing: number;
}

export interface RulesModel {
  readonly read: RulesRead;
  /** In the server's order: by file, then as they stand in it. */
  readonly groups: readonly GroupModel[];
  readonly failing: number;
}

/** How many rules are worked on before the page may have its turn. */
const stride = 64;

export function* buildModel(read: RulesRead): Work<RulesModel> {
  const groups = new Map(read.groups.map((group) => [group.key, group]));
  const byGroup = new Map<string, RuleModel[]>(read.groups.map(({ key }) => [key, []]));
  for (const [index, rule] of read.rules.entries()) {
    const group = groups.get(rule.group);
    const place = group === undefined ? '' : `${group.name}\n${group.file}\n`;
    byGroup.get(rule.group)?.push({
      ...{ rule, intervalMs: group?.intervalMs, groupName: group?.name ?? '' },
      words: `${rule.name}\n${place}${rule.expr}\n${wordsOf(rule)}`.toLowerCase(),
    });
    if (index % stride === 0) yield index / read.rules.length;
  }
  const models = read.groups.map((group) => {
    const rules = byGroup.get(group.key) ?? [];
    return { group, rules, failing: rules.filter(({ rule }) => rule.health === 'err').length };
  });
  return { read, groups: models, failing: models.reduce((sum, { failing }) => sum + failing, 0) };
}

/** `name="value"` as it is shown, so that what is seen can be found. */
function wordsOf(rule: Rule): string {
  let text = '';
  const put = (pairs: Labels, write: (name: string, value: string) => string) => {
    for (let i = 0; i + 1 < pairs.length; i += 2) text += write(pairs[i] ?? '', pairs[i + 1] ?? '');
  };
  put(rule.labels, (name, value) => `${name}="${value}"\n`);
  if (rule.kind === 'alerting') put(rule.annotations, (name, value) => `${name} ${value}\n`);
  return `${text}${rule.error}`;
}

export interface ShownGroup {
  readonly model: GroupModel;
  /** Those that fit, in the chosen order. */
  readonly rules: readonly RuleModel[];
}

export interface ShownRules {
  readonly groups: readonly ShownGroup[];
  /** All that fit, where they stand without their groups. */
  readonly flat: readonly RuleModel[];
  readonly count: number;
  /** Of what fits the text and the kind, by health; and of what fits the text and the health, by kind. */
  readonly healths: Readonly<Record<'all' | Health, number>>;
  readonly kinds: Readonly<Record<KindChoice, number>>;
}

export type Search = Pick<RulesState, 'text' | 'health' | 'kind' | 'sort' | 'flat'>;

export function* showRules(model: RulesModel, search: Search): Work<ShownRules> {
  const words = search.text.toLowerCase().split(/\s+/).filter(Boolean);
  const healths = { all: 0, err: 0, ok: 0, unknown: 0 };
  const kinds = { all: 0, alerting: 0, recording: 0 };
  const groups: ShownGroup[] = [];
  let looked = 0;
  for (const one of model.groups) {
    const rules: RuleModel[] = [];
    for (const rule of one.rules) {
      looked += 1;
      if (looked % stride === 0) yield looked / model.read.rules.length;
      if (!words.every((word) => rule.words.includes(word))) continue;
      const { health, kind } = rule.rule;
      const isHealth = isChosen(search.health, health);
      const isKind = search.kind === 'all' || search.kind === kind;
      if (isKind) add(healths, health);
      if (isHealth) add(kinds, kind);
      if (isHealth && isKind) rules.push(rule);
    }
    // A group without rules is one that is there, unless something is searched.
    const isEmpty = one.rules.length === 0 && words.length === 0 && search.health.length === 0 && search.kind === 'all';
    if (rules.length > 0 || isEmpty) groups.push({ model: one, rules: inOrder(rules, search.sort, ruleTimes) });
  }
  const flat = search.flat
    ? inOrder(
        groups.flatMap(({ rules }) => rules),
        search.sort,
        ruleTimes,
      )
    : [];
  const count = groups.reduce((sum, { rules }) => sum + rules.length, 0);
  return { groups: inOrder(groups, search.sort, groupTimes), flat, count, healths, kinds };
}

function add<Name extends string>(counts: Record<Name | 'all', number>, name: Name): void {
  counts[name] += 1;
  counts.all += 1;
}

interface Times {
  readonly evaluatedMs: number | undefined;
  readonly durationMs: number | undefined;
}

const ruleTimes = ({ rule }: RuleModel): Times => rule;
const groupTimes = ({ model }: ShownGroup): Times => model.group;

/** What has not been evaluated yet comes last; what is equal stays as the server has it. */
function inOrder<Item>(items: readonly Item[], sort: SortName, timesOf: (item: Item) => Times): readonly Item[] {
  if (sort === 'file') return items;
  const of = (item: Item) => (sort === 'slow' ? timesOf(item).durationMs : timesOf(item).evaluatedMs) ?? -1;
  return items.toSorted((a, b) => of(b) - of(a));
}

/** Keys of rows are their own among all of them, and the same at the next reading. */
export type Row =
  | { readonly kind: 'group'; readonly key: string; readonly shown: ShownGroup; readonly open: boolean }
  | {
      readonly kind: 'rule';
      readonly key: string;
      readonly model: RuleModel;
      readonly open: boolean;
      /** Its place among those of its group, from 1 on; undefined without groups. */
      readonly place: { readonly at: number; readonly of: number } | undefined;
    };

type Opened = Pick<RulesState, 'flat' | 'areOpen' | 'turned' | 'rules'>;

export function rowsOf(shown: ShownRules, opened: Opened): readonly Row[] {
  const ruleRow = (model: RuleModel, at: number, of: number | undefined): Row => {
    const { key } = model.rule;
    const place = of === undefined ? undefined : { at: at + 1, of };
    return { kind: 'rule', key: `r ${key}`, model, open: opened.rules.has(key), place };
  };
  if (opened.flat) return shown.flat.map((model, index) => ruleRow(model, index, undefined));
  return shown.groups.flatMap((one): readonly Row[] => {
    const { key } = one.model.group;
    const open = isGroupOpen(opened, key);
    const row: Row = { kind: 'group', key: `g ${key}`, shown: one, open };
    return open ? [row, ...one.rules.map((model, index) => ruleRow(model, index, one.rules.length))] : [row];
  });
}
