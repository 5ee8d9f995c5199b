/** What Espruino says of itself (`process.env`). */
export interface EspruinoEnvironment {
  /** `2v29`; a build from between two releases `2v29.277`. */
  version: string;
  /** `ESP8266_4MB`, or `ESP8266_BOARD` for the 512 KB build. */
  board: string;
  /** Size of the area in which files are stored. */
  storageBytes: number;
}
