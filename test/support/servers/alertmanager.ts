/** A real Alertmanager, alone: without gossip. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type RealServer, startServer } from './real-server.ts';

export interface AlertmanagerOptions {
  /** The whole configuration as YAML; otherwise two receivers that notify nobody, and one rule that inhibits. */
  readonly config?: string;
  /** More flags. */
  readonly flags?: readonly string[];
  /** `/alertmanager`: it answers under this path alone. */
  readonly routePrefix?: string;
}

/** Alerts of `severity="critical"` inhibit the warnings of the same name; those of the team `store` go to a receiver of their own. */
const usualConfig = stringify({
  route: {
    receiver: 'nobody',
    group_by: ['alertname'],
    group_wait: '1s',
    routes: [{ receiver: 'store', matchers: ['team="store"'] }],
  },
  receivers: [
    { name: 'nobody' },
    { name: 'store', webhook_configs: [{ url: 'http://user:hunter2@127.0.0.1:9/hook', send_resolved: false }] },
  ],
  inhibit_rules: [
    { source_matchers: ['severity="critical"'], target_matchers: ['severity="warning"'], equal: ['alertname'] },
  ],
});

export async function startAlertmanager(options: AlertmanagerOptions = {}): Promise<RealServer> {
  const { config = usualConfig, flags = [], routePrefix = '' } = options;
  return startServer({
    program: 'prometheus-alertmanager',
    readyPath: `${routePrefix}/-/ready`,
    prepare: (dir) => writeFile(join(dir, 'alertmanager.yml'), config),
    args: (port, dir) => [
      `--config.file=${dir}/alertmanager.yml`,
      `--storage.path=${dir}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
      '--log.level=warn',
      ...(routePrefix === '' ? [] : [`--web.route-prefix=${routePrefix}`]),
      ...flags,
    ],
  });
}
