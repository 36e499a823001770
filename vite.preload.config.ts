import { defineConfig } from 'vite';

/** The preload script as one CommonJS file: a sandboxed page loads neither modules nor packages. */
export default defineConfig({
  build: {
    outDir: 'dist/main/electron',
    emptyOutDir: false,
    copyPublicDir: false,
    lib: { entry: 'main/electron/preload.ts', formats: ['cjs'], fileName: () => 'preload.cjs' },
    rolldownOptions: { external: ['electron'] },
  },
});
