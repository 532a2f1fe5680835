import { describe, expect, it } from 'vitest';
import { parseConfig } from './loadConfig.ts';

const complete = `
workspace:
  discover_scripts: true
  script_patterns:
    - "**/*.actor.py"
  excluded_paths:
    - "**/node_modules/**"
  sandbox:
    python:
      image: "python:3.11-slim"
      packages: ["numpy", "pandas", "scikit-learn"]
      memory: "1GB"
      cpu: 1.0
    javascript:
      image: "node:20-alpine"
      packages: ["lodash", "moment"]
      memory: "512MB"
      cpu: 0.5
    pool:
      preload_count: 5
      max_size: 20
      idle_timeout: 300
  redis:
    url: "redis://localhost:6379"
    namespace: "reflow"
    ttl: 3600
    max_connections: 100
  websocket:
    port: 8080
    max_frame_size: "10MB"
    ping_interval: 30
    compression: true
  shared_memory:
    enabled: true
    max_regions: 100
    region_size: "100MB"
`;

describe('reflow.yaml', () => {
  it("[P3] reads the architecture document's complete example", () => {
    const config = parseConfig(complete, 'reflow.yaml');
    expect(config.sandbox.python).toMatchObject({
      memory: 1024 ** 3,
      cpu: 1,
      packages: ['numpy', 'pandas', 'scikit-learn'],
    });
    expect(config.sandbox.pool).toMatchObject({ preload_count: 5, max_size: 20, idle_timeout: 300 });
    expect(config.websocket).toMatchObject({ port: 8080, max_frame_size: 10 * 1024 ** 2 });
  });

  it('[D1] has the default patterns and exclusions when there is no file', () => {
    const config = parseConfig('', 'reflow.yaml');
    expect(config.script_patterns).toEqual(['**/*.actor.{py,js,mjs,cjs,ts,mts}', '**/actors/*.{py,js,mjs,cjs,ts,mts}']);
    expect(config.excluded_paths).toContain('**/node_modules/**');
    expect(config.websocket).toMatchObject({ host: '127.0.0.1', port: 5556 });
  });

  it('[P3] names line and column of everything that is wrong', () => {
    const text =
      'workspace:\n  sandbox:\n    python:\n      memory: lots\n      colour: red\n  websocket:\n    port: 99999\n';
    expect(() => parseConfig(text, 'reflow.yaml')).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          /reflow\.yaml:4:7: .*"lots" is no size[^]*reflow\.yaml:5:7: unknown key "sandbox\.python\.colour"[^]*reflow\.yaml:7:5: /,
        ) as string,
      }) as Error,
    );
    expect(() => parseConfig('a: [1\nb: 2', 'reflow.yaml')).toThrow(/reflow\.yaml:\d+:\d+: /);
  });
});
