import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { queryClient } from './api/queries.ts';
import { PageBoundary } from './crash/page-boundary.tsx';
import { AppFrame } from './frame/app-frame.tsx';
import { useColorSchemeChoice } from './theme/color-scheme.ts';
import { cssVariables, theme } from './theme/theme.ts';

export function App() {
  const choice = useColorSchemeChoice((scheme) => scheme.choice);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      {...(choice !== null && { forceColorScheme: choice })}
    >
      <QueryClientProvider client={queryClient}>
        <ModalsProvider>
          <Notifications position="bottom-right" limit={4} containerWidth={380} />
          <PageBoundary>
            <AppFrame />
          </PageBoundary>
        </ModalsProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
