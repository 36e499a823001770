#!/usr/bin/env node
/** The `lerf` command. Exit codes: 0 done, 1 failed, 2 wrong usage. */
import { Command, CommanderError } from 'commander';
import { version } from '../engine/version.ts';
import { evalCommand } from './eval.ts';
import { importCommand } from './import.ts';
import { infoCommand } from './info.ts';
import { Output } from './output.ts';
import { renderCommand } from './render.ts';
import { serveCommand } from './serve.ts';
import { trainCommand } from './train.ts';

const program = new Command('lerf')
  .description('LERF Studio: a folder of photographs becomes a 3D scene you can ask questions of')
  .version(version);

for (const command of [importCommand, infoCommand, trainCommand, evalCommand, renderCommand, serveCommand]) {
  program.addCommand(command.copyInheritedSettings(program));
}
for (const command of [program, ...program.commands]) {
  // Commander's own message is one line already; where to read on makes it an error with a hint.
  command.exitOverride().configureOutput({
    outputError: (text, write) =>
      write(`${text.trim().replaceAll('\n', ' ')} See \`lerf ${nameOf(command)}--help\`.\n`),
  });
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    new Output(false).error(error);
    process.exitCode = 1;
  }
}

function nameOf(command: Command): string {
  return command === program ? '' : `${command.name()} `;
}
