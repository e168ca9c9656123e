import type { XmlElement } from '../xml/scanner.js';
import { fillOf, numberOf } from './properties.js';
import type { Styles } from './styles.js';

interface Table {
  fill: string | null;
  shades: boolean;
  rowDeleted: boolean;
  rowClipped: boolean;
  cellFill: string | null;
  cellDeleted: boolean;
}

/** Twips. A line or row of exactly 3 pt shows no letter. */
export const exactlyNothing = 60;
/** Tables around a cell whose shading is looked at; honest ones nest two deep. */
const nearestTables = 4;

/** The tables around the place that is being walked: what was deleted, what cannot be seen, and what is shaded. */
export class OpenTables {
  readonly #tables: Table[] = [];

  constructor(private readonly styles: Styles) {}

  get areOpen(): boolean {
    return this.#tables.length > 0;
  }

  /** True in a row or cell whose deletion is recorded. */
  get isDeleted(): boolean {
    const table = this.#tables.at(-1);
    return table !== undefined && (table.rowDeleted || table.cellDeleted);
  }

  /** True in a row too low for letters. */
  get isClipped(): boolean {
    return this.#tables.at(-1)?.rowClipped ?? false;
  }

  /** True in a cell without a fill of its own, of a table whose style shades some of its cells. */
  get mayBeShaded(): boolean {
    const table = this.#tables.at(-1);
    return table !== undefined && table.shades && table.cellFill === null;
  }

  /** What cells and tables around this place are filled with, innermost first. */
  fills(): (string | null)[] {
    return this.#tables
      .slice(-nearestTables)
      .toReversed()
      .flatMap((table) => [table.cellFill, table.fill]);
  }

  open(): void {
    this.#tables.push({
      fill: null,
      shades: false,
      rowDeleted: false,
      rowClipped: false,
      cellFill: null,
      cellDeleted: false,
    });
  }

  close(): void {
    this.#tables.pop();
  }

  openRow(): void {
    this.#set({ rowDeleted: false, rowClipped: false });
  }

  openCell(): void {
    this.#set({ cellFill: null, cellDeleted: false });
  }

  deleteRow(): void {
    this.#set({ rowDeleted: true });
  }

  deleteCell(): void {
    this.#set({ cellDeleted: true });
  }

  /** Children of w:tblPr, w:trPr and w:tcPr. */
  property(name: string, element: XmlElement): void {
    const table = this.#tables.at(-1);
    if (!table) return;
    switch (element.parent) {
      case 'w:tblPr':
        if (name === 'w:shd') table.fill = fillOf(element);
        if (name === 'w:tblStyle') table.shades = this.styles.find(element.attribute('w:val'))?.shades ?? false;
        return;
      case 'w:trPr':
        if (name === 'w:trHeight')
          table.rowClipped =
            element.attribute('w:hRule') === 'exact' && (numberOf(element.attribute('w:val')) ?? 999) < exactlyNothing;
        return;
      case 'w:tcPr':
        if (name === 'w:shd') table.cellFill = fillOf(element);
        return;
      default:
    }
  }

  #set(change: Partial<Table>): void {
    const table = this.#tables.at(-1);
    if (table) Object.assign(table, change);
  }
}
