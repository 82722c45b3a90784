import { describe, expect, it } from 'vitest';
import { clockSkew } from '../../../renderer/app/shell/clock-skew.ts';

describe('the clocks of two machines', () => {
  const asked = { beforeMs: 100_000, afterMs: 104_000 };
  it('may agree where the answer came from within the question', () => {
    expect([100_000, 102_000, 104_000].map((serverMs) => clockSkew(serverMs, asked))).toEqual([0, 0, 0]);
  });
  it('differ by at least what is outside of it', () => {
    expect(clockSkew(164_000, asked)).toBe(60_000);
    expect(clockSkew(10_000, asked)).toBe(-90_000);
  });
});
