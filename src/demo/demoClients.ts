import { createHash } from 'node:crypto';
import type { DemoClient, DemoEntity } from './demoData';

/**
 * Two spaces a level; after the name the legal and the reporting entities, separated by semicolons.
 * All of it is invented. Numbers, scripts and equal names under different parents are there to try sorting and paths;
 * two branches whose names can be confused, Aerø and Ærø, to try marks.
 */
const OUTLINE = `
Ålhavn Family Office | legal: Ålhavn Family Office AB | reporting: Ålhavn Consolidated; Ålhavn Liquidity
  Ålhavn Holding 1 | legal: Ålhavn Holding 1 AB; Ålhavn Värdepapper AB | reporting: Holding 1 Quarterly
    Trust 1 | legal: Trust 1 Förvaltning AB | reporting: Trust 1
    Trust 2 | reporting: Trust 2
    Trust 10
      Astrid Ålhavn | legal: Astrid Ålhavn Enskild Firma | reporting: Astrid Ålhavn Total
      Östen Ålhavn | reporting: Östen Ålhavn Total
      Åke Ålhavn
  Ålhavn Holding 2 | legal: Ålhavn Holding 2 AB
    Branch Göteborg | legal: Ålhavn Göteborg Filial
    Branch Ängelholm
    Branch Örebro
  Ålhavn Holding 12
Brøndvig & Døtre | legal: Brøndvig & Døtre ApS | reporting: Brøndvig Samlet
  Brøndvig Holding | legal: Brøndvig Holding ApS | reporting: Brøndvig Holding Måned
    Brøndvig Skov og Land | legal: Brøndvig Skov ApS; Brøndvig Land ApS; Brøndvig Jagt ApS
      Søren Brøndvig | reporting: Søren Brøndvig Formue
      Maja Brøndvig | reporting: Maja Brøndvig Formue
      Bøgelunden Underholding
    Brøndvigs Fond | legal: Brøndvigs Almene Fond | reporting: Fondens Uddelinger
  Brøndvig Ejendomme | legal: Brøndvig Ejendomme P/S
    Afdeling Aerø
    Afdeling Ærø
Eldgrímsstaðir Fjölskyldustofa | legal: Eldgrímsstaðir ehf. | reporting: Eldgrímsstaðir Samstæða
  Þórvík Eignarhald | legal: Þórvík Eignarhald ehf.
    Suðurvík Sjóður | legal: Suðurvík Sjóður slhf. | reporting: Suðurvík Ársfjórðungur
      Guðrún Eldgrímsdóttir | reporting: Guðrún Eldgrímsdóttir Heild
      Daði Eldgrímsson
    Norðurvík Sjóður
Θαλερός Οικογενειακό Γραφείο | legal: Θαλερός Γραφείο ΙΚΕ | reporting: Θαλερός Ενοποιημένα
  Θαλερός Συμμετοχές | legal: Θαλερός Συμμετοχές ΑΕ | reporting: Συμμετοχές Τρίμηνο
    Καταπίστευμα 1 | reporting: Καταπίστευμα 1
    Καταπίστευμα 2
    Καταπίστευμα 10 | legal: Καταπίστευμα Δέκα ΙΚΕ
      Ελένη Θαλερού | reporting: Ελένη Θαλερού Σύνολο
      Ίων Θαλερός
  Ίδρυμα Ανεμώνη | legal: Ίδρυμα Ανεμώνη ΑΜΚΕ
月ヶ原家ファミリーオフィス | legal: 月ヶ原家オフィス合同会社 | reporting: 月ヶ原家 連結
  月ヶ原ホールディングス | legal: 月ヶ原ホールディングス株式会社
    みなと支店 | legal: 月ヶ原みなと合同会社 | reporting: みなと支店 月次
      月ヶ原 あかり | reporting: 月ヶ原 あかり 資産
      月ヶ原 健 | reporting: 月ヶ原 健 資産
    もみじ財団 | legal: 一般財団法人月ヶ原もみじ
    カエデ信託 2
    カエデ信託 11
Fernmoor Family Office | legal: Fernmoor Family Office LLP | reporting: Fernmoor Group; Fernmoor Private Assets
  Fernmoor Holdings | legal: Fernmoor Holdings Ltd; Fernmoor Nominees Ltd
    Trust 1 | reporting: Trust 1 Annual
    Trust 2 | legal: Fernmoor Trustees Two Ltd
    Trust 10
      Imogen Fernmoor | legal: Imogen Fernmoor Studio Ltd | reporting: Imogen Fernmoor Net Worth
      Rafe Fernmoor
      Sub-holding 3 | legal: Fernmoor Sub-holding Three Ltd
      Sub-holding 20
  Fernmoor Foundation | legal: Fernmoor Foundation CIO | reporting: Foundation Grants
Prospects 2026
  Prospect 1
  Prospect 2
  Prospect 10
`;

/** 24 hex digits, the same for the same path on every machine and in every run. */
const idOf = (path: readonly string[]): string =>
  createHash('sha256').update(path.join('\n')).digest('hex').slice(0, 24);

/** The built-in fictional clients of a wealth platform, parents before children, made anew by each call. */
export function demoClients(): DemoClient[] {
  const ancestors: string[] = [];
  return OUTLINE.trim()
    .split('\n')
    .map((line) => {
      const [name = '', ...owned] = line.trim().split(' | ');
      const level = line.search(/\S/) / 2;
      ancestors.length = level;
      const parentId = level === 0 ? null : idOf(ancestors);
      ancestors.push(name);
      const entities = (label: string): DemoEntity[] =>
        owned
          .filter((part) => part.startsWith(label))
          .flatMap((part) => part.slice(label.length).split('; '))
          .map((entity) => ({ id: idOf([...ancestors, label, entity]), name: entity }));
      return {
        id: idOf(ancestors),
        name,
        parentId,
        legalEntities: entities('legal: '),
        reportingEntities: entities('reporting: '),
      };
    });
}
