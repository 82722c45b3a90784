/** A search under way: what is asked of whom, since when, and how to end it. */
import { useTranslation } from 'react-i18next';
import type { Diagnosis, DiagnosisCandidate, Transport } from '../../../shared/model/diagnosis.ts';
import { Button } from '../../components/button.tsx';
import { NeatlineProgress } from '../../components/neatline.tsx';
import { plainText } from './plain-text.ts';
import styles from './running.module.css';
import { candidateName, transports } from './transports.ts';
import type { Discovery } from './use-discovery.ts';
import { useElapsedSeconds } from './use-elapsed-seconds.ts';

export interface RunningProps {
  readonly running: NonNullable<Discovery['running']>;
  readonly server: string;
  readonly diagnosis: Diagnosis | undefined;
}

export function Running({ running, server, diagnosis }: RunningProps) {
  const { t } = useTranslation('discovery');
  const time = useElapsedSeconds(running.startedMs);
  const trying = diagnosis === undefined ? undefined : firstTrying(diagnosis);
  const text =
    trying === undefined
      ? t('running.server', { server: plainText(server), time })
      : t(`running.${trying.transport}`, { candidate: candidateName(trying.candidate), time });
  return (
    <div className={styles.running}>
      <NeatlineProgress label={t('running.label')} part={diagnosis === undefined ? undefined : partDone(diagnosis)} />
      <p className={styles.text}>{text}</p>
      {running.cancel === undefined ? null : (
        <Button size="small" onClick={running.cancel}>
          {t('action.cancel')}
        </Button>
      )}
    </div>
  );
}

interface Trying {
  readonly candidate: DiagnosisCandidate;
  readonly transport: Transport;
}

function firstTrying({ candidates }: Diagnosis): Trying | undefined {
  for (const candidate of candidates) {
    const transport = transports.find((one) => candidate.ways[one].kind === 'trying');
    if (transport !== undefined) return { candidate, transport };
  }
  return undefined;
}

/** Ways that have come to an end, of those that were begun; undefined while there are none to count. */
function partDone({ candidates, scope }: Diagnosis): number | undefined {
  // While connecting it ends at the first good answer: there is no telling how far that is.
  if (scope === 'connecting') return undefined;
  const ways = candidates.flatMap((candidate) => transports.map((transport) => candidate.ways[transport].kind));
  const counted = ways.filter((kind) => kind !== 'notTried');
  if (counted.length === 0) return undefined;
  return counted.filter((kind) => kind !== 'trying').length / counted.length;
}
