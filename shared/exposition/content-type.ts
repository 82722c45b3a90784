/** What is asked of an exporter, and which parser its answer gets: as Prometheus does both. */
import { goQuotedText } from './bytes-text.ts';
import type { Dialect, ExpositionFormat } from './exposition.ts';

/** Prometheus 3's `scrape_protocols`, with what each says of itself in `Accept`. */
const protocols = {
  PrometheusProto: 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
  'OpenMetricsText1.0.0': 'application/openmetrics-text;version=1.0.0',
  'OpenMetricsText0.0.1': 'application/openmetrics-text;version=0.0.1',
  'PrometheusText1.0.0': 'text/plain;version=1.0.0',
  'PrometheusText0.0.4': 'text/plain;version=0.0.4',
} as const;

export type ScrapeProtocol = keyof typeof protocols;

const formats: Readonly<Record<string, ExpositionFormat>> = {
  'application/vnd.google.protobuf': 'protobuf',
  'application/openmetrics-text': 'open-metrics',
  'text/plain': 'text',
};

const formatOf: Readonly<Record<ScrapeProtocol, ExpositionFormat>> = {
  PrometheusProto: 'protobuf',
  'OpenMetricsText1.0.0': 'open-metrics',
  'OpenMetricsText0.0.1': 'open-metrics',
  'PrometheusText1.0.0': 'text',
  'PrometheusText0.0.4': 'text',
};

/** How names that are not plain are to be written: as they are, or made plain by the exporter. */
type Escaping = 'allow-utf-8' | 'underscores' | 'dots' | 'values';

export interface AcceptOptions {
  readonly dialect: Dialect;
  /** Protobuf is the only one that has them, and is then liked best. */
  readonly nativeHistograms?: boolean;
  /** Of dialect 3: `allow-utf-8` unless said. 2.42 does not ask. */
  readonly escaping?: Escaping;
}

/** The header `Accept` of a scrape. */
export function acceptHeader({ dialect, nativeHistograms = false, escaping = 'allow-utf-8' }: AcceptOptions): string {
  if (dialect === '2.42') {
    const text = `${protocols['OpenMetricsText0.0.1']};q=0.75,${protocols['PrometheusText0.0.4']};q=0.5,*/*;q=0.1`;
    const open = protocols['OpenMetricsText1.0.0'];
    return nativeHistograms ? `${protocols.PrometheusProto},${open};q=0.8,${text}` : `${open},${text}`;
  }
  const names = (Object.keys(protocols) as ScrapeProtocol[]).slice(nativeHistograms ? 0 : 1);
  let weight = Object.keys(protocols).length + 1;
  const asked = names.map((name) => {
    const escaped = name.endsWith('1.0.0') ? `;escaping=${escaping}` : '';
    const value = `${protocols[name]}${escaped};q=0.${weight}`;
    weight -= 1;
    return value;
  });
  return [...asked, `*/*;q=0.${weight}`].join(',');
}

/** A body whose answer does not say what it is, or says what no parser is for, cannot be read. */
export class ContentTypeError extends Error {}

export interface ChosenFormat {
  readonly format: ExpositionFormat;
  /** Why it was not the header that chose. */
  readonly warning: string | undefined;
}

/**
 * @param contentType the header, '' where there is none
 * @param fallback dialect 3: the target's `fallback_scrape_protocol`; 2.42 takes all that it does not know for text
 * @throws ContentTypeError
 */
export function formatFor(contentType: string, dialect: Dialect, fallback?: ScrapeProtocol): ChosenFormat {
  const mediaType = mediaTypeOf(contentType);
  const known = mediaType !== undefined && Object.hasOwn(formats, mediaType) ? formats[mediaType] : undefined;
  if (known !== undefined) return { format: known, warning: undefined };
  if (dialect === '2.42') return { format: 'text', warning: undefined };
  const quoted = goQuotedText(contentType);
  const [refused, taken] =
    contentType === ''
      ? [
          'non-compliant scrape target sending blank Content-Type and no fallback_scrape_protocol specified for target',
          'non-compliant scrape target sending blank Content-Type',
        ]
      : mediaType === undefined
        ? [
            `cannot parse Content-Type ${quoted} and no fallback_scrape_protocol for target`,
            `could not parse received Content-Type ${quoted}`,
          ]
        : [
            `received unsupported Content-Type ${quoted} and no fallback_scrape_protocol specified for target`,
            `received unsupported Content-Type ${quoted}`,
          ];
  if (fallback === undefined) throw new ContentTypeError(refused);
  return { format: formatOf[fallback], warning: `${taken}, using fallback_scrape_protocol ${goQuotedText(fallback)}` };
}

const token = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const mediaTypeText = new RegExp(`^${token}(?:/${token})?$`);
const parameter = new RegExp(`^;\\s*(${token})\\s*=\\s*(?:"((?:[^"\\\\\\r\\n]|\\\\.)*)"|(${token}))\\s*`);

/** Go's mime.ParseMediaType. @returns the type in small letters; undefined where it says that there is none */
function mediaTypeOf(header: string): string | undefined {
  const [first = ''] = header.split(';', 1);
  const type = first.trim().toLowerCase();
  if (!mediaTypeText.test(type)) return undefined;
  const names = new Set<string>();
  let rest = header.slice(first.length).trimStart();
  while (rest !== '') {
    const found = parameter.exec(rest);
    if (found === null) return /^;\s*$/.test(rest) ? type : undefined;
    const name = (found[1] ?? '').toLowerCase();
    if (names.has(name)) return undefined;
    names.add(name);
    rest = rest.slice(found[0].length);
  }
  return type;
}
