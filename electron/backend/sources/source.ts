/** The query and status surface that every view stands on: of a remote Prometheus, and of what is scraped from here. */
import type { Dispatcher } from 'undici';
import type { AppError, AppErrorData } from '../../../shared/base/errors.ts';
import type { Event } from '../../../shared/base/event.ts';
import type { Engine } from '../../../shared/model/address.ts';
import type { AlertListsItem } from '../../../shared/model/alert-lists.ts';
import type { FoundMetrics, FoundTexts, MetricInfo, SelectorSummary } from '../../../shared/model/catalog.ts';
import type { ServerInfo } from '../../../shared/model/context.ts';
import type { Exemplars } from '../../../shared/model/exemplar.ts';
import type { Labels } from '../../../shared/model/labels.ts';
import type { QueryItem, QueryRequest, QuerySemantics } from '../../../shared/model/query.ts';
import type { RawForm } from '../../../shared/model/recorder.ts';
import type { CoverageSpan, RecordingFacts } from '../../../shared/model/recording.ts';
import type { RulesCounts, RulesHeld, RulesLeftOut, RulesPart } from '../../../shared/model/rule.ts';
import type { ScrapeLoad } from '../../../shared/model/scrape-load.ts';
import type { NotTold } from '../../../shared/model/server-status.ts';
import type { KeptStatusKind, StatusDocument, StatusKind } from '../../../shared/model/status.ts';
import type {
  DiscoveredTarget,
  FoundDiscovered,
  RelabelSteps,
  ScrapedBody,
  Target,
  TargetDetail,
  TargetPool,
} from '../../../shared/model/target.ts';
import type { SampleSelection } from '../../../shared/model/tsdb-admin.ts';
import type { AnswerSink } from '../base/receive-answer.ts';

export interface QueryOptions {
  readonly signal: AbortSignal;
  /** The whole query's deadline, and what the server is told as its own. */
  readonly timeoutMs: number;
  /** Of a query, where it is evaluated here; absent: as the server would have that recorded it. */
  readonly semantics?: QuerySemantics | undefined;
}

export interface Source {
  /**
   * Yields progress*, head, part*, done, or several of these for a long range (shared/model/query.ts). Ends by throwing AppError
   * prometheus.*, query.deadline, query.tooManyPoints, or CancelledError when the signal aborts, which also closes the request's socket.
   */
  query(request: QueryRequest, options: QueryOptions): AsyncIterable<QueryItem>;
  /** /api/v1/status/buildinfo. */
  buildInfo(options: QueryOptions): Promise<{ readonly version: string }>;
  /** Empty where none are stored. @throws as `query` */
  exemplars(request: ExprSpan, options: QueryOptions): Promise<Exemplars>;
  readonly catalog: SourceCatalog;
  /** Absent where there is nothing to tell of: a record without them. */
  readonly targets?: SourceTargets;
  /** Absent where nothing of it is recorded here. */
  readonly recording?: SourceRecording;
  /** Of a remote Prometheus. */
  readonly raw?: SourceRaw;
  /** Absent where there is none to tell of: what is scraped from here. */
  readonly status?: SourceStatus;
  /** Of what is scraped from here. */
  readonly load?: () => ScrapeLoad;
  /** Absent as `status` is. */
  readonly rules?: SourceRules;
  /** Of a remote Prometheus. */
  readonly admin?: SourceAdmin;
}

/** Samples as the server has them, to be recorded. Only moves bytes: who decodes them is in a worker. All throw as `Source.query` does. */
export interface SourceRaw {
  /** The best that this server and this way to it allow now. Kept, and where it is `matrix` asked again from time to time. */
  form(signal: AbortSignal): Promise<RawForm>;
  /**
   * Samples of all series that one of the selectors finds, from `startMs` to `endMs` (both inclusive). With `matrix` there is one answer for each
   * selector, with the others one for all of them, or, where some series have a label themselves that the server adds to the others, one for each
   * of both. The body is not read faster than it is taken; the bytes of a part fill their buffer, and are the taker's. @throws AppError recorder.tooMuch where an answer is larger than is taken at once
   */
  read(request: RawRequest, options: QueryOptions): AsyncIterable<RawPart>;
  /**
   * The longest that it waits between two scrapes, or two evaluations of rules, as its configuration says now; milliseconds. Undefined where
   * that is not told.
   */
  longestIntervalMs(signal: AbortSignal): Promise<number | undefined>;
  /** `out_of_order_time_window` of its configuration as it is now; milliseconds, 0 where there is none, or where that is not told. */
  outOfOrderMs(signal: AbortSignal): Promise<number>;
}

