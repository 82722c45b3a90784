/** Label and field selectors of a list, with the API server's own complaints about a bad one. */
import { type KubernetesObject, type Labels, valueAt } from './kubernetes-object.ts';
import type { ResourceType } from './resource-types.ts';
import { badRequest, StatusError } from './responses.ts';

type Matches<T> = (subject: T) => boolean;

type Token = { readonly kind: 'word' | 'operator' | 'end'; readonly text: string };

const operators = ['==', '!=', '=', '!', '(', ')', ',', '>', '<'];

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const operator = operators.find((one) => text.startsWith(one, at));
    if (/\s/.test(text[at] ?? '')) at += 1;
    else if (operator !== undefined) {
      tokens.push({ kind: 'operator', text: operator });
      at += operator.length;
    } else {
      const word = /^[^\s=!(),<>]+/.exec(text.slice(at))?.[0] ?? '';
      tokens.push({ kind: 'word', text: word });
      at += word.length;
    }
  }
  return tokens;
}

class SelectorParser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  parse(): Matches<Labels>[] {
    const requirements: Matches<Labels>[] = [];
    while (this.#peek().kind !== 'end') {
      requirements.push(this.#requirement());
      const { kind, text } = this.#next();
      if (kind === 'end') break;
      if (text !== ',') this.#complain(text, "',' or 'end of string'");
      if (this.#peek().kind === 'end') this.#complain('', "identifier after ','");
    }
    return requirements;
  }

  #requirement(): Matches<Labels> {
    const first = this.#next();
    const isNegated = first.text === '!';
    const key = isNegated ? this.#next() : first;
    if (key.kind !== 'word') this.#complain(key.text, "!, identifier, or 'end of string'");
    const label = key.text;
    if (isNegated) return (labels) => labels[label] === undefined;
    const following = this.#peek();
    if (following.kind === 'end' || following.text === ',') return (labels) => labels[label] !== undefined;
    return this.#comparison(label);
  }

  #comparison(label: string): Matches<Labels> {
    const operator = this.#next().text;
    if (operator === 'in' || operator === 'notin') {
      const values = this.#values();
      const wanted = operator === 'in';
      return (labels) => values.has(labels[label] ?? missing) === wanted;
    }
    const value = this.#peek().kind === 'word' ? this.#next().text : '';
    if (operator === '=' || operator === '==') return (labels) => labels[label] === value;
    if (operator === '!=') return (labels) => labels[label] !== value;
    if (operator === '>') return (labels) => Number(labels[label]) > Number(value);
    if (operator === '<') return (labels) => Number(labels[label]) < Number(value);
    return this.#complain(operator, 'in, notin, =, ==, !=, gt, lt');
  }

  #values(): ReadonlySet<string> {
    const open = this.#next();
    if (open.text !== '(') this.#complain(open.text, "'('");
    const values = new Set<string>();
    for (;;) {
      const token = this.#next();
      if (token.kind === 'word') values.add(token.text);
      else if (token.text === ')') return values;
      else if (token.text !== ',') this.#complain(token.text, "',', or ')'");
    }
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' };
  }

  #next(): Token {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  #complain(found: string, expected: string): never {
    throw new StatusError(badRequest(`found '${found}', expected: ${expected}`));
  }
}

/** No label has this value: an absent label is in no set. */
const missing = '\u0000';

/** @throws StatusError 400 */
export function labelSelector(text: string): Matches<KubernetesObject> {
  const requirements = new SelectorParser(text).parse();
  return (object) => {
    const labels = object.metadata.labels ?? {};
    return requirements.every((matches) => matches(labels));
  };
}

/** @throws StatusError 400 for a field that cannot be selected */
export function fieldSelector(text: string, type: ResourceType): Matches<KubernetesObject> {
  const known = ['metadata.name', ...(type.namespaced ? ['metadata.namespace'] : []), ...(type.fields ?? [])];
  const requirements = text
    .split(',')
    .filter((term) => term.trim() !== '')
    .map((term) => {
      const match = /^([^=!]+)(==|!=|=)(.*)$/.exec(term.trim());
      if (match === null) throw new StatusError(badRequest(`invalid selector: '${term}'; can't understand '${term}'`));
      const [, field = '', operator, value = ''] = match;
      if (!known.includes(field)) throw new StatusError(badRequest(unknownField(field, type)));
      return (object: KubernetesObject) => (String(valueAt(object, field) ?? '') === value) !== (operator === '!=');
    });
  return (object) => requirements.every((matches) => matches(object));
}

function unknownField(field: string, type: ResourceType): string {
  return type.fields === undefined
    ? `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`
    : `field label not supported: ${field}`;
}
