/** Names of parameters whose values are shown to nobody, and what is shown with them. */
import type { Labels } from '../../../../shared/model/labels.ts';

/** In the place of a value. */
export const shownSecret = '<secret>';

const secret =
  /(?:^|_)(?:pass(?:word|wd|phrase)|secrets?|token|credentials|authorization|(?:api|secret|access|private)_?key)$/;

/** `token`, `api_key`, `X-Client-Secret`, `clientSecret` */
export function isSecretName(name: string): boolean {
  const plain = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[-.[\]]/g, '_')
    .replace(/_+$/, '');
  return secret.test(plain);
}

/** A URL, or what was typed as one, to be shown. */
export function withoutSecrets(address: string): string {
  return address.replace(/([?&])([^=&#]*)=[^&#]*/g, (all, before: string, written: string) => {
    const [name = ''] = new URLSearchParams(`${written}=`).keys();
    return isSecretName(name) ? `${before}${written}=${shownSecret}` : all;
  });
}

/** A target's parameters, and the annotations that they are made of. */
const paramLabel = /(?:^__|_)param_(.+)$/;

/** Labels of a target, to be shown. */
export function labelsWithoutSecrets(labels: Labels): Labels {
  return labels.map((text, i) => {
    const name = i % 2 === 0 ? undefined : paramLabel.exec(labels[i - 1] ?? '')?.[1];
    return name !== undefined && text !== '' && isSecretName(name) ? shownSecret : text;
  });
}
