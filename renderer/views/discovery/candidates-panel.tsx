/** Candidates × ways: each way's state with what is missing for it. A row is chosen like a radio button; its menu uses it. */
import { type KeyboardEvent, type MouseEvent, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatDay, formatTime } from '../../../shared/format/time.ts';
import type { Diagnosis, DiagnosisCandidate, Transport } from '../../../shared/model/diagnosis.ts';
import type { SourceChoice } from '../../../shared/model/source-choice.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { useSettings } from '../../state/stores.tsx';
import { CandidateMenu } from './candidate-menu.tsx';
import styles from './candidates-panel.module.css';
import { choiceOf } from './choices.ts';
import table from './table.module.css';
import { candidateName, transports } from './transports.ts';
import type { Discovery } from './use-discovery.ts';
import { WayCell } from './way-cell.tsx';

export interface CandidatesPanelProps {
  readonly discovery: Discovery;
  readonly diagnosis: Diagnosis;
  readonly selected: string | undefined;
  readonly onSelect: (id: string) => void;
  readonly onOptions: (id: string) => void;
  readonly choice: SourceChoice | undefined;
  readonly inUse: { readonly id: string; readonly transport: Transport } | undefined;
}

export function CandidatesPanel(props: CandidatesPanelProps) {
  const { discovery, diagnosis } = props;
  const { t } = useTranslation('discovery');
  const { candidates } = diagnosis;
  return (
    <Panel
      title={t('candidates.title')}
      note={candidates.length > 1 ? t('candidates.note') : undefined}
      aside={
        <span className={styles.aside}>
          <When diagnosis={diagnosis} />
          <Button size="small" busy={discovery.running !== undefined} onClick={discovery.look}>
            {t('action.lookAgain')}
          </Button>
        </span>
      }
    >
      {candidates.length === 0 ? (
        <NoCandidates diagnosis={diagnosis} running={discovery.running !== undefined} />
      ) : (
        <CandidatesTable {...props} />
      )}
    </Panel>
  );
}

/** None of them, or none that is known: the services may not have been listed. */
function NoCandidates({ diagnosis, running }: { readonly diagnosis: Diagnosis; readonly running: boolean }) {
  const { t } = useTranslation('discovery');
  const listed = diagnosis.steps.some(({ step, outcome }) => step.kind === 'listServices' && outcome !== 'failed');
  return listed ? (
    <Empty title={t('candidates.none')}>{t('candidates.noneText')}</Empty>
  ) : (
    <Empty title={t('candidates.unknown')}>{running ? t('candidates.notYetText') : t('candidates.unknownText')}</Empty>
  );
}

function When({ diagnosis: { startedMs, tookMs } }: { readonly diagnosis: Diagnosis }) {
  const { t, i18n } = useTranslation('discovery');
  const { timeZone } = useSettings();
  const day = formatDay(startedMs, timeZone, i18n.language);
  const clock = formatTime(startedMs, timeZone);
  const time = day === formatDay(Date.now(), timeZone, i18n.language) ? clock : `${day}, ${clock}`;
  return (
    <span className={styles.when}>
      {tookMs === undefined
        ? t('candidates.whenEnded', { time })
        : t('candidates.when', { time, span: formatSpan(tookMs) })}
    </span>
  );
}

const keySteps: Readonly<Record<string, 1 | -1>> = { j: 1, k: -1 };

function CandidatesTable(props: CandidatesPanelProps) {
  const { diagnosis, selected, onSelect } = props;
  const { candidates } = diagnosis;
  const { t } = useTranslation('discovery');
  const group = useId();
  const body = useRef<HTMLTableSectionElement>(null);
  const move = (step: 1 | -1) => {
    const at = candidates.findIndex(({ id }) => id === selected);
    const row = Math.min(candidates.length - 1, Math.max(0, at + step));
    const next = candidates[row];
    if (next === undefined) return;
    onSelect(next.id);
    const radio = body.current?.querySelectorAll<HTMLInputElement>('input[type="radio"]')[row];
    // The focus goes along where it is in the table, and stays where it is elsewhere.
    if (body.current?.contains(document.activeElement) === true) radio?.focus();
    else radio?.closest('tr')?.scrollIntoView({ block: 'nearest' });
  };
  useShortcut('j', t('candidates.keyNext'), () => move(1));
  useShortcut('k', t('candidates.keyPrevious'), () => move(-1));
  const onKeyDown = (event: KeyboardEvent) => {
    const step = keySteps[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(step);
  };
  return (
    <div className={table.scroller}>
      <table className={table.table} aria-label={t('candidates.choose')}>
        <thead>
          <tr>
            <th scope="col">{t('candidates.service')}</th>
            <th scope="col" className={styles.wide}>
              {t('candidates.foundBy')}
            </th>
            {transports.map((transport) => (
              <th key={transport} scope="col">
                {t(`transport.${transport}`)}
              </th>
            ))}
            <th scope="col" className={styles.wide} data-numeric="true">
              {t('candidates.score')}
            </th>
            <td />
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={onKeyDown}>
          {candidates.map((candidate) => (
            <CandidateRow key={candidate.id} {...props} candidate={candidate} group={group} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CandidateRowProps extends CandidatesPanelProps {
  readonly candidate: DiagnosisCandidate;
  /** Of the radio buttons. */
  readonly group: string;
}

function CandidateRow({
  candidate,
  group,
  selected,
  onSelect,
  onOptions,
  choice,
  inUse,
  discovery,
}: CandidateRowProps) {
  const { t } = useTranslation('discovery');
  const { id, port, portName, score, foundBy, ways } = candidate;
  const name = candidateName(candidate);
  const select = (event: MouseEvent) => {
    const onControl = event.target instanceof Element && event.target.closest('button, label') !== null;
    // Whoever marks text to copy it does not choose.
    if (!onControl && window.getSelection()?.isCollapsed !== false) onSelect(id);
  };
  return (
    // The row's radio button is what the keyboard has; the row is a larger place to click.
    <tr className={styles.row} data-selected={id === selected} onClick={select}>
      <th scope="row">
        <label className={styles.name}>
          <input type="radio" className="spoken" name={group} checked={id === selected} onChange={() => onSelect(id)} />
          {name}
        </label>
        <div className={styles.second}>
          {portName === undefined
            ? t('candidates.port', { port })
            : t('candidates.portNamed', { port, name: portName })}
          {choiceOf(choice, candidate) === undefined ? null : <> · {t('candidates.chosen')}</>}
        </div>
        <div className={styles.folded}>
          {t(`foundBy.${foundBy}`)} · {t('candidates.scoreOf', { score })}
        </div>
      </th>
      <td className={styles.foundBy}>{t(`foundBy.${foundBy}`)}</td>
      {transports.map((transport) => (
        <td key={transport}>
          <WayCell way={ways[transport]} inUse={inUse?.id === id && inUse.transport === transport} />
        </td>
      ))}
      <td className={styles.wide} data-numeric="true">
        {score}
      </td>
      <td className={styles.menu}>
        <CandidateMenu candidate={candidate} choice={choice} discovery={discovery} onOptions={onOptions} />
      </td>
    </tr>
  );
}
