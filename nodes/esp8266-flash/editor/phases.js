import './phases.css';

const ICONS = {
  done: 'fa-check',
  current: 'fa-circle-o-notch fa-spin',
  failed: 'fa-times',
  skipped: 'fa-minus',
  unheard: 'fa-minus',
  waiting: 'fa-circle-thin',
};

/** Keeps a line for each phase of the job: how it stands, its bar while it is at work, the time that it took. */
export function showPhases(node, view) {
  const list = $('#node-esp8266-phases');
  if (list.attr('data-phases') !== view.phases.join()) {
    list
      .attr('data-phases', view.phases.join())
      .empty()
      .append(view.phases.map((phase) => phaseLine(node, phase)));
  }
  view.phases.forEach((phase, index) => {
    updateLine(node, list.children().eq(index), view, phase, stateOf(view, phase));
  });
}

function phaseLine(node, phase) {
  const name = node._(`esp8266-flash.phase.${phase}`);
  const bar = $('<div class="esp8266-bar" role="progressbar" aria-valuemin="0" aria-valuemax="100">')
    .attr('aria-label', name)
    .append('<div>');
  return $('<li>').append(
    '<i class="fa fa-fw" role="img"></i>',
    $('<span>').text(name),
    bar,
    '<span class="esp8266-figure"></span>',
  );
}

function stateOf({ phases, phase, phaseMs, isRunning, outcome }, asked) {
  const [now, index] = [phases.indexOf(phase), phases.indexOf(asked)];
  if (index > now) return 'waiting';
  if (index < now) return asked in phaseMs ? 'done' : 'skipped';
  if (isRunning) return 'current';
  if (outcome?.ok === false) return 'failed';
  return asked === 'first-reading' && outcome?.isHeard === false ? 'unheard' : 'done';
}

function updateLine(node, line, { percent, phaseMs }, phase, state) {
  const isCurrent = state === 'current';
  line.attr('data-state', state).attr('aria-current', isCurrent ? 'step' : null);
  line
    .find('i')
    .attr('class', `fa fa-fw ${ICONS[state]}`)
    .attr('aria-label', node._(`esp8266-flash.job.phase-${state}`));
  const isMeasured = isCurrent && percent !== undefined;
  line
    .find('.esp8266-bar')
    .toggle(isCurrent)
    .toggleClass('esp8266-unmeasured', !isMeasured)
    .attr('aria-valuenow', isMeasured ? percent : null)
    .children()
    .css('width', isMeasured ? `${percent}%` : '');
  const ms = state === 'unheard' ? undefined : phaseMs[phase];
  line.find('.esp8266-figure').text(isCurrent ? percentText(percent) : seconds(node, ms));
}

function percentText(percent) {
  return percent === undefined ? '' : `${percent} %`;
}

function seconds(node, ms) {
  return ms === undefined ? '' : node._('esp8266-flash.job.seconds', { seconds: (ms / 1000).toFixed(1) });
}
