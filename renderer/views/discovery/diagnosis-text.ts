/** The whole diagnosis as plain text for a ticket, in the language of the page, without secrets. */
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatFixed } from '../../../shared/format/number.ts';
import { formatDateTime, zoneName } from '../../../shared/format/time.ts';
import type { Diagnosis, DiagnosisCandidate, DiagnosisStep, Right } from '../../../shared/model/diagnosis.ts';
import { plainLines } from './plain-text.ts';
import { answerText, statusText, stepText, type WordsInput } from './step-words.ts';
import { transports } from './transports.ts';
import type { VerdictText } from './verdict-words.ts';
import { type WayWordsInput, wayText } from './way-words.ts';
import { withoutSecrets } from './without-secrets.ts';

export interface DiagnosisTextInput extends WordsInput, WayWordsInput {
  readonly contextName: string;
  readonly diagnosis: Diagnosis;
  readonly verdict: VerdictText;
}

/** How much of a server's words goes into a ticket: the page has all of them. */
const longestWords = 4000;

export function diagnosisText(input: DiagnosisTextInput): string {
  const { t, diagnosis, verdict } = input;
  const sections = [
    [t('text.heading'), '', verdict.verdict, verdict.reading.join(' '), ...wordsLines(verdict.words?.text)],
    headLines(input),
    [
      t('text.candidates'),
      ...listOr(
        t('text.none'),
        diagnosis.candidates.flatMap((one) => candidateLines(input, one)),
      ),
    ],
    [t('text.rights', { user: diagnosis.user }), ...listOr(t('text.none'), rightLines(input, diagnosis.rights))],
    [
      t('text.steps'),
      ...(diagnosis.dropped === 0 ? [] : [`  ${t('log.dropped', { count: diagnosis.dropped })}`]),
      ...listOr(
        t('text.none'),
        diagnosis.steps.flatMap((step) => stepLines(input, step)),
      ),
    ],
  ];
  const text = sections.map((lines) => lines.join('\n')).join('\n\n');
  return `${withoutSecrets(plainLines(text))}\n`;
}

const listOr = (none: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [`  ${none}`] : lines;

function headLines({ t, diagnosis, contextName, timeZone }: DiagnosisTextInput): readonly string[] {
  const { server, serverVersion: version, user, auth, startedMs, tookMs, used } = diagnosis;
  const time = `${formatDateTime(startedMs, timeZone)} ${zoneName(startedMs, timeZone)}`;
  return [
    t('text.context', { name: contextName }),
    version === undefined ? t('text.server', { server }) : t('text.serverVersion', { server, version }),
    t('text.user', { user, auth: t(`auth.${auth}`) }),
    tookMs === undefined ? t('text.whenEnded', { time }) : t('text.when', { time, span: formatSpan(tookMs) }),
    ...(used === undefined
      ? []
      : [t('text.used', { candidate: used.candidate, transport: t(`transport.${used.transport}`) })]),
  ];
}

function candidateLines(input: DiagnosisTextInput, candidate: DiagnosisCandidate): readonly string[] {
  const { t } = input;
  const found = `${t(`foundBy.${candidate.foundBy}`)}, ${t('candidates.scoreOf', { score: candidate.score })}`;
  return [
    `  ${candidate.id}${candidate.portName === undefined ? '' : ` (${candidate.portName})`}: ${found}`,
    ...transports.map((transport) => {
      const { main, under } = wayText(input, candidate.ways[transport]);
      return `    ${t(`transport.${transport}`)}: ${main}${under === '' ? '' : `, ${under}`}`;
    }),
  ];
}

function rightLines({ t }: DiagnosisTextInput, rights: readonly Right[]): readonly string[] {
  return rights.map(({ verb, resource, group, namespace, allowed, reason }) => {
    const said = allowed === undefined ? t('rights.unknown') : t(allowed ? 'rights.allowed' : 'rights.denied');
    const where = namespace === '' ? t('rights.cluster') : t('rights.namespace', { namespace });
    const what = `${verb} ${resource}${group === '' ? '' : `.${group}`}`;
    return `  ${said} ${what} (${where})${reason === '' ? '' : `: ${reason}`}`;
  });
}

function stepLines(input: DiagnosisTextInput, step: DiagnosisStep): readonly string[] {
  const after = formatFixed(step.afterMs / 1000, 2).padStart(7);
  const parts = [
    stepText(input, step.step),
    answerText(input, step),
    statusText(input, step),
    `${Math.round(step.ms)} ms`,
  ];
  const { answer } = step;
  const details =
    answer.kind === 'error' ? (answer.error.details.serverMessage ?? answer.error.details.reason) : undefined;
  const words = answer.kind === 'error' && details === undefined ? answer.error.message : details;
  const about = step.candidate === undefined ? '' : `[${step.candidate}] `;
  return [`${after}  ${about}${parts.filter((part) => part !== '').join(' | ')}`, ...wordsLines(words)];
}

function wordsLines(words: string | number | undefined): readonly string[] {
  if (words === undefined || words === '') return [];
  // By itself: what is masked up to its end must not take the rest of the diagnosis along.
  const text = withoutSecrets(String(words));
  const kept = text.length <= longestWords ? text : `${text.slice(0, longestWords)}…`;
  return kept.split('\n').map((line) => `         > ${line}`);
}
