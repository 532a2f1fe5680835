import { Validator, type OutputUnit, type Schema } from '@cfworker/json-schema';
import { schemaPlace, schemaSentence, umbrellaKeywords } from '#shared/actor/schemaSentence.ts';
import { numberText } from './formNumbers.ts';
import { toErrorSchema, type RJSFSchema, type RJSFValidationError, type ValidatorType } from '@rjsf/utils';

/**
 * Validates a form by interpreting its schema. The usual validators compile schemas to code, which the window's content security
 * policy refuses (X2, X5).
 */
export const schemaValidator: ValidatorType = {
  validateFormData(formData: unknown, schema: RJSFSchema) {
    const errors = schemaErrors(schema, formData);
    return { errors, errorSchema: toErrorSchema(errors) };
  },
  isValid: (schema, formData, rootSchema) =>
    interpret({ ...schema, definitions: rootSchema.definitions, $defs: rootSchema.$defs }, formData).length === 0,
  rawValidation: <Result>(schema: RJSFSchema, formData?: unknown) => ({
    errors: interpret(schema, formData) as Result[],
  }),
};

/** What is wrong with data under a schema, one entry a place. */
export function schemaErrors(schema: RJSFSchema, data: unknown): RJSFValidationError[] {
  return interpret(schema, data)
    .filter(({ keyword }) => !umbrellaKeywords.has(keyword))
    .map((unit) => {
      const property = `.${schemaPlace(unit)}`.replace(/^\.$/, '');
      const message = schemaSentence(unit);
      return { name: unit.keyword, property, message, stack: `${property} ${message}`.trim() };
    });
}

function interpret(schema: object, data: unknown): OutputUnit[] {
  try {
    if (data === undefined) return [];
    return new Validator(asNumbers(schema) as Schema, '2020-12', false).validate(asNumbers(data)).errors;
  } catch (error) {
    return [{ keyword: 'schema', keywordLocation: '#', instanceLocation: '#', error: (error as Error).message }];
  }
}

/** Schemas compare numbers only: one beyond ±2^53 is compared by the nearest. */
function asNumbers(data: unknown): unknown {
  const nearest = (_key: string, value: unknown): unknown => {
    const number = typeof value === 'bigint' ? value : numberText(value);
    return number === undefined ? value : Number(number);
  };
  return JSON.parse(JSON.stringify(data, nearest));
}
