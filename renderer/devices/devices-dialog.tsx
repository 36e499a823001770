import { Anchor, Badge, Button, Loader, Modal, Stack, Text, Title } from '@mantine/core';
import type { Devices } from '../../main/api/contract.ts';
import { useDevices } from '../api/queries.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { closeOverlay, openOverlay } from '../stores/overlay-store.ts';
import { deviceLabels } from './device-labels.ts';
import classes from './devices.module.css';
import { SelfTestSection } from './self-test-section.tsx';

/** What there is to compute with, what of it is used, and whether it computes right. */
export function DevicesDialog() {
  const devices = useDevices();
  return (
    <Modal opened onClose={closeOverlay} title="Devices" size={760}>
      <Stack gap="md">
        <Text c="dimmed">
          Training, features and questions are computed on this computer. Each device was tried by running something
          small on it.
        </Text>
        {devices.isPending && <Loader aria-label="Trying devices" />}
        {devices.isError && (
          <FailureMessage error={devices.error}>
            <Button onClick={() => devices.refetch()}>Try again</Button>
          </FailureMessage>
        )}
        {devices.data && (
          <>
            <Found {...devices.data} />
            <Uses {...devices.data.uses} />
          </>
        )}
        <SelfTestSection />
        <Text size="xs" c="dimmed">
          Something not as it should be?{' '}
          <Anchor component="button" size="xs" onClick={() => openOverlay('diagnostics')}>
            Save diagnostics…
          </Anchor>
        </Text>
      </Stack>
    </Modal>
  );
}

function Found({ devices, kernels }: Pick<Devices, 'devices' | 'kernels'>) {
  const found = devices.filter(({ device }) => device !== 'auto');
  return (
    <section aria-labelledby="devices-found">
      <Title order={3} mb={4} id="devices-found">
        Found
      </Title>
      <ul className={classes.list}>
        {found.map(({ device, available, detail }) => (
          <FoundRow key={device} name={deviceLabels[device]} available={available} detail={detail} />
        ))}
        <FoundRow name="Native kernels" {...kernels} />
      </ul>
    </section>
  );
}

interface FoundRowProps {
  readonly name: string;
  readonly available: boolean;
  readonly detail: string;
}

function FoundRow({ name, available, detail }: FoundRowProps) {
  return (
    <li className={classes.row}>
      <Text fw={600}>{name}</Text>
      <Text {...(!available && { c: 'dimmed' })}>{detail}</Text>
      <Badge color={available ? 'teal' : 'gray'}>{available ? 'Ready' : 'Not here'}</Badge>
    </li>
  );
}

function Uses({ training, features, questions }: Devices['uses']) {
  const uses = [
    ['Training', training],
    ['Features', features],
    ['Questions', questions],
  ] as const;
  return (
    <section aria-labelledby="devices-used">
      <Title order={3} mb={4} id="devices-used">
        Used for
      </Title>
      <ul className={classes.list}>
        {uses.map(([name, use]) => (
          <li key={name} className={classes.row}>
            <Text fw={600}>{name}</Text>
            <Text>{use}</Text>
          </li>
        ))}
      </ul>
      <Text size="xs" c="dimmed" mt={4}>
        A run can be given another device where it is started.
      </Text>
    </section>
  );
}
