import { describe, expect, test } from 'vitest';
import {
  cutText,
  type Family,
  familyAt,
  familyOf,
  familyOfName,
  metricTypeOf,
  openMetadata,
  packMetadata,
} from '../../../../../electron/backend/sources/prometheus/catalog/metric-metadata.ts';
import { packTexts } from '../../../../../electron/backend/sources/prometheus/catalog/text-list.ts';

const family = (type: Family['type'], help = '', unit = ''): Family => ({ type, help, unit });

describe('a family', () => {
  test('is what most targets say; of equals what the first says', () => {
    const said = [family('gauge', 'g'), family('counter', 'c'), family('counter', 'c2'), family('unknown')];
    expect(familyOf(said)).toEqual(family('counter', 'c'));
    expect(familyOf([family('summary', 's'), family('gauge', 'g')])).toEqual(family('summary', 's'));
    expect(familyOf([])).toEqual(family('unknown'));
  });

  test('has the help and the unit of its type, else of any', () => {
    expect(familyOf([family('gauge', 'of the gauge', 'bytes'), family('counter'), family('counter')])).toEqual(
      family('counter', 'of the gauge', 'bytes'),
    );
  });

  test('has texts that are not longer than the model says, with whole characters', () => {
    const { help, unit } = familyOf([family('gauge', '😀'.repeat(2000), 'u'.repeat(1000))]);
    expect([help, unit]).toEqual(['😀'.repeat(1000), 'u'.repeat(100)]);
    expect([cutText('a😀', 2), cutText('ab', 2)]).toEqual(['a', 'ab']);
  });

  test('has a type of the API’s, or none', () => {
    const all = ['counter', 'gaugehistogram', 'stateset', 'Counter', 'untyped', '', '__proto__'];
    expect(all.map(metricTypeOf)).toEqual(['counter', 'gaugehistogram', 'stateset', ...Array(4).fill('unknown')]);
  });
});

describe('the metadata of a name', () => {
  const families = new Map<string, Family>([
    ['latency_seconds', family('histogram', 'h', 'seconds')],
    ['size_bytes', family('summary', 's', 'bytes')],
    ['requests', family('counter', 'open metrics')],
    ['errors_total', family('counter', 'text format')],
    ['build', family('info', 'i')],
    ['queue', family('gaugehistogram', 'g', 'items')],
    ['load', family('gauge', 'l')],
    ['load_count', family('gauge', 'its own')],
  ]);

  test.each([
    ['latency_seconds_bucket', family('histogram', 'h')],
    ['latency_seconds_count', family('histogram', 'h')],
    ['latency_seconds_sum', family('histogram', 'h', 'seconds')],
    ['latency_seconds', family('histogram', 'h', 'seconds')],
    ['size_bytes_sum', family('summary', 's', 'bytes')],
    ['size_bytes_bucket', undefined],
    ['requests_total', family('counter', 'open metrics')],
    ['requests_created', family('gauge', 'open metrics', 'seconds')],
    ['errors_total', family('counter', 'text format')],
    ['errors_created', family('gauge', 'text format', 'seconds')],
    ['errors', family('counter', 'text format')],
    ['build_info', family('info', 'i')],
    ['queue_gcount', family('gaugehistogram', 'g')],
    ['queue_gsum', family('gaugehistogram', 'g', 'items')],
    ['load_count', family('gauge', 'its own')],
    ['load_sum', undefined],
    ['_total', undefined],
    ['', undefined],
    ['__proto__', undefined],
  ])('%s', (name, wanted) => {
    expect(familyOfName(name, families)).toEqual(wanted);
  });

  test('lies beside the names, each text once', () => {
    const names = packTexts(['errors_total', 'latency_seconds_bucket', 'latency_seconds_sum', 'none']);
    const metadata = openMetadata(packMetadata(names, families), names.count);
    expect([0, 1, 2, 3].map((id) => familyAt(metadata, id))).toEqual([
      family('counter', 'text format'),
      family('histogram', 'h'),
      family('histogram', 'h', 'seconds'),
      family('unknown'),
    ]);
    expect(metadata.texts.count).toBe(4);
    expect([familyAt(undefined, 0), familyAt(metadata, undefined)]).toEqual([family('unknown'), family('unknown')]);
  });

  test('is none where there are no names', () => {
    const names = packTexts([]);
    expect(openMetadata(packMetadata(names, families), 0).types.length).toBe(0);
  });
});
