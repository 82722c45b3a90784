/** The Pushgateway of the cluster: what was pushed to it, when last, what it refused, and what nobody has pushed for long. Live, and only read. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../../shared/base/errors.ts';
import type { ContractClient } from '../../../../shared/contract/contract.ts';
import { formatCount } from '../../../../shared/format/number.ts';
import { plainText } from '../../../../shared/format/plain-text.ts';
import type { PushgatewayItem } from '../../../../shared/model/pushgateway.ts';
import { useClient } from '../../../client/hooks.tsx';
import { Button } from '../../../components/button.tsx';
import { CompanionUnread } from '../../../components/companion-unread.tsx';
import { Empty } from '../../../components/empty.tsx';
import list from '../../../components/list-view.module.css';
import { PathButton } from '../../../components/path-button.tsx';
import { useShortcut } from '../../../components/shortcuts.ts';
import { StaleNote } from '../../../components/stale-note.tsx';
import { useNow } from '../../../components/use-now.ts';
import { type Round, type Rounds, useRounds } from '../../../components/use-rounds.ts';
import { useAsked } from '../../../state/asked.tsx';
import { useSettings } from '../../../state/stores.tsx';
import { useAsksBeside } from '../../../state/use-asks-beside.ts';
import { useBeside } from '../../../state/use-beside.ts';
import { silentTarget, useCompanionPath } from '../../../state/use-companion-path.ts';
import type { StatusState } from '../status-state.ts';
import { OfPart } from '../toolbar.tsx';
import type { ChangeState } from '../use-status-state.ts';
import own from './push.module.css';
import { PushFilters } from './push-filters.tsx';
import { joinReading, type PushReading, pushRows } from './push-rows.ts';
import { PushTable } from './push-table.tsx';

export interface PushgatewayPartProps {
  readonly state: StatusState;
  readonly change: ChangeState;
}

export function PushgatewayPart({ state, change }: PushgatewayPartProps) {
  const { t } = useTranslation('pushgateway');
  const { id, record } = useAsked();
  const { timeZone } = useSettings();
  const { gateway } = state;
  const live = useAsksBeside('pushgateway', gateway);
  const client = useClient();
  const active = live && record === undefined;
  const rounds = useRounds({
    ...{ about: `${id} ${gateway ?? ''}`, active, everyMs: state.refreshMs },
    ask: (signal) => readOnce(client, { context: id, ...(gateway !== undefined && { chosen: gateway }) }, signal),
  });
  const { result, problem, nextAtMs, refresh, cancel } = rounds;
  useShortcut('r', t('keys.refresh'), refresh);
  useShortcut('.', t('keys.cancel'), cancel);
  const filters = result === undefined ? null : <PushFilters {...{ state, change }} found={result.use.found} />;
  return (
    <>
      <OfPart
        {...{ state, change, filters }}
        reading={{ answers: new Map(), nextAtMs }}
        onRefresh={active ? refresh : undefined}
      />
      {result === undefined ? (
        <Nothing
          {...{ rounds, live }}
          onLikeliest={gateway === undefined ? undefined : () => change({ gateway: undefined })}
        />
      ) : (
        <>
          <div className={list.notes}>
            <StaleNote {...{ problem, live, timeZone }} readAtMs={result.readAtMs} onRetry={refresh} alone />
          </div>
          <Groups {...{ state, change }} reading={result} onPath={refresh} />
        </>
      )}
    </>
  );
}

type Asked = Parameters<ContractClient['pushgateway']['read']>[0];

async function readOnce(client: ContractClient, asked: Asked, signal: AbortSignal): Promise<Round<PushReading>> {
  const items: PushgatewayItem[] = [];
  try {
    for await (const item of client.pushgateway.read(asked, { signal })) {
      if (item.kind === 'failed') return { kind: 'failed', error: item.error };
      items.push(item);
    }
  } catch (error) {
    // A cancellation too: nobody hears of it.
    if (!(error instanceof AppError)) throw error;
    return { kind: 'failed', error: error.toData() };
  }
  const result = joinReading(items);
  if (result === undefined) throw new Error('a reading without an end');
  return { kind: 'answered', result };
}

interface GroupsProps extends PushgatewayPartProps {
  readonly reading: PushReading;
  readonly onPath: () => void;
}

function Groups({ reading, state, change, onPath }: GroupsProps) {
  const { t, i18n } = useTranslation('pushgateway');
  const { text, onlyBad, staleMs } = state;
  const nowMs = useNow();
  // Which are stale changes by the minute.
  const minuteMs = Math.floor(nowMs / 60_000) * 60_000;
  const atMs = Math.max(minuteMs, reading.readAtMs);
  const { rows, counts } = useMemo(
    () => pushRows(reading, { text, onlyBad, staleMs, nowMs: atMs }),
    [reading, text, onlyBad, staleMs, atMs],
  );
  const number = (count: number) => formatCount(count, i18n.language);
  const { use, version, leftOut, groups } = reading;
  const { context } = useAsked();
  const { address, edit } = useBeside(context, 'pushgateway');
  const path = useCompanionPath(context, 'pushgateway', use.id);
  const way = {
    'port-forward': t('way.portForward', { pod: plainText(use.pod) }),
    proxy: t('way.proxy'),
    address: t('way.address'),
  }[use.transport];
  return (
    <>
      <p className={own.line} role="status">
        <b>{plainText(use.id + use.pathPrefix)}</b>
        <span>{t('version', { version: plainText(version) })}</span>
        <span>{way}</span>
        <span>
          {t('counts', {
            ...{ count: groups.length, n: number(groups.length) },
            ...{ stale: number(counts.stale), failed: number(counts.failed) },
          })}
        </span>
        {leftOut === 0 ? null : <span>{t('leftOut', { n: number(leftOut) })}</span>}
        {path.kept === undefined ? null : <PathButton size="small" target={use.id} {...path} onDone={onPath} />}
        {edit === undefined ? null : (
          <Button size="small" onClick={edit}>
            {t(address === undefined ? 'way.otherAddress' : 'way.changeAddress')}
          </Button>
        )}
      </p>
      {rows.length === 0 ? (
        <div className={list.why}>
          <NoGroups all={groups.length} state={state} onClear={() => change({ text: '', onlyBad: false })} />
        </div>
      ) : (
        <PushTable rows={rows} nowMs={nowMs} />
      )}
    </>
  );
}

interface NoGroupsProps extends Pick<PushgatewayPartProps, 'state'> {
  readonly all: number;
  readonly onClear: () => void;
}

function NoGroups({ all, state, onClear }: NoGroupsProps) {
  const { t } = useTranslation('pushgateway');
  if (all === 0) return <Empty title={t('empty.none')}>{t('empty.noneWhy')}</Empty>;
  const clear = <Button onClick={onClear}>{t('empty.clear')}</Button>;
  const title = state.text === '' ? t('empty.allFresh') : t('empty.nothing', { text: plainText(state.text) });
  return <Empty title={title} actions={clear} />;
}

interface NothingProps {
  readonly rounds: Rounds<PushReading>;
  /** It can be asked. */
  readonly live: boolean;
  /** Undefined where the likeliest was asked. */
  readonly onLikeliest: (() => void) | undefined;
}

