import type { LinkError } from '../generated/LinkError';
import type { LinkNews } from '../generated/LinkNews';
import { clean } from '../format/number';

const REASONS = { empty: 'noNumber', badCharacter: 'badCharacter', badLength: 'badLength' } as const;

/** Near to what the shell reads (in Rust, reo-model): enough of it to look at. */
export function readLink(text: string): LinkNews {
  const [, number, parameters] = /^(?:tel|sips?|callto):\/*([^;?@]*)(.*)$/is.exec(text) ?? [];
  if (number !== undefined) return /^(@[\w.:-]+)?(;[\w-]+(=[^;\s]*)?)*$/.test(parameters ?? '') ? call(number, parameters) : refused('badParameter');
  const [, query] = /^(?:reo:\/\/call|https?:.*\/c2call)\/?\?(.*)$/i.exec(text) ?? [];
  if (query !== undefined) return asked(new URLSearchParams(query.replace('=+', '=%2B')));
  const numbers = text.match(/\+?\d[\d .()-]{6,}\d/g) ?? [];
  return numbers.length > 1 ? refused('severalNumbers') : numbers[0] ? call(numbers[0]) : refused('notALink');
}

const refused = (reason: LinkError): LinkNews => ({ type: 'refused', reason });

function call(text: string, parameters = ''): LinkNews {
  const cleaned = clean(text);
  if ('error' in cleaned) return refused(REASONS[cleaned.error]);
  const [, host = null] = /^@([^;]+)/.exec(parameters) ?? [];
  const [, extension = null] = /;ext=(\d+)/.exec(parameters) ?? [];
  return { type: 'call', number: cleaned.number, extension, host, service: null, reference: null };
}

function asked(query: URLSearchParams): LinkNews {
  const news = call(query.get('number') ?? '');
  return news.type === 'refused' ? news : { ...news, service: query.get('service'), reference: query.get('ref') };
}
