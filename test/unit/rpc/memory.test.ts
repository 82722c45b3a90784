import { describeConformance } from './conformance.ts';
import { memoryPair } from './memory-transport.ts';

const open = async () => {
  const pair = memoryPair();
  return { ...pair, close: () => pair.client.close() };
};

describeConformance('memory', open, { measures: false, ownBuffers: false });
