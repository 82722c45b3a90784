/**
 * Stands in for the module `electron` in the main process where its binary is not there. It has only what the host uses; each part is
 * checked against electron.d.ts by the compiler, so that a drift fails the types and not a user.
 */
import { app } from './app.ts';
import { dialog, Menu, nativeTheme, powerMonitor, screen } from './desk.ts';
import { Notification, nativeImage, Tray } from './notices.ts';
import { ipcMain, MessageChannelMain } from './ports.ts';
import { protocol, session } from './session.ts';
import { BrowserWindow } from './window.ts';

const electron = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  Notification,
  nativeImage,
  nativeTheme,
  powerMonitor,
  protocol,
  screen,
  session,
  Tray,
} satisfies Partial<Record<keyof typeof import('electron'), unknown>>;

export {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  Notification,
  nativeImage,
  nativeTheme,
  powerMonitor,
  protocol,
  screen,
  session,
  Tray,
};

// biome-ignore lint/style/noDefaultExport: electron-store imports the module's default
export default electron;
