/** The versions of the configuration that are in the record, and what differs between any two of them, or between one and what the server has now. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { plainText } from '../../../shared/format/plain-text.ts';
import { Button } from '../../components/button.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import list from '../../components/list-view.module.css';
import { Waiting } from '../../components/waiting.tsx';
import { useAsked } from '../../state/asked.tsx';
import { useRecordOf } from '../../state/stores.tsx';
import styles from './changes-mode.module.css';
import { chosenVersions } from './chosen-versions.ts';
import type { ModeProps, VersionName } from './configuration-state.ts';
import { DiffPanel } from './diff-panel.tsx';
import type { ConfigDocument } from './document.ts';
import { NoVersions } from './no-versions.tsx';
import { useComparison } from './use-comparison.ts';
import { useReadVersion, useVersions } from './use-versions.ts';
import { VersionsList } from './versions-list.tsx';

export interface ChangesModeProps extends ModeProps {
  /** What the server has now; undefined while it is not known, and of what is not live. */
  readonly now: ConfigDocument | undefined;
  /** It is Binnacle's own. */
  readonly isOwn: boolean;
}

export function ChangesMode({ now, isOwn, state, change, children }: ChangesModeProps) {
  return (
    <>
      {children}
      <div className={list.panel}>
        <Content {...{ now, isOwn, state, change }} />
      </div>
    </>
  );
}

const noTimes: readonly number[] = [];

function Content({ now, isOwn, state, change }: Omit<ChangesModeProps, 'children'>) {
  const { t } = useTranslation('configuration');
  const { context, name, record: asked } = useAsked();
  const own = useRecordOf(context);
  const record = asked ?? own;
  const versions = useVersions(record);
  const read = useReadVersion(record);
  const { timesMs = noTimes } = versions;
  const hasNow = asked === undefined && now !== undefined && !isOwn;
  const chosen = chosenVersions(state, timesMs, hasNow);
  const comparison = useComparison(chosen, read, now?.lines);
  const choose = (next: typeof chosen) =>
    change({ before: nameInAddress(next.before), after: nameInAddress(next.after) });
  const plain = plainText(name);
  const { startedAtMs, error } = versions;
  const isEmpty = record === undefined || (versions.timesMs !== undefined && timesMs.length + (hasNow ? 1 : 0) < 2);
  if (isEmpty || isOwn) return <NoVersions {...{ record, isOwn, change }} timeMs={timesMs.at(-1)} />;
  if (versions.timesMs === undefined && error !== undefined)
    return <ErrorPanel error={error} actions={<Again onClick={versions.again} />} />;
  if (versions.timesMs === undefined)
    return startedAtMs === undefined ? null : (
      <Waiting
        sinceMs={startedAtMs}
        label={t('loading.label')}
        text={(time) => t('loading.versions', { name: plain, time })}
      />
    );
  return (
    <div className={styles.columns}>
      <VersionsList {...{ timesMs, hasNow, chosen, read }} leftOut={versions.leftOut} onChoose={choose} />
      <Compared comparison={comparison} state={state} change={change} />
    </div>
  );
}

/** Of a time with parts of a millisecond the next whole one: the version holds then. */
function nameInAddress(name: VersionName | undefined): VersionName | undefined {
  return typeof name === 'number' ? Math.ceil(name) : name;
}

interface ComparedProps extends Pick<ModeProps, 'state' | 'change'> {
  readonly comparison: ReturnType<typeof useComparison>;
}

function Compared({ comparison: { compared, startedAtMs, error, again }, state, change }: ComparedProps) {
  const { t } = useTranslation('configuration');
  const key = useMemo(() => `${compared?.before} ${compared?.after}`, [compared]);
  if (error !== undefined) return <ErrorPanel error={error} actions={<Again onClick={again} />} />;
  if (compared === undefined)
    return startedAtMs === undefined ? null : (
      <Waiting sinceMs={startedAtMs} label={t('loading.label')} text={(time) => t('loading.comparing', { time })} />
    );
  return (
    <DiffPanel
      key={key}
      {...{ compared }}
      look={state.look}
      onLook={(look) => change({ look })}
      wrap={state.wrap}
      onWrap={(wrap) => change({ wrap })}
    />
  );
}

function Again({ onClick }: { readonly onClick: () => void }) {
  const { t } = useTranslation();
  return <Button onClick={onClick}>{t('action.tryAgain')}</Button>;
}
