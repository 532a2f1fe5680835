import type { RunMessage } from '#shared/rpc/live/recording.ts';
import { MessageLine } from './MessageLine.tsx';

interface RelatedMessagesProps {
  message: RunMessage;
  causes: readonly RunMessage[];
  effects: readonly RunMessage[];
  titleOf: (node: string) => string;
  onFollow: (message: RunMessage) => void;
}

/** What caused a message and what it led to, each leading there (N8). */
export function RelatedMessages({ message, causes, effects, titleOf, onFollow }: RelatedMessagesProps) {
  const shared = { titleOf, onFollow };
  return (
    <div className="grid grid-cols-[repeat(auto-fit,minmax(220px,1fr))] gap-2">
      <Related title="Caused by" none="Nothing before it." messages={causes} {...shared} />
      <Related
        title="Led to"
        none={message.to.length === 0 ? 'No wire took it on.' : 'Nothing that was kept.'}
        messages={effects}
        {...shared}
      />
    </div>
  );
}

function Related(props: {
  title: string;
  none: string;
  messages: readonly RunMessage[];
  titleOf: (node: string) => string;
  onFollow: (message: RunMessage) => void;
}) {
  const { title, none, messages, titleOf, onFollow } = props;
  return (
    <section aria-label={title} className="min-w-0">
      <h4 className="text-muted">{title}</h4>
      {messages.length === 0 && <p>{none}</p>}
      <div className="-mx-1 max-h-24 overflow-y-auto">
        {messages.map((message) => (
          <button
            key={message.id}
            type="button"
            onClick={() => onFollow(message)}
            className="flex w-full cursor-pointer items-center gap-2 rounded px-1 text-left font-mono text-xs outline-offset-[-2px] hover:bg-hover"
          >
            <MessageLine message={message} titleOf={titleOf} />
          </button>
        ))}
      </div>
    </section>
  );
}
