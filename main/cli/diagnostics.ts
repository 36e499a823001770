import { resolve } from 'node:path';
import { Command } from 'commander';
import { composeDiagnostics, type DiagnosticsFile, writeDiagnostics } from '../diagnostics/bundle.ts';
import { UserError } from '../errors.ts';
import { userDataFolder } from '../store/folders.ts';
import { jsonOption } from './options.ts';
import { Output } from './output.ts';

export const diagnosticsCommand = () =>
  new Command('diagnostics')
    .description('save what helps to find a mistake in the program: logs, versions, devices; nothing personal')
    .argument('[file]', 'the .zip file to write; without, what would be in it is listed')
    .addOption(jsonOption())
    .action(async (file: string | undefined, options: { json?: true }) => {
      const output = new Output(options.json ?? false);
      if (file !== undefined && !file.toLowerCase().endsWith('.zip')) {
        throw new UserError('bad-request', `${file} must end in .zip.`, 'Choose another name.');
      }
      const path = file === undefined ? null : resolve(file);
      const files = await composeDiagnostics({
        dataFolder: userDataFolder(),
        devices: async () => {
          const { describeDevices } = await import('../graph/executors/devices.ts');
          return describeDevices();
        },
      });
      const bytes = path === null ? null : await writeDiagnostics(path, files);
      const entries = files.map(({ text: _text, ...entry }) => entry);
      const result =
        path === null ? ['Nothing is written: name a .zip file.'] : [`Wrote ${path}: look into it before you send it.`];
      output.result({ path, bytes, files: entries }, [...files.map(inWords), ...result]);
    });

function inWords({ name, about, bytes }: DiagnosticsFile): string {
  return `${name} (${bytes} bytes): ${about}`;
}
