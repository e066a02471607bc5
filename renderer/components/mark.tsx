/** The mark: a golden card with its chip. */
export function Mark({ size = 40 }: { readonly size?: number }) {
  return (
    <svg className="jinka-mark" width={size} height={size * 0.7} viewBox="0 0 40 28" aria-hidden="true">
      <rect x="0.5" y="0.5" width="39" height="27" rx="5" className="mark-card" />
      <rect x="6" y="8" width="11" height="9" rx="2" className="mark-chip" />
      <path d="M6 12.5h11M11.5 8v9" className="mark-lines" />
      <path d="M24 10c2.6 2.6 2.6 6.4 0 9M28 7.5c4 4 4 9.9 0 14" className="mark-waves" />
    </svg>
  );
}
