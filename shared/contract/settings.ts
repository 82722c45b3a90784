import { z } from 'zod';
import type { AppErrorData } from '../base/errors.ts';
import type { Settings } from '../model/settings.ts';
import type { ClusterKey } from '../model/source-choice.ts';
import { addressSchema } from './addresses.ts';
import { companionPathSchema } from './companions.ts';
import { contextId } from './contexts.ts';
import { method, stream } from './define.ts';
import { sourceChoiceSchema } from './discovery.ts';
import { exporterSchema } from './exporters.ts';

const path = z.string().min(1).max(4096);
const paths = z.array(path).max(200).readonly();
const clusterKey = z.string().min(1).max(200) as unknown as z.ZodType<ClusterKey>;

/** What the page sets as it is. The rest changes by methods that say what they do (addresses, discovery, contexts). */
const chosen = {
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['system', 'en', 'ko']),
  timeZone: z.enum(['local', 'utc']),
  dashesEarly: z.boolean(),
  singleKeys: z.boolean(),
  highlighting: z.boolean(),
  completion: z.boolean(),
  lint: z.boolean(),
  queryHistory: z.boolean(),
  silenceCreator: z.string().max(200),
  showWarnings: z.boolean(),
  showInfos: z.boolean(),
  kubeconfigPaths: paths,
  execPath: paths,
  loginShellPath: z.boolean(),
  proxy: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('environment') }),
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('custom'), url: z.string().min(1).max(2048), exceptions: z.string().max(8192) }),
  ]),
  systemAuthorities: z.boolean(),
  authorityFiles: paths,
  computer: z.strictObject({ record: z.boolean() }),
  recording: z.strictObject({ newSources: z.enum(['ask', 'always']) }),
  notifications: z.strictObject({
    alerts: z.boolean(),
    mutedContexts: z.array(contextId).max(1000).readonly(),
    mutedRules: z
      .array(z.strictObject({ context: contextId.optional(), rule: z.string().min(1).max(4096) }))
      .max(1000)
      .readonly(),
  }),
};

/** Unknown keys are refused: a typing error must not be kept for ever. */
export const settingsSchema = z.strictObject({
  ...chosen,
  exporters: z.array(exporterSchema).max(200),
  addresses: z.array(addressSchema).max(500),
  companionPaths: z.array(companionPathSchema).max(1000).readonly(),
  choices: z.array(z.strictObject({ cluster: clusterKey, context: z.string().max(2048), choice: sourceChoiceSchema })),
  execConsents: z.array(
    z.strictObject({ file: path, command: z.string().max(65_536), digest: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
}) satisfies z.ZodType<Settings>;

export interface SettingsSnapshot {
  readonly settings: Settings;
  /** The file was broken and set aside, or cannot be written: said, never silent. */
  readonly problem: AppErrorData | undefined;
  /** Where they are kept; undefined in tests. */
  readonly path: string | undefined;
}

/** What lies at a path that the user named. */
export interface PathFinding {
  readonly path: string;
  readonly found: 'folder' | 'file' | 'nothing' | 'unreadable';
  /** In a file: how many PEM certificates. */
  readonly certificates: number;
  /** Why it cannot be read; else ''. */
  readonly reason: string;
}

export const settingsDomain = {
  watch: stream<SettingsSnapshot>()(z.strictObject({})),
  update: method<void>()(z.strictObject(chosen).partial()),
  /** Forgets what was chosen for a cluster; a connection through it stays until the next one. */
  forgetChoice: method<void>()(z.strictObject({ cluster: clusterKey })),
  /** Takes back that a file may run a command. */
  forgetConsent: method<void>()(z.strictObject({ digest: z.string().max(64), file: path })),
  /** Undo what was forgotten since Binnacle started; nothing where that was not, or where there is another one since. */
  restoreChoice: method<void>()(z.strictObject({ cluster: clusterKey })),
  restoreConsent: method<void>()(z.strictObject({ digest: z.string().max(64), file: path })),
  /** Looks at folders and files before they are relied on; nothing of a file's content comes back. */
  lookAt: method<readonly PathFinding[]>()(z.strictObject({ paths })),
};
