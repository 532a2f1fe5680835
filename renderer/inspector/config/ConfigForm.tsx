import Form, { type IChangeEvent } from '@rjsf/core/lib/components/Form.js';
import type { RJSFSchema, UiSchema } from '@rjsf/utils';
import { useEffect, useMemo, useRef, useState } from 'react';
import { exactConfig } from '#shared/graph/exactMetadata.ts';
import type { GraphNode, Metadata } from '#shared/graph/graph.ts';
import { useSession, useSessionStore } from '../../session/session.ts';
import { chosenConfig, configStep } from './configStep.ts';
import { fromForm, toForm } from './formNumbers.ts';
import { ExactNumberField } from './ExactNumberField.tsx';
import { JsonField } from './JsonField.tsx';
import { formButtons } from './formButtons.tsx';
import { schemaErrors, schemaValidator } from './schemaValidator.ts';
import './configForm.css';

/** How long typing rests before it becomes a step of the undo history, in milliseconds. */
const restOfTyping = 500;
const uiSchema: UiSchema = { 'ui:submitButtonOptions': { norender: true }, 'ui:label': true };

/** What the form has no field for, settings without a type, and what its own would bend. */
const fields = { FallbackField: JsonField, NumberField: ExactNumberField };

/** A node's config as a form made from its schema (E6). What fits the schema is applied as it is typed; what does not says why. */
export function ConfigForm({ node, schema }: { node: GraphNode; schema: Record<string, unknown> | null }) {
  const hasFields = schema !== null && Object.keys((schema['properties'] as object | undefined) ?? schema).length > 0;
  if (!hasFields)
    return (
      <p className="px-3 text-muted">
        This component takes no config. An actor gets one by declaring <code className="font-mono">config_schema</code>.
      </p>
    );
  return <SchemaForm node={node} schema={schema} />;
}

function SchemaForm({ node, schema }: { node: GraphNode; schema: Record<string, unknown> }) {
  const store = useSessionStore();
  const applyStep = useSession((state) => state.applyStep);
  const [draft, setDraft] = useState<Metadata>();
  const waiting = useRef<{ timer: ReturnType<typeof setTimeout>; apply: () => void }>(null);
  const formSchema = useMemo(() => toForm(withoutTitle(schema) as Metadata) as RJSFSchema, [schema]);

  useEffect(() => () => waiting.current?.apply(), []);

  const apply = (next: Metadata) => {
    waiting.current = null;
    const present = store.getState().graph?.processes[node.id];
    if (!present || schemaErrors(schema, next).length > 0) return;
    setDraft(undefined);
    const config = fromForm(next) as Metadata;
    const step = configStep(present, chosenConfig(config, schema, exactConfig(present)));
    if (step) applyStep(step);
  };
  const change = ({ formData }: IChangeEvent) => {
    const next = (formData ?? {}) as Metadata;
    setDraft(next);
    if (waiting.current) clearTimeout(waiting.current.timer);
    const applyNow = () => apply(next);
    waiting.current = { timer: setTimeout(applyNow, restOfTyping), apply: applyNow };
  };
  const flush = () => {
    if (!waiting.current) return;
    clearTimeout(waiting.current.timer);
    waiting.current.apply();
  };

  return (
    <Form
      className="config-form px-3"
      idPrefix={`config-${node.id}`}
      schema={formSchema}
      uiSchema={uiSchema}
      validator={schemaValidator}
      templates={{ ButtonTemplates: formButtons }}
      fields={fields}
      formData={draft ?? toForm(exactConfig(node))}
      onChange={change}
      onBlur={flush}
      onSubmit={flush}
      liveValidate
      showErrorList={false}
      noHtml5Validate
    />
  );
}

/** The section's heading says what the form is already. */
function withoutTitle(schema: Record<string, unknown>): RJSFSchema {
  const { title: _title, description: _description, ...rest } = schema;
  return rest;
}
