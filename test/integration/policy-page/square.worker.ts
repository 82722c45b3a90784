/** A module worker that loads more of itself late: its imports live under the policy of its own script's answer. */

export interface SquareAnswer {
  readonly square: number;
}

addEventListener('message', async ({ data }: MessageEvent<number>) => {
  const { multiply } = await import('./multiply.ts');
  postMessage({ square: multiply(data, data) } satisfies SquareAnswer);
});
