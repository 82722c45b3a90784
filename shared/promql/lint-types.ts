/** What a remark about an expression is. Its words are the page's; here it has a name and the facts for them. */
import type { MetricType } from '../model/catalog.ts';

/** What Prometheus refuses. */
export type ErrorCode =
  | 'aggregateArguments'
  | 'argumentCount'
  | 'argumentsAtLeast'
  | 'argumentsAtMost'
  | 'atTime'
  | 'badCharacter'
  | 'badEscape'
  | 'badLabelName'
  | 'badNumber'
  | 'badRange'
  | 'badRegex'
  | 'boolPlace'
  | 'durationDivision'
  | 'durationNought'
  | 'durationTooLong'
  | 'emptySelector'
  | 'fillPlace'
  | 'groupingList'
  | 'groupingOfSet'
  | 'infoSelector'
  | 'labelTwice'
  | 'matcherComma'
  | 'matcherName'
  | 'matcherOperator'
  | 'matcherText'
  | 'matchingOfScalar'
  | 'modifierOrder'
  | 'modifierPlace'
  | 'modifierTwice'
  | 'nameTwice'
  | 'needsRange'
  | 'needsScalar'
  | 'needsText'
  | 'needsVector'
  | 'noArguments'
  | 'noExpression'
  | 'offsetDuration'
  | 'operandType'
  | 'otherError'
  | 'rangeOfExpression'
  | 'regexOutside'
  | 'scalarComparison'
  | 'setOfScalar'
  | 'signType'
  | 'strayBracket'
  | 'strayColon'
  | 'subqueryType'
  | 'tooDeep'
  | 'trailingComma'
  | 'unclosedBrace'
  | 'unclosedBracket'
  | 'unclosedParen'
  | 'unclosedText'
  | 'unexpected'
  | 'unexpectedCharacter'
  | 'unexpectedEnd'
  | 'unknownFunction';

/** What is allowed but rarely meant, and what this server's version refuses. */
export type HintCode =
  | 'bucketsSummed'
  | 'bucketsWithoutRate'
  | 'counterWithoutRate'
  | 'everySeries'
  | 'experimentalFunction'
  | 'experimentalSyntax'
  | 'formerFunction'
  | 'gaugeFunctionOfCounter'
  | 'includeMissing'
  | 'labelsDiffer'
  | 'leSpelling'
  | 'matchesEverything'
  | 'matchesNothing'
  | 'nanComparison'
  | 'needsGroup'
  | 'newerFunction'
  | 'newerSyntax'
  | 'onMissing'
  | 'quantileRange'
  | 'quantileWithoutLe'
  | 'rateOfGauge'
  | 'regexAnchors'
  | 'regexIsPlain'
  | 'sumBeforeRate';

type LintCode = ErrorCode | HintCode;

/** A change that mends it. */
export interface Fix {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
  /** What then stands there, to be shown: short. */
  readonly shown: string;
}

export interface Diagnostic {
  /** UTF-16 offsets, `to` exclusive, never empty. */
  readonly from: number;
  readonly to: number;
  /** `error`: the server refuses it. `warning`: it gives nothing, or something wrong. `info`: worth a look. */
  readonly severity: 'error' | 'warning' | 'info';
  readonly code: LintCode;
  /** The facts of its words: names and values as they are written, hostile. */
  readonly details: Readonly<Record<string, string>>;
  /** Of an error, Prometheus's own words. */
  readonly words?: string | undefined;
  readonly fix?: Fix | undefined;
}

export interface LintOptions {
  /** `2.42.0`; undefined: the newest is assumed. */
  readonly serverVersion?: string | undefined;
  /** What the server's metadata says of a metric; undefined where it says nothing. */
  readonly typeOf?: ((metric: string) => MetricType | undefined) | undefined;
  /** The server may take more than Prometheus does (VictoriaMetrics): a mistake is then only what no language would take. */
  readonly isDialect?: boolean | undefined;
}
