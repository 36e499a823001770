import {
  ActionIcon,
  Badge,
  Button,
  type CSSVariablesResolver,
  createTheme,
  InputWrapper,
  Loader,
  type MantineColorsTuple,
  Menu,
  Modal,
  Notification,
  NumberInput,
  Paper,
  Select,
  Slider,
  Switch,
  Table,
  Tabs,
  TextInput,
  Tooltip,
} from '@mantine/core';

/** Neutral greys with a trace of blue: photographs and curves must be the most colourful things on screen. */
const dark: MantineColorsTuple = [
  '#d3d6db',
  '#b9bdc4',
  '#9ea3ab',
  '#5d626b',
  '#3d4149',
  '#32353c',
  '#2a2d33',
  '#1e2025',
  '#17191d',
  '#0f1013',
];

/** The one accent. */
const teal: MantineColorsTuple = [
  '#e3faf6',
  '#c9f1ea',
  '#98e3d6',
  '#63d4c1',
  '#3cc3ae',
  '#24b39d',
  '#0e7e6e',
  '#0b7062',
  '#075a4f',
  '#03403a',
];

/** For what is destroyed and what went wrong. */
const red: MantineColorsTuple = [
  '#fff0ef',
  '#ffdcd9',
  '#ffb8b2',
  '#ff9a92',
  '#ff8a80',
  '#f4776d',
  '#c93a31',
  '#b02a22',
  '#8f1f19',
  '#6b1512',
];

export const theme = createTheme({
  primaryColor: 'teal',
  // Shades on which white text is legible.
  primaryShade: { light: 7, dark: 6 },
  colors: { dark, teal, red },
  fontFamily: 'Inter, "Segoe UI", system-ui, -apple-system, "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "SF Mono", "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '15px', xl: '18px' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '18px' }, h2: { fontSize: '15px' }, h3: { fontSize: '13px' } },
  },
  defaultRadius: 4,
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 28 } }),
    Badge: Badge.extend({
      defaultProps: { variant: 'light', size: 'sm', radius: 3 },
      styles: { label: { textTransform: 'none' } },
    }),
    Button: Button.extend({ defaultProps: { size: 'xs' }, styles: { label: { fontSize: 13, fontWeight: 500 } } }),
    InputWrapper: InputWrapper.extend({
      styles: { label: { fontSize: 13 }, description: { fontSize: 12 }, error: { fontSize: 12 } },
    }),
    Loader: Loader.extend({ defaultProps: { size: 'sm' } }),
    Menu: Menu.extend({
      defaultProps: { shadow: 'md', transitionProps: { duration: 80 }, withInitialFocusPlaceholder: false },
    }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        transitionProps: { duration: 120 },
        closeButtonProps: { 'aria-label': 'Close' },
        // Mantine makes the title's row a <header>, which outside of <main> would be a second banner.
        attributes: { header: { role: 'presentation' } },
      },
      styles: { title: { fontWeight: 600, fontSize: 15 } },
    }),
    Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } } }),
    NumberInput: NumberInput.extend({ defaultProps: { size: 'xs' } }),
    Paper: Paper.extend({ defaultProps: { radius: 6 } }),
    Select: Select.extend({ defaultProps: { size: 'xs', allowDeselect: false } }),
    Slider: Slider.extend({ defaultProps: { size: 'sm' } }),
    Switch: Switch.extend({ defaultProps: { size: 'xs' } }),
    Table: Table.extend({ defaultProps: { fz: 13 } }),
    Tabs: Tabs.extend({ styles: { tab: { fontSize: 13, paddingBlock: 8 } } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'xs' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withinPortal: true, fz: 12 } }),
  },
});

/** Surfaces of the workstation, and a dimmed text colour that keeps 4.5:1 on every one of them. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--bar-height': '40px', '--status-height': '26px' },
  light: {
    '--mantine-color-dimmed': '#59606a',
    '--mantine-color-placeholder': '#6b727c',
    '--mantine-color-error': '#b02a22',
    '--mantine-color-body': '#ffffff',
    '--surface-frame': '#eef0f3',
    '--surface-panel': '#f8f9fa',
    '--surface-raised': '#ffffff',
    '--surface-viewport': '#dfe2e7',
    '--line': '#d5d9df',
    '--accent': '#0b7062',
    '--held-out': '#b4490a',
    // On the ground of what is selected the other one is too pale.
    '--held-out-selected': '#8a3605',
  },
  dark: {
    '--mantine-color-dimmed': '#9ea3ab',
    '--mantine-color-placeholder': '#8b9099',
    '--mantine-color-error': '#ff8a80',
    '--mantine-color-body': '#1e2025',
    '--surface-frame': '#17191d',
    '--surface-panel': '#1e2025',
    '--surface-raised': '#26292f',
    '--surface-viewport': '#121316',
    '--line': '#32353c',
    '--accent': '#3cc3ae',
    '--held-out': '#f0a04b',
    '--held-out-selected': '#f0a04b',
  },
});
