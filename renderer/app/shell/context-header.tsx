/** The open context: its name, facts with their units, and the one thing that can be done with its connection. */
import { useTranslation } from 'react-i18next';
import { assertNever } from '../../../shared/base/assert-never.ts';
import type { ContextSummary } from '../../../shared/model/context.ts';
import { MiddleText } from '../../charts/middle-text.tsx';
import { useLinkState } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { Readout, ReadoutList } from '../../components/readout.tsx';
import { useAction } from '../../components/shortcuts.ts';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { useNow } from '../../components/use-now.ts';
import type { AskedWay } from '../../state/asked.tsx';
import type { Connection } from '../../state/connections-store.ts';
import { isRecordId } from '../../state/records-store.ts';
import { isOfRecord, type ViewName } from '../../state/routing.ts';
import { useContextActions } from '../actions.ts';
import { PaletteButton } from '../palette/palette-button.tsx';
import { useRecordFacts } from '../record/record-facts.ts';
import { RecordSwitch } from '../record/record-switch.tsx';
import { useRowText } from '../state-text.ts';
import styles from './context-header.module.css';
import { useHeaderFacts } from './header-facts.ts';
import { ServerNoticesMark } from './server-notices-mark.tsx';

export interface ContextHeaderProps {
  readonly context: ContextSummary;
  readonly connection: Connection;
  readonly way: AskedWay;
  readonly view: ViewName;
}

export function ContextHeader({ context, connection, way, view }: ContextHeaderProps) {
  const { t } = useTranslation();
  const { t: ofRecord } = useTranslation('record');
  const { told: state } = connection;
  const nowMs = useNow(state.kind === 'connected' || state.kind === 'backingOff');
  // As the context's row in the rail says it.
  const rowText = useRowText()(context, connection, nowMs, way.from);
  const canBeRecord = isOfRecord(view);
  const isRecord = (canBeRecord || isRecordId(context.id)) && way.from === 'record';
  const text = isRecord ? ({ glyph: 'recorded', word: ofRecord('state') } as const) : rowText;
  const liveFacts = useHeaderFacts(context, state, nowMs);
  const facts = useRecordFacts(isRecord ? way.record : undefined) ?? liveFacts;
  const canSwitch = canBeRecord && way.record !== undefined && !isRecordId(context.id);
  return (
    <header className={styles.header}>
      <h1 className={styles.name}>
        <MiddleText>{context.name}</MiddleText>
      </h1>
      <ReadoutList>
        <Readout label={t('readout.state')}>
          <span className={styles.state} data-glyph={text.glyph}>
            <StateGlyph kind={text.glyph} />
            {text.word}
          </span>
        </Readout>
        {facts.map(({ label, value, tail, title, wideOnly, shrinks = false }) => (
          <Readout key={label} label={label} title={title} wideOnly={wideOnly ?? false} shrinks={shrinks}>
            {shrinks ? (
              <span className={styles.long}>
                <MiddleText>{value}</MiddleText>
                {tail === undefined ? null : (
                  <span className={styles.tail} data-end>
                    {tail}
                  </span>
                )}
              </span>
            ) : (
              value
            )}
          </Readout>
        ))}
      </ReadoutList>
      {isRecordId(context.id) ? null : <ServerNoticesMark context={context.id} />}
      {canSwitch ? <RecordSwitch isRecord={isRecord} /> : null}
      {isRecord ? null : <ConnectionActions context={context} connection={connection} />}
      <PaletteButton />
    </header>
  );
}

function ConnectionActions({ context, connection }: Pick<ContextHeaderProps, 'context' | 'connection'>) {
  const { t } = useTranslation();
  const { connect, disconnect } = useContextActions();
  // What can be done is another thing than what is told: a try that is under way can only be given up.
  const { state } = connection;
  const isComputer = context.isComputer === true;
  const stands = !isComputer && (state.kind === 'connected' || state.kind === 'degraded');
  useAction(t('action.disconnect'), stands ? () => disconnect(context) : undefined);
  const connects = (label: string) => (
    <Button look="primary" onClick={() => connect(context)}>
      {label}
    </Button>
  );
  const unheard = useLinkState().kind === 'lost';
  // Without the consent that the page asks for, trying again is of no use.
  const needsConsent = state.kind === 'stopped' && state.why.code === 'auth.execConsent';
  // It is connected by itself, and the settings say whether; what has failed can be tried again.
  const byItself = isComputer && state.kind !== 'backingOff' && state.kind !== 'stopped';
  if (context.problem !== undefined || unheard || needsConsent || byItself) return null;
  switch (state.kind) {
    case 'idle':
      return connects(t('action.connect'));
    case 'authenticating':
    case 'discovering':
      return <Button onClick={() => disconnect(context)}>{t('action.cancel')}</Button>;
    case 'connected':
    case 'degraded':
      return <Button onClick={() => disconnect(context)}>{t('action.disconnect')}</Button>;
    case 'backingOff':
      return (
        <div className={styles.actions}>
          {connects(t('action.tryNow'))}
          <Button onClick={() => disconnect(context)}>{t('action.disconnect')}</Button>
        </div>
      );
    case 'stopped':
      return connects(t('action.tryAgain'));
    default:
      return assertNever(state);
  }
}
