/** The words of each advice, and what of it is to be copied. */
import type { TFunction } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '../../../shared/base/assert-never.ts';
import { formatSpan } from '../../../shared/format/duration.ts';
import type { ContextSummary } from '../../../shared/model/context.ts';
import type { Diagnosis, Right } from '../../../shared/model/diagnosis.ts';
import { useContexts, useSettings } from '../../state/stores.tsx';
import type { Advice } from './advice.ts';
import type { Code } from './code-block.tsx';
import {
  type ClusterFlags,
  clusterFlags,
  installCommands,
  listNamespacesCommand,
  showPodsCommand,
  showServiceCommand,
} from './commands.ts';
import { findSubject, roleManifest, subjectOf } from './manifest.ts';
import { plainText, shortened } from './plain-text.ts';
import { candidateName } from './transports.ts';

export interface AdviceText {
  readonly title: string;
  readonly text: string;
  readonly code?: Code;
  /** Of the button. */
  readonly button: string;
  /** A letter to whoever can grant it. */
  readonly message?: string;
}

interface AdviceFacts {
  readonly context: ContextSummary;
  readonly diagnosis: Diagnosis | undefined;
  readonly flags: ClusterFlags;
  /** The name of a typed address. */
  readonly addressName: (id: string) => string;
}

export function useAdviceText(
  context: ContextSummary,
  diagnosis: Diagnosis | undefined,
): (advice: Advice) => AdviceText {
  const { t } = useTranslation('discovery');
  const { snapshot } = useContexts();
  const { addresses } = useSettings();
  return useCallback(
    (advice) => {
      const flags = clusterFlags(context, snapshot?.files ?? []);
      const addressName = (id: string) => addresses.find((address) => address.id === id)?.name ?? id;
      return adviceText(t, advice, { context, diagnosis, flags, addressName });
    },
    [t, snapshot, addresses, context, diagnosis],
  );
}

function adviceText(t: TFunction<'discovery'>, advice: Advice, facts: AdviceFacts): AdviceText {
  const { flags } = facts;
  const command = (text: string): Code => ({ language: 'shell', text, label: t('check.button') });
  switch (advice.kind) {
    case 'connect':
      return { title: t('connect.title'), text: t('connect.text'), button: t('connect.button') };
    case 'ask':
      return askText(t, advice, facts);
    case 'use': {
      const { candidate, transport, ms, url } = advice;
      const time = formatSpan(ms);
      return {
        title: t('use.title', { candidate: candidateName(candidate) }),
        text: t(`use.text-${transport}`, { time, url: plainText(url ?? '') }),
        button: t('use.button'),
      };
    }
    case 'consent': {
      const { user, file } = advice;
      return {
        title: t('consent.title'),
        text: t('consent.text', { user: plainText(user), file: plainText(file) }),
        code: { language: 'shell', text: plainText(advice.command), label: t('consent.title') },
        button: t('consent.button'),
      };
    }
    case 'forget':
      return {
        title: t('forget.title'),
        text: t('forget.text', { candidate: advice.candidate }),
        button: t('forget.button'),
      };
    case 'fixAddress': {
      const name = plainText(facts.addressName(advice.address));
      return { title: t('fixAddress.title'), text: t('fixAddress.text', { name }), button: t('fixAddress.button') };
    }
    case 'prefix':
      return {
        title: t('prefix.title'),
        text: t('prefix.text', { path: brief(advice.path) }),
        button: t('prefix.button'),
      };
    case 'login':
      return { title: t('login.title'), text: t('login.text'), button: t('login.button') };
    case 'redirect':
      return {
        title: t('redirect.title'),
        text: t('redirect.text', { location: brief(withoutQuery(advice.location)) }),
        button: t('enter.button'),
      };
    case 'pod': {
      const { namespace } = advice.candidate;
      return {
        title: t('pod.title'),
        text: t('pod.text', { candidate: candidateName(advice.candidate) }),
        code: command(showPodsCommand(flags, namespace)),
        button: t('check.button'),
      };
    }
    case 'port': {
      const { namespace, service } = advice.candidate;
      return {
        title: t('port.title'),
        text: t('port.text', { port: advice.port }),
        code: command(showServiceCommand(flags, namespace, service)),
        button: t('check.button'),
      };
    }
    case 'scrape':
      return { title: t('scrape.title'), text: t('scrape.text'), button: t('scrape.button') };
    case 'install': {
      const stack = advice.chart === 'kube-prometheus-stack';
      const code = {
        language: 'shell',
        text: installCommands(flags, advice.chart),
        label: t('install.button'),
      } as const;
      return stack
        ? { title: t('install.stackTitle'), text: t('install.stackText'), code, button: t('install.button') }
        : { title: t('install.aloneTitle'), text: t('install.aloneText'), code, button: t('install.button') };
    }
    case 'check':
      return {
        title: t('check.title'),
        text: t('check.text'),
        code: command(listNamespacesCommand(flags)),
        button: t('check.button'),
      };
    case 'enter':
      return { title: t('enter.title'), text: t('enter.text'), button: t('enter.button') };
    default:
      return assertNever(advice);
  }
}

/** What a server names may be of any length; the log has all of it. */
const brief = (text: string): string => shortened(plainText(text), 120);

/** Login pages put their state and tokens behind the question mark. */
function withoutQuery(location: string): string {
  return location.replace(/[?#].*$/s, '');
}

function askText(
  t: TFunction<'discovery'>,
  { rights, transport }: Extract<Advice, { kind: 'ask' }>,
  { context, diagnosis }: AdviceFacts,
): AdviceText {
  const { subject, sure } =
    diagnosis === undefined ? { subject: subjectOf(context.user), sure: false } : findSubject(diagnosis);
  const manifest = roleManifest(rights, subject);
  const text = transport === 'port-forward' || transport === 'proxy' ? t(`ask.text-${transport}`) : t('ask.text');
  return {
    title: t('ask.title', { count: rights.length }),
    text: sure ? text : `${text} ${t('ask.unsure')}`,
    code: { language: 'yaml', text: manifest, label: t('ask.manifest') },
    button: t('ask.copyRole'),
    message: t('ask.message', {
      server: plainText(context.server ?? ''),
      user: plainText(subject.kind === 'User' ? subject.name : `${subject.namespace}/${subject.name}`),
      right: rights.map((right) => rightText(t, right)).join('\n  '),
      manifest,
    }),
  };
}

function rightText(t: TFunction<'discovery'>, { verb, resource, namespace }: Right): string {
  const right = { verb: plainText(verb), resource: plainText(resource) };
  return namespace === ''
    ? t('ask.rightCluster', right)
    : t('ask.rightIn', { ...right, namespace: plainText(namespace) });
}
