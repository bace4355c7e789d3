import { l10n } from 'vscode';
import type { Access, Connection } from '../api/connection';
import type { BadRecord } from '../api/jsonApi';
import type { ListProgress } from '../api/listPages';
import { pointerOf } from '../base/jsonPath';
import { plainText, withoutIcons } from '../base/plainText';
import { isUnseen } from '../base/skeleton';
import { joinParts } from '../base/text';
import type { DocumentProblem } from '../model/documents/clientDocument';
import type { NameProblem } from '../model/hierarchy/clientName';
import type { ClientNode, Issue } from '../model/hierarchy/clientNode';
import type { Hierarchy, Owned } from '../model/hierarchy/hierarchy';

/** A client's name fit to be shown, or a stand-in for one that cannot be seen. */
export const formatName = (name: string): string =>
  isUnseen(name) ? l10n.t({ message: '(no name)', comment: 'In place of a name.' }) : plainText(name);

/** A client's name in a sentence of a message. */
export const quoted = (name: string): string => `“${shortName(name)}”`;

const shortName = (name: string): string =>
  plainText(isUnseen(name) ? l10n.t({ message: '(no name)', comment: 'In place of a name.' }) : name, 80);

/** Most names or ids that are listed in a sentence. */
const MAX_LISTED = 10;
/** How many clients of a long path are named: from the top level, and at the client itself. */
const PATH_HEAD = 3;
const PATH_TAIL = 7;

/**
 * Names from the top level down to the client, as in "Group > Nordics > Acme". Of a long path those in the middle are only
 * counted: a hierarchy may be as deep as it likes.
 */
export function formatPath(path: readonly ClientNode[]): string {
  const left = path.length - PATH_HEAD - PATH_TAIL;
  const names = (nodes: readonly ClientNode[]): string[] => nodes.map((node) => shortName(node.name));
  // One name is not worth leaving out.
  if (left <= 1) return names(path).join(' > ');
  const more = l10n.t({
    message: '… {0} more …',
    args: [left.toLocaleString()],
    comment: '{0} is a number of clients in a path.',
  });
  return [...names(path.slice(0, PATH_HEAD)), more, ...names(path.slice(-PATH_TAIL))].join(' > ');
}

/** The first of `items` in one line, and how many more there are: the service may name any number. */
function formatList<T>(items: readonly T[], format: (item: T) => string): string {
  const shown = items.slice(0, MAX_LISTED).map(format).join(', ');
  const more = items.length - MAX_LISTED;
  return more > 0
    ? l10n.t({
        message: '{0} and {1} more',
        args: [shown, more.toLocaleString()],
        comment: '{0} is a list, {1} a number.',
      })
    : shown;
}

/** An id or a place in a record, as one of several in a sentence. */
const shortPlain = (text: string): string => plainText(text, 80);

/** What is wrong with a name, in a sentence. */
export function longNameProblem(problem: NameProblem): string {
  switch (problem) {
    case 'empty':
      return l10n.t('A client needs a name.');
    case 'blank':
      return l10n.t('A name cannot consist only of spaces.');
    case 'controlCharacter':
      return l10n.t('A name cannot have line breaks or control characters.');
  }
}

/** What of a client's document cannot be saved, in a sentence. */
export function longDocumentProblem(problem: DocumentProblem): string {
  switch (problem.kind) {
    case 'notJson':
      return l10n.t('This is not valid JSON.');
    case 'changed':
      return problem.path.length === 0
        ? l10n.t('Only /attributes/name can be changed here, not the whole document.')
        : l10n.t({
            message: 'Only /attributes/name can be changed here, not {0}.',
            args: [plainText(pointerOf(problem.path))],
            comment: '{0} is a JSON pointer, such as /id.',
          });
    case 'noName':
      return l10n.t('The client needs a name. /attributes/name is missing or is not a string.');
    case 'badName':
      return longNameProblem(problem.problem);
  }
}

