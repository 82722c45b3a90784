/** The series of the two sides by the labels that they share: who found whom, who found nobody, and why Prometheus would refuse. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../../shared/format/number.ts';
import type { ContextId } from '../../../../shared/model/context.ts';
import { formatLabels, type Labels } from '../../../../shared/model/labels.ts';
import type { Binary } from '../../../../shared/promql/ast.ts';
import type { MatchFix, MatchGroup } from '../../../../shared/promql/matching.ts';
import { Button } from '../../../components/button.tsx';
import { useErrorText } from '../../../components/error-text.ts';
import { ServerWords } from '../../../components/server-words.tsx';
import { StateGlyph } from '../../../components/state-glyph.tsx';
import { applyFix } from './apply-fix.ts';
import styles from './matching-table.module.css';
import { type ToldLabels, toldLabels } from './told-labels.ts';
import { type Matched, mostMatched, useMatched } from './use-matched.ts';

export interface MatchingTableProps {
  readonly context: ContextId;
  /** The expression that the operator stands in. */
  readonly whole: string;
  readonly binary: Binary;
  readonly timeMs: number;
  readonly live: boolean;
  readonly onUse: (expr: string) => void;
}

export function MatchingTable({ context, whole, binary, timeMs, live, onUse }: MatchingTableProps) {
  const { t } = useTranslation('anatomy');
  const describe = useErrorText();
  const { matched, failure } = useMatched(context, binary, timeMs, live);
  if (failure !== undefined) {
    return (
      <div className={styles.bad}>
        <p>{t('matching.failed', { reason: describe(failure).verdict })}</p>
        <ServerWords words={describe(failure).words} />
      </div>
    );
  }
  if (matched === undefined) return <p className={styles.quiet}>{t(live ? 'matching.asking' : 'matching.notLive')}</p>;
  return (
    <div className={styles.matching}>
      <Verdict matched={matched} />
      {matched.fixes.length === 0 ? null : (
        <div className={styles.fixes}>
          <span>{t('matching.fixes')}</span>
          {matched.fixes.map((fix) => (
            <Button key={JSON.stringify(fix)} size="small" onClick={() => onUse(applyFix(whole, binary, fix))}>
              {fixText(fix)}
            </Button>
          ))}
        </div>
      )}
      <Groups matched={matched} />
    </div>
  );
}

/** PromQL, in every language the same. */
function fixText(fix: MatchFix): string {
  return fix.kind === 'group' ? `group_${fix.side} ()` : `on (${fix.labels.join(', ')})`;
}

function Verdict({ matched }: { readonly matched: Matched }) {
  const { t, i18n } = useTranslation('anatomy');
  const { left, right, vectors, cut } = matched;
  const count = (value: number) => formatCount(value, i18n.language);
  const facts = { left: count(left.length), right: count(right.length) };
  const found = { leftMatched: count(vectors.leftMatched), rightMatched: count(vectors.rightMatched) };
  const refused = vectors.groups.filter(({ problem }) => problem !== undefined).length;
  const sentences = [
    t('matching.verdict', { ...facts, ...found }),
    refused === 0 ? '' : t('matching.refused', { count: refused, groups: count(refused) }),
    cut ? t('matching.cut', { most: count(mostMatched) }) : '',
  ];
  return <p className={styles.verdict}>{sentences.filter(Boolean).join(' ')}</p>;
}

const shownAtFirst = 20;
const shownMore = 100;

/** Those with a problem first, then pairs, then those without a partner. */
function orderOf({ problem, left, right }: MatchGroup): number {
  if (problem !== undefined) return 0;
  return left.length > 0 && right.length > 0 ? 1 : 2;
}

/** What stands in the columns, without what all of a column say alike. */
interface Told {
  readonly left: ToldLabels;
  readonly right: ToldLabels;
  readonly results: ToldLabels;
}

