/** Runs in the sandbox before the page; Vite bundles it to one CommonJS file. */
import { contextBridge, ipcRenderer } from 'electron';
import { channelOf, type DesktopBridge } from './bridge.ts';

const bridge: DesktopBridge = {
  chooseCapture: () => ipcRenderer.invoke(channelOf('chooseCapture')),
  chooseImagesFolder: () => ipcRenderer.invoke(channelOf('chooseImagesFolder')),
  chooseProject: () => ipcRenderer.invoke(channelOf('chooseProject')),
  chooseEncoderFolder: () => ipcRenderer.invoke(channelOf('chooseEncoderFolder')),
  chooseExportFile: (suggested) => ipcRenderer.invoke(channelOf('chooseExportFile'), suggested),
  reveal: (projectId) => ipcRenderer.invoke(channelOf('reveal'), projectId),
};

contextBridge.exposeInMainWorld('lerf', bridge);
