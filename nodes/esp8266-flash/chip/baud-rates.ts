/** The boot ROM finds out the rate by itself, but the stub counts from this one (esp-stub-lib, esp8266 uart.c). */
export const ROM_BAUD = 115200;

/** Espruino's console (boards/ESP8266_4MB.py). */
export const CONSOLE_BAUD = 115200;

/** The boot ROM and the SDK's own messages: a crystal of 26 MHz where 40 MHz were meant for 115200. */
export const BOOT_LOG_BAUD = 74880;
