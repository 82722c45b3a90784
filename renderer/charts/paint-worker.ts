/** Entry of the page's worker: paints the lines of charts. */
import { type LinesJob, paintLines } from './lines-job.ts';

interface WorkerScope {
  onmessage: ((event: MessageEvent<{ readonly id: number; readonly job: LinesJob }>) => void) | null;
  postMessage(message: unknown, transfer: readonly Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({ data: { id, job } }) => {
  const canvas = new OffscreenCanvas(job.width, job.height);
  const context = canvas.getContext('2d');
  // The page hears of it as an error of the worker, and paints by itself.
  if (context === null) throw new Error('a worker without a canvas');
  paintLines(context, job);
  const picture = canvas.transferToImageBitmap();
  scope.postMessage({ id, picture }, [picture]);
};
