/** The Prometheus that the user chose for a cluster: found again, or gone. */
import { AppError } from '../../../../shared/base/errors.ts';
import type { Transport } from '../../../../shared/model/diagnosis.ts';
import type { SourceChoice } from '../../../../shared/model/source-choice.ts';
import { type Candidate, chosenCandidate } from './candidates.ts';
import { findService } from './find-services.ts';
import type { WayServices } from './way.ts';
import { transports } from './ways.ts';

export type ServiceChoice = Extract<SourceChoice, { kind: 'service' }>;

/** @returns undefined where the service, or its port, is gone. @throws AppError api.*; CancelledError */
export function findChosen(
  { client, recorder }: Pick<WayServices, 'client' | 'recorder'>,
  choice: ServiceChoice,
  signal: AbortSignal,
): Promise<Candidate | undefined> {
  const { namespace, service, port, pathPrefix } = choice;
  const asked = { kind: 'remembered', facts: { candidate: choiceId(choice) }, candidate: choiceId(choice) } as const;
  const read = async () => {
    const object = await findService(client, { namespace, service }, { signal });
    const candidate = object && chosenCandidate(object, port);
    return candidate && pathPrefix !== undefined
      ? { ...candidate, prefixes: [pathPrefix], onlyPrefixes: true }
      : candidate;
  };
  return recorder.step(asked, read, (found) =>
    found === undefined
      ? { outcome: 'failed', kind: 'notThere', status: 404 }
      : { kind: 'listed', facts: { count: 1 }, status: 200 },
  );
}

function choiceId({ namespace, service, port }: ServiceChoice): string {
  return `${namespace}/${service}:${port}`;
}

/** The ways that the choice leaves open. */
export function chosenTransports({ transport }: ServiceChoice): readonly Transport[] {
  return transport === 'auto' ? transports : [transport];
}

export function chosenGone(choice: ServiceChoice, cause: AppError): AppError {
  const candidate = choiceId(choice);
  return new AppError(
    'discovery.chosenGone',
    `${candidate}, which was chosen, is not in the cluster any more, and nothing else answers: ${cause.message}`,
    { details: { candidate, reason: cause.message }, retryable: cause.retryable, cause },
  );
}
