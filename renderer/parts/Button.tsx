import type { ButtonHTMLAttributes } from 'react';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  tone?: 'plain' | 'accent';
}

/** A button with words. */
export function Button({ tone = 'plain', className = '', ...rest }: ButtonProps) {
  const look = tone === 'accent' ? 'border-accent bg-accent text-on-accent' : 'border-line-strong hover:bg-hover';
  return (
    <button
      type="button"
      className={`rounded-md border px-3 py-1 font-medium disabled:opacity-50 ${look} ${className}`}
      {...rest}
    />
  );
}
