import { describe, expect, it } from 'vitest';
import { prometheus2, prometheus3, type RelabelDialect } from '../../../shared/relabel/dialect.ts';
import { reportLabels, sampleLabels } from '../../../shared/relabel/sample-labels.ts';
import { of, rulesOf } from './written.ts';

type LabelMap = Readonly<Record<string, string>>;

const target = { instance: 'node:9100', job: 'node' };

function sample(
  exposed: LabelMap,
  honorLabels = false,
  rules: unknown = [],
  own: LabelMap = target,
  dialect: RelabelDialect = prometheus3,
) {
  const named = of({ __name__: 'm', ...exposed });
  return sampleLabels({ target: of(own), honorLabels, rules: rulesOf(rules, dialect) }, named);
}

const kept = (labels: LabelMap) => ({ kind: 'kept', labels: of({ __name__: 'm', ...labels }) });

describe('the labels of a scraped series', () => {
  it('are those of the exposition and those of the target', () => {
    expect(sample({ code: '200' })).toEqual(kept({ ...target, code: '200' }));
    expect(sample({ code: '200' }, true)).toEqual(kept({ ...target, code: '200' }));
  });

  it('are renamed where the target has them, equal or not', () => {
    expect(sample({ job: 'mine', instance: 'node:9100' })).toEqual(
      kept({ ...target, exported_instance: 'node:9100', exported_job: 'mine' }),
    );
    expect(sample({ job: '' })).toEqual(kept(target));
  });

  it('are renamed again where that name is taken too', () => {
    expect(sample({ job: 'a', exported_job: 'b' })).toEqual(
      kept({ ...target, exported_exported_job: 'a', exported_job: 'b' }),
    );
    // The target's stays; what it pushes away goes further: the shorter name first.
    const own = { ...target, exported_job: 'own' };
    expect(sample({ job: 'a', exported_job: 'b' }, false, [], own)).toEqual(
      kept({ ...own, exported_exported_exported_job: 'b', exported_exported_job: 'a' }),
    );
    // In 2.42 an empty one keeps its name from others.
    expect(sample({ job: 'a', exported_job: '' })).toEqual(kept({ ...target, exported_job: 'a' }));
    expect(sample({ job: 'a', exported_job: '' }, false, [], target, prometheus2)).toEqual(
      kept({ ...target, exported_exported_job: 'a' }),
    );
  });

  it('win where honor_labels is set, even with nothing', () => {
    expect(sample({ job: 'mine' }, true)).toEqual(kept({ ...target, job: 'mine' }));
    expect(sample({ instance: '' }, true)).toEqual(kept({ job: 'node' }));
  });

  it('are relabelled with those of the target', () => {
    const rules = [
      { action: 'drop', source_labels: ['__name__', 'code'], regex: 'm;5..' },
      { source_labels: ['job', 'code'], separator: '/', target_label: 'both' },
      { action: 'labeldrop', regex: 'instance' },
    ];
    expect(sample({ code: '200' }, false, rules)).toEqual(kept({ job: 'node', code: '200', both: 'node/200' }));
    expect(sample({ code: '500' }, false, rules)).toEqual({ kind: 'dropped' });
  });

  it('are dropped where none is left, and fail the scrape where they name no series', () => {
    expect(sample({}, false, [{ action: 'labelkeep', regex: 'none' }])).toEqual({ kind: 'dropped' });
    expect(sample({}, false, [{ action: 'labeldrop', regex: '__name__' }])).toEqual({
      kind: 'failed',
      message: 'missing metric name (__name__ label)',
    });
    const rename = (replacement: string) => [{ target_label: '__name__', replacement }];
    expect(sample({}, false, rename('a b'), {})).toEqual({ kind: 'kept', labels: of({ __name__: 'a b' }) });
    expect(sample({}, false, rename('a b'), {}, prometheus2)).toEqual({
      kind: 'failed',
      message: 'invalid metric name or label names: {__name__="a b"}',
    });
    expect(sample({}, false, rename('a:b'), {}, prometheus2)).toEqual({
      kind: 'kept',
      labels: of({ __name__: 'a:b' }),
    });
    const map = [{ action: 'labelmap', regex: '__name__', replacement: '$9' }];
    expect(sample({}, false, map, {})).toMatchObject({
      kind: 'failed',
      message: /^invalid metric name or label names/,
    });
    expect(sample({ a: 'b\udc80' })).toMatchObject({ kind: 'failed' });
    const endless = Array.from({ length: 40 }, () => ({
      source_labels: ['job'],
      target_label: 'job',
      replacement: '$1$1',
    }));
    expect(sample({}, false, endless)).toMatchObject({ kind: 'failed', message: /longer than/ });
  });
});

describe('the labels of a scrape’s own series', () => {
  it('are those of the target', () => {
    expect(reportLabels('up', of(target))).toEqual(of({ __name__: 'up', ...target }));
  });

  it('leave out what the target has twice, as Prometheus does', () => {
    expect(reportLabels('up', of({ ...target, exported_job: 'x', exported_zone: 'y' }))).toEqual(
      of({ __name__: 'up', ...target, exported_zone: 'y' }),
    );
  });
});
