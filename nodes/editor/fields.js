import './form.css';
import { isAbsent, isVariable, KEPT_SECRET } from './validators.js';

/** A node of an imported flow may lack properties: the form shows what the runtime takes for them. */
export function showDefaults(node) {
  for (const [property, { value }] of Object.entries(node._def.defaults)) {
    const input = $(`#node-input-${property}`);
    if (isAbsent(node[property]) || input.val() === null) input.val(value);
  }
}

/** What is typed or pasted into the field of a kept secret takes the place of what stands for it there. */
export function replaceKeptSecrets(node) {
  for (const property of Object.keys(node._def.credentials)) {
    const input = $(`#node-input-${property}`);
    input.on('focus click', () => input.val() === KEPT_SECRET && input.trigger('select'));
  }
}

/** Says below an invalid field what Node-RED says only while the mouse is over it. */
export function explainErrors(node) {
  for (const [property, { validate }] of Object.entries({ ...node._def.defaults, ...node._def.credentials })) {
    const input = $(`#node-input-${property}`);
    if (validate === undefined || input.is('select')) continue;
    const line = $('<div class="esp8266-error" aria-live="polite">').attr('id', `node-esp8266-error-${property}`);
    const explain = () => {
      const verdict = isVariable(input.val()) || validate.call(node, input.val(), {});
      input.attr('aria-invalid', verdict !== true);
      line.html(verdict === true ? '' : verdict);
    };
    const unit = input.next('.esp8266-unit, .esp8266-note');
    (unit.length > 0 ? unit : input).after(line);
    input.attr('aria-describedby', line.attr('id')).on('input change', explain);
    explain();
  }
}
