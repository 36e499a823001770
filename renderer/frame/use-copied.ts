import { useEffect, useState } from 'react';
import { notifyFailure } from './notify.ts';

const SHOWN_MS = 1500;

/** Copies a text, and says for a moment that it has. */
export function useCopied() {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (text: string) => navigator.clipboard.writeText(text).then(() => setCopied(true), notifyFailure);
  return { copied, copy };
}
