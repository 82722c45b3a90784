/**
 * Rules as a person writes them (parsed YAML or JSON), read as strictly as Prometheus reads them and refused in its words.
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config
 */
import { z } from 'zod';
import { defaultRelabelConfig, type RelabelAction, type RelabelConfig, relabelActions } from './config.ts';
import type { RelabelDialect } from './dialect.ts';
import { isLabelName, isNameTemplate } from './names.ts';
import { patternProblem } from './pattern.ts';

interface RelabelProblem {
  /** The rule's place in the list, from 0; undefined where there is no list. */
  readonly rule: number | undefined;
  /** As it is written (`target_label`); undefined where it is the rule itself. */
  readonly field: string | undefined;
  /** In Prometheus's words, in English. */
  readonly message: string;
}

export type RelabelReading =
  | { readonly kind: 'rules'; readonly configs: readonly RelabelConfig[] }
  | { readonly kind: 'problems'; readonly problems: readonly RelabelProblem[] };

/**
 * @param input the list below `relabel_configs` or `metric_relabel_configs`; undefined and null are an empty one. A number or a boolean
 * where a text belongs is taken as JavaScript writes it (`1.0` is `1`): quoted it is kept as it is written. A modulus above 2^53 keeps its
 * last digits as a bigint only
 * @param of whose rules they are: only their words differ
 * @returns all that is wrong with each field, else what is wrong with the rule as a whole
 */
export function readRelabelConfigs(
  input: unknown,
  dialect: RelabelDialect,
  of: 'target' | 'metric' = 'target',
): RelabelReading {
  if (input === undefined || input === null) return { kind: 'rules', configs: [] };
  if (!Array.isArray(input)) {
    const message = `cannot unmarshal ${yamlKind(input)} into []*relabel.Config`;
    return { kind: 'problems', problems: [{ rule: undefined, field: undefined, message }] };
  }
  const schema = ruleSchema(dialect);
  const configs: RelabelConfig[] = [];
  const problems: RelabelProblem[] = [];
  for (const [rule, written] of input.entries()) {
    if (written === null || written === undefined) {
      const message = `empty or null ${of} relabeling rule in scrape config`;
      problems.push({ rule, field: undefined, message });
      continue;
    }
    const { config, found } = readRule(written, schema, dialect);
    configs.push(config);
    problems.push(...found.map(({ field, message }) => ({ rule, field, message })));
  }
  return problems.length === 0 ? { kind: 'rules', configs } : { kind: 'problems', problems };
}

type Finding = Omit<RelabelProblem, 'rule'>;

interface RuleReading {
  readonly config: RelabelConfig;
  readonly found: readonly Finding[];
}

function readRule(written: unknown, schema: RuleSchema, dialect: RelabelDialect): RuleReading {
  const parsed = schema.safeParse(written);
  if (!parsed.success) return { config: defaultRelabelConfig, found: parsed.error.issues.flatMap(findingsOf) };
  const config = configOf(parsed.data);
  const whole = checks.map((check) => check(config, parsed.data, dialect)).find((finding) => finding !== undefined);
  return { config, found: whole === undefined ? [] : [whole] };
}

/** What YAML calls a value, as Prometheus says it. */
function yamlKind(value: unknown): string {
  if (Array.isArray(value)) return '!!seq';
  if (typeof value === 'object') return '!!map';
  const tag = { string: 'str', boolean: 'bool', bigint: 'int', number: Number.isInteger(value) ? 'int' : 'float' };
  return `!!${tag[typeof value as keyof typeof tag] ?? 'str'} \`${String(value)}\``;
}

const into = (type: string) => ({
  error: ({ input }: { readonly input?: unknown }) => `cannot unmarshal ${yamlKind(input)} into ${type}`,
});

const scalar = z.union([z.string(), z.number(), z.bigint(), z.boolean()], into('string'));

/** null is the type's empty value, not the default. */
const text = scalar
  .nullable()
  .transform((value) => (value === null ? '' : String(value)))
  .optional();

/** Go cuts off what is behind the point. */
const unsigned = z
  .union([z.bigint(), z.number()], into('uint64'))
  .nullable()
  .transform((value) => BigInt(typeof value === 'number' ? Math.trunc(value) : (value ?? 0n)))
  .refine((value) => value >= 0n && value < 2n ** 64n, into('uint64'))
  .optional();

/** As Go's %q. */
const quoted = (value: string): string => JSON.stringify(value);

const isAction = (text: string): text is RelabelAction => (relabelActions as readonly string[]).includes(text);

