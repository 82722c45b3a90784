/** Which Alertmanager is shown, and the way to it; and where the cluster has several, another one. */
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { Button } from '../../components/button.tsx';
import { ChoiceMenu } from '../../components/menu.tsx';
import { PathButton } from '../../components/path-button.tsx';
import { useAsked } from '../../state/asked.tsx';
import { useBeside } from '../../state/use-beside.ts';
import { useCompanionPath } from '../../state/use-companion-path.ts';
import styles from './alertmanager-view.module.css';
import type { Reading } from './reading.ts';

export interface UsedLineProps {
  readonly reading: Reading;
  readonly chosen: string | undefined;
  readonly onChoose: (chosen: string | undefined) => void;
  readonly onPath: () => void;
}

export function UsedLine({ reading, chosen, onChoose, onPath }: UsedLineProps) {
  const { t, i18n } = useTranslation('alertmanager');
  const { use, status, alertsLeftOut, groupsLeftOut, silencesLeftOut } = reading;
  const { context } = useAsked();
  const { address, edit } = useBeside(context, 'alertmanager');
  const path = useCompanionPath(context, 'alertmanager', use.id);
  const way = {
    'port-forward': t('used.portForward', { pod: plainText(use.pod) }),
    proxy: t('used.proxy'),
    address: t('used.address'),
  }[use.transport];
  const leftOut = alertsLeftOut + groupsLeftOut + silencesLeftOut;
  return (
    <p className={styles.used}>
      <b>{plainText(use.id + use.pathPrefix)}</b>
      <span>{t('used.version', { version: plainText(status.version) })}</span>
      <span>{way}</span>
      {status.peers.length > 1 ? <span>{t('used.peers', { count: status.peers.length })}</span> : null}
      {leftOut === 0 ? null : <span>{t('used.leftOut', { n: formatCount(leftOut, i18n.language) })}</span>}
      {use.found.length > 1 || (chosen !== undefined && use.transport !== 'address') ? (
        <ChoiceMenu
          size="small"
          label={t('used.others', { count: use.found.length })}
          button={t('used.choose', { count: use.found.length })}
          choices={[
            { value: '', label: t('used.likeliest') },
            ...use.found.map(({ id, foundBy }) => ({
              value: id,
              label: `${plainText(id)} · ${t(`foundBy.${foundBy}`)}`,
            })),
          ]}
          value={chosen ?? ''}
          onChange={(id) => onChoose(id === '' ? undefined : id)}
        />
      ) : null}
      {path.kept === undefined ? null : <PathButton size="small" target={use.id} {...path} onDone={onPath} />}
      {edit === undefined ? null : (
        <Button size="small" onClick={edit}>
          {t(address === undefined ? 'used.otherAddress' : 'used.changeAddress')}
        </Button>
      )}
    </p>
  );
}
