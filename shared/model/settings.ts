/** What the user chose, kept by the host. Every value has a default. The contract has the schema (contract/settings.ts). */
import type { Address } from './address.ts';
import type { CompanionPath } from './companion.ts';
import type { ContextId } from './context.ts';
import type { Exporter } from './exporter.ts';
import type { MutedRule } from './notice.ts';
import type { ClusterChoice } from './source-choice.ts';

export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  readonly language: 'system' | 'en' | 'ko';
  readonly timeZone: 'local' | 'utc';
  /** Series are dashed from the fifth on, not only from the thirteenth: for those who cannot tell the colours apart. */
  readonly dashesEarly: boolean;
  /** Keys without Ctrl or ⌘ do something outside of text boxes. */
  readonly singleKeys: boolean;
  /** Of the editor of expressions. */
  readonly highlighting: boolean;
  readonly completion: boolean;
  readonly lint: boolean;
  /** Queries that ran are kept on this computer. */
  readonly queryHistory: boolean;
  /** Who makes a silence, as it was said last; '' before. */
  readonly silenceCreator: string;
  readonly showWarnings: boolean;
  readonly showInfos: boolean;
  /** Files, and folders of files, beside those of KUBECONFIG or the command line; each file stands alone. `~/` is the home folder. */
  readonly kubeconfigPaths: readonly string[];
  /** Folders in which exec plugins are looked for before the login shell's PATH. */
  readonly execPath: readonly string[];
  /** Whether the login shell is asked for its PATH: a program that was started from the Dock or a launcher has a short one. */
  readonly loginShellPath: boolean;
  readonly proxy: ProxySettings;
  /** Whether the operating system's certificate authorities count beside those that a kubeconfig names. */
  readonly systemAuthorities: boolean;
  /** PEM files of more authorities. */
  readonly authorityFiles: readonly string[];
  readonly computer: {
    /** Binnacle scrapes this computer and itself, and keeps the samples. */
    readonly record: boolean;
  };
  readonly recording: {
    /** Whether a Prometheus that is connected for the first time is recorded, by the default rules, or a person is asked. */
    readonly newSources: 'ask' | 'always';
  };
  readonly notifications: {
    /** Whether a notice is shown where an alert begins or ends in a connected context. */
    readonly alerts: boolean;
    readonly mutedContexts: readonly ContextId[];
    readonly mutedRules: readonly MutedRule[];
  };
  /** Scraped beside this computer. */
  readonly exporters: readonly Exporter[];
  readonly addresses: readonly Address[];
  /** Where an Alertmanager or a Pushgateway in a cluster answers under a path that nothing tells. */
  readonly companionPaths: readonly CompanionPath[];
  readonly choices: readonly ClusterChoice[];
  readonly execConsents: readonly ExecConsent[];
}

export type ProxySettings =
  /** HTTPS_PROXY, HTTP_PROXY and NO_PROXY as kubectl reads them. */
  | { readonly kind: 'environment' }
  | { readonly kind: 'none' }
  /** `url`: http, https or socks5, without credentials. `exceptions` as in NO_PROXY. A kubeconfig's own proxy-url wins always. */
  | { readonly kind: 'custom'; readonly url: string; readonly exceptions: string };

/** The user agreed that this file may run this command. Another command, argument or file is to be agreed to anew. */
export interface ExecConsent {
  /** Absolute. */
  readonly file: string;
  /** Its variables, the command and its arguments, as they are shown. */
  readonly command: string;
  /** SHA-256, in hex, of the whole exec entry: command, arguments and environment. */
  readonly digest: string;
}

export const defaultSettings: Settings = {
  theme: 'system',
  language: 'system',
  timeZone: 'local',
  dashesEarly: false,
  singleKeys: true,
  highlighting: true,
  completion: true,
  lint: true,
  queryHistory: true,
  silenceCreator: '',
  showWarnings: true,
  showInfos: true,
  kubeconfigPaths: [],
  execPath: [],
  loginShellPath: true,
  proxy: { kind: 'environment' },
  systemAuthorities: true,
  authorityFiles: [],
  computer: { record: true },
  recording: { newSources: 'ask' },
  notifications: { alerts: true, mutedContexts: [], mutedRules: [] },
  exporters: [],
  addresses: [],
  companionPaths: [],
  choices: [],
  execConsents: [],
};
