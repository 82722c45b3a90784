/** A rule as a rule file has it, to be copied: strings in double quotes, which YAML reads as JSON does. */
import { formatDuration } from '../../../../shared/format/duration.ts';
import { type Labels, labelPairs } from '../../../../shared/model/labels.ts';
import type { TriedRule } from './tried-rule.ts';

export interface NamedRule extends TriedRule {
  readonly name: string;
  readonly labels: Labels;
  readonly annotations: Labels;
}

export function ruleYaml({ name, expr, forMs, keepFiringForMs, labels, annotations }: NamedRule): string {
  const lines = [`- alert: ${quoted(name)}`, ...exprLines(expr)];
  if (forMs > 0) lines.push(`  for: ${formatDuration(forMs)}`);
  if (keepFiringForMs > 0) lines.push(`  keep_firing_for: ${formatDuration(keepFiringForMs)}`);
  return [...lines, ...mapLines('labels', labels), ...mapLines('annotations', annotations), ''].join('\n');
}

/** As people write it: over several lines as a block. */
function exprLines(expr: string): readonly string[] {
  const text = expr.trim();
  const isPlain = /^[\x20-\x7e\n]*$/.test(text);
  if (!text.includes('\n') || !isPlain) return [`  expr: ${quoted(text)}`];
  return ['  expr: |', ...text.split('\n').map((line) => `    ${line}`.trimEnd())];
}

function mapLines(key: string, labels: Labels): readonly string[] {
  if (labels.length === 0) return [];
  return [`  ${key}:`, ...labelPairs(labels).map(([name, value]) => `    ${quoted(name)}: ${quoted(value)}`)];
}

const plainKey = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What YAML would read as something else than a text is no label's name that people give. */
const quoted = (text: string) =>
  plainKey.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text) ? text : JSON.stringify(text);
