/** Has the browser save what is at an address; the desktop asks where, a browser puts it where downloads go. */
export function download(url: string, fileName: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
}
