/** What the decoders of all forms give their samples to. */
import type { Labels } from '../../../../shared/model/labels.ts';
import type { SampleTarget } from './sample-window.ts';

export interface ReadSink extends SampleTarget {
  /**
   * The samples that follow are of this series; it may be the one before, of which there is more.
   * @param key equal for equal series, in one form @param labels of the key, sorted; asked for where the key is not known
   */
  open(key: string, labels: () => Labels): void;
  /** So many samples are of a kind that is not known. */
  refuse(samples: number): void;
}
