/** Nothing came back: why, as far as the server can say, and what was perhaps meant. */
import type { TFunction } from 'i18next';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDateTime, formatDay, formatTime } from '../../../shared/format/time.ts';
import type { EmptyReason } from '../../../shared/model/catalog.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { CoverageSpan } from '../../../shared/model/recording.ts';
import { gapsOf, recordedPart } from '../../charts/coverage-gaps.ts';
import type { Gap } from '../../charts/graph-model.ts';
import { useClient } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { useSettings } from '../../state/stores.tsx';
import styles from './empty-answer.module.css';
import { inSentence } from './in-sentence.ts';
import { NotRecorded } from './not-recorded.tsx';
import type { QueryPanelProps } from './panel-props.ts';
import type { Question } from './query-state.ts';
import { spelledOtherwise } from './spelled-otherwise.ts';
import type { Coverages } from './use-known-coverage.ts';
import { windowText } from './window-text.ts';

export interface EmptyAnswerProps {
  readonly asked: Pick<QueryPanelProps, 'input' | 'record'> & { readonly coverages: Coverages };
  /** Of the expression, where there are several. */
  readonly letter: string | undefined;
  readonly question: Question;
  readonly onUse: (expr: string) => void;
}

export function EmptyAnswer({ asked, letter, question, onUse }: EmptyAnswerProps) {
  const { t, i18n } = useTranslation('explorer');
  const { timeZone } = useSettings();
  const { request, span, nowMs } = question;
  const { input, record, coverages } = asked;
  const coverage = coverages?.get(request.expr);
  const reason = useEmptyReason(input.context, question, input.live);
  const day = (timeMs: number) => formatDay(timeMs, timeZone, i18n.language);
  const moment = (day(span.endMs) === day(nowMs) ? formatTime : formatDateTime)(span.endMs, timeZone);
  const isUnrecorded =
    record !== undefined && coverage !== undefined && recordedPart(gapsOf(coverage.spans, 0), span) === 0;
  const said = { ...windowText(span, Date.now(), timeZone, i18n.language) };
  const title = isUnrecorded
    ? t('notRecorded.between', said)
    : request.kind === 'range'
      ? t('empty.between', said)
      : t('empty.at', { time: moment });
  return (
    <>
      {letter === undefined ? null : <h3 className={styles.letter}>{letter}</h3>}
      {record !== undefined && reason?.kind === 'noMetric' ? (
        <NotRecorded metric={reason.metric} expr={request.expr} record={record}>
          <Near reason={reason} expr={request.expr} onUse={onUse} />
        </NotRecorded>
      ) : (
        <Empty title={title}>
          {isUnrecorded ? (
            t(`notRecorded.why.${whyUnrecorded(coverage.spans)}`)
          ) : reason === undefined ? (
            t(record === undefined ? 'empty.looking' : 'notRecorded.looking')
          ) : (
            <Reason reason={reason} expr={request.expr} onUse={onUse} />
          )}
        </Empty>
      )}
    </>
  );
}

/** Where it is one reason alone. */
function whyUnrecorded(spans: readonly CoverageSpan[]): Gap['kind'] {
  const [kind, ...others] = new Set(gapsOf(spans, 0).map((gap) => gap.kind));
  return kind === undefined || others.length > 0 ? 'notRecorded' : kind;
}

interface ReasonProps {
  readonly reason: EmptyReason;
  readonly expr: string;
  readonly onUse: (expr: string) => void;
}

function Reason({ reason, expr, onUse }: ReasonProps) {
  const { t } = useTranslation('explorer');
  const { timeZone } = useSettings();
  switch (reason.kind) {
    case 'noMetric':
      return (
        <>
          {t('empty.noMetric', { metric: inSentence(reason.metric) })}{' '}
          <Near reason={reason} expr={expr} onUse={onUse} />
        </>
      );
    case 'noLabel':
      return (
        <>
          {reason.metric === ''
            ? t('empty.noLabelAtAll', { label: inSentence(reason.label) })
            : t('empty.noLabel', { metric: inSentence(reason.metric), label: inSentence(reason.label) })}{' '}
          <Near reason={reason} expr={expr} onUse={onUse} />
        </>
      );
    case 'noValue':
      return (
        <>
          {noValueText(t, reason)} <Near reason={reason} expr={expr} onUse={onUse} />
        </>
      );
    case 'noSamples':
      return reason.lastMs === undefined
        ? t('empty.noSamples', { metric: inSentence(reason.metric) })
        : t('empty.lastSample', {
            metric: inSentence(reason.metric),
            time: formatDateTime(Math.floor(reason.lastMs / 1000) * 1000, timeZone),
          });
    case 'nothingLeft':
      return t('empty.nothingLeft');
    case 'unknown':
      return t('empty.unknown');
  }
}

function noValueText(
  t: TFunction<'explorer'>,
  { metric, label, op, value, beside }: Extract<EmptyReason, { readonly kind: 'noValue' }>,
): string {
  const said = { label: inSentence(label), op, value: inSentence(value) };
  if (beside !== '') return t('empty.noValueBeside', { ...said, beside: inSentence(beside) });
  return metric === '' ? t('empty.noValueAtAll', said) : t('empty.noValue', said);
}

type NearReason = Extract<EmptyReason, { readonly near: readonly string[] }>;

function Near({ reason, expr, onUse }: ReasonProps & { readonly reason: NearReason }) {
  const { t } = useTranslation('explorer');
  if (reason.near.length === 0) return null;
  return (
    <>
      {t('empty.near')}{' '}
      {reason.near.map((near) => (
        <Button
          key={near}
          look="quiet"
          size="small"
          className={styles.near}
          onClick={() => onUse(spelledOtherwise(expr, reason, near))}
        >
          {inSentence(near)}
        </Button>
      ))}
    </>
  );
}

/** What was found stays while the window follows now, and is looked for again so often. */
const againMs = 60_000;

/** Undefined while it is being found out. */
function useEmptyReason(context: ContextId, question: Question, live: boolean): EmptyReason | undefined {
  const client = useClient();
  const [found, setFound] = useState<{ readonly key: string; readonly reason: EmptyReason } | undefined>();
  const { request, span, nowMs } = question;
  const { expr, kind } = request;
  const follows = span.endMs === nowMs;
  const key = JSON.stringify([context, kind, expr, span.endMs - span.startMs, follows ? 'now' : span.endMs]);
  const round = follows ? Math.floor(nowMs / againMs) : 0;
  const asked = useRef(question);
  asked.current = question;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a refresh moves the window, and mostly asks the same
  useEffect(() => {
    if (!live) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const take = (reason: EmptyReason) => {
      if (!signal.aborted) setFound({ key, reason });
    };
    client.catalog
      .explainEmpty({ context, ...askedOf(asked.current) }, { signal })
      .then(take, () => take({ kind: 'unknown' }));
    return () => controller.abort();
  }, [client, context, key, round, live]);
  if (found?.key === key) return found.reason;
  return live ? undefined : { kind: 'unknown' };
}

/** The times that were evaluated: what the window has besides may have samples, and the answer nothing. */
function askedOf({ request, span }: Question) {
  const { expr } = request;
  if (request.kind === 'range') return { expr, startMs: request.startMs, endMs: request.endMs };
  return { expr, startMs: span.endMs, endMs: span.endMs };
}
