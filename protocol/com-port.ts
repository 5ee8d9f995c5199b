import { TELNET_OPTION, telnetValue } from './telnet';

/** What a client may tell a serial port on another machine (RFC 2217 section 3); the answer is the number and 100. */
export const COM_PORT = {
  SIGNATURE: 0,
  /** Four bytes, the highest first; 0 only asks. */
  SET_BAUD_RATE: 1,
  SET_DATA_SIZE: 2,
  SET_PARITY: 3,
  SET_STOP_SIZE: 4,
  /** One of COM_PORT_CONTROL. */
  SET_CONTROL: 5,
  NOTIFY_LINE_STATE: 6,
  NOTIFY_MODEM_STATE: 7,
  FLOW_SUSPEND: 8,
  FLOW_RESUME: 9,
  SET_LINE_STATE_MASK: 10,
  SET_MODEM_STATE_MASK: 11,
  PURGE_DATA: 12,
} as const;

/** What makes the number of a command that of its answer. */
export const COM_PORT_ANSWER = 100;

/** 8 data bits, no parity, 1 stop bit, as RFC 2217 numbers them. */
export const DATA_SIZE_8 = 8;
export const PARITY_NONE = 1;
export const STOP_SIZE_1 = 1;

/** Values of SET_CONTROL; those that end in ASK want to know. */
export const COM_PORT_CONTROL = {
  FLOW_ASK: 0,
  FLOW_NONE: 1,
  BREAK_ASK: 4,
  BREAK_ON: 5,
  BREAK_OFF: 6,
  DTR_ASK: 7,
  DTR_ON: 8,
  DTR_OFF: 9,
  RTS_ASK: 10,
  RTS_ON: 11,
  RTS_OFF: 12,
  INBOUND_FLOW_ASK: 13,
  INBOUND_FLOW_NONE: 14,
} as const;

/** A command or an answer with its value: `comPort(COM_PORT.SET_CONTROL, [COM_PORT_CONTROL.DTR_ON])`. */
export function comPort(command: number, value: ArrayLike<number>): Buffer {
  return telnetValue(TELNET_OPTION.COM_PORT, [command, ...Array.from(value)]);
}

/** A baud rate as SET_BAUD_RATE has it. */
export function baudRateValue(baudRate: number): Buffer {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(baudRate);
  return value;
}