export interface RawRequest {
  readonly form: RawForm;
  readonly selectors: readonly string[];
  readonly startMs: number;
  readonly endMs: number;
}

export type RawPart =
  /** An answer begins; what it is may be less than was asked for (`samples` for `chunks`). */
  | {
      readonly kind: 'head';
      readonly form: RawForm;
      /** Labels that the server puts onto every series for others (`external_labels`), and its own queries do not show. Sorted by name. */
      readonly added?: Labels | undefined;
    }
  /** Of its body, without content encoding; of `samples` still in snappy. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** What a server says of itself (shared/model/status.ts). Live: as it is now; of a record: as it was. All throw as `Source.query` does. */
export interface SourceStatus {
  /** Undefined where it has none of that kind, or had none yet. @throws AppError status.tooLarge */
  read(kind: StatusKind, options: StatusOptions): Promise<StatusDocument | undefined>;
  /** When it changed, rising: of a record. Both ends inclusive. */
  changes?(kind: StatusKind, window: TimeSpan, signal: AbortSignal): Promise<readonly number[]>;
  /** When the first of a kind was kept; undefined where none was: of a record. */
  firstMs?(kind: StatusKind, signal: AbortSignal): Promise<number | undefined>;
  /** As a record keeps it: without what is another one each time it is asked for (docs/formats/snapshots.md). Of a live one. */
  snapshot?(kind: KeptStatusKind, options: QueryOptions): Promise<StatusSnapshot | undefined>;
  /**
   * What it warns of as it changes: what holds at first, then each change, as JSON like the items of `notifications`. Yields those of each piece that
   * comes, which may be none, and takes no other piece before the next are asked for. It ends when the server or what stands between ends it, in
   * order or not, which is usual, or when nothing came for long. Undefined where the server has no such stream, or none for one more, or where none
   * comes through. Of a live one.
   */
  noticeEvents?(signal: AbortSignal): Promise<AsyncIterable<readonly string[]> | undefined>;
}

interface StatusOptions extends QueryOptions {
  /** For a record; absent: the newest. */
  readonly atMs?: number | undefined;
  /** Of the text; absent: what an answer may have. */
  readonly mostCharacters?: number | undefined;
}

export interface StatusSnapshot {
  /** The same text for the same state. */
  readonly text: string;
  /** For alerts, whose annotations may have values in them: of all but those. Equal marks: it is to be kept as it was before. */
  readonly mark?: string | undefined;
}

export interface RulesReading {
  readonly outcome: 'told';
  readonly readAtMs: number;
  readonly held: RulesHeld;
  readonly counts: RulesCounts;
  readonly leftOut: RulesLeftOut;
  /** Each is made as it is taken, which takes some milliseconds. */
  parts(): Iterable<RulesPart>;
  /** Of a record: equal where nothing is another one. */
  readonly mark?: string;
}

/** The rules of a server and their alerts. Live: as they are now; of a record: as they were. */
export interface SourceRules {
  /** @param options.atMs of a record; absent: the newest. @throws AppError status.tooLarge, history.*, and as `Source.query` does */
  read(options: RulesOptions): Promise<RulesReading | NotTold>;
  /** What lists of alerts that were kept say of a window: of a record. @throws AppError history.* */
  lists?(window: TimeSpan, signal: AbortSignal): AsyncIterable<AlertListsItem>;
}

interface RulesOptions {
  readonly atMs?: number | undefined;
  readonly signal: AbortSignal;
}

/** What changes a server's TSDB (shared/contract/tsdb-admin.ts). Both are sent once. */
export interface SourceAdmin {
  /** @throws AppError tsdbAdmin.off, .otherServer, .refused, .failed, .unsure; prometheus.*; CancelledError, after which it may have been done, or a part of it */
  deleteSeries(selection: SampleSelection, options: ChangeOptions): Promise<void>;
  /** @throws the same */
  cleanTombstones(options: ChangeOptions): Promise<void>;
}

