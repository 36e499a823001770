/** The mark and the name. */
export function Logo() {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 8, fontWeight: 600, flex: 'none' }}>
      <svg width="20" height="20" viewBox="4 3 24 26" fill="none" aria-hidden="true">
        <path d="M6 22 16 6l10 16z" stroke="var(--accent)" strokeWidth="2" strokeLinejoin="round" />
        <path d="M16 6v20M6 22l10 4 10-4" stroke="currentColor" strokeWidth="1.6" strokeLinejoin="round" />
      </svg>
      LERF Studio
    </span>
  );
}
