/** Reads datasets that lie outside the store and this machine. */
export interface Datasets {
  /**
   * Copies the object of an `s3://bucket/key` address to a new local file.
   * @throws HoneError HONE_NOT_FOUND, HONE_STORE_UNAVAILABLE, HONE_NO_SPACE
   */
  download(uri: string, path: string): Promise<void>;
}
