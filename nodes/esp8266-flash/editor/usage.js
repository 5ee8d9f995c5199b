/** When a property matters; the others always do. What does not is neither shown nor looked at. */
const USES = {
  programSource: writesProgram,
  script: (node) => writesProgram(node) && settingOf(node, 'programSource') === 'script',
  wifiMode: writesFirmware,
  ssid: writesFirmware,
  wifiPassword: writesFirmware,
  channel: (node) => writesFirmware(node) && settingOf(node, 'wifiMode') === 'ap',
  serverHost: writesFirmware,
  serverPort: writesFirmware,
  interval: writesFirmware,
  reading: writesFirmware,
  wire: writesFirmware,
  key: writesFirmware,
  connection: writesFirmware,
  deviceId: writesFirmware,
  imageSource: writesImage,
  imagePath: (node) => writesImage(node) && settingOf(node, 'imageSource') === 'file',
  imageUrl: (node) => writesImage(node) && settingOf(node, 'imageSource') === 'url',
  imageSha256: (node) => writesImage(node) && settingOf(node, 'imageSource') === 'url',
  imageParts: (node) => writesImage(node) && settingOf(node, 'imageSource') === 'parts',
  baud: writesImage,
};

/** Whether what the node shall do depends on `property`. */
export const isUsed = (node, property) => USES[property]?.(node) ?? true;

/** What `property` is now: in the open form of the node, else in the node, else by default. */
export function settingOf(node, property) {
  const input = $(`.esp8266-flash-form[data-node="${node.id}"] #node-input-${property}`);
  const shown = input.is(':checkbox') ? input.prop('checked') : input.val();
  return shown ?? node[property] ?? node._def.defaults[property].value;
}

function writesImage(node) {
  return ['install', 'image'].includes(settingOf(node, 'request'));
}

function writesProgram(node) {
  return ['install', 'program'].includes(settingOf(node, 'request'));
}

function writesFirmware(node) {
  return writesProgram(node) && settingOf(node, 'programSource') === 'firmware';
}
