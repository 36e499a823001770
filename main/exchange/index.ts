/** Files that leave the program. */
export { type ExportHooks, exportPoints } from './export-points.ts';
export { writeProjectZip } from './project-zip.ts';
export { writeWhole } from './write-file.ts';
