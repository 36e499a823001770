#!/usr/bin/env node
import { runLerf } from './program.ts';

process.exitCode = await runLerf(process.argv.slice(2));