export type ChangeOptions = QueryOptions & Pick<RequestOptions, 'onlyTo'>;

/** What is recorded of a source (shared/contract/history.ts). Both throw AppError history.*. */
export interface SourceRecording {
  /** @param expr only of what it reads, where that is told apart @throws AppError query.invalid where it is none, history.* */
  coverage(window: TimeSpan, signal: AbortSignal, expr?: string): Promise<readonly CoverageSpan[]>;
  facts(signal: AbortSignal): Promise<RecordingFacts>;
}

export interface TargetsReading {
  readonly readAtMs: number;
  readonly pools: readonly TargetPool[];
  /** Those of a pool follow each other. */
  readonly targets: readonly Target[];
  /** What could not be looked at, and is left out. */
  readonly problems?: readonly AppErrorData[];
}

/** What a source scrapes (shared/contract/targets.ts says what each gives). All throw as `Source.query` does. */
export interface SourceTargets {
  read(signal: AbortSignal): Promise<TargetsReading>;
  /** Of targets that are scraped from here: something is to be read again before its time. */
  readonly onDidChange?: Event<void>;
  /** @throws AppError targets.gone */
  detail(key: string, signal: AbortSignal): Promise<TargetDetail>;
  discovered(search: DiscoveredSearch, signal: AbortSignal): Promise<FoundDiscovered>;
  /** @throws AppError targets.gone */
  relabelSteps(key: string, signal: AbortSignal): Promise<RelabelSteps>;
  /** YAML. @throws AppError targets.gone */
  poolConfig(pool: string, signal: AbortSignal): Promise<string>;
  /** Absent where another one scrapes. @throws AppError targets.gone */
  scrapeNow?(key: string, signal: AbortSignal): Promise<void>;
  /** Absent where another one scrapes. @throws AppError targets.gone, targets.noBody */
  body?(key: string, signal: AbortSignal): Promise<ScrapedBody>;
}

interface DiscoveredSearch {
  readonly pool?: string | undefined;
  readonly state?: DiscoveredTarget['state'] | undefined;
  readonly text: string;
  readonly offset: number;
  readonly limit: number;
  readonly freshMs: number;
}

