/** What stands over a history: the search, the window and the ways to another, which severity, the order, and what is taken along. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDuration } from '../../../../shared/format/duration.ts';
import { plainText, shortened } from '../../../../shared/format/plain-text.ts';
import { ActionMenu } from '../../../components/action-menu.tsx';
import { Button } from '../../../components/button.tsx';
import list from '../../../components/list-view.module.css';
import { ChoiceMenu } from '../../../components/menu.tsx';
import { InToolbar } from '../../../components/mode-toolbar.tsx';
import { csvFile, saveFile } from '../../../components/save-file.ts';
import { SearchField } from '../../../components/search-field.tsx';
import { Segmented } from '../../../components/segmented.tsx';
import { inSlices, type Work } from '../../../components/slices.ts';
import { useAsked } from '../../../state/asked.tsx';
import { useSettings } from '../../../state/stores.tsx';
import { type AlertsState, type ChangeState, longestText } from '../alerts-state.ts';
import { csvOf, textOf } from './copied-history.ts';
import type { HistoryWindow } from './history-asks.ts';
import { shifted, zoomedOut } from './history-window.ts';
import { type HistoryOrder, historyOrders, type ShownHistory } from './shown-history.ts';

export interface HistoryToolbarProps {
  readonly state: AlertsState;
  readonly change: ChangeState;
  readonly window: HistoryWindow;
  /** Another length was chosen. */
  readonly onLength: (windowMs: number) => void;
  /** Beyond it nothing can be asked. */
  readonly newestMs: number;
  readonly shown: ShownHistory | undefined;
  /** Undefined where nothing can be asked. */
  readonly onRefresh: (() => void) | undefined;
}

export function HistoryToolbar(props: HistoryToolbarProps) {
  const { state, change, shown, onRefresh } = props;
  const { t } = useTranslation('alertHistory');
  return (
    <>
      <InToolbar at="middle">
        <SearchField
          className={list.search}
          label={t('toolbar.find')}
          keyLabel={t('toolbar.findKey')}
          text={state.text}
          onChange={(text) => change({ text: text.slice(0, longestText) })}
        />
        <Windows {...props} />
      </InToolbar>
      <InToolbar at="end">
        <Severities {...{ state, change, shown }} />
        <ChoiceMenu<HistoryOrder>
          look="quiet"
          button={t('toolbar.order', { order: t(`toolbar.orders.${state.order}`) })}
          choices={historyOrders.map((value) => ({ value, label: t(`toolbar.orders.${value}`) }))}
          value={state.order}
          onChange={(order) => change({ order })}
        />
        <Taking shown={shown} />
        <Button disabled={onRefresh === undefined} onClick={onRefresh}>
          {t('toolbar.refresh')}
        </Button>
      </InToolbar>
    </>
  );
}

const hourMs = 3_600_000;
export const windowLengths = {
  ...{ '6h': 6 * hourMs, '1d': 24 * hourMs, '3d': 72 * hourMs },
  ...{ '7d': 168 * hourMs, '14d': 336 * hourMs, '30d': 720 * hourMs },
} as const;
type WindowName = keyof typeof windowLengths;
const windowNames = ['6h', '1d', '3d', '7d', '14d', '30d'] as const satisfies readonly WindowName[];

function Windows({ state, change, onLength, window, newestMs }: HistoryToolbarProps) {
  const { t } = useTranslation('alertHistory');
  const { windowMs } = state;
  const isAtEnd = window.endMs >= newestMs;
  return (
    <>
      <Segmented<WindowName>
        label={t('toolbar.window')}
        options={windowNames.map((value) => ({ value, label: t(`toolbar.windows.${value}`) }))}
        value={windowNames.find((name) => windowLengths[name] === windowMs)}
        onChange={(name) => onLength(windowLengths[name])}
      />
      <Button look="quiet" aria-label={t('toolbar.earlier')} onClick={() => change(shifted(window, -0.5, newestMs))}>
        ‹
      </Button>
      <Button
        look="quiet"
        aria-label={t('toolbar.later')}
        aria-disabled={isAtEnd}
        onClick={isAtEnd ? undefined : () => change(shifted(window, 0.5, newestMs))}
      >
        ›
      </Button>
      {windowNames.some((name) => windowLengths[name] === windowMs) ? null : (
        <Button onClick={() => change(zoomedOut(window, newestMs))} title={formatDuration(windowMs)}>
          {t('toolbar.zoomOut')}
        </Button>
      )}
    </>
  );
}

/** What is not a severity in the menu. */
const any = '';
const prefix = '=';
const mostSeverities = 20;

function Severities({ state, change, shown }: Pick<HistoryToolbarProps, 'state' | 'change' | 'shown'>) {
  const { t } = useTranslation('alertHistory');
  const { severity } = state;
  const known = (shown?.model.severities ?? []).slice(0, mostSeverities);
  const offered = severity === undefined || known.includes(severity) ? known : [severity, ...known];
  const nameOf = (value: string) => (value === '' ? t('toolbar.noSeverity') : shortened(plainText(value), 40));
  const chosen = severity === undefined ? t('toolbar.anySeverity') : nameOf(severity);
  return (
    <ChoiceMenu
      look="quiet"
      button={t('toolbar.severity', { severity: chosen })}
      choices={[
        { value: any, label: t('toolbar.anySeverity') },
        ...offered.map((value) => ({ value: prefix + value, label: nameOf(value) })),
      ]}
      value={severity === undefined ? any : prefix + severity}
      onChange={(value) => change({ severity: value === any ? undefined : value.slice(prefix.length) })}
    />
  );
}

function Taking({ shown }: Pick<HistoryToolbarProps, 'shown'>) {
  const { t } = useTranslation('alertHistory');
  const { name } = useAsked();
  const { timeZone } = useSettings();
  const [outcome, setOutcome] = useState('');
  const facts = { t, name, timeZone };
  const copy = (work: Work<string>) => {
    inSlices(work)
      .then((text) => navigator.clipboard.writeText(text))
      .then(
        () => setOutcome(t('toolbar.copied')),
        () => setOutcome(t('toolbar.notCopied')),
      );
  };
  const save = (of: ShownHistory) => {
    const { startMs, endMs } = of.model.found.window;
    const [from, to] = [startMs, endMs].map((ms) => new Date(ms).toISOString().slice(0, 16).replace(/[-:]/g, ''));
    inSlices(csvOf(of)).then(
      (text) => saveFile(`alerts-${from}-${to}.csv`, csvFile([text])),
      () => setOutcome(t('toolbar.notCopied')),
    );
  };
  const actions =
    shown === undefined
      ? []
      : [
          { label: t('toolbar.copyText'), run: () => copy(textOf(shown, facts)) },
          { label: t('toolbar.copyCsv'), run: () => copy(csvOf(shown)) },
          { label: t('toolbar.saveCsv'), run: () => save(shown), apart: true },
        ];
  return (
    <>
      <ActionMenu
        label={t('toolbar.copyLabel')}
        button={t('toolbar.copy')}
        actions={actions}
        disabled={shown === undefined || shown.rules.length === 0}
        look="quiet"
      />
      <span role="status" className="spoken">
        {outcome}
      </span>
    </>
  );
}
