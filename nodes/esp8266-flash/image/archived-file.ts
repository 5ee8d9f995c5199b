/** A file in an archive; `read` gives its bytes, or throws FlashError `image-bad`. */
export interface ArchivedFile {
  path: string;
  read(): Buffer;
}