const action = scalar
  .nullable()
  .transform((value, context) => {
    const lower = String(value ?? '').toLowerCase();
    if (isAction(lower)) return lower;
    const message =
      value === null ? 'relabel action cannot be empty' : `unknown relabel action ${quoted(String(value))}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  })
  .optional();

/** What is wrong with a field alone; what fields have to do with each other is for the checks. */
const ruleSchema = (dialect: RelabelDialect) => {
  // A null is taken for a name that no label has.
  const name = scalar
    .nullable()
    .refine((value) => value === null || isLabelName(String(value), dialect), {
      error: ({ input }) => `${quoted(String(input))} is not a valid label name`,
    })
    .transform((value) => String(value ?? ''));
  const regex = text.superRefine((value, context) => {
    const message = value === undefined ? undefined : patternProblem(value, dialect);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
  return z.strictObject(
    {
      source_labels: z.array(name, into('model.LabelNames')).nullable().optional(),
      separator: text,
      regex,
      modulus: unsigned,
      target_label: text,
      replacement: text,
      action,
    },
    into('relabel.Config'),
  );
};

type RuleSchema = ReturnType<typeof ruleSchema>;
type WrittenRule = z.infer<RuleSchema>;

function findingsOf(issue: z.core.$ZodIssue): readonly Finding[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: key, message: `field ${key} not found in type relabel.Config` }));
  }
  const [field] = issue.path;
  return [{ field: field === undefined ? undefined : String(field), message: issue.message }];
}

function configOf(rule: WrittenRule): RelabelConfig {
  return {
    action: rule.action ?? defaultRelabelConfig.action,
    sourceLabels: rule.source_labels ?? defaultRelabelConfig.sourceLabels,
    separator: rule.separator ?? defaultRelabelConfig.separator,
    regex: rule.regex ?? defaultRelabelConfig.regex,
    modulus: rule.modulus ?? defaultRelabelConfig.modulus,
    targetLabel: rule.target_label ?? defaultRelabelConfig.targetLabel,
    replacement: rule.replacement ?? defaultRelabelConfig.replacement,
  };
}

type Check = (config: RelabelConfig, rule: WrittenRule, dialect: RelabelDialect) => Finding | undefined;

const withTarget: ReadonlySet<RelabelAction> = new Set([
  'replace',
  'hashmod',
  'lowercase',
  'uppercase',
  'keepequal',
  'dropequal',
]);
const withoutReplacement: ReadonlySet<RelabelAction> = new Set(['lowercase', 'uppercase', 'keepequal', 'dropequal']);

/** In Prometheus's order: it tells the first. */
const checks: readonly Check[] = [
  ({ action, modulus }) =>
    action === 'hashmod' && modulus === 0n
      ? { field: 'modulus', message: 'relabel configuration for hashmod requires non-zero modulus' }
      : undefined,
  ({ action, targetLabel }) =>
    withTarget.has(action) && targetLabel === ''
      ? { field: 'target_label', message: `relabel configuration for ${action} action requires 'target_label' value` }
      : undefined,
  ({ action, targetLabel }, _, dialect) =>
    withTarget.has(action) && !isTarget(action, targetLabel, dialect)
      ? { field: 'target_label', message: `${quoted(targetLabel)} is invalid 'target_label' for ${action} action` }
      : undefined,
  ({ action, replacement }) =>
    withoutReplacement.has(action) && replacement !== defaultRelabelConfig.replacement
      ? { field: 'replacement', message: `'replacement' can not be set for ${action} action` }
      : undefined,
  ({ action, replacement }, _, dialect) =>
    action === 'labelmap' && !isNameTemplate(replacement, dialect)
      ? { field: 'replacement', message: `${quoted(replacement)} is invalid 'replacement' for ${action} action` }
      : undefined,
  ({ action, ...config }, rule) => {
    if (action !== 'keepequal' && action !== 'dropequal') return undefined;
    // A regex that is written is one too many even where it is the default's text.
    const field = rule.regex !== undefined ? 'regex' : changedField(config);
    const message = `${action} action requires only 'source_labels' and \`target_label\`, and no other fields`;
    return field === undefined ? undefined : { field, message };
  },
  ({ action, ...config }, rule) => {
    if (action !== 'labeldrop' && action !== 'labelkeep') return undefined;
    const others = config.targetLabel === '' ? changedField(config) : 'target_label';
    const field = rule.source_labels == null ? others : 'source_labels';
    return field === undefined
      ? undefined
      : { field, message: `${action} action requires only 'regex', and no other fields` };
  },
];

/** A `$` makes a template of replace's target, and belongs to no name of the others. */
function isTarget(action: RelabelAction, name: string, dialect: RelabelDialect): boolean {
  const canBeTemplate = action === 'replace' || (dialect.templatesAnywhere && action !== 'hashmod');
  return canBeTemplate && name.includes('$') ? isNameTemplate(name, dialect) : isLabelName(name, dialect);
}

function changedField(config: Pick<RelabelConfig, 'modulus' | 'separator' | 'replacement'>): string | undefined {
  return (['modulus', 'separator', 'replacement'] as const).find((name) => config[name] !== defaultRelabelConfig[name]);
}