/** Why a document of the service on `host` (`''`: the demo data) cannot be read or saved while `current` is the connection. */
export function longOtherConnection(host: string, current: Connection | undefined): string {
  if (host === '') return l10n.t('This client is part of the demo data. Explore the demo data, then try again.');
  if (current === undefined)
    return l10n.t({
      message: 'You are not signed in to Aleta. Sign in to {0}, then try again.',
      args: [host],
      comment: '{0} is a host.',
    });
  if (current.kind === 'demo') return l10n.t('This client is on {0}. Leave the demo data, then try again.', host);
  if (current.service.host !== host) {
    return l10n.t('This client is on {0}, but you are signed in to {1}.', host, current.service.host);
  }
  return l10n.t({
    message: 'This client is on {0}, but belongs to another account or URL than the current session.',
    args: [host],
    comment: '{0} is a host.',
  });
}

/** A title that says in which environment it is asked, where that has a name. */
export const titleIn = ({ environment }: Pick<Connection, 'environment'>, title: string): string =>
  joinParts(' · ', title, plainText(environment.name, 100));

/** In which environment something is done, for questions; `''` in demo data. */
export function longPlace(connection: Connection): string {
  if (connection.kind === 'demo') return '';
  const guard = connection.access === 'full' ? '' : formatAccess(connection.access);
  return l10n.t({
    message: 'Environment: {0}',
    args: [joinParts(', ', formatEnvironment(connection), guard)],
    comment: '{0} is a name, and perhaps "protected" or "read-only".',
  });
}

/** Why a document of another environment cannot be read or saved. */
export const longOtherEnvironment = (name: string, host: string): string =>
  l10n.t({
    message:
      'This client belongs to the environment {0} on {1}. Switch this window to that environment, then try again.',
    args: [quoted(name), host],
    comment: '{0} is the quoted name of an environment, {1} a host.',
  });

/** Why nothing can be changed in an environment. */
export const longReadOnly = (connection: Pick<Connection, 'environment' | 'service'>): string =>
  l10n.t('The environment {0} is read-only. Nothing was sent.', quoted(formatEnvironment(connection)));

/** What may be done in an environment, in a word. */
export function formatAccess(access: Access): string {
  switch (access) {
    case 'full':
      return l10n.t({ message: 'full access', comment: 'Access to an environment.' });
    case 'protected':
      return l10n.t({ message: 'protected', comment: 'Access to an environment.' });
    case 'readOnly':
      return l10n.t({ message: 'read-only', comment: 'Access to an environment.' });
  }
}

/** An environment by its name or, where that is the one of `aleta.apiUrl`, the host of its service. */
export const formatEnvironment = ({ environment, service }: Pick<Connection, 'environment' | 'service'>): string =>
  plainText(environment.name === '' ? service.host : environment.name, 100);

/** A client's name for a quick pick, where VS Code would turn some text into icons. */
export const pickLabel = (name: string): string => withoutIcons(formatName(name));

/** What a client owns, as in "3 clients, 2 legal entities"; `''` when nothing. */
export function formatOwned({ clients, legalEntities, reportingEntities }: Owned): string {
  const parts: string[] = [];
  if (clients > 0) parts.push(formatCount(clients));
  if (legalEntities > 0) {
    parts.push(legalEntities === 1 ? l10n.t('1 legal entity') : l10n.t('{0} legal entities', legalEntities));
  }
  if (reportingEntities > 0) {
    parts.push(
      reportingEntities === 1 ? l10n.t('1 reporting entity') : l10n.t('{0} reporting entities', reportingEntities),
    );
  }
  return parts.join(', ');
}

/** How many clients, as in "1,204 clients". */
export const formatCount = (count: number): string =>
  count === 1 ? l10n.t('1 client') : l10n.t('{0} clients', NUMBERS.format(count));

/** What `toLocaleString` does, made once for the many rows that have a number. */
const NUMBERS = new Intl.NumberFormat();

/** How far work on many clients is. */
export const formatPosition = (at: number, of: number, name: string): string =>
  l10n.t({
    message: '{0} of {1}: {2}',
    args: [at.toLocaleString(), of.toLocaleString(), quoted(name)],
    comment: '{0} and {1} are numbers, {2} is a name.',
  });

/** When something was, to the minute; with the day where that is not today. */
export function formatTime(date: Date): string {
  const isToday = date.toDateString() === new Date().toDateString();
  const text = date.toLocaleString([], { ...(isToday ? {} : { dateStyle: 'medium' }), timeStyle: 'short' });
  // In a narrow side bar it goes to the next line as a whole.
  return text.replace(/\s/g, '\u00a0');
}

