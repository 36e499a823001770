import { Command, CommanderError } from 'commander';
import { writeCrashReport } from '../diagnostics/crash-reports.ts';
import { version } from '../engine/version.ts';
import { UserError } from '../errors.ts';
import { userDataFolder } from '../store/folders.ts';
import { demoCommand } from './demo.ts';
import { diagnosticsCommand } from './diagnostics.ts';
import { evalCommand } from './eval.ts';
import { exportCommand } from './export.ts';
import { extractCommand } from './extract.ts';
import { importCommand } from './import.ts';
import { indexCommand } from './index-command.ts';
import { infoCommand } from './info.ts';
import { localizeCommand } from './localize.ts';
import { Output } from './output.ts';
import { queryCommand } from './query.ts';
import { renderCommand } from './render.ts';
import { salvageCommand } from './salvage.ts';
import { serveCommand } from './serve.ts';
import { trainCommand } from './train.ts';

/** Runs one command line and returns its exit code: 0 done, 1 failed, 2 wrong usage. */
export async function runLerf(parameters: string[]): Promise<number> {
  process.exitCode = 0;
  try {
    await createProgram().parseAsync(parameters, { from: 'user' });
    return Number(process.exitCode);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const output = new Output(false);
    output.error(error);
    if (error instanceof UserError) return 1;
    const report = writeCrashReport(userDataFolder(), { process: 'cli', what: 'A command has failed.', thrown: error });
    if (report !== null) output.note(`A report of what happened, without personal data, is in ${report}`);
    return 1;
  }
}

function createProgram(): Command {
  const program = new Command('lerf')
    .description('LERF Studio: a folder of photographs becomes a 3D scene you can ask questions of')
    .version(version);
  const commands = [
    importCommand,
    infoCommand,
    extractCommand,
    trainCommand,
    evalCommand,
    indexCommand,
    queryCommand,
    localizeCommand,
    renderCommand,
    exportCommand,
    salvageCommand,
    diagnosticsCommand,
    serveCommand,
    demoCommand,
  ];
  for (const command of commands) program.addCommand(command());
  for (const command of [program, ...program.commands]) {
    const name = command === program ? '' : `${command.name()} `;
    // Commander's own message is one line already; where to read on makes it an error with a hint.
    command.exitOverride().configureOutput({
      outputError: (text, write) => write(`${text.trim().replaceAll('\n', ' ')} See \`lerf ${name}--help\`.\n`),
    });
  }
  return program;
}
