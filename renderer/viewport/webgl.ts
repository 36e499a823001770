/** Whether this machine can draw in 3D at all. Asked once: contexts are scarce. */
export const hasWebgl: boolean = (() => {
  const context = document.createElement('canvas').getContext('webgl2');
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
})();
