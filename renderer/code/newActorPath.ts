export type ActorLanguage = 'python' | 'javascript' | 'typescript';

const extensions: Readonly<Record<ActorLanguage, string>> = { python: 'py', javascript: 'js', typescript: 'ts' };

/** Where a new actor goes: `RollingMean` in Python is `actors/rolling_mean.actor.py`. */
export function newActorPath(name: string, language: ActorLanguage): string {
  const separator = language === 'python' ? '_' : '-';
  const stem = name
    .trim()
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, separator)
    .replace(/^[-_]+|[-_]+$/g, '');
  return `actors/${stem === '' ? 'actor' : stem}.actor.${extensions[language]}`;
}
