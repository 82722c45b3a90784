/** Writes a probe's requests into the diagnosis, each as it is answered. */
import { AppError } from '../../../../shared/base/errors.ts';
import type { Transport } from '../../../../shared/model/diagnosis.ts';
import type { ProbeAnswer, ProbedServer, ProbeOptions, ProbeServer } from '../../sources/source.ts';
import type { Answered, DiagnosisRecorder } from './diagnosis-recorder.ts';

export interface ProbePlace {
  /** The candidate's id. */
  readonly candidate: string;
  readonly transport: Transport;
  /** Of an address. */
  readonly origin: string;
}

/** As the probe, with everything written down. @throws as the probe does */
export async function recordProbe(
  recorder: DiagnosisRecorder,
  place: ProbePlace,
  probe: (hooks: Pick<ProbeOptions, 'onAsk' | 'onAnswer'>) => ReturnType<ProbeServer>,
): Promise<ProbedServer> {
  let asking: { readonly path: string; readonly startedMs: number } | undefined;
  let known = { version: '', engine: 'unknown' };

  function answered(path: string, answer: Answered | AppError): void {
    const startedMs = asking?.startedMs ?? recorder.clock.monotonic();
    asking = undefined;
    // It never got as far as asking: the port-forward has its own line.
    if (place.transport === 'port-forward' && answer instanceof AppError && isOfTunnel(answer)) return;
    const asked =
      place.transport === 'address'
        ? ({ kind: 'probeAddress', facts: { url: place.origin + path } } as const)
        : ({ kind: 'probe', facts: { path, transport: place.transport } } as const);
    recorder.add({ ...asked, candidate: place.candidate }, startedMs, answer);
  }

  try {
    return await probe({
      onAsk: (path) => {
        asking = { path, startedMs: recorder.clock.monotonic() };
      },
      onAnswer: ({ path, status, outcome }) => {
        if (outcome.kind === 'prometheus') known = { version: outcome.version, engine: outcome.engine };
        answered(path, answerOf(outcome, status, known));
      },
    });
  } catch (error) {
    // The whole probe's deadline came while something was asked.
    if (asking !== undefined && error instanceof AppError) answered(asking.path, error);
    throw error;
  }
}

function isOfTunnel({ code }: AppError): boolean {
  return code.startsWith('portForward.') || code.startsWith('api.') || code.startsWith('auth.');
}

function answerOf(
  outcome: ProbeAnswer['outcome'],
  status: number | undefined,
  known: { readonly version: string; readonly engine: string },
): Answered | AppError {
  switch (outcome.kind) {
    case 'prometheus':
      return { kind: 'prometheus', facts: known, status };
    case 'sample':
      return outcome.newestSampleMs === undefined
        ? { outcome: 'nothing', kind: 'noSample', status }
        : { kind: 'prometheus', facts: { ...known, newestSampleMs: outcome.newestSampleMs }, status };
    case 'redirected':
      return {
        outcome: 'failed',
        kind: 'notPrometheus',
        facts: { contentType: '', location: outcome.location },
        status,
      };
    default:
      return failedAnswer(outcome.error, status);
  }
}

function failedAnswer(error: AppError, status: number | undefined): Answered | AppError {
  if (error.code !== 'probe.notPrometheus') return error;
  const { contentType = '' } = error.details;
  return { outcome: 'failed', kind: 'notPrometheus', facts: { contentType }, status };
}
