import { describe, expect, it } from 'vitest';
import { acceptHeader, ContentTypeError, formatFor } from '../../../shared/exposition/content-type.ts';

describe('the header Accept', () => {
  it('is what Prometheus 2.42 sends, without and with native histograms', () => {
    const text = 'application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
    const protobuf = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';
    expect(acceptHeader({ dialect: '2.42' })).toBe(`application/openmetrics-text;version=1.0.0,${text}`);
    expect(acceptHeader({ dialect: '2.42', nativeHistograms: true })).toBe(
      `${protobuf},application/openmetrics-text;version=1.0.0;q=0.8,${text}`,
    );
  });

  it('is what Prometheus 3 sends, with the escaping that is asked for', () => {
    expect(acceptHeader({ dialect: '3', escaping: 'underscores' })).toBe(
      'application/openmetrics-text;version=1.0.0;escaping=underscores;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,' +
        'text/plain;version=1.0.0;escaping=underscores;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
    );
    expect(acceptHeader({ dialect: '3', nativeHistograms: true })).toBe(
      'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,' +
        'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,' +
        'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
    );
  });
});

describe('the parser of a Content-Type', () => {
  it.each([
    ['', 'non-compliant scrape target sending blank Content-Type and no fallback_scrape_protocol specified for target'],
    [
      'text/html; charset=utf-8',
      'received unsupported Content-Type "text/html; charset=utf-8" and no fallback_scrape_protocol specified for target',
    ],
    ['%%/', 'cannot parse Content-Type "%%/" and no fallback_scrape_protocol for target'],
  ])('%j has none in dialect 3 unless a fallback is set, and is text for 2.42', (type, problem) => {
    expect(() => formatFor(type, '3')).toThrow(new ContentTypeError(problem));
    expect(formatFor(type, '3', 'OpenMetricsText1.0.0')).toEqual({
      format: 'open-metrics',
      warning: expect.stringMatching(/, using fallback_scrape_protocol "OpenMetricsText1.0.0"$/),
    });
    expect(formatFor(type, '2.42')).toEqual({ format: 'text', warning: undefined });
  });

  it.each([
    ['text/plain; version=1.0.0; escaping=allow-utf-8', 'text'],
    ['Application/OpenMetrics-Text; version=1.0.0', 'open-metrics'],
    ['application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited', 'protobuf'],
  ] as const)('%j is of %s', (type, format) => {
    expect(formatFor(type, '3')).toEqual({ format, warning: undefined });
  });
});
