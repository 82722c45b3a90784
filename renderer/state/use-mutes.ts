/** Of which context, and which of its rules, no notice is shown; and the change of that, which the host keeps. */
import { useCallback, useMemo } from 'react';
import type { ContextId } from '../../shared/model/context.ts';
import { useSettings } from './stores.tsx';
import { useChooseSettings } from './use-choose-settings.ts';

export interface Mutes {
  /** Notices are shown at all. */
  readonly areOn: boolean;
  readonly isContextMuted: boolean;
  /** Also where the rule is muted in every context. */
  readonly isRuleMuted: (rule: string) => boolean;
  readonly muteContext: (muted: boolean) => void;
  /** In this context; telling of it again takes back what is said of every context, too. */
  readonly muteRule: (rule: string, muted: boolean) => void;
}

export function useMutes(context: ContextId): Mutes {
  const { notifications } = useSettings();
  const choose = useChooseSettings();
  const { alerts, mutedContexts, mutedRules } = notifications;
  const muted = useMemo(
    () =>
      new Set(mutedRules.filter((one) => one.context === undefined || one.context === context).map(({ rule }) => rule)),
    [mutedRules, context],
  );
  const set = useCallback(
    (part: Partial<typeof notifications>) => void choose({ notifications: { ...notifications, ...part } }),
    [choose, notifications],
  );
  return {
    areOn: alerts,
    isContextMuted: mutedContexts.includes(context),
    isRuleMuted: (rule) => muted.has(rule),
    muteContext(on) {
      const others = mutedContexts.filter((one) => one !== context);
      set({ mutedContexts: on ? [...others, context] : others });
    },
    muteRule(rule, on) {
      const isOther = (one: (typeof mutedRules)[number]) =>
        one.rule !== rule || (one.context !== undefined && one.context !== context);
      const others = mutedRules.filter(isOther);
      set({ mutedRules: on ? [...others, { context, rule }] : others });
    },
  };
}
