interface ChoicesProps<Choice extends string> {
  /** The accessible name of them together. */
  label: string;
  /** The words of each. */
  options: Readonly<Record<Choice, string>>;
  chosen: Choice;
  onChoose: (choice: Choice) => void;
}

/** A few views of one thing, of which one is shown. */
export function Choices<Choice extends string>({ label, options, chosen, onChoose }: ChoicesProps<Choice>) {
  return (
    <div role="radiogroup" aria-label={label} className="flex shrink-0 gap-1">
      {(Object.entries(options) as [Choice, string][]).map(([choice, words]) => (
        <label
          key={choice}
          className={`cursor-pointer rounded px-2 py-0.5 has-focus-visible:outline-2 has-focus-visible:outline-accent ${choice === chosen ? 'bg-accent-soft' : 'text-muted hover:bg-hover'}`}
        >
          <input
            type="radio"
            name={label}
            checked={choice === chosen}
            onChange={() => onChoose(choice)}
            className="sr-only"
          />
          {words}
        </label>
      ))}
    </div>
  );
}
