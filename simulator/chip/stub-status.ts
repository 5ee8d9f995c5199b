/** The status word of the stub, as it goes out: two bytes, the upper one first. Source: its commands.h. */
export const STUB_STATUS = {
  success: [0x00, 0],
  badLength: [0xc0, 0],
  badChecksum: [0xc1, 0],
  invalidCommand: [0xc3, 0],
  flashFailed: [0xc4, 0],
  notInFlashMode: [0xc6, 0],
  inflateFailed: [0xc7, 0],
  notEnoughData: [0xc8, 0],
  tooMuchData: [0xc9, 0],
  notImplemented: [0xff, 0],
} as const;

export type StubStatus = (typeof STUB_STATUS)[keyof typeof STUB_STATUS];
