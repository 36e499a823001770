#!/usr/bin/env node
import { reportCrashes } from '../diagnostics/crash-reports.ts';
import { userDataFolder } from '../store/folders.ts';
import { runLerf } from './program.ts';

reportCrashes('cli', userDataFolder(), (sentence) => process.stderr.write(`error: ${sentence}\n`));
process.exitCode = await runLerf(process.argv.slice(2));
