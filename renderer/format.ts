/** Wording of quantities that more than one screen shows. */

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** 48211331 → "48 MB". Decimal units, as the file managers of all three systems show them. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value >= 10 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${BYTE_UNITS[unit]}`;
}

/** 1 → "1 image", 1204 → "1,204 images". */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? singular : plural}`;
}

const relativeTime = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'narrow' });
const AGE_UNITS: ReadonlyArray<[Intl.RelativeTimeFormatUnit, seconds: number]> = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** An ISO time as "2h ago"; "just now" within the last minute and for clocks that run ahead. */
export function formatAge(iso: string, now = Date.now()): string {
  const seconds = (now - Date.parse(iso)) / 1000;
  for (const [unit, length] of AGE_UNITS) {
    if (seconds >= length) return relativeTime.format(-Math.floor(seconds / length), unit);
  }
  return 'just now';
}

/** 59 → "59 s", 3661 → "1 h 1 min": the two largest units. */
export function formatDuration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  const [days, hours, minutes] = [
    Math.floor(total / 86_400),
    Math.floor(total / 3600) % 24,
    Math.floor(total / 60) % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  if (minutes > 0) return `${minutes} min ${total % 60} s`;
  return `${total} s`;
}

export const formatPsnr = (psnr: number) => `${psnr.toFixed(2)} dB`;

/** What to call a capture: its folder's name, also where its transforms.json was chosen. */
export function captureName(path: string): string {
  return fileName(path.replace(/[/\\][^/\\]+\.json$/i, ''));
}

/** The last part of a path, with either separator. */
export function fileName(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== '');
  return parts.at(-1) ?? path;
}
