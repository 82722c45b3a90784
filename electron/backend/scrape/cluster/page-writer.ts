/** Pages in the text format, of what the API says: families one after the other, each series on its line. */

export type PageLabels = readonly (readonly [name: string, value: string])[];

export class PageWriter {
  readonly #families = new Map<string, string[]>();

  /** Declares a gauge. Families come in the order of their declaration. */
  gauge(name: string, help: string): this {
    this.#families.set(name, [`# HELP ${name} ${escaped(help, false)}`, `# TYPE ${name} gauge`]);
    return this;
  }

  /** @param value as it is to be written; of undefined there is no sample */
  sample(name: string, labels: PageLabels, value: string | number | undefined): void {
    if (value === undefined) return;
    const text = labels.map(([label, of]) => `${label}="${escaped(of, true)}"`).join(',');
    this.#families.get(name)?.push(`${name}{${text}} ${value}`);
  }

  /** Families without a sample are left out. */
  text(): string {
    const lines = [...this.#families.values()].filter((family) => family.length > 2).flat();
    return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
  }
}

function escaped(text: string, isQuoted: boolean): string {
  const plain = text.toWellFormed().replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return isQuoted ? plain.replaceAll('"', '\\"') : plain;
}
