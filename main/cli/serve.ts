import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { userDataFolder } from '../store/folders.ts';
import { integer, jsonOption } from './options.ts';
import { Output } from './output.ts';

interface ServeOptions {
  port: number;
  project?: string;
  root?: string[];
  open?: true;
  json?: true;
}

export const serveCommand = () =>
  new Command('serve')
    .description('serve the user interface to this computer’s browser')
    .option('--port <n>', 'port on 127.0.0.1; 0 for any free one', integer(0, 65_535), 0)
    .option('--project <file>', 'a .lerf file to open')
    .option('--root <folder>', 'a folder the page may choose captures from; may be repeated', collect)
    .option('--open', 'open it in the browser')
    .addOption(jsonOption())
    .action(async (options: ServeOptions) => {
      const output = new Output(options.json ?? false);
      const project = options.project === undefined ? null : resolve(options.project);
      // Loaded here, so that the other commands start without a web server.
      const { serveWeb } = await import('../web/serve.ts');
      const shell = await serveWeb({
        port: options.port,
        project,
        roots: [
          ...(options.root ?? [homedir(), process.cwd()]).map((root) => resolve(root)),
          ...(project === null ? [] : [dirname(project)]),
        ],
        dataFolder: userDataFolder(),
      });
      output.result({ url: shell.url, port: shell.port, log: shell.logPath }, [`LERF Studio: ${shell.url}`]);
      if (options.open) openInBrowser(shell.url, output);
      await interruption();
      output.note('Closing; a running training writes its checkpoint first.');
      await shell.close();
    });

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/** Resolves on the first Ctrl-C or polite kill; a second one ends the process at once. */
function interruption(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve()).once('SIGTERM', () => resolve());
  });
}

function openInBrowser(url: string, output: Output): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  const child = spawn(command!, args, { stdio: 'ignore', detached: true });
  child.on('error', () => output.note('No browser could be started: open the link above yourself.'));
  child.unref();
}
