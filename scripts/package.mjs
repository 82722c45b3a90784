/**
 * `npm run package [-- OPTIONS]`: the installable application in dist/, by electron-builder; its own options are passed on (`--dir` makes
 * the folder alone, `--linux`, `-c.electronDist=…`).
 */
import { ensureInstalled, main, program, runNode24 } from './lib/bootstrap.mjs';

/** 30 KB of it, about the development tools: nothing of it is packaged. */
const noise = 'duplicate dependency references';

function printer() {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (!line.includes(noise)) console.log(line);
  };
}

main(async () => {
  await ensureInstalled();
  const { ensureBuilt } = await import('./lib/build.mjs');
  await ensureBuilt();
  const args = [program('electron-builder', 'cli.js'), 'build', '--publish', 'never', ...process.argv.slice(2)];
  return runNode24(args, { onStdout: printer() });
});