function Nothing(props: NothingProps) {
  return (
    <div className={list.why}>
      <Why {...props} />
    </div>
  );
}

function Why({ rounds, live, onLikeliest }: NothingProps) {
  const { t } = useTranslation('pushgateway');
  const { name, record, context } = useAsked();
  const { address, edit } = useBeside(context, 'pushgateway');
  const { startedAtMs, problem, refresh, cancel } = rounds;
  const silent = silentTarget(problem);
  const path = useCompanionPath(context, 'pushgateway', silent);
  if (record !== undefined) return <Empty title={t('empty.notRecorded')}>{t('empty.notRecordedWhy')}</Empty>;
  return (
    <CompanionUnread
      {...{ live, name, startedAtMs, problem, refresh, cancel }}
      url={onLikeliest === undefined ? address?.url : undefined}
      say={(text, values) => t(`unread.${text}`, values)}
      likeliest={onLikeliest === undefined ? null : <Button onClick={onLikeliest}>{t('filter.likeliest')}</Button>}
      path={silent === '' ? null : <PathButton target={silent} {...path} onDone={refresh} />}
      typing={
        edit === undefined ? null : (
          <Button onClick={edit}>{t(address === undefined ? 'way.typeAddress' : 'way.changeAddress')}</Button>
        )
      }
    />
  );
}
