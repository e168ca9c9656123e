import type { Story } from '../model.js';
import { wordsIn } from '#libs/word-count';
import { isUnderstood } from '../xml/names.js';
import type { XmlElement, XmlHandler } from '../xml/scanner.js';
import { isInvisible, type Theme } from './colours.js';
import { FieldStack, fieldKind } from './fields.js';
import { type Gathered, seen } from './gathered.js';
import { OpenParagraph } from './paragraph.js';
import {
  fillOf,
  layer,
  noRunProperties,
  numberOf,
  type RunProperties,
  takeRunProperty,
  takeTextFill,
} from './properties.js';
import type { Styles } from './styles.js';

/** What a walk needs to know of the rest of the document. */
export interface Surroundings {
  readonly styles: Styles;
  readonly theme: Theme;
}

/** A stretch of paragraphs that follow one another: the body, a cell, a note, a text box. */
interface Block {
  readonly story: Story;
  /** What is left of a paragraph whose mark was deleted, waiting for the next. */
  left: OpenParagraph | null;
}

interface Table {
  fill: string | null;
  shades: boolean;
  rowDeleted: boolean;
  rowClipped: boolean;
  cellFill: string | null;
  cellDeleted: boolean;
}

/** Elements whose whole content is no text of the document: old properties, form scripts, properties of controls. */
const never = new Set([
  'w:sdtPr',
  'w:sdtEndPr',
  'w:rPrChange',
  'w:pPrChange',
  'w:tblPrChange',
  'w:tcPrChange',
  'w:trPrChange',
  'w:sectPrChange',
  'w:tblPrExChange',
  'w:ffData',
]);

const authored = new Set([
  'w:ins',
  'w:del',
  'w:moveFrom',
  'w:moveTo',
  'w:rPrChange',
  'w:pPrChange',
  'w:tblPrChange',
  'w:tcPrChange',
  'w:trPrChange',
  'w:sectPrChange',
  'w:numberingChange',
  'w:cellIns',
  'w:cellDel',
  'w:cellMerge',
]);

/** Twips. A line or row of exactly 3 pt shows no letter; 8.3 inches to the right of the margin there is no paper. */
const exactlyNothing = 60;
const beyondPaper = 12_000;
/** Half-points, per cent, twips, half-points: smaller, narrower, closer, further from the line than anything readable. */
const tinySize = 10;
const squeezedScale = 30;
const squeezedSpacing = -60;
const farFromLine = 200;
/** Tables around a cell whose shading is looked at; honest ones nest two deep. */
const nearestTables = 4;
/** English Metric Units of an A4 page. */
const pageArea = 7_560_310 * 10_692_130;

/**
 * Walks one part of a WordprocessingML document and gathers its paragraphs as Word shows them with all changes accepted.
 * By namespaces, never prefixes; fields show their results; text boxes are their own story and count once though they
 * are written twice (mc:Choice and mc:Fallback).
 */
export class Walk implements XmlHandler {
  #skip = 0;
  #blocks: Block[] = [];
  #paragraphs: OpenParagraph[] = [];
  #fields: FieldStack[] = [new FieldStack()];
  #tables: Table[] = [];
  #alternates: boolean[] = [];
  /** The properties of the run that is open; null between runs and until a run says something. */
  #run: RunProperties | null = null;
  #inRun = false;
  #flags: number | null = null;
  #vanish = false;
  #deleted = 0;
  /** Inside the properties of a paragraph's mark, which are no run's. */
  #inMark = false;
  #letters: string | null = null;
  #keepSpace = false;
  #code = false;
  #inRuby = false;
  /** Inside effects of Word 2010 that have fills of their own, which are not the letters'. */
  #inOutline = false;
  #shapeFilled: boolean[] = [];
  #pageFill: string | null = null;
  #pictureShare = 0;
  /** True once the part is through with a field still open: its code may be text that Word shows. */
  unclosedField = false;

  constructor(
    private readonly into: Gathered,
    private readonly around: Surroundings,
    private readonly story: Story,
    private readonly obeyFields = true,
  ) {
    this.#blocks.push({ story, left: null });
  }

