import type { z } from 'zod';
import { AppError } from '#shared/rpc/errors.ts';

/**
 * Checks what a client sent.
 * @param what it is for, such as a method
 * @throws AppError `invalidParams` with every problem
 */
export function parseParams<Schema extends z.ZodType>(what: string, schema: Schema, params: unknown): z.output<Schema> {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  throw new AppError('invalidParams', `Invalid params for ${what}: ${problemsText(parsed.error.issues)}`);
}

/** Where there are several forms, what each of them lacks. */
function problemsText(issues: readonly z.core.$ZodIssue[], parent: readonly PropertyKey[] = []): string {
  const problems = issues.map((issue) => {
    const path = [...parent, ...issue.path];
    if (issue.code === 'invalid_union' && issue.errors.length > 0)
      return issue.errors.map((form) => problemsText(form, path)).join('; or ');
    const where = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
    return `params${where}: ${issue.message}`;
  });
  return problems.join('; ');
}
