/** Runtime and build: the telling facts in a strip, then all that the server says of itself. */
import { useTranslation } from 'react-i18next';
import { formatBytes, formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { BuildStatus, RuntimeStatus } from '../../../shared/model/server-status.ts';
import { useErrorText } from '../../components/error-text.ts';
import { Fact, type FactRow, FactRows, FactsStrip } from '../../components/fact-rows.tsx';
import { formatLength, formatMoment } from '../../components/formats.ts';
import { NoticeList } from '../../components/notice-list.tsx';
import { Panel } from '../../components/panel.tsx';
import { Body, Columns } from '../../components/part-body.tsx';
import { useNow } from '../../components/use-now.ts';
import { useServerNotices } from '../../state/server-notices.tsx';
import { useSettings } from '../../state/stores.tsx';
import type { PartProps } from './part-props.ts';
import styles from './runtime-part.module.css';
import { toldOf } from './use-status.ts';

export function RuntimePart({ reading, state, isRecord }: PartProps) {
  const { t } = useTranslation('status');
  const runtime = toldOf(reading, 'runtimeinfo');
  const build = toldOf(reading, 'buildinfo')?.status;
  if (runtime === undefined) return null;
  // Of a record: up until it was seen last, or until the time that is looked at.
  const untilMs = isRecord ? Math.min(state.atMs ?? runtime.seenUntilMs, runtime.seenUntilMs) : undefined;
  const words = { nothing: t('value.nothing'), notSaid: t(isRecord ? 'value.notKept' : 'value.notSaid') };
  return (
    <Body label={t('part.runtime')}>
      <Strip runtime={runtime.status} build={build} untilMs={untilMs} />
      <NoticesPanel />
      <Columns>
        <RuntimePanel runtime={runtime.status} words={words} />
        {build === undefined ? null : <BuildPanel build={build} words={words} />}
      </Columns>
    </Body>
  );
}

interface StripProps {
  readonly runtime: RuntimeStatus;
  readonly build: BuildStatus | undefined;
  /** As of when it is told; undefined: now. */
  readonly untilMs: number | undefined;
}

function Strip({ runtime, build, untilMs }: StripProps) {
  const { t, i18n } = useTranslation('status');
  const locale = i18n.language;
  const { timeZone } = useSettings();
  const nowMs = useNow(untilMs === undefined);
  const { startMs, isConfigGood, configMs, retention, corruptions, goroutines } = runtime;
  const moment = (ms: number) => formatMoment(ms, timeZone);
  const version = build?.version ?? '';
  return (
    <FactsStrip>
      <Fact label={t('strip.version')} value={version === '' ? undefined : plainText(version)}>
        {build === undefined || build.goVersion === ''
          ? t('value.notSaid')
          : t('strip.builtWith', { go: plainText(build.goVersion) })}
      </Fact>
      <Fact
        label={t('strip.up')}
        value={startMs === undefined ? undefined : formatLength((untilMs ?? nowMs) - startMs)}
      >
        {startMs === undefined ? t('value.notSaid') : t('strip.since', { time: moment(startMs) })}
      </Fact>
      <Fact
        label={t('strip.config')}
        value={isConfigGood === undefined ? undefined : t(isConfigGood ? 'strip.loaded' : 'strip.refused')}
        tone={isConfigGood === false ? 'bad' : undefined}
      >
        {configMs === undefined
          ? t('value.notSaid')
          : t(isConfigGood === false ? 'strip.inUse' : 'strip.since', { time: moment(configMs) })}
      </Fact>
      <Fact label={t('strip.retention')} value={retention === '' ? undefined : plainText(retention)}>
        {retention === '' ? t('value.notSaid') : t('strip.retentionOf')}
      </Fact>
      <Fact
        label={t('strip.corruptions')}
        value={corruptions === undefined ? undefined : formatCount(corruptions, locale)}
        tone={corruptions !== undefined && corruptions > 0 ? 'bad' : undefined}
      >
        {corruptions === undefined ? t('value.notSaid') : t('strip.corruptionsOf')}
      </Fact>
      <Fact
        label={t('strip.goroutines')}
        value={goroutines === undefined ? undefined : formatCount(goroutines, locale)}
      >
        {goroutines === undefined ? t(untilMs === undefined ? 'value.notSaid' : 'value.ofTheMoment') : t('strip.now')}
      </Fact>
    </FactsStrip>
  );
}

/** What the server warns of, as it comes; where that cannot be told, why. */
function NoticesPanel() {
  const { t } = useTranslation('status');
  const { timeZone } = useSettings();
  const errorText = useErrorText();
  const { notices, leftOut, problem } = useServerNotices();
  if (notices.length === 0 && problem === undefined) return null;
  return (
    <Panel title={t('notices.title')} note={leftOut === 0 ? undefined : t('notices.leftOut', { count: leftOut })}>
      <div className={styles.notices}>
        {problem === undefined ? null : (
          <p className={styles.problem}>{t('notices.failed', { reason: errorText(problem).verdict })}</p>
        )}
        <NoticeList notices={notices} timeZone={timeZone} />
      </div>
    </Panel>
  );
}

interface Words {
  readonly words: { readonly nothing: string; readonly notSaid: string };
}

function RuntimePanel({ runtime, words }: Words & { readonly runtime: RuntimeStatus }) {
  const { t, i18n } = useTranslation('status');
  const locale = i18n.language;
  const { timeZone } = useSettings();
  const moment = (ms: number | undefined) => (ms === undefined ? undefined : formatMoment(ms, timeZone));
  const count = (value: number | undefined) => (value === undefined ? undefined : formatCount(value, locale));
  const { memoryLimitBytes, isConfigGood } = runtime;
  const limit = memoryLimitBytes === undefined ? [] : [formatBytes(memoryLimitBytes, { locale })];
  const rows: readonly FactRow[] = [
    { label: t('runtime.start'), value: moment(runtime.startMs) },
    // From 3.2 on.
    ...(runtime.serverMs === undefined ? [] : [{ label: t('runtime.clock'), value: moment(runtime.serverMs) }]),
    ...(runtime.hostname === '' ? [] : [{ label: t('runtime.host'), value: runtime.hostname, mono: true }]),
    { label: t('runtime.directory'), value: runtime.directory, mono: true },
    {
      label: t('runtime.config'),
      value: isConfigGood === undefined ? undefined : t(isConfigGood ? 'runtime.good' : 'runtime.bad'),
    },
    { label: t('runtime.configTime'), value: moment(runtime.configMs) },
    { label: t('runtime.retention'), value: runtime.retention, mono: true },
    { label: t('runtime.corruptions'), value: count(runtime.corruptions) },
    { label: t('runtime.goroutines'), value: count(runtime.goroutines) },
    { label: t('runtime.processors'), value: count(runtime.processors) },
    ...limit.map((value) => ({ label: t('runtime.memoryLimit'), value })),
    { label: t('runtime.gc'), value: runtime.gc, mono: true },
    { label: t('runtime.debug'), value: runtime.debug, mono: true },
    ...runtime.others.map(({ name, text }) => ({ label: plainText(name), value: text, mono: true })),
  ];
  return (
    <Panel title={t('runtime.title')}>
      <FactRows rows={rows} words={words} />
    </Panel>
  );
}

function BuildPanel({ build, words }: Words & { readonly build: BuildStatus }) {
  const { t } = useTranslation('status');
  const { version, revision, branch, user, date, goVersion, others } = build;
  const rows: readonly FactRow[] = [
    { label: t('build.version'), value: version, mono: true },
    { label: t('build.revision'), value: revision, mono: true },
    { label: t('build.branch'), value: branch, mono: true },
    { label: t('build.user'), value: user, mono: true },
    { label: t('build.date'), value: date, mono: true },
    { label: t('build.go'), value: goVersion, mono: true },
    ...others.map(({ name, text }) => ({ label: plainText(name), value: text, mono: true })),
  ];
  return (
    <Panel title={t('build.title')}>
      <FactRows rows={rows} words={words} />
    </Panel>
  );
}