  open(name: string, element: XmlElement): void {
    if (this.#skip > 0) {
      this.#skip++;
      return;
    }
    if (authored.has(name)) this.#change(name, element);
    if (name === 'w:del' || name === 'w:moveFrom') this.#deleted++;
    if (name === 'w:rPr') this.#inMark = element.parent === 'w:pPr';
    if (never.has(name)) {
      this.#skip = 1;
      return;
    }
    if (element.parent === 'w:rPr' && this.#property(name, element) && !name.startsWith('w14:')) return;
    if (name.startsWith('w:')) this.#openWord(name, element);
    else this.#openOther(name, element);
  }

  close(name: string): void {
    if (this.#skip > 0) {
      this.#skip--;
      return;
    }
    switch (name) {
      case 'w:t':
      case 'w:delText':
      case 'm:t':
        this.#closeLetters(name);
        return;
      case 'w:instrText':
      case 'w:delInstrText':
        this.#code = false;
        return;
      case 'w:rt':
        this.#inRuby = false;
        return;
      case 'w:r':
      case 'm:r':
        this.#beginRun(false);
        return;
      case 'w:p':
        this.#closeParagraph();
        return;
      case 'w:del':
      case 'w:moveFrom':
        this.#deleted--;
        return;
      case 'w:fldSimple':
        this.#endField();
        return;
      case 'w:tbl':
        this.#tables.pop();
        return;
      case 'w:tc':
        this.#closeBlock();
        return;
      case 'w:txbxContent':
        this.#closeBlock();
        this.#leaveFields();
        return;
      case 'w:footnote':
      case 'w:endnote':
      case 'w:comment':
        this.#closeBlock();
        return;
      case 'mc:AlternateContent':
        this.#alternates.pop();
        return;
      case 'wps:wsp':
      case 'v:shape':
      case 'v:rect':
      case 'v:roundrect':
      case 'v:oval':
        this.#shapeFilled.pop();
        return;
      default:
    }
  }

  text(value: string): void {
    if (this.#skip > 0) return;
    if (this.#letters !== null) this.#letters += value;
    else if (this.#code) this.#fields.at(-1)!.code(value);
  }

  /** Ends the part: what waits for a next paragraph is the last one. */
  end(): void {
    while (this.#blocks.length > 0) this.#closeBlock();
    while (this.#fields.length > 0) this.#leaveFields();
  }

  #change(name: string, element: XmlElement): void {
    this.into.trackedChanges++;
    this.into.author('tracked change author', element.attribute('w:author'));
    if (element.parent === 'w:trPr' && name === 'w:del' && this.#tables.length > 0)
      this.#tables.at(-1)!.rowDeleted = true;
    if (name === 'w:cellDel' && this.#tables.length > 0) this.#tables.at(-1)!.cellDeleted = true;
  }

  #beginRun(inRun: boolean): void {
    this.#inRun = inRun;
    this.#run = null;
    this.#flags = null;
  }

  /** Children of w:rPr: of a run, of a paragraph's mark, or of something that has no letters. */
  #property(name: string, element: XmlElement): boolean {
    if (this.#inRun) {
      if (takeRunProperty((this.#run ??= noRunProperties()), name, element)) this.#flags = null;
    } else if (this.#inMark && (name === 'w:del' || name === 'w:moveFrom') && this.#paragraphs.length > 0) {
      this.#paragraphs.at(-1)!.markDeleted = true;
    }
    return true;
  }

  #openWord(name: string, element: XmlElement): void {
    switch (name) {
      case 'w:r':
        this.#beginRun(true);
        return;
      case 'w:t':
      case 'w:delText':
        this.#letters = '';
        this.#keepSpace = element.attribute('xml:space') === 'preserve';
        return;
      case 'w:p':
        this.#openParagraph(element);
        return;
      case 'w:tab':
        if (element.parent !== 'w:tabs') this.#put('\t');
        return;
      case 'w:br':
      case 'w:cr':
        this.#put('\n');
        return;
      case 'w:ptab':
        this.#put('\t');
        return;
      case 'w:noBreakHyphen':
        this.#put('\u2011');
        return;
      case 'w:softHyphen':
        this.#put('\u00ad');
        return;
      case 'w:sym':
        this.#put(String.fromCharCode(Number.parseInt(element.attribute('w:char') ?? '', 16) || 0xfffd));
        return;
      case 'w:tr':
        if (this.#tables.length > 0) Object.assign(this.#tables.at(-1)!, { rowDeleted: false, rowClipped: false });
        return;
      case 'w:tc':
        if (this.#tables.length > 0) Object.assign(this.#tables.at(-1)!, { cellFill: null, cellDeleted: false });
        this.#blocks.push({ story: this.#blocks.at(-1)?.story ?? this.story, left: null });
        return;
      case 'w:instrText':
      case 'w:delInstrText':
        this.#code = true;
        return;
      case 'w:fldChar':
        this.#fieldMark(element.attribute('w:fldCharType'));
        return;
      case 'w:fldSimple':
        this.#fields.at(-1)!.begin();
        this.#fields.at(-1)!.code(element.attribute('w:instr') ?? '');
        this.#fields.at(-1)!.separate();
        return;
      case 'w:tbl':
        this.#tables.push({
          fill: null,
          shades: false,
          rowDeleted: false,
          rowClipped: false,
          cellFill: null,
          cellDeleted: false,
        });
        return;
      case 'w:txbxContent':
        this.#blocks.push({ story: this.story === 'body' ? 'textBoxes' : this.story, left: null });
        this.#fields.push(new FieldStack());
        this.#beginRun(false);
        return;
      case 'w:footnote':
      case 'w:endnote':
        // Separators are read as well: honest ones hold no words, and Word shows those that others hold.
        this.#blocks.push({ story: this.story, left: null });
        return;
      case 'w:rt':
        this.#inRuby = true;
        return;
      case 'w:comment':
        this.#blocks.push({ story: this.story, left: null });
        this.into.author('comment author', element.attribute('w:author'));
        this.into.author('comment initials', element.attribute('w:initials'));
        return;
      case 'w:background':
        this.#pageFill = element.attribute('w:color');
        return;
      case 'w:object':
      case 'w:control':
        this.into.objects++;
        return;
      default:
        this.#openProperties(name, element);
    }
  }

  /** Properties of paragraphs, tables, rows and cells. */
  #openProperties(name: string, element: XmlElement): void {
    const paragraph = this.#paragraphs.at(-1);
    const table = this.#tables.at(-1);
    switch (element.parent) {
      case 'w:pPr':
        if (paragraph) this.#paragraphProperty(paragraph, name, element);
        return;
      case 'w:numPr':
        if (paragraph && name === 'w:numId') paragraph.list = element.attribute('w:val');
        if (paragraph && name === 'w:ilvl') paragraph.listLevel = numberOf(element.attribute('w:val')) ?? 0;
        return;
      case 'w:tblPr':
        if (table && name === 'w:shd') table.fill = fillOf(element);
        if (table && name === 'w:tblStyle')
          table.shades = this.around.styles.find(element.attribute('w:val'))?.shades ?? false;
        return;
      case 'w:trPr':
        if (table && name === 'w:trHeight')
          table.rowClipped =
            element.attribute('w:hRule') === 'exact' && (numberOf(element.attribute('w:val')) ?? 999) < exactlyNothing;
        return;
      case 'w:tcPr':
        if (table && name === 'w:shd') table.cellFill = fillOf(element);
        return;
      default:
    }
  }

  #paragraphProperty(paragraph: OpenParagraph, name: string, element: XmlElement): void {
    switch (name) {
      case 'w:pStyle':
        paragraph.styleId = element.attribute('w:val');
        paragraph.style = this.around.styles.find(paragraph.styleId) ?? paragraph.style;
        return;
      case 'w:outlineLvl':
        paragraph.outline = numberOf(element.attribute('w:val'));
        return;
      case 'w:shd':
        paragraph.fill = fillOf(element);
        return;
      case 'w:ind': {
        const left = numberOf(element.attribute('w:left') ?? element.attribute('w:start')) ?? 0;
        if (Math.abs(left) >= beyondPaper) paragraph.flags |= seen.offPage;
        return;
      }
      case 'w:spacing':
        if (
          element.attribute('w:lineRule') === 'exact' &&
          (numberOf(element.attribute('w:line')) ?? 999) < exactlyNothing
        )
          paragraph.flags |= seen.tiny;
        return;
      case 'w:framePr': {
        const far = [element.attribute('w:x'), element.attribute('w:y')].map((value) => Math.abs(numberOf(value) ?? 0));
        if (Math.max(...far) > 2 * beyondPaper) paragraph.flags |= seen.offPage;
        return;
      }
      default:
    }
  }

  #openOther(name: string, element: XmlElement): void {
    switch (name) {
      case 'mc:AlternateContent':
        this.#alternates.push(false);
        return;
      case 'mc:Choice':
        this.#choice(element);
        return;
      case 'mc:Fallback':
        if (this.#alternates.at(-1)) this.#skip = 1;
        else if (this.#alternates.length > 0) this.#alternates[this.#alternates.length - 1] = true;
        return;
      case 'm:r':
        this.#beginRun(true);
        return;
      case 'm:t':
        this.#letters = '';
        this.#keepSpace = true;
        return;
      case 'w14:noFill':
      case 'w14:srgbClr':
      case 'w14:schemeClr':
      case 'w14:alpha':
        if (this.#inRun && !this.#inOutline) takeTextFill((this.#run ??= noRunProperties()), name, element);
        return;
      case 'w14:textOutline':
      case 'w14:glow':
      case 'w14:shadow':
        this.#inOutline = true;
        return;
      case 'w14:textFill':
        this.#inOutline = false;
        return;
      case 'wp:docPr':
        this.#altText(element);
        return;
      case 'wp:extent':
        this.#pictureShare =
          ((numberOf(element.attribute('cx')) ?? 0) * (numberOf(element.attribute('cy')) ?? 0)) / pageArea;
        return;
      case 'a:blip':
      case 'v:imagedata':
        if (this.into.pictures.length < 10_000) this.into.pictures.push({ share: this.#pictureShare });
        return;
      case 'wps:wsp':
        this.#shapeFilled.push(false);
        return;
      case 'v:shape':
      case 'v:rect':
      case 'v:roundrect':
      case 'v:oval':
        this.#shapeFilled.push(element.attribute('filled') !== 'f');
        this.#pictureShare = vmlShare(element.attribute('style') ?? '');
        return;
      case 'v:textpath':
        this.#tallyWords('diagram', element.attribute('string'));
        return;
      case 'a:solidFill':
      case 'a:gradFill':
      case 'a:blipFill':
      case 'a:pattFill':
        if (element.parent === 'wps:spPr' && this.#shapeFilled.length > 0)
          this.#shapeFilled[this.#shapeFilled.length - 1] = true;
        return;
      case 'a:fillRef':
        if (this.#shapeFilled.length > 0 && (numberOf(element.attribute('idx')) ?? 0) > 0)
          this.#shapeFilled[this.#shapeFilled.length - 1] = true;
        return;
      case 'o:OLEObject':
        this.into.objects++;
        return;
      default:
    }
  }

  #choice(element: XmlElement): void {
    const top = this.#alternates.length - 1;
    const needs = (element.attribute('Requires') ?? '').split(/\s+/).filter((prefix) => prefix !== '');
    const understood = needs.every((prefix) => isUnderstood(element.namespaceOf(prefix) ?? ''));
    if (top < 0 || this.#alternates[top] || !understood) this.#skip = 1;
    else this.#alternates[top] = true;
  }

  #altText(element: XmlElement): void {
    this.#tallyWords('altText', element.attribute('descr'));
    this.#tallyWords('altText', element.attribute('title'));
  }

  #tallyWords(what: string, text: string | null): void {
    const words = wordsIn(text ?? '');
    if (words > 0) this.into.tally(what, words, text!);
  }

  #openParagraph(element: XmlElement): void {
    const inCell = this.#tables.length > 0;
    const paragraph = new OpenParagraph(this.#blocks.at(-1)?.story ?? this.story, inCell);
    paragraph.style = this.around.styles.find(this.around.styles.defaultParagraph);
    paragraph.inContents = this.#fields.at(-1)!.isContents;
    if (this.#tables.at(-1)?.rowClipped) paragraph.flags |= seen.clipped;
    if (element.attribute('w:rsidR') !== null) this.into.revisionIds++;
    this.#paragraphs.push(paragraph);
    this.#beginRun(false);
  }

  #closeParagraph(): void {
    const paragraph = this.#paragraphs.pop();
    const block = this.#blocks.at(-1);
    if (!paragraph || !block) return;
    if (block.left) {
      paragraph.join(block.left);
      block.left = null;
    }
    if (paragraph.markDeleted) block.left = paragraph;
    else paragraph.close(this.into);
  }

  #closeBlock(): void {
    this.#blocks.pop()?.left?.close(this.into);
  }

  #leaveFields(): void {
    if (this.#fields.pop()?.isEmpty === false) this.unclosedField = true;
  }

  #fieldMark(kind: string | null): void {
    const fields = this.#fields.at(-1)!;
    if (kind === 'begin') fields.begin();
    else if (kind === 'end') this.#endField();
    else if (kind === 'separate') {
      fields.separate();
      if (fields.isContents && this.#paragraphs.length > 0) this.#paragraphs.at(-1)!.inContents = true;
    }
  }

  #endField(): void {
    const instruction = this.#fields.at(-1)!.end();
    // The paragraph in which a contents list ends is part of it only if text of the list stands there.
    const paragraph = this.#paragraphs.at(-1);
    if (paragraph && paragraph.text === '') paragraph.inContents = this.#fields.at(-1)!.isContents;
    if (instruction !== null && this.into.fields.length < 10_000 && fieldKind(instruction) !== '')
      this.into.fields.push(instruction);
  }

  #closeLetters(name: string): void {
    const letters = this.#letters ?? '';
    this.#letters = null;
    const text = this.#keepSpace ? letters : letters.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');
    if (text === '') return;
    const paragraph = this.#paragraphs.at(-1);
    if (!paragraph) return;
    // Letters above letters: shown, and counted nowhere.
    if (this.#inRuby) this.#tallyWords('diagram', text);
    else if (name === 'w:delText') paragraph.deleted += text;
    else if (name === 'm:t') paragraph.equation += text;
    else this.#put(text);
  }

  /** Puts text where it belongs: shown, hidden, deleted, or nowhere for the code of a field. */
  #put(text: string): void {
    const paragraph = this.#paragraphs.at(-1);
    if (!paragraph) return;
    if (this.#deleted > 0 || this.#tables.at(-1)?.rowDeleted || this.#tables.at(-1)?.cellDeleted) {
      paragraph.deleted += text;
      return;
    }
    if (this.obeyFields && !this.#fields.at(-1)!.shows) return;
    this.#flags ??= this.#resolve(paragraph);
    if (this.#vanish) paragraph.hidden += text;
    else paragraph.put(text, this.#flags);
  }

  /** What the run at this place looks like: sets whether it vanishes, gives the flags of `seen`. */
  #resolve(paragraph: OpenParagraph): number {
    const { styles } = this.around;
    const direct = this.#run;
    const styled = paragraph.style?.run ?? null;
    const character = direct?.style ? (styles.find(direct.style)?.run ?? null) : null;
    // vanish is a toggle: set in both kinds of style it shows again (ISO 29500-1 17.7.3).
    const toggled = (styled?.vanish ?? false) !== (character?.vanish ?? false);
    this.#vanish = direct?.vanish ?? (toggled || (styles.defaults.vanish ?? false));
    let run = styles.under(paragraph.style);
    if (character) run = layer(run, character);
    if (direct) run = layer(run, direct);
    let flags = run.opacity === 0 ? seen.invisible : 0;
    if (run.size !== null && run.size < tinySize) flags |= seen.tiny;
    if (
      (run.scale !== null && run.scale < squeezedScale) ||
      (run.spacing !== null && run.spacing < squeezedSpacing) ||
      Math.abs(run.position ?? 0) > farFromLine
    )
      flags |= seen.squeezed;
    return flags | this.#whiteness(run, paragraph);
  }

  #whiteness(run: RunProperties, paragraph: OpenParagraph): number {
    if (run.colour === null && run.themeColour === null && run.highlight === null) return 0;
    if (this.#shapeFilled.at(-1) && this.#blocks.at(-1)?.story !== 'body') return 0;
    const table = this.#tables.at(-1);
    const fills = [
      paragraph.fill,
      paragraph.style?.fill ?? null,
      ...this.#tables
        .slice(-nearestTables)
        .toReversed()
        .flatMap((t) => [t.cellFill, t.fill]),
    ];
    if (!isInvisible(run, [...fills, this.#pageFill], this.around.theme)) return 0;
    return table?.shades && table.cellFill === null ? seen.whiteInShadedTable : seen.white;
  }
}

/** Width times height of a VML shape's style as a share of an A4 page; 0 where it does not say in points or inches. */
function vmlShare(style: string): number {
  const side = (name: string): number => {
    const found = new RegExp(`(?:^|;)\\s*${name}:\\s*([\\d.]+)(pt|in|cm|mm|px)?`).exec(style);
    const unit = { pt: 1, in: 72, cm: 28.35, mm: 2.835, px: 0.75 }[found?.[2] ?? 'pt'] ?? 1;
    return found ? Number(found[1]) * unit : 0;
  };
  return (side('width') * side('height')) / (595 * 842);
}
