/**
 * Leads to a target's endpoint in the browser. What is scraped is most often in a network that this computer is not in: the link says so
 * beforehand. The desktop's window opens no other one, so there it is not offered.
 */
import { useTranslation } from 'react-i18next';
import { useHost } from '../../client/use-host.ts';
import { Tooltip } from '../../components/tooltip.tsx';
import { reachOf } from './endpoint-reach.ts';
import styles from './target-details.module.css';

export interface EndpointLinkProps {
  readonly url: string;
  /** It is scraped from this computer. */
  readonly isOurs: boolean;
}

export function EndpointLink({ url, isOurs }: EndpointLinkProps) {
  const { t } = useTranslation('targets');
  const host = useHost();
  const reach = reachOf(url, isOurs);
  if (host !== 'web' || reach === undefined) return null;
  const link = (
    <a className={styles.link} href={reach.href} target="_blank" rel="noopener noreferrer">
      {t('target.open')}
    </a>
  );
  if (reach.kind === 'here') return link;
  return <Tooltip text={t(`target.openFrom.${reach.kind}`, { host: reach.host })}>{link}</Tooltip>;
}
