/** The inputs and failures that the tests of the state machine share. */
import {
  type Answer,
  defaultTiming,
  type Effect,
  type Input,
  initialMachine,
  type Machine,
  reduce,
  viewOf,
} from '../../../electron/backend/connections/connection-machine.ts';
import type { AppErrorData, ErrorCode, ErrorDetails } from '../../../shared/base/errors.ts';
import type { ServerInfo } from '../../../shared/model/context.ts';

export const around = { nowMs: 1_000_000, random: 0, timing: defaultTiming };

export const server: ServerInfo = {
  transport: 'port-forward',
  namespace: 'monitoring',
  service: 'prometheus-server',
  pod: 'prometheus-0',
  port: 80,
  version: '2.42.0',
  engine: 'prometheus',
  pathPrefix: '',
};
const answer: Answer = { answerMs: 12, newestSampleMs: 999_000 };
export const connected = { kind: 'connected', server, ...answer };

export const error = (code: ErrorCode, retryable: boolean, details: ErrorDetails = {}): AppErrorData => ({
  code,
  message: code,
  details,
  retryable,
});

export const failures = {
  unreachable: error('api.unreachable', true),
  forbidden: error('portForward.forbidden', false),
  lost: error('prometheus.connectionLost', true),
  starting: error('prometheus.unavailable', true),
  refused: error('api.unauthorized', false, { server: 'https://h', user: 'u' }),
  pluginFailed: error('auth.execFailed', false, { user: 'u' }),
  busy: error('api.busy', true, { server: 'https://h', status: 429, retryAfterSeconds: 20 }),
};

export const connect: Input = { kind: 'connect' };
export const step: Input = { kind: 'step', step: 'probing' };
export const opened: Input = { kind: 'opened', server };
export const answered: Input = { kind: 'answered', server, answer };
export const resumed: Input = { kind: 'resumed', spreadMs: 0 };
export const networkChanged: Input = { kind: 'networkChanged', spreadMs: 0 };
export const openFailed = (why: AppErrorData): Input => ({ kind: 'openFailed', error: why });
export const beatFailed = (why: AppErrorData): Input => ({ kind: 'beatFailed', error: why });

/** Connected. */
export const up = [connect, opened, answered];

export const machineAfter = (...inputs: readonly Input[]): Machine =>
  inputs.reduce((machine, input) => reduce(machine, input, around).machine, initialMachine);
export const viewAfter = (...inputs: readonly Input[]) => viewOf(machineAfter(...inputs));
export const effectsOf = (machine: Machine, input: Input) => reduce(machine, input, around).effects;

export const reopen: readonly Effect[] = [{ kind: 'close' }, { kind: 'open' }];
export const beat = (ms: number, timeoutMs = 10_000): Effect => ({ kind: 'beatIn', ms, timeoutMs });
