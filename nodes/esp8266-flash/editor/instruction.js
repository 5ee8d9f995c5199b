import './instruction.css';

const STEPS = [1, 2, 3];

/** Which of the two buttons of a board are down in each step. */
const PRESSED = {
  'hold-flash': [['FLASH'], ['FLASH', 'RST'], []],
  'tap-reset': [[], ['RST'], []],
};

/** What the person shall do now, in three steps, each with its picture. */
export function showInstruction(node, { isRunning, instruction, ssid = '' }) {
  const box = $('#node-esp8266-instruction');
  const shown = isRunning ? `${instruction ?? ''} ${ssid}`.trim() : '';
  if (box.attr('data-shown') === shown) return; // it is read aloud when it changes
  box
    .attr('data-shown', shown)
    .prop('hidden', shown === '')
    .empty();
  if (shown === '') return;
  const text = (key) => node._(`esp8266-flash.instruction.${instruction}.${key}`, { ssid });
  const steps = STEPS.map((step) =>
    $('<li>').append(pictureOf(instruction, step), $('<span>').text(text(`step${step}`))),
  );
  box.append($('<strong>').text(text('title')), $('<ol>').append(steps));
}

function pictureOf(instruction, step) {
  const pressed = PRESSED[instruction]?.[step - 1];
  if (pressed === undefined) return '';
  const buttons = ['FLASH', 'RST'].map((name) =>
    $('<span class="esp8266-key">').text(name).toggleClass('esp8266-down', pressed.includes(name)),
  );
  return $('<span class="esp8266-keys" aria-hidden="true">').append(buttons);
}
