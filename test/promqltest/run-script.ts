/** Runs a whole script: what it loads, and every eval statement of it. */
import { MemoryStorage } from '../support/promql/memory-storage.ts';
import { loadInto } from './load-series.ts';
import { evalLines, parseScript } from './parse-script.ts';
import { type Failure, runEval } from './run-eval.ts';
import { type Command, type EvalCommand, ScriptError } from './script.ts';

export interface ScriptFailure extends Omit<Failure, 'how'> {
  readonly line: number;
  /** The expression, or the command. */
  readonly what: string;
  readonly how: string | undefined;
}

export interface ScriptReport {
  /** Of eval statements, each of them once. */
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly ScriptFailure[];
}

export function runScript(text: string): ScriptReport {
  let commands: readonly Command[];
  try {
    commands = parseScript(text);
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    const { line, message } = error;
    // Nothing of a script is run that cannot be read to its end.
    const failures = [
      { line, what: 'the script', expected: 'a script that can be read', got: message, how: undefined },
    ];
    return { passed: 0, failed: Math.max(1, evalLines(text).length), failures };
  }
  return runCommands(commands);
}

function runCommands(commands: readonly Command[]): ScriptReport {
  const failures: ScriptFailure[] = [];
  let storage = new MemoryStorage();
  let passed = 0;
  for (const [i, command] of commands.entries()) {
    if (command.kind === 'clear') {
      storage = new MemoryStorage();
    } else if (command.kind === 'eval') {
      const failure = runEval(command, storage);
      if (failure === undefined) passed += 1;
      else failures.push({ line: command.line, what: command.text, ...failure });
    } else {
      const problem = loadInto(storage, command);
      if (problem === undefined) continue;
      // What comes after it would be evaluated over other data than was meant.
      const rest = commands.slice(i).filter((one): one is EvalCommand => one.kind === 'eval').length;
      const failure = { line: command.line, what: 'load', expected: 'to be loaded', got: problem, how: undefined };
      return { passed, failed: failures.length + Math.max(1, rest), failures: [...failures, failure] };
    }
  }
  return { passed, failed: failures.length, failures };
}
