/** What the catalog worker does for targets (catalog-protocol.ts has the rest), and what it needs for that. Has no code. */
import type { Labels } from '../../../../../shared/model/labels.ts';
import type { DiscoveredTarget, FoundDiscovered, RelabelSteps, Target } from '../../../../../shared/model/target.ts';
import type { TargetsMemory } from './targets-memory.ts';

/** How secrets are taken out of what is shown. */
export interface Masks {
  /** Of a configuration in YAML. */
  text(yaml: string): string;
  /** Of URLs in any text. */
  urls(text: string): string;
  /** Whether what is called so is a secret. */
  isSecretKey(name: string): boolean;
}

export interface PoolCounts {
  readonly name: string;
  readonly active: number;
  /** Undefined where the server does not say it. */
  readonly dropped: number | undefined;
  /** How many of them are listed. */
  readonly droppedKept: number;
}

export interface TargetsRead {
  readonly memory: TargetsMemory;
  /** Sorted by name; '' is the one of dropped targets whose pool the server does not say. */
  readonly pools: readonly PoolCounts[];
}

export interface DiscoveredQuery {
  readonly pool?: string | undefined;
  readonly state?: DiscoveredTarget['state'] | undefined;
  readonly text: string;
  readonly offset: number;
  readonly limit: number;
}

/** A target as the server tells it: what is asked about it goes by its own values, which may have secrets in them. */
export interface KnownTarget {
  readonly pool: string;
  readonly isActive: boolean;
  readonly health: Target['health'];
  readonly lastScrapeMs: number | undefined;
  readonly intervalMs: number | undefined;
  readonly labels: Labels;
  readonly discovered: Labels;
  /** The discovered labels as they may be shown. */
  readonly shown: Labels;
}

/** Steps that do not end where the server does: its rules, or what it says it discovered, are others than those of the target. */
interface UnknownSteps {
  readonly kind: 'unknown';
}

/** There is no such pool in the configuration. */
export interface NoPool {
  readonly kind: 'noPool';
  /** More pools are in files (`scrape_config_files`), which the server does not show. */
  readonly hasFiles: boolean;
}

interface StepsTold {
  readonly kind: 'steps';
  readonly steps: RelabelSteps;
}

export interface TargetJobs {
  readonly targets: {
    /** `pools`: names that are known, of those without a target too. `hasDropped`: whether all dropped ones were asked for. */
    readonly input: { readonly pools: readonly string[]; readonly hasDropped: boolean };
    readonly result: TargetsRead;
  };
  readonly pools: { readonly input: object; readonly result: readonly string[] };
  /** A vector: for each active target the value of the series of its labels, NaN where there is none; 64 bits each. */
  readonly samples: { readonly input: { readonly memory: TargetsMemory }; readonly result: SharedArrayBuffer };
  readonly stepsHere: {
    readonly input: { readonly target: KnownTarget; readonly version: string };
    readonly result: StepsTold | UnknownSteps | NoPool;
  };
  readonly stepsSaid: { readonly input: { readonly target: KnownTarget }; readonly result: RelabelSteps };
  /** `whole`: of the answer only that pool's part is the pool's configuration, and not all of it. */
  readonly poolConfig: {
    readonly input: { readonly pool: string; readonly whole: boolean };
    readonly result: { readonly kind: 'yaml'; readonly yaml: string } | NoPool;
  };
  /** As `targets`, of what a record keeps: the answer's `data`, and the configuration of then. */
  readonly keptTargets: {
    readonly input: { readonly text: string; readonly config: string | undefined };
    readonly result: TargetsRead;
  };
  /** As `stepsHere`, by a configuration that a record keeps. */
  readonly keptSteps: {
    readonly input: { readonly config: string; readonly target: KnownTarget; readonly version: string };
    readonly result: TargetJobs['stepsHere']['result'];
  };
  readonly keptPool: {
    readonly input: { readonly config: string; readonly pool: string };
    readonly result: TargetJobs['poolConfig']['result'];
  };
  readonly targetRows: {
    readonly input: {
      readonly memory: TargetsMemory;
      readonly samples: SharedArrayBuffer | undefined;
      readonly from: number;
      readonly count: number;
    };
    readonly result: readonly Target[];
  };
  readonly oneTarget: {
    readonly input: { readonly memory: TargetsMemory; readonly key: string };
    readonly result: KnownTarget | undefined;
  };
  readonly searchTargets: {
    readonly input: { readonly memory: TargetsMemory; readonly query: DiscoveredQuery };
    readonly result: Pick<FoundDiscovered, 'count' | 'targets'>;
  };
}

export type TargetBodyJob = 'targets' | 'pools' | 'samples' | 'stepsHere' | 'stepsSaid' | 'poolConfig';
