import { UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { type Fold, setFold, useFoldStore } from '../stores/fold-store.ts';
import classes from './folding-section.module.css';

interface FoldingSectionProps {
  readonly fold: Fold;
  readonly title: string;
  /** What is to be known of it while it is closed. */
  readonly summary?: ReactNode;
  readonly children: ReactNode;
}

/** The heading of a section's button, for what opens it and puts the focus there. */
export const headingId = (fold: Fold) => `fold-${fold}`;

/** A section of a panel that can be folded away; nothing of it exists while it is. */
export function FoldingSection({ fold, title, summary, children }: FoldingSectionProps) {
  const isOpen = useFoldStore((folds) => folds[fold]);
  const contentId = useId();
  return (
    <section className={classes.section} aria-label={title}>
      <h2 className={classes.heading}>
        <UnstyledButton
          id={headingId(fold)}
          className={classes.button!}
          aria-expanded={isOpen}
          {...(isOpen && { 'aria-controls': contentId })}
          onClick={() => setFold(fold, !isOpen)}
        >
          <IconChevronRight size={14} aria-hidden className={classes.chevron} data-open={isOpen || undefined} />
          <span className={classes.title}>{title}</span>
          {!isOpen && summary !== undefined && <span className={`${classes.summary} ellipsis`}>{summary}</span>}
        </UnstyledButton>
      </h2>
      {isOpen && (
        <div id={contentId} className={classes.content}>
          {children}
        </div>
      )}
    </section>
  );
}
