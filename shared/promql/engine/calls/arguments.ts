/** The arguments of a call, which the type check has seen: one that is not there, or is of another type, is this engine's mistake. */
import type { CallPlan, Plan } from '../plan.ts';

export function argument({ name, args }: CallPlan, index: number): Plan {
  const plan = args[index];
  if (plan === undefined) throw new Error(`${name}() was called without its argument ${index + 1}`);
  return plan;
}

export function textArgument(call: CallPlan, index: number): string {
  const plan = argument(call, index);
  if (plan.kind !== 'string') throw new Error(`argument ${index + 1} of ${call.name}() is no text`);
  return plan.text;
}

export function textArguments(call: CallPlan, from: number): readonly string[] {
  return call.args.slice(from).map((_, i) => textArgument(call, from + i));
}
