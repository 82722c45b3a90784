/** Says what happened outside of every test, which vitest's own report leaves out: a rejection that nobody handled. */
import { writeFileSync } from 'node:fs';

/** The file that it is written to, as JSON: a list of messages. */
export const unhandledFileVariable = 'BINNACLE_UNHANDLED_FILE';

// biome-ignore lint/style/noDefaultExport: vitest takes a reporter's default
export default class UnhandledReporter {
  onTestRunEnd(_modules, unhandledErrors) {
    const file = process.env[unhandledFileVariable];
    if (file !== undefined) writeFileSync(file, JSON.stringify(unhandledErrors.map(({ message }) => String(message))));
  }
}
