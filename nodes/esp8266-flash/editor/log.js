/** The log of the job can be copied, or kept as a file. */
export function prepareLog(node) {
  const log = $('#node-esp8266-log pre');
  const copy = $('#node-esp8266-copy');
  copy.on('click', () => RED.clipboard.copyText(log.text(), copy, node._('esp8266-flash.job.copied')));
  $('#node-esp8266-download').on('click', () => download(log.text()));
}

/** Stays at the end while it is there, and where the person has scrolled to otherwise. */
export function showLog(lines) {
  const log = $('#node-esp8266-log pre');
  const words = lines.join('\n');
  $('#node-esp8266-log').prop('hidden', words === '');
  if (log.text() === words) return;
  const { scrollTop, scrollHeight, clientHeight } = log[0];
  const isAtEnd = scrollTop + clientHeight >= scrollHeight - 4;
  log.text(words);
  if (isAtEnd) log[0].scrollTop = log[0].scrollHeight;
}

function download(words) {
  const url = URL.createObjectURL(new Blob([`${words}\n`], { type: 'text/plain' }));
  $('<a>').attr({ href: url, download: 'esp8266-flash.log' })[0].click();
  URL.revokeObjectURL(url);
}
