import { MAX_PACKET_BYTES } from '../protocol/packet';
import { jsonText, takeReading } from './reading';

/** How many lines were sent. */
let counter = 0;

/** The next line as the article's sketch prints it, `42` CR LF: text as it is, anything else as JSON. */
export function nextLine(): string {
  const value = takeReading(counter);
  counter++;
  const text = typeof value === 'string' ? value : jsonText(value);
  return (text.length > MAX_PACKET_BYTES - 2 ? 'null' : text) + '\r\n';
}
