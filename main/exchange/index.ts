/** Files that leave the program. */
export { hasFonts, NO_FONTS } from '../view/fonts.ts';
export { type ExportHooks, exportPoints } from './export-points.ts';
export { writeProjectZip } from './project-zip.ts';
export { readProjectZip } from './read-project-zip.ts';
export { writeReport } from './report.ts';
export { renderAnnotatedView } from './view-image.ts';
export { viewsDocument } from './views-document.ts';
export { writeWhole } from './write-file.ts';
