import { IconAdjustmentsAlt, IconChartBar, IconVocabulary } from '@tabler/icons-react';
import { headingId } from '../frame/folding-section.tsx';
import { currentRoute } from '../navigation.ts';
import { type Fold, setFold } from '../stores/fold-store.ts';
import { showTab } from '../stores/panel-store.ts';
import { openVocabulary } from '../vocabulary/vocabulary-dialog.tsx';
import type { Action } from './action.ts';

const inProject = () => currentRoute().screen === 'project';

/** Opens a section of the Ask tab and puts the keyboard there. */
function goTo(fold: Fold): void {
  showTab('ask');
  setFold(fold, true);
  // The tab is drawn first.
  requestAnimationFrame(() => {
    const heading = document.getElementById(headingId(fold));
    heading?.scrollIntoView({ block: 'start' });
    heading?.focus();
  });
}

const editCanonical: Action = {
  id: 'canonical.edit',
  label: 'Edit canonical phrases',
  group: 'Ask',
  icon: IconAdjustmentsAlt,
  enabled: inProject,
  perform: () => goTo('canonical'),
};

const showSensitivity: Action = {
  id: 'canonical.sensitivity',
  label: 'Show sensitivity to canonical phrases',
  group: 'Ask',
  icon: IconChartBar,
  enabled: inProject,
  perform: () => goTo('sensitivity'),
};

const editVocabulary: Action = {
  id: 'vocabulary.edit',
  label: 'Edit the vocabulary…',
  group: 'Ask',
  icon: IconVocabulary,
  enabled: inProject,
  perform: () => {
    const route = currentRoute();
    if (route.screen === 'project') openVocabulary(route.projectId);
  },
};

export const canonicalActions: readonly Action[] = [editCanonical, showSensitivity, editVocabulary];
