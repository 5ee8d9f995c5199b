import './job.css';
import { showInstruction } from './instruction.js';
import { prepareLog, showLog } from './log.js';
import { showPhases } from './phases.js';
import { confirmStart, mayFlash, post, problemIn } from './start.js';

const POLL_MS = 400;

/** Shows the job of the node as it goes on, and starts or cancels one. Ends with the dialog. */
export function showJob(node) {
  const box = $('#node-esp8266-job');
  const isEdited = watchEdits();
  let problem = '';
  let isRunning = false;

  const showButtons = () => {
    const mustDeploy = node.changed || isEdited();
    $('#node-esp8266-start')
      .prop('disabled', mustDeploy || !mayFlash())
      .toggle(!isRunning);
    $('#node-esp8266-cancel').prop('disabled', !mayFlash()).toggle(isRunning);
    const words = isRunning ? '' : hint(node, mustDeploy, problem);
    $('#node-esp8266-hint')
      .text(words)
      .toggleClass('esp8266-refused', words !== '' && words === problem);
  };
  const complain = (words) => {
    problem = words;
    showButtons();
  };
  const refresh = () => {
    if (!box[0].isConnected) return;
    $.getJSON(`esp8266-flash/${encodeURIComponent(node.id)}/job`)
      .done((view) => {
        isRunning = view.isRunning;
        show(node, view);
      })
      .fail((answer) => (answer.status === 404 ? undefined : complain(problemIn(answer, 'unreadable'))))
      .always(() => {
        showButtons();
        setTimeout(refresh, POLL_MS);
      });
  };

  $('#node-esp8266-start').on('click', () => {
    problem = '';
    confirmStart(node, complain);
  });
  $('#node-esp8266-cancel').on('click', () => post(node, 'cancel').catch(complain));
  $('.esp8266-flash-form').on('input change', showButtons);
  prepareLog(node);
  showButtons();
  refresh();
}

function hint(node, mustDeploy, problem) {
  const text = (key) => node._(`esp8266-flash.job.${key}`);
  if (!mayFlash()) return text('forbidden');
  return mustDeploy ? text('deploy-first') : problem;
}

/** Gives a function that says whether a setting differs from what it was when the form was opened. */
function watchEdits() {
  const values = () => {
    const fields = $('.esp8266-flash-form :input').not('#node-esp8266-job *, #node-esp8266-script *');
    return JSON.stringify(fields.toArray().map(({ type, checked, value }) => (type === 'checkbox' ? checked : value)));
  };
  const asOpened = values();
  return () => values() !== asOpened;
}

function show(node, view) {
  showPhases(node, view);
  showInstruction(node, view);
  showDoing(node, view);
  showOutcome(view.outcome);
  showLog(view.log);
}

function showDoing(node, { isRunning, text, bytes, totalBytes }) {
  const kilobytes = (count) => Math.round(count / 1000);
  const amount =
    totalBytes === undefined
      ? ''
      : node._('esp8266-flash.job.bytes', { bytes: kilobytes(bytes ?? 0), total: kilobytes(totalBytes) });
  setText('#node-esp8266-doing', isRunning ? text : '');
  setText('#node-esp8266-bytes', isRunning ? amount : '');
}

function showOutcome(outcome) {
  const lines = outcome === undefined ? [] : [outcome.text, outcome.remedy, outcome.advice, outcome.stateText];
  $('#node-esp8266-outcome')
    .toggleClass('esp8266-failed', outcome?.ok === false)
    .prop('hidden', outcome === undefined)
    .children()
    .each((index, line) => setText(line, lines[index] ?? ''));
}

/** What is read aloud when it changes must change only when it does. */
function setText(element, words) {
  if ($(element).text() !== words) $(element).text(words);
}
