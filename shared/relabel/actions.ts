/**
 * What each action does, once for relabelling and for showing it step by step.
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config
 */
import { type FoundGroups, parseTemplate } from '../format/go-template.ts';
import type { RelabelAction, RelabelConfig } from './config.ts';
import type { RelabelDialect } from './dialect.ts';
import type { LabelSet } from './label-set.ts';
import { toLower, toUpper } from './letter-case.ts';
import { md5 } from './md5.ts';
import { isLabelName } from './names.ts';
import { compilePattern, expand } from './pattern.ts';

/** Is told of each text that a rule looked at, and of what its regex found in it: undefined where it did not match or is not asked. */
type Witness = (text: string, found: FoundGroups | undefined) => void;

/** @returns false where the label set is dropped @throws RelabelError for what would be too large */
export type ApplyRule = (labels: LabelSet, witness?: Witness) => boolean;

type CompileAction = (config: RelabelConfig, dialect: RelabelDialect) => ApplyRule;

/** @param config a valid one, by `readRelabelConfigs` for the same dialect */
export function compileRule(config: RelabelConfig, dialect: RelabelDialect): ApplyRule {
  return actions[config.action](config, dialect);
}

/** The values of the source labels, one beside the other; '' stands for each that is absent. */
function sourceText({ sourceLabels, separator }: RelabelConfig): (labels: LabelSet) => string {
  const [first, ...others] = sourceLabels;
  if (first === undefined) return () => '';
  if (others.length === 0) return (labels) => labels.get(first);
  return (labels) => sourceLabels.map((name) => labels.get(name)).join(separator);
}

const replace: CompileAction = (config, dialect) => {
  const source = sourceText(config);
  const pattern = compilePattern(config.regex, dialect);
  const target = parseTemplate(config.targetLabel);
  const replacement = parseTemplate(config.replacement);
  const fixedTarget = config.targetLabel.includes('$') ? undefined : config.targetLabel;
  return (labels, witness) => {
    const text = source(labels);
    const found = pattern.match(text);
    witness?.(text, found);
    if (found === undefined) return true;
    const name = fixedTarget ?? expand(target, found);
    if (!isLabelName(name, dialect)) return true;
    const value = expand(replacement, found);
    if (value !== '' || fixedTarget !== undefined || dialect.templatesDelete) labels.set(name, value);
    return true;
  };
};

/** `keep` and `drop`. */
const choose =
  (keepsMatching: boolean): CompileAction =>
  (config, dialect) => {
    const source = sourceText(config);
    const pattern = compilePattern(config.regex, dialect);
    return (labels, witness) => {
      const text = source(labels);
      if (witness === undefined) return pattern.test(text) === keepsMatching;
      const found = pattern.match(text);
      witness(text, found);
      return (found !== undefined) === keepsMatching;
    };
  };

/** `keepequal` and `dropequal`. */
const compare =
  (keepsEqual: boolean): CompileAction =>
  (config) => {
    const source = sourceText(config);
    return (labels, witness) => {
      const text = source(labels);
      witness?.(text, undefined);
      return (labels.get(config.targetLabel) === text) === keepsEqual;
    };
  };

/** Actions that make a value of the source text without a regex. */
const compute =
  (compile: (config: RelabelConfig) => (text: string) => string): CompileAction =>
  (config) => {
    const source = sourceText(config);
    const value = compile(config);
    return (labels, witness) => {
      const text = source(labels);
      witness?.(text, undefined);
      labels.set(config.targetLabel, value(text));
      return true;
    };
  };

/** Below this a remainder can be carried through doubles: 2^21 times 2^32 is 2^53. */
const exactModulus = 2n ** 21n;

/** The last eight bytes of the MD5 as one big-endian number. */
function hashModulo({ modulus }: RelabelConfig): (text: string) => string {
  const small = modulus <= exactModulus ? Number(modulus) : undefined;
  return (text) => {
    const digest = md5(text);
    const view = new DataView(digest.buffer, 8);
    if (small === undefined) return String(view.getBigUint64(0) % modulus);
    return String(((view.getUint32(0) % small) * 2 ** 32 + view.getUint32(4)) % small);
  };
}

const labelMap: CompileAction = (config, dialect) => {
  const pattern = compilePattern(config.regex, dialect);
  const replacement = parseTemplate(config.replacement);
  return (labels, witness) => {
    const entries = dialect.mapsByName ? labels.labels() : labels.entries();
    for (let i = 0; i < entries.length; i += 2) {
      const name = entries[i] ?? '';
      if (!pattern.test(name)) continue;
      witness?.(name, pattern.match(name));
      // No check that this is a label's name: Prometheus has none either.
      labels.set(pattern.replaceAll(name, replacement), entries[i + 1] ?? '');
    }
    return true;
  };
};

/** `labelkeep` and `labeldrop`. */
const chooseLabels =
  (keepsMatching: boolean): CompileAction =>
  (config, dialect) => {
    const pattern = compilePattern(config.regex, dialect);
    return (labels, witness) => {
      const entries = labels.entries();
      for (let i = 0; i < entries.length; i += 2) {
        const name = entries[i] ?? '';
        const matches = pattern.test(name);
        if (matches) witness?.(name, pattern.match(name));
        if (matches !== keepsMatching) labels.delete(name);
      }
      return true;
    };
  };

const actions: Readonly<Record<RelabelAction, CompileAction>> = {
  replace,
  keep: choose(true),
  drop: choose(false),
  keepequal: compare(true),
  dropequal: compare(false),
  hashmod: compute(hashModulo),
  labelmap: labelMap,
  labeldrop: chooseLabels(false),
  labelkeep: chooseLabels(true),
  lowercase: compute(() => toLower),
  uppercase: compute(() => toUpper),
};
