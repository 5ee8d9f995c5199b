import './devices.css';

const REFRESH_MS = 2000;
const COLUMNS = ['device', 'value', 'heard', 'missed', 'restarts'];
const TIME_UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

/** Keeps the table of the devices seen now. Ends by itself: with the dialog its elements go from the page. */
export function watchDevices(node) {
  const box = $('#node-esp8266-devices');
  const refresh = () => {
    if (!box[0].isConnected) return;
    $.getJSON(`esp8266-tcp-in/${encodeURIComponent(node.id)}/devices`)
      .done((devices) => box.empty().append(devices.length > 0 ? deviceTable(node, devices) : notice(node, 'none')))
      .fail(() => box.empty().append(notice(node, 'unavailable')))
      .always(() => setTimeout(refresh, REFRESH_MS));
  };
  refresh();
}

function notice(node, key) {
  return $('<div class="esp8266-empty">').text(node._(`esp8266-tcp-in.devices.${key}`));
}

function deviceTable(node, devices) {
  const heads = COLUMNS.map((key) => cell('<th scope="col">', key).text(node._(`esp8266-tcp-in.devices.${key}`)));
  const rows = devices.map((device) => deviceRow(node, device));
  return $('<table class="esp8266-devices">').append($('<tr>').append(heads), rows);
}

function deviceRow(node, { id, ip, online, payload, lastHeardMs, missed, restarts }) {
  const state = node._(`esp8266-tcp-in.devices.${online ? 'online' : 'offline'}`);
  const dot = $('<i class="fa fa-circle" role="img">').attr('aria-label', state);
  const value = shown(payload);
  const cells = [
    cell('<td>', 'device').append(dot, document.createTextNode(id)).attr('title', `${id} · ${ip} · ${state}`),
    cell('<td>', 'value').text(value).attr('title', value),
    cell('<td>', 'heard').text(ago(lastHeardMs)),
    cell('<td>', 'missed')
      .text(missed)
      .toggleClass('esp8266-loss', missed > 0),
    cell('<td>', 'restarts').text(restarts),
  ];
  return $('<tr>').toggleClass('esp8266-offline', !online).append(cells);
}

function cell(tag, column) {
  return $(tag).addClass(`esp8266-${column}`);
}

/** A buffer comes as JSON: its bytes are told in hex. */
function shown(payload) {
  if (typeof payload === 'string') return payload;
  if (payload?.type !== 'Buffer') return JSON.stringify(payload) ?? '';
  return payload.data.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** `now`, `12s ago`, `3h ago`, in the editor's language. */
function ago(ms) {
  const [unit, unitMs] = TIME_UNITS.find(([, length]) => ms >= length) ?? ['second', 1000];
  const format = new Intl.RelativeTimeFormat(RED.i18n.lang(), { style: 'narrow', numeric: 'auto' });
  return format.format(-Math.floor(ms / unitMs), unit);
}
