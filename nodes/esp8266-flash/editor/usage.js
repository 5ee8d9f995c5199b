/** When a property matters; the others always do. What does not is neither shown nor looked at. */
const USES = {
  imageParts: (node) => settingOf(node, 'request') === 'image',
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
  deviceId: writesFirmware,
  imageSource: writesEspruino,
  imagePath: (node) => writesEspruino(node) && settingOf(node, 'imageSource') === 'file',
  imageUrl: (node) => writesEspruino(node) && settingOf(node, 'imageSource') === 'url',
  imageSha256: (node) => writesEspruino(node) && settingOf(node, 'imageSource') === 'url',
  baud: (node) => ['install', 'image'].includes(settingOf(node, 'request')),
  erase: (node) => ['install', 'image'].includes(settingOf(node, 'request')),
};

/** Whether what the node shall do depends on `property`. */
export const isUsed = (node, property) => USES[property]?.(node) ?? true;

/** What `property` is now: in the open form of the node, else in the node, else by default. */
export function settingOf(node, property) {
  const input = $(`.esp8266-flash-form[data-node="${node.id}"] #node-input-${property}`);
  const shown = input.is(':checkbox') ? input.prop('checked') : input.val();
  return shown ?? node[property] ?? node._def.defaults[property].value;
}

function writesEspruino(node) {
  return settingOf(node, 'request') === 'install';
}

function writesProgram(node) {
  return ['install', 'program'].includes(settingOf(node, 'request'));
}

function writesFirmware(node) {
  return writesProgram(node) && settingOf(node, 'programSource') === 'firmware';
}
