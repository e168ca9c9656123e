import type { Story } from '../model.js';
import type { XmlElement, XmlHandler } from '../xml/scanner.js';
import { Alternates } from './alternates.js';
import { authored, never } from './changes.js';
import { FieldStack, fieldKind } from './fields.js';
import { type Gathered, seen } from './gathered.js';
import { OpenParagraph } from './paragraph.js';
import { noRunProperties, type RunProperties, takeRunProperty, takeTextFill } from './properties.js';
import { lookOf, type Surroundings } from './run-look.js';
import { Shapes } from './shapes.js';
import { OpenTables } from './tables.js';

/** A stretch of paragraphs that follow one another: the body, a cell, a note, a text box. */
interface Block {
  readonly story: Story;
  /** What is left of a paragraph whose mark was deleted, waiting for the next. */
  left: OpenParagraph | null;
}

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
  readonly #tables: OpenTables;
  readonly #shapes: Shapes;
  readonly #alternates = new Alternates();
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
  #pageFill: string | null = null;
  /** True once the part is through with a field still open: its code may be text that Word shows. */
  unclosedField = false;

  constructor(
    private readonly into: Gathered,
    private readonly around: Surroundings,
    private readonly story: Story,
    private readonly obeyFields = true,
  ) {
    this.#blocks.push({ story, left: null });
    this.#tables = new OpenTables(around.styles);
    this.#shapes = new Shapes(into);
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
        this.#tables.close();
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
        this.#alternates.close();
        return;
      default:
        if (!name.startsWith('w:')) this.#shapes.close(name);
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
    if (element.parent === 'w:trPr' && name === 'w:del') this.#tables.deleteRow();
    if (name === 'w:cellDel') this.#tables.deleteCell();
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
        this.#tables.openRow();
        return;
      case 'w:tc':
        this.#tables.openCell();
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
        this.#tables.open();
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
    switch (element.parent) {
      case 'w:pPr':
        paragraph?.property(name, element, this.around.styles);
        return;
      case 'w:numPr':
        paragraph?.listProperty(name, element);
        return;
      case 'w:tblPr':
      case 'w:trPr':
      case 'w:tcPr':
        this.#tables.property(name, element);
        return;
      default:
    }
  }

  #openOther(name: string, element: XmlElement): void {
    switch (name) {
      case 'mc:AlternateContent':
        this.#alternates.open();
        return;
      case 'mc:Choice':
        if (!this.#alternates.choose(element)) this.#skip = 1;
        return;
      case 'mc:Fallback':
        if (!this.#alternates.fallBack()) this.#skip = 1;
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
      default:
        this.#shapes.open(name, element);
    }
  }

  #openParagraph(element: XmlElement): void {
    const paragraph = new OpenParagraph(this.#blocks.at(-1)?.story ?? this.story, this.#tables.areOpen);
    paragraph.style = this.around.styles.find(this.around.styles.defaultParagraph);
    paragraph.inContents = this.#fields.at(-1)!.isContents;
    if (this.#tables.isClipped) paragraph.flags |= seen.clipped;
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
    if (this.#inRuby) this.#shapes.tallyWords('diagram', text);
    else if (name === 'w:delText') paragraph.deleted += text;
    else if (name === 'm:t') paragraph.equation += text;
    else this.#put(text);
  }

  /** Puts text where it belongs: shown, hidden, deleted, or nowhere for the code of a field. */
  #put(text: string): void {
    const paragraph = this.#paragraphs.at(-1);
    if (!paragraph) return;
    if (this.#deleted > 0 || this.#tables.isDeleted) {
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
    const { vanishes, flags } = lookOf(this.#run, paragraph, this.around, {
      fills: () => [...this.#tables.fills(), this.#pageFill],
      isInFilledShape: this.#shapes.isFilled && this.#blocks.at(-1)?.story !== 'body',
      mayBeShaded: this.#tables.mayBeShaded,
    });
    this.#vanish = vanishes;
    return flags;
  }
}
