import type { Value } from '#shared/message/message.ts';
import type { KeyChange } from '../changeLog.ts';
import type { ChangingOperation } from '../operation.ts';
import { integerValue, readStateText } from '../stateText.ts';
import type { StoredTexts } from './storedTexts.ts';

/** What goes to the script that carries out an operation (`writeScript`), and what its answer means. */

/** What the script is told besides its head. */
export function argumentsOf(operation: ChangingOperation, texts: StoredTexts): (string | Buffer)[] {
  switch (operation.name) {
    case 'set':
      return [texts.pack(operation.text)];
    case 'increment':
      return [operation.amount.toString()];
    case 'extend':
      return operation.texts.map((text) => texts.pack(text));
    case 'expire':
      return [String(operation.milliseconds)];
    default:
      return [];
  }
}

/** For the history, as far as it is known without asking again. @param answer without its letter */
export function changeOf(
  operation: ChangingOperation,
  answer: Buffer,
  deleted: boolean,
  texts: StoredTexts,
): KeyChange {
  const { name } = operation;
  switch (operation.name) {
    case 'set':
    case 'delete': {
      const before = answer.length > 1 ? texts.unpack(answer.subarray(1)) : undefined;
      return { operation: name, deleted, before, after: operation.name === 'set' ? operation.text : undefined };
    }
    case 'increment': {
      const after = answer.toString('latin1');
      return { operation: name, deleted, before: (BigInt(after) - operation.amount).toString(), after };
    }
    case 'extend':
      return { operation: name, deleted, after: `[${operation.texts.join(',')}]` };
    case 'pop':
      return { operation: name, deleted, before: texts.unpack(answer) };
    case 'expire':
      return { operation: name, deleted };
  }
}

/** What the actor gets. @param bytes the answer without its letter */
export function resultOf(
  { name }: ChangingOperation,
  letter: string,
  bytes: Buffer,
  texts: StoredTexts,
): Value | undefined {
  switch (name) {
    case 'set':
      return null;
    case 'delete':
      return letter === 'd';
    case 'expire':
      return bytes.toString('latin1') === '1';
    case 'increment':
    case 'extend':
      return integerValue(BigInt(bytes.toString('latin1')));
    case 'pop':
      return bytes.length === 0 ? undefined : readStateText(texts.unpack(bytes));
  }
}
