/** The same for each of many, a few at a time. */

/**
 * Node has four threads for files and names. A network drive that is gone keeps a thread for minutes, so that one is always left for
 * whatever else is to be read.
 */
const atATime = 3;

/** @returns the results in the order of the items. @throws what the first failed one threw; no more are begun then. */
export async function eachOf<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const workers = Array.from({ length: Math.min(atATime, items.length) }, async () => {
    try {
      while (next < items.length) {
        const index = next++;
        results[index] = await work(items[index] as T);
      }
    } catch (error) {
      next = items.length;
      throw error;
    }
  });
  await Promise.all(workers);
  return results;
}
