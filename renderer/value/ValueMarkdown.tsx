import { useMemo, type ReactNode } from 'react';
import { markdownBlocks, type Block, type Inline } from './markdownBlocks.ts';
import './markdown.css';

/** Markdown as it reads. Links show where they lead and are not followed (X2). */
export function ValueMarkdown({ text, name }: { text: string; name: string }) {
  const blocks = useMemo(() => markdownBlocks(text), [text]);
  return (
    <div
      role="document"
      aria-label={name}
      tabIndex={0}
      className="markdown h-full overflow-auto p-3 outline-offset-[-2px]"
    >
      {blocks.map((block, index) => (
        <MarkdownBlock key={index} block={block} />
      ))}
    </div>
  );
}

function MarkdownBlock({ block }: { block: Block }): ReactNode {
  switch (block.kind) {
    case 'heading': {
      const Heading = `h${block.level}` as 'h1';
      return <Heading>{spans(block.content)}</Heading>;
    }
    case 'paragraph':
      return <p>{spans(block.content)}</p>;
    case 'quote':
      return <blockquote>{spans(block.content)}</blockquote>;
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul';
      return (
        <List>
          {block.items.map((item, index) => (
            <li key={index}>{spans(item)}</li>
          ))}
        </List>
      );
    }
    case 'code':
      return <pre>{block.text}</pre>;
    case 'rule':
      return <hr />;
    case 'table':
      return (
        <table>
          <thead>
            <tr>
              {block.head.map((cell, index) => (
                <th key={index} scope="col">
                  {spans(cell)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, at) => (
                  <td key={at}>{spans(cell)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
  }
}

function spans(content: Inline[]): ReactNode[] {
  return content.map((part, index) => {
    switch (part.kind) {
      case 'code':
        return <code key={index}>{part.text}</code>;
      case 'strong':
        return <strong key={index}>{part.text}</strong>;
      case 'emphasis':
        return <em key={index}>{part.text}</em>;
      case 'link':
        return (
          <span key={index} title={part.address}>
            {part.text} <small>({part.address})</small>
          </span>
        );
      case 'text':
        return part.text;
    }
  });
}
