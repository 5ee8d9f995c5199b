import { textsOf } from '../../editor/validators.js';
import { settingOf } from './usage.js';

const text = textsOf('esp8266-flash');

/** A person who may only look is told so before, not after. */
export const mayFlash = () => RED.user.hasPermission('esp8266-flash.write');

/** Asks, saying what will happen to which board, and starts the job; what is wrong already is said instead. */
export function confirmStart(node, onRefused) {
  const mistakes = mistakesIn(node);
  if (mistakes !== '') return onRefused(text('job.refused', { text: mistakes }));
  const request = settingOf(node, 'request');
  const question = RED.notify($('<p>').text(whatWillHappen(node, request)), {
    modal: true,
    fixed: true,
    type: request === 'identify' ? 'compact' : 'warning',
    buttons: [
      { text: text('confirm.back'), click: () => question.close() },
      {
        text: text(`confirm.go.${request}`),
        class: 'primary',
        click: () => {
          question.close();
          post(node, 'start').catch(onRefused);
        },
      },
    ],
  });
}

/** What Node-RED says of the node on the canvas: as HTML, and each with the label of its setting. */
function mistakesIn({ validationErrors = [] }) {
  return $('<p>').html(validationErrors.join('; ')).text();
}

/** Resolves when the runtime has taken it; rejects with words for the person. */
export function post(node, action) {
  return new Promise((resolve, reject) => {
    $.post(`esp8266-flash/${encodeURIComponent(node.id)}/${action}`)
      .done(resolve)
      .fail((answer) => reject(problemIn(answer)));
  });
}

/** What an answer that is none means, in words. */
export function problemIn({ status, responseJSON }, permission = 'forbidden') {
  if (status === 401 || status === 403) return text(`job.${permission}`);
  if (status === 404) return text('job.deploy-first');
  if (responseJSON?.text) return text('job.refused', { text: responseJSON.text });
  return text(status === 409 ? 'job.busy' : 'job.unavailable');
}

function whatWillHappen(node, request) {
  const port = settingOf(node, 'port').trim();
  const kind = port === '' ? 'only' : port === 'simulated' ? 'simulated' : 'port';
  const sentence = text(`confirm.${request}`, { board: text(`confirm.board.${kind}`, { port }) });
  const isErased = ['install', 'image'].includes(request) && settingOf(node, 'erase');
  return isErased ? `${sentence} ${text('confirm.erased')}` : sentence;
}
