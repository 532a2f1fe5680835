import { Suspense, type ComponentType } from 'react';
import { ErrorBoundary } from './ErrorBoundary.tsx';

/** A labelled landmark (E11) around a panel, which fills it. */
export function Region({ name, component: Content }: { name: string; component: ComponentType }) {
  return (
    <section aria-label={name} className="h-full min-h-0 overflow-hidden bg-surface">
      <ErrorBoundary name={name}>
        <Suspense fallback={<p className="p-4 text-muted">Loading…</p>}>
          <Content />
        </Suspense>
      </ErrorBoundary>
    </section>
  );
}
