/** A reading of an Alertmanager, put together from its pieces. */
import type {
  AlertGroup,
  AlertmanagerItem,
  AlertmanagerStatus,
  ManagedAlert,
  Silence,
} from '../../../shared/model/alertmanager.ts';
import type { CompanionUse } from '../../../shared/model/companion.ts';

export interface Reading {
  readonly readAtMs: number;
  readonly use: CompanionUse;
  readonly status: AlertmanagerStatus;
  readonly receivers: readonly string[];
  /** By fingerprint. */
  readonly alerts: ReadonlyMap<string, ManagedAlert>;
  readonly groups: readonly AlertGroup[];
  /** By id. */
  readonly silences: ReadonlyMap<string, Silence>;
  readonly alertsLeftOut: number;
  readonly groupsLeftOut: number;
  readonly silencesLeftOut: number;
}

export interface ReadingFeed {
  /** @returns the whole once its end has come; a failure where that came instead */
  take(item: AlertmanagerItem): Reading | Extract<AlertmanagerItem, { kind: 'failed' }> | undefined;
}

export function createReadingFeed(): ReadingFeed {
  let begin: Extract<AlertmanagerItem, { kind: 'begin' }> | undefined;
  const alerts = new Map<string, ManagedAlert>();
  const groups: AlertGroup[] = [];
  const silences = new Map<string, Silence>();
  return {
    take(item) {
      switch (item.kind) {
        case 'begin':
          begin = item;
          return undefined;
        case 'alerts':
          for (const alert of item.alerts) alerts.set(alert.fingerprint, alert);
          return undefined;
        case 'groups':
          for (const group of item.groups) addGroup(groups, group);
          return undefined;
        case 'silences':
          for (const silence of item.silences) silences.set(silence.id, silence);
          return undefined;
        case 'failed':
          return item;
        case 'end': {
          if (begin === undefined) throw new Error('a reading ended that had not begun');
          const { readAtMs, use, status, receivers } = begin;
          const { kind: _, ...leftOut } = item;
          return { readAtMs, use, status, receivers, alerts, groups, silences, ...leftOut };
        }
      }
    },
  };
}

function addGroup(groups: AlertGroup[], { goesOn, ...group }: AlertGroup): void {
  const last = goesOn ? groups.pop() : undefined;
  groups.push(last === undefined ? group : { ...last, alerts: [...last.alerts, ...group.alerts] });
}
