/** What can be done with a candidate: use it, by the first way that answers or by one, or say how. */
import { useTranslation } from 'react-i18next';
import type { DiagnosisCandidate, Transport } from '../../../shared/model/diagnosis.ts';
import type { SourceChoice } from '../../../shared/model/source-choice.ts';
import { ActionMenu } from '../../components/action-menu.tsx';
import styles from './candidates-panel.module.css';
import { chooseCandidate } from './choices.ts';
import { failureKind } from './failure-kind.ts';
import { candidateName, transports } from './transports.ts';
import type { Discovery } from './use-discovery.ts';

export interface CandidateMenuProps {
  readonly candidate: DiagnosisCandidate;
  readonly choice: SourceChoice | undefined;
  readonly discovery: Discovery;
  readonly onOptions: (id: string) => void;
}

export function CandidateMenu({ candidate, choice, discovery, onOptions }: CandidateMenuProps) {
  const { t } = useTranslation('discovery');
  const offered = transports.filter((transport) => canBeUsed(candidate, transport));
  const use = (transport: 'auto' | Transport) => ({
    label: t(`menu.${transport}`),
    run: () => void discovery.choose(chooseCandidate(candidate, transport, choice)),
  });
  return (
    <ActionMenu
      label={t('candidates.menu', { candidate: candidateName(candidate) })}
      button={<Dots />}
      look="quiet"
      size="small"
      busy={discovery.choosing}
      actions={[
        use('auto'),
        ...offered.map(use),
        { label: t('menu.options'), run: () => onOptions(candidate.id), apart: true },
      ]}
    />
  );
}

/** A way that is not there, or that the API server refuses, does not work however often it is chosen. */
function canBeUsed({ ways }: DiagnosisCandidate, transport: Transport): boolean {
  const way = ways[transport];
  return way.kind !== 'none' && !(way.kind === 'failed' && failureKind(way) === 'denied');
}

function Dots() {
  return (
    <svg className={styles.dots} width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      <circle cx="3" cy="7" r="1.25" />
      <circle cx="7" cy="7" r="1.25" />
      <circle cx="11" cy="7" r="1.25" />
    </svg>
  );
}
