import { resolve } from 'node:path';
import { Command } from 'commander';
import type { SalvagedPart, SalvageReport } from '../api/contract.ts';
import { salvageProject } from '../engine/salvage-project.ts';
import { interruptible } from './interrupt.ts';
import { jsonOption } from './options.ts';
import { Output } from './output.ts';

export const salvageCommand = () =>
  new Command('salvage')
    .description('save what can be read of a damaged project into a new one; the damaged file stays as it is')
    .argument('<damaged>', 'a .lerf file that cannot be opened, or that `lerf info` calls damaged')
    .argument('<new>', 'the .lerf file to write')
    .addOption(jsonOption())
    .action(async (damaged: string, path: string, options: { json?: true }) => {
      const output = new Output(options.json ?? false);
      const abort = new AbortController();
      const report = await interruptible(
        () => abort.abort(),
        () => salvageProject(resolve(damaged), resolve(path), abort.signal),
      );
      output.result(report, inWords(report));
    });

function inWords({ source, project, pages, refusedPages, parts, notes }: SalvageReport): string[] {
  const isComplete = parts.every(({ lost, mayBeMore }) => lost === 0 && !mayBeMore) && notes.length === 0;
  const refused = refusedPages === 0 ? '' : `; the disk refused ${refusedPages} of its ${pages} pages`;
  return [
    `Read ${source}, which stays as it is${refused}.`,
    ...parts.filter((part) => part.saved > 0 || part.lost > 0 || part.mayBeMore).map(partInWords),
    ...notes,
    isComplete
      ? 'Nothing is lost.'
      : 'Training goes on from the checkpoints saved; an index that is lost can be built again.',
    `Wrote ${project}`,
  ];
}

function partInWords({ what, saved, lost, names, mayBeMore }: SalvagedPart): string {
  const unnamed = lost - names.length;
  const list = names.length === 0 ? '' : ` (${names.join(', ')}${unnamed > 0 ? ` and ${unnamed} more` : ''})`;
  const more = mayBeMore ? ', perhaps more' : '';
  if (lost > 0) return `${what}: ${saved} saved, ${lost} lost${list}${more}`;
  return mayBeMore ? `${what}: ${saved} saved; how many are lost is not known` : `${what}: ${saved} saved`;
}