function useTold({ left, right, vectors }: Matched): Told {
  return useMemo(() => {
    const shared = new Set(vectors.groups.flatMap(({ signature }) => signature.filter((_, i) => i % 2 === 0)));
    return {
      left: toldLabels(left, shared),
      right: toldLabels(right, shared),
      results: toldLabels(vectors.groups.flatMap(({ results }) => results)),
    };
  }, [left, right, vectors]);
}

function Groups({ matched }: { readonly matched: Matched }) {
  const { t, i18n } = useTranslation('anatomy');
  const [limit, setLimit] = useState(shownAtFirst);
  const { left, right, vectors } = matched;
  const told = useTold(matched);
  const groups = useMemo(() => vectors.groups.toSorted((a, b) => orderOf(a) - orderOf(b)), [vectors]);
  const more = groups.length - limit;
  if (groups.length === 0) return null;
  return (
    <>
      <table className={styles.table} aria-label={t('matching.label')}>
        <thead>
          <tr>
            <th scope="col">{t('matching.shared')}</th>
            <Head title={t('matching.left')} common={told.left.common} />
            <Head title={t('matching.right')} common={told.right.common} />
            <Head title={t('matching.result')} common={told.results.common} />
          </tr>
        </thead>
        <tbody>
          {groups.slice(0, limit).map((group) => (
            <tr key={JSON.stringify(group.signature)} data-bad={group.problem !== undefined}>
              <td>{formatLabels(group.signature)}</td>
              <td>
                <Sets sets={group.left.map((index) => left[index] ?? [])} told={told.left} />
              </td>
              <td>
                <Sets sets={group.right.map((index) => right[index] ?? [])} told={told.right} />
              </td>
              <td>
                {group.problem === undefined ? (
                  <Sets sets={group.results} told={told.results} />
                ) : (
                  <span className={styles.problem}>
                    <StateGlyph kind="bad" />
                    {t(problemKey(group))}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 ? (
        <Button size="small" look="quiet" onClick={() => setLimit((now) => now + shownMore)}>
          {t('matching.more', {
            count: Math.min(more, shownMore),
            more: formatCount(Math.min(more, shownMore), i18n.language),
          })}
        </Button>
      ) : null}
    </>
  );
}

/** What all of a column have is said once, in its head. */
function Head({ title, common }: { readonly title: string; readonly common: string }) {
  return (
    <th scope="col">
      {title}
      {common === '' ? null : (
        <span className={styles.common} title={common.slice(0, 4000)}>
          <bdi>{common.slice(0, longestText)}</bdi>
        </span>
      )}
    </th>
  );
}

function problemKey({ problem }: MatchGroup) {
  if (problem?.kind === 'manyOnOneSide') {
    return problem.side === 'left' ? 'matching.manyOnLeft' : 'matching.manyOnRight';
  }
  return problem?.kind === 'sameResult' ? 'matching.sameResult' : 'matching.manyToOne';
}

const longestText = 300;
const shownSeries = 3;

function Sets({ sets, told }: { readonly sets: readonly Labels[]; readonly told: ToldLabels }) {
  const { t, i18n } = useTranslation('anatomy');
  const [whole, setWhole] = useState(false);
  if (sets.length === 0) return <span className={styles.quiet}>{t('matching.nothing')}</span>;
  const more = sets.length - shownSeries;
  return (
    <>
      <ul className={styles.sets}>
        {sets.slice(0, whole ? mostInCell : shownSeries).map((labels) => {
          const text = formatLabels(labels);
          return (
            <li key={text} title={text.slice(0, 4000)}>
              <bdi>{told.textOf(labels).slice(0, longestText)}</bdi>
            </li>
          );
        })}
      </ul>
      {more > 0 && !whole ? (
        <Button size="small" look="quiet" className={styles.more} onClick={() => setWhole(true)}>
          {t('matching.moreSeries', { count: more, more: formatCount(more, i18n.language) })}
        </Button>
      ) : null}
      {whole && sets.length > mostInCell ? <p className={styles.quiet}>…</p> : null}
    </>
  );
}

/** More of one group are not read. */
const mostInCell = 200;
