/** A path prefix that somebody else said. It goes into a path of the API server, which is asked as the user: no dots, nothing that is encoded. */
const usable = /^(?:\/[\w~!$&'()*+,;=:@-][\w.~!$&'()*+,;=:@-]*)+$/;
const longest = 200;
/** With what is no prefix at its end. What is longer comes from nobody who means well, and would be long work for a pattern. */
const longestPath = 1000;

/**
 * @param end what belongs to no prefix; where it is given and the path has no such end, it says nothing.
 * @returns '' for none, undefined where it cannot be one
 */
export function pathBefore(path: string, end?: RegExp): string | undefined {
  if (path.length > longestPath || end?.test(path) === false) return undefined;
  const before = (end === undefined ? path : path.replace(end, '')).replace(/\/+$/, '');
  return before === '' || (before.length <= longest && usable.test(before)) ? before : undefined;
}
