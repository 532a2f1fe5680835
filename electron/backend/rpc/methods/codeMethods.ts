import { AppError } from '#shared/rpc/errors.ts';
import type { ActorTests } from '../../network/trials/actorTests.ts';
import { formatPython } from '../../workspace/formatPython.ts';
import type { Handlers } from '../handlers.ts';

/** `code.*`: what the code editor needs beside files (E5). Nothing is tested in a workspace that is not trusted (X1). */
export function codeMethods(tests: ActorTests, isTrusted: () => boolean): Pick<Handlers, `code.${'format' | 'test'}`> {
  return {
    'code.format': async ({ text }) => ({ text: await formatPython(text) }),
    'code.test': ({ path }, { signal }) => {
      if (!isTrusted())
        throw new AppError(
          'forbidden',
          'This workspace is not trusted, so none of its actors runs, for a test neither.',
        );
      return tests.run(path, signal);
    },
  };
}
