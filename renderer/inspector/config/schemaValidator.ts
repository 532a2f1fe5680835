import { Validator, type OutputUnit, type Schema } from '@cfworker/json-schema';
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
    .filter(({ keyword }) => !umbrellas.has(keyword))
    .map((unit) => {
      const property = propertyOf(unit);
      return { name: unit.keyword, property, message: sentence(unit), stack: `${property} ${sentence(unit)}`.trim() };
    });
}

/** Keywords whose error only says that something below them is wrong. */
const umbrellas = new Set(['properties', 'items', 'prefixItems', 'allOf', '$ref', 'if', 'additionalItems']);

function interpret(schema: object, data: unknown): OutputUnit[] {
  try {
    const carried = data === undefined ? undefined : (JSON.parse(JSON.stringify(data)) as unknown);
    return carried === undefined ? [] : new Validator(schema as Schema, '2020-12', false).validate(carried).errors;
  } catch (error) {
    return [{ keyword: 'schema', keywordLocation: '#', instanceLocation: '#', error: (error as Error).message }];
  }
}

/** `#/rows/0/name` as `.rows.0.name`; a missing property is where it should be. */
function propertyOf({ keyword, instanceLocation, error }: OutputUnit): string {
  const missing = keyword === 'required' ? /"([^"]+)"/.exec(error)?.[1] : undefined;
  const path = instanceLocation.replace(/^#/, '').replaceAll('/', '.');
  return missing === undefined ? path : `${path}.${missing}`;
}

const sentences: Readonly<Record<string, string>> = {
  required: 'is required.',
  pattern: 'has not the form that is asked for.',
  enum: 'is none of the choices.',
  uniqueItems: 'has an item twice.',
};

function sentence({ keyword, error }: OutputUnit): string {
  const expected = keyword === 'type' ? /Expected "([^"]+)"/.exec(error)?.[1] : undefined;
  if (expected !== undefined) return `must be of type ${expected.replaceAll('", "', ' or ')}.`;
  return sentences[keyword] ?? error.replace(/^Instance /, '');
}
