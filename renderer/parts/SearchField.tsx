import { Search } from 'lucide-react';

/** A search box; `label` is its accessible name. */
export function SearchField({
  label,
  value,
  onChange,
  className = '',
}: {
  label: string;
  value: string;
  onChange: (text: string) => void;
  className?: string;
}) {
  return (
    <div className={`relative min-w-24 ${className}`}>
      <Search aria-hidden className="pointer-events-none absolute top-1.5 left-1.5 size-3.5 text-muted" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-[26px] w-full rounded border border-line bg-raised pr-1 pl-6 text-ink placeholder:text-muted"
      />
    </div>
  );
}
