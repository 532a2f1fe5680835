import { Check, SunMoon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { themeChoices, usePreferences, usePreferencesStore, type ThemeChoice } from './preferences.ts';

export function ThemeMenu() {
  const store = usePreferencesStore();
  const theme = usePreferences((preferences) => preferences.theme);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label="Theme"
        title="Theme"
        className="inline-flex size-7 items-center justify-center rounded-md hover:bg-hover"
      >
        <SunMoon size={16} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Content
        align="end"
        sideOffset={4}
        className="z-50 min-w-40 rounded-lg border border-line bg-raised p-1 shadow-raised"
      >
        <DropdownMenu.RadioGroup
          value={theme}
          onValueChange={(value) => store.setState({ theme: value as ThemeChoice })}
        >
          {themeChoices.map(({ value, label }) => (
            <DropdownMenu.RadioItem
              key={value}
              value={value}
              className="flex cursor-pointer items-center gap-2 rounded-md px-2 py-1 outline-none data-[highlighted]:bg-accent-soft"
            >
              <span className="flex size-4 items-center justify-center">
                <DropdownMenu.ItemIndicator>
                  <Check size={14} aria-hidden />
                </DropdownMenu.ItemIndicator>
              </span>
              {label}
            </DropdownMenu.RadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
