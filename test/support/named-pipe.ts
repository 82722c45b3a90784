/** A named pipe that nobody writes to: a file that never answers. Not on Windows. */
import { execFileSync } from 'node:child_process';

// A variable, since knip takes a program's name in the call for one of a package.
const program = 'mkfifo';

export function makeNamedPipe(path: string): void {
  execFileSync(program, [path]);
}
