export type ActorLanguage = 'python' | 'javascript' | 'typescript';

const extensions: Readonly<Record<ActorLanguage, string>> = { python: 'py', javascript: 'js', typescript: 'ts' };

/** A name as a file's stem: lower case, words joined by `-`; empty when nothing of it can be one. */
export function fileName(name: string): string {
  return words(name).join('-').toLowerCase();
}

/** A name as a component is called: `rolling mean` becomes `RollingMean`. */
export function componentName(name: string): string {
  const joined = words(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  return /^\d/.test(joined) ? `Actor${joined}` : joined;
}

/** Where a new actor goes: `actors/rolling_mean.actor.py`. */
export function actorPath(name: string, language: ActorLanguage): string {
  return `actors/${words(name).join('_').toLowerCase() || 'actor'}.actor.${extensions[language]}`;
}

/** Letters and digits of any script; Latin letters without their accents, which not every program finds in a file's name. */
function words(name: string): string[] {
  return name
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(Boolean);
}
