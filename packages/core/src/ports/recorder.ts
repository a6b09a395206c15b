/** Where a recording goes, line by line; a line is in safe hands when `append` returns, even if the process is killed next. */
export interface Recorder {
  append(line: string): void
  close(): Promise<void>
}
