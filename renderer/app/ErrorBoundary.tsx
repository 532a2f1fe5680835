import { Component, type ErrorInfo, type ReactNode } from 'react';

interface ErrorBoundaryProps {
  /** What stopped, in the sentence that is shown. */
  name: string;
  children: ReactNode;
}

/** Keeps a defect in one part of the window from taking the rest down. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div role="alert" className="flex h-full flex-col items-start gap-2 p-4">
        <p className="font-semibold">{this.props.name} stopped.</p>
        <p className="font-mono text-sm break-words text-danger">{error.message}</p>
        <button
          type="button"
          className="rounded-md border border-line px-2 py-1 hover:bg-hover"
          onClick={() => this.setState({ error: null })}
        >
          Show it again
        </button>
      </div>
    );
  }
}
