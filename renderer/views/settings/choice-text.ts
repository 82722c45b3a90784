/** What was chosen for a cluster, in a line. */
import type { TFunction } from 'i18next';
import type { Address } from '../../../shared/model/address.ts';
import type { SourceChoice } from '../../../shared/model/source-choice.ts';

export function choiceText(t: TFunction<'settings'>, choice: SourceChoice, addresses: readonly Address[]): string {
  if (choice.kind === 'address') {
    const address = addresses.find(({ id }) => id === choice.address);
    return address === undefined ? t('choices.addressGone') : t('choices.address', { name: address.name });
  }
  if (choice.kind === 'scrape') return t('choices.scrape');
  const { namespace, service, port, transport, pathPrefix, matchers } = choice;
  const parts = [
    t('choices.service', { service: `${namespace}/${service}:${port}`, way: t(`choices.way.${transport}`) }),
    pathPrefix === undefined || pathPrefix === '' ? undefined : t('choices.prefix', { prefix: pathPrefix }),
    matchers === '' ? undefined : t('choices.matchers', { matchers }),
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}
