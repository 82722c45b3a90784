/** The ways to a candidate, in the order in which they are tried. */
import type { DiagnosisCandidate, Transport, WayOutcome } from '../../../shared/model/diagnosis.ts';

export const transports: readonly Transport[] = ['port-forward', 'proxy', 'address'];

export function candidateName({ namespace, service }: Pick<DiagnosisCandidate, 'namespace' | 'service'>): string {
  return `${namespace}/${service}`;
}

type Failed = Extract<WayOutcome, { kind: 'failed' }>;
type Answered = Extract<WayOutcome, { kind: 'answered' }>;

/** What failed of a candidate, in the order of the ways. */
export function failedWays(
  candidate: DiagnosisCandidate,
): readonly { readonly transport: Transport; readonly way: Failed }[] {
  return transports.flatMap((transport) => {
    const way = candidate.ways[transport];
    return way.kind === 'failed' ? [{ transport, way }] : [];
  });
}

/** What answered of a candidate, in the order of the ways. */
export function answeredWays(
  candidate: DiagnosisCandidate,
): readonly { readonly transport: Transport; readonly way: Answered }[] {
  return transports.flatMap((transport) => {
    const way = candidate.ways[transport];
    return way.kind === 'answered' ? [{ transport, way }] : [];
  });
}