export interface ExprSpan {
  readonly expr: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** What a source has: names, labels, values (shared/contract/catalog.ts says what each gives). All throw as `Source.query` does. */
export interface SourceCatalog {
  /** At once what is known, and again as the index grows; ends once it is there, or could not be read. */
  metrics(
    search: { readonly text: string; readonly offset: number; readonly limit: number },
    signal: AbortSignal,
  ): AsyncIterable<FoundMetrics>;
  /** Reads the index anew. */
  reload(signal: AbortSignal): Promise<void>;
  describe(names: readonly string[], signal: AbortSignal): Promise<readonly MetricInfo[]>;
  labelNames(
    search: { readonly selector: string; readonly text: string; readonly limit: number },
    signal: AbortSignal,
  ): Promise<FoundTexts>;
  labelValues(
    search: { readonly label: string; readonly selector: string; readonly text: string; readonly limit: number },
    signal: AbortSignal,
  ): Promise<FoundTexts>;
  summarize(
    request: {
      readonly selector: string;
      readonly startMs: number;
      readonly endMs: number;
      readonly topValues: number;
    },
    signal: AbortSignal,
  ): Promise<SelectorSummary>;
  /** Whether a selector has series that reach into the span, or at least near it: a server knows that by its blocks of some hours. */
  hasSeries(selector: string, span: TimeSpan, signal: AbortSignal): Promise<boolean>;
  /** The nearest spellings, at most `limit`, of a text among what it should be one of. */
  nearest(text: string, among: Spelled, limit: number, signal: AbortSignal): Promise<readonly string[]>;
}

export interface TimeSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** What a text should be one of: the metrics; the labels of a selector's series; one label's values on them. */
export type Spelled =
  | { readonly kind: 'metric' }
  | { readonly kind: 'label'; readonly selector: string; readonly span: TimeSpan }
  | { readonly kind: 'value'; readonly label: string; readonly selector: string; readonly span: TimeSpan };

export type RequestOptions = Omit<Dispatcher.RequestOptions, 'signal'> & {
  readonly signal?: AbortSignal;
  /** The pod that it is for, where a way leads to one of several: to another one nothing is sent (AppError tsdbAdmin.otherServer). */
  readonly onlyTo?: string | undefined;
};

/** What is asked of a pool of connections; undici's dispatchers have it. */
export interface Requester {
  request(options: RequestOptions): Promise<Dispatcher.ResponseData>;
  /**
   * The same for an answer that is read to its end at once. Absent where a way looks into answers before it passes them on: `receiveAnswer` asks
   * either way.
   */
  receive?(options: RequestOptions, sink: AnswerSink): Promise<void>;
}

/** Where a Prometheus answers: a pool of connections (through a tunnel or not) and the path before `/api/v1`. */
export interface HttpEndpoint {
  readonly dispatcher: Requester;
  /** As undici wants it, `http://HOST:PORT`. Over a tunnel the host is only what the `Host` header says. */
  readonly origin: string;
  /** '' or '/prometheus', never with a slash at the end. */
  readonly pathPrefix: string;
  /**
   * For an answer that goes on for hours: its connection is none of those that requests wait for, and it ends with the others. One at a time. Absent
   * where a way has none.
   */
  readonly lasting?: Requester;
  /** Matchers that every selector of every query gets (shared/model/address.ts); absent or '' for none. */
  readonly matchers?: string;
}

/** A way to a Prometheus that stands: what discovery found, or an address. Whoever opened it closes it. */
export interface OpenedServer {
  readonly endpoint: HttpEndpoint;
  /** The same, for a request that must not wait until the others are done: the heartbeat. */
  readonly urgentEndpoint: HttpEndpoint;
  /** A connection to it broke: whether it is still there is to be asked. */
  readonly onBroken: Event<void>;
  /** The pod in it may change as pods do. */
  server(): ServerInfo;
  close(): Promise<void>;
}

export interface ProbeOptions {
  readonly signal: AbortSignal;
  /** Of the whole probe. */
  readonly timeoutMs: number;
  /** How messages name it: `NAMESPACE/SERVICE:PORT`, or the URL. */
  readonly target: string;
  /** The paths before `/api/v1` to ask, in order; the first that answers as a Prometheus is taken. */
  readonly prefixes: readonly string[];
  /** The user meant these: where the root leads is not asked. Redirects from them are followed all the same. */
  readonly onlyPrefixes?: boolean;
  /** The user named this server: it is taken also where it is an agent, which has targets and no samples. */
  readonly takesAgents?: boolean;
  /** As typed, so in braces too. */
  readonly matchers?: string | undefined;
  /** Told before each request; they go out one after the other. */
  readonly onAsk?: (path: string) => void;
  /** Told after each, before the next one. */
  readonly onAnswer?: (answer: ProbeAnswer) => void;
}

/** What one request of a probe came to. */
export interface ProbeAnswer {
  /** Without its query. */
  readonly path: string;
  /** Undefined where no answer came. */
  readonly status: number | undefined;
  readonly outcome:
    | { readonly kind: 'prometheus'; readonly version: string; readonly engine: Engine }
    | { readonly kind: 'sample'; readonly newestSampleMs: number | undefined }
    | { readonly kind: 'redirected'; readonly location: string }
    | { readonly kind: 'failed'; readonly error: AppError };
}

export interface ProbedServer {
  /** One of `prefixes`, or where a redirect inside the origin led to. */
  readonly pathPrefix: string;
  readonly version: string;
  readonly engine: Engine;
  /** Of the request that answered. */
  readonly answerMs: number;
  readonly newestSampleMs: number | undefined;
}

/**
 * Asks whether a Prometheus answers: `/api/v1/status/buildinfo`, then an instant query.
 * @throws AppError probe.*, address.badMatchers, and whatever the requester throws of its own; CancelledError
 */
export type ProbeServer = (
  at: Pick<HttpEndpoint, 'dispatcher' | 'origin'>,
  options: ProbeOptions,
) => Promise<ProbedServer>;
