/** The chips that join a board to USB, by vendor and product id: their makers' own texts are missing or say little. */
const ADAPTERS: Record<string, [maker: string, product: string]> = {
  '1a86:5523': ['WCH', 'CH341'],
  '1a86:7522': ['WCH', 'CH340'],
  '1a86:7523': ['WCH', 'CH340'],
  '1a86:55d3': ['WCH', 'CH343'],
  '1a86:55d4': ['WCH', 'CH9102'],
  '10c4:ea60': ['Silicon Labs', 'CP210x'],
  '10c4:ea70': ['Silicon Labs', 'CP2105'],
  '0403:6001': ['FTDI', 'FT232R'],
  '0403:6010': ['FTDI', 'FT2232'],
  '0403:6014': ['FTDI', 'FT232H'],
  '0403:6015': ['FTDI', 'FT231X'],
  '067b:2303': ['Prolific', 'PL2303'],
  '067b:23a3': ['Prolific', 'PL2303G'],
};

/** What is known of a USB device from its two ids (hex) and its own texts. */
export interface UsbDevice {
  vendorId?: string | undefined;
  productId?: string | undefined;
  maker?: string | undefined;
  product?: string | undefined;
  serialNumber?: string | undefined;
}

/** What a list of ports tells of a USB device; what is not known is absent. */
export interface UsbDescription {
  maker?: string;
  product?: string;
  serialNumber?: string;
  usbVendorId?: number;
  usbProductId?: number;
}

/** `{ vendorId: '1a86', productId: '7523' }` is a CH340 of WCH, whatever it says of itself. */
export function describeUsb({ vendorId, productId, maker, product, serialNumber }: UsbDevice): UsbDescription {
  const [knownMaker, knownProduct] = ADAPTERS[`${vendorId}:${productId}`.toLowerCase()] ?? [maker, product];
  return {
    ...(knownMaker ? { maker: knownMaker } : {}),
    ...(knownProduct ? { product: knownProduct } : {}),
    ...(serialNumber ? { serialNumber } : {}),
    ...(vendorId ? { usbVendorId: Number.parseInt(vendorId, 16) } : {}),
    ...(productId ? { usbProductId: Number.parseInt(productId, 16) } : {}),
  };
}
