/**
 * `npm run test:crash -- [--kills N] [--seed N] [--stage NAME]`: kills the engine at random moments of everything it
 * does, and sees after each that nothing acknowledged is lost, that every project is sound, that work goes on where it
 * was and that no file is left over. A failure is printed with the command that repeats it; the moment of the kill
 * is the same share of the work, which on another day may take longer.
 */
import { parseArgs } from 'node:util';
import { Rounds, STAGES } from './crash/rounds.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string' }, seed: { type: 'string' }, stage: { type: 'string' } },
});
if (values.stage !== undefined && !(values.stage in STAGES)) {
  throw new Error(`There is no stage ${values.stage}: choose from ${Object.keys(STAGES).join(', ')}.`);
}
process.env.LERF_DEMO = 'off';
const names = values.stage === undefined ? Object.keys(STAGES) : [values.stage];
const firstSeed = Number(values.seed ?? 1);
const kills = Number(values.kills ?? (values.seed === undefined ? 200 : 1));
const figures = new Map(names.map((name) => [name, { kills: 0, inProgress: 0, wentOn: 0, failures: 0 }]));
const beganAt = performance.now();

{
  await using rounds = await Rounds.prepare();
  for (let round = 0; round < kills; round++) {
    const name = names[round % names.length]!;
    const seed = firstSeed + Math.floor(round / names.length);
    const { wasCut, wentOn, failure } = await rounds.kill(name, seed);
    const figure = figures.get(name)!;
    figure.kills++;
    if (wasCut) figure.inProgress++;
    if (wentOn) figure.wentOn++;
    if (failure === null) continue;
    figure.failures++;
    console.error(`\nnpm run test:crash -- --stage ${name} --seed ${seed}\n${failure}`);
  }
}

console.log('\n| stage | kills | met work in progress | taken up and finished | failures |');
console.log('| --- | --- | --- | --- | --- |');
const row = (name: string, figure: { kills: number; inProgress: number; wentOn: number; failures: number }) =>
  console.log(`| ${[name, ...Object.values(figure)].join(' | ')} |`);
const total = { kills: 0, inProgress: 0, wentOn: 0, failures: 0 };
for (const [name, figure] of figures) {
  row(name, figure);
  for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += figure[key];
}
row('together', total);
console.log(`\n${((performance.now() - beganAt) / 60_000).toFixed(1)} minutes`);
process.exitCode = total.failures === 0 ? 0 : 1;
