/** Where nothing was read yet of an Alertmanager or a Pushgateway. That there is none is no failure. */
import type { ReactNode } from 'react';
import type { AppErrorData, ErrorCode } from '../../shared/base/errors.ts';
import { plainText } from '../../shared/format/plain-text.ts';
import { Empty } from './empty.tsx';
import { ErrorPanel } from './error-panel.tsx';
import { useErrorText } from './error-text.ts';
import { Unread, type UnreadProps } from './unread.tsx';

const absent: ReadonlySet<ErrorCode> = new Set(['companion.none', 'companion.elsewhere', 'companion.noCluster']);

type Text = 'away' | 'awayWhy' | 'label' | 'asking' | 'typed' | 'cancelled' | 'forbidden';
type Values = Readonly<Record<'name' | 'url' | 'time' | 'user', string>>;

export interface CompanionUnreadProps extends Pick<UnreadProps, 'live' | 'problem' | 'refresh' | 'cancel'> {
  readonly startedAtMs: number | undefined;
  /** Of the context. */
  readonly name: string;
  /** Where it is asked; undefined while it is looked for in the cluster. */
  readonly url: string | undefined;
  readonly say: (text: Text, values: Values) => string;
  /** Leads from the one that was chosen to the likeliest; none where that is asked. */
  readonly likeliest: ReactNode;
  /** Leads to where the path is typed of one that was found and does not answer; none where it is not that. */
  readonly path: ReactNode;
  /** Leads to where an address is typed: it is asked whatever becomes of the Prometheus. */
  readonly typing: ReactNode;
}

export function CompanionUnread(props: CompanionUnreadProps) {
  const { startedAtMs, name, url, say: sayOf, likeliest, path, typing, ...rest } = props;
  const say = (text: Text, values: Partial<Values> = {}) =>
    sayOf(text, { name: plainText(name), url: url ?? '', time: '', user: '', ...values });
  return (
    <Unread
      {...rest}
      running={startedAtMs === undefined ? undefined : { startedAtMs }}
      awayActions={
        <>
          {likeliest}
          {typing}
        </>
      }
      words={{
        away: say('away'),
        awayWhy: say('awayWhy'),
        asking: say('label'),
        askingFor: (time) => say(url === undefined ? 'asking' : 'typed', { time }),
        cancelled: say('cancelled'),
      }}
      failed={(error, again) => (
        <Failure error={error} forbidden={(user) => say('forbidden', { user })}>
          {again}
          {likeliest}
          {path}
          {typing}
        </Failure>
      )}
    />
  );
}

interface FailureProps {
  readonly error: AppErrorData;
  readonly forbidden: (user: string) => string;
  readonly children: ReactNode;
}

function Failure({ error, forbidden, children }: FailureProps) {
  const { verdict, advice } = useErrorText()(error);
  if (absent.has(error.code))
    return (
      <Empty title={verdict} actions={children}>
        {advice}
      </Empty>
    );
  const user = plainText(String(error.details.user ?? ''));
  const title = error.code === 'portForward.forbidden' ? forbidden(user) : undefined;
  return <ErrorPanel error={error} title={title} actions={children} />;
}
