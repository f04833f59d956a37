/** A file that is being written. */
export interface DiskFile {
  /** Appends all of `piece`. Rejects with the system's error, such as ENOSPC. */
  write(piece: Uint8Array): Promise<void>;
  /** Resolves when what was written survives a power cut. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** A file that is being read. */
export interface DiskReader {
  readonly bytes: number;
  /** Fills `target` from `position` on; resolves with how many bytes there were. */
  read(target: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}

/** What this service needs of a file system. One implementation writes for real; tests make it fail. */
export interface Disk {
  /** Creates a file that must not exist. */
  create(file: string): Promise<DiskFile>;
  /** Opens a file, or answers undefined when there is none. */
  open(file: string): Promise<DiskReader | undefined>;
  /** Makes a folder and those above it, durably. */
  makeFolder(folder: string): Promise<void>;
  /** Renames within one file system, replacing what is there; both folders are synced. */
  move(from: string, to: string): Promise<void>;
  /** Removes a file, durably; nothing happens when there is none. */
  remove(file: string): Promise<void>;
  /** Writes a small text file whole, durably. */
  writeText(file: string, text: string): Promise<void>;
  /** Reads a small text file, or answers undefined when there is none. */
  readText(file: string): Promise<string | undefined>;
  /** Names of what is in a folder; none when the folder is missing. */
  list(folder: string): Promise<readonly string[]>;
  /** Bytes that may still be written to the file system of a folder. */
  freeBytes(folder: string): Promise<number>;
}