/** How far a load is, as in "12,000 clients, 6.6 MB…". */
export function formatProgress({ records, bytes }: ListProgress): string {
  const megabytes = (bytes / 1e6).toLocaleString(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return l10n.t({
    message: 'Loading: {0} clients, {1} MB…',
    args: [records.toLocaleString(), megabytes],
    comment: '{0} and {1} are numbers so far.',
  });
}

/** What stands in place of the name of a record that is not understood. */
export const badLabel = ({ index }: BadRecord): string =>
  l10n.t({ message: 'Record {0} could not be read', args: [index + 1], comment: '{0} is a position in a list.' });

/** What is wrong with it. */
export const badReason = ({ pointer }: BadRecord): string =>
  pointer === ''
    ? l10n.t({ message: 'not a JSON:API resource', comment: 'In place of a record.' })
    : l10n.t({ message: '{0} is missing or invalid', args: [plainText(pointer)], comment: '{0} is a JSON pointer.' });

/** An issue in a few words, for the row. */
export function shortIssue(issue: Issue): string {
  switch (issue.kind) {
    case 'parentNotVisible':
      return l10n.t({ message: 'parent not visible', comment: 'After a client name.' });
    case 'cycle':
      return l10n.t({ message: 'circular ownership', comment: 'After a client name.' });
    case 'duplicateId':
      return issue.names.length > 1
        ? l10n.t({ message: 'ID used by several clients', comment: 'After a client name.' })
        : l10n.t({ message: 'ID used more than once', comment: 'After a client name.' });
    case 'notListedByParent':
    case 'listedElsewhere':
      return l10n.t({ message: 'parent and children disagree', comment: 'After a client name.' });
    case 'childrenNotVisible':
      return l10n.t({ message: 'children not visible', comment: 'After a client name.' });
    case 'notUnderstood':
      return l10n.t({ message: 'not fully readable', comment: 'After a client name.' });
    case 'sameName':
      return l10n.t({ message: 'same name as another', comment: 'After a client name.' });
    case 'confusableName':
      return l10n.t({ message: 'name similar to another', comment: 'After a client name.' });
    case 'spacesAround':
      return l10n.t({ message: 'spaces around name', comment: 'After a client name.' });
    case 'noName':
      return l10n.t({ message: 'no name', comment: 'After a client name.' });
  }
}

/** An issue in a sentence, for the tooltip. */
export function longIssue(issue: Issue, hierarchy: Hierarchy): string {
  const nameOf = (id: string): string => quoted(hierarchy.get(id)?.name ?? id);
  switch (issue.kind) {
    case 'parentNotVisible':
      return l10n.t({
        message: 'The client is shown at the top level because its parent, {0}, is not visible to you.',
        args: [plainText(issue.parentId)],
        comment: '{0} is an ID.',
      });
    case 'cycle':
      return l10n.t(
        'The client is shown at the top level because its parent, {0}, is below it.',
        nameOf(issue.parentId),
      );
    case 'duplicateId':
      return l10n.t('Several records have this ID. Their names: {0}.', formatList(issue.names, quoted));
    case 'notListedByParent':
      return l10n.t(
        'The client names {0} as its parent, but the parent does not list the client as a child.',
        nameOf(issue.parentId),
      );
    case 'listedElsewhere':
      return l10n.t({
        message: 'The client is listed as a child by {0}, which is not its parent.',
        args: [formatList(issue.byIds, nameOf)],
        comment: '{0} is a quoted client name, or a list of names.',
      });
    case 'childrenNotVisible':
      return l10n.t('The client lists children that are not visible to you: {0}.', formatList(issue.ids, shortPlain));
    case 'notUnderstood':
      return l10n.t('Parts of the client’s record could not be read: {0}.', formatList(issue.pointers, shortPlain));
    case 'sameName':
      return l10n.t('Another client at the same level has the same name (ID {0}).', plainText(issue.otherId));
    case 'confusableName':
      return l10n.t({
        message: 'The name can be mistaken for {0} at the same level (ID {1}).',
        args: [quoted(issue.otherName), plainText(issue.otherId)],
        comment: '{0} is a quoted client name, {1} the ID of that client.',
      });
    case 'spacesAround':
      return l10n.t('The name begins or ends with white space.');
    case 'noName':
      return l10n.t('The name has no visible characters.');
  }
}
