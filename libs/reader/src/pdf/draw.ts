import { type DrawingChunk, type DrawnFont } from './engine.js';
import { type Box, boxUnder, identity, isEmpty, type Matrix, overlap, times } from './geometry.js';
import type { Drawn, Glyph, Paint, Show } from './drawn.js';
import { fills, op } from './operations.js';

interface State {
  ctm: Matrix;
  clip: Box;
  font: string;
  fontSize: number;
  charSpacing: number;
  wordSpacing: number;
  scale: number;
  leading: number;
  rise: number;
  mode: number;
  fill: string | null;
  stroke: string | null;
  fillAlpha: number;
  strokeAlpha: number;
}

interface DrawnGlyph {
  readonly unicode: string;
  readonly width: number;
  readonly isSpace: boolean;
  readonly vmetric?: readonly number[];
  readonly originalCharCode?: number;
}

const everywhere: Box = [-1e9, -1e9, 1e9, 1e9];

const beginning: Readonly<State> = {
  ctm: identity,
  clip: everywhere,
  font: '',
  fontSize: 0,
  charSpacing: 0,
  wordSpacing: 0,
  scale: 1,
  leading: 0,
  rise: 0,
  mode: 0,
  fill: '#000000',
  stroke: '#000000',
  fillAlpha: 1,
  strokeAlpha: 1,
};

/** More painted areas than this on a page are a drawing, not paper under text: the rest is left out. */
const mostPaints = 1500;

/** Follows a page's drawing operations and keeps where text stands and what is painted around it. */
export class Drawing implements Drawn {
  readonly glyphs: Glyph[] = [];
  readonly shows: Show[] = [];
  readonly paints: Paint[] = [];
  claimed = 0;
  private order = 0;
  private state: State = { ...beginning };
  private readonly stack: State[] = [];
  private textMatrix: Matrix = identity;
  private lineMatrix: Matrix = identity;
  private pendingClip = false;
  private masked = false;
  private readonly layers: boolean[] = [];
  private off = 0;
  private inNote = false;

  constructor(
    private readonly fontOf: (name: string) => DrawnFont | null,
    private readonly isLayerVisible: (group: unknown) => boolean,
    private readonly fields: ReadonlySet<string>,
  ) {}

  follow(chunk: DrawingChunk): void {
    for (let i = 0; i < chunk.fnArray.length; i++) this.step(chunk.fnArray[i]!, chunk.argsArray[i] ?? []);
  }

  private step(fn: number, args: readonly unknown[]): void {
    this.order++;
    if (fn === op.beginAnnotation) this.beginField(args);
    else if (fn === op.endAnnotation) this.inNote = false;
    if (this.inNote) return;
    if (fn >= op.beginText && fn <= op.showText) this.textStep(fn, args);
    else if (fn >= op.beginMarkedContent && fn <= op.endMarkedContent) this.markStep(fn, args);
    else this.paintStep(fn, args);
  }

  /** A form field is drawn in a place of its own; notes are left out, up to their end. */
  private beginField(args: readonly unknown[]): void {
    const [id, rectangle, transform, matrix] = args as [string, ArrayLike<number> | null, Matrix, Matrix];
    if (!this.fields.has(id)) {
      this.inNote = true;
      return;
    }
    this.stack.length = 0;
    const clip = rectangle ? boxUnder(identity, rectangle) : everywhere;
    this.state = { ...beginning, clip, ctm: times(transform ?? identity, matrix ?? identity) };
  }

  private textStep(fn: number, args: readonly unknown[]): void {
    const state = this.state;
    const number = args[0] as number;
    if (fn === op.showText) this.show(args[0] as readonly (DrawnGlyph | number)[]);
    else if (fn === op.setFont) {
      state.font = args[0] as string;
      state.fontSize = args[1] as number;
    } else if (fn === op.setTextMatrix) {
      const [a, b, c, d, e, f] = args[0] as Matrix;
      this.textMatrix = this.lineMatrix = [a, b, c, d, e, f];
    } else if (fn === op.beginText) this.textMatrix = this.lineMatrix = identity;
    else if (fn === op.setCharSpacing) state.charSpacing = number;
    else if (fn === op.setWordSpacing) state.wordSpacing = number;
    else if (fn === op.setHScale) state.scale = number / 100;
    else if (fn === op.setLeading) state.leading = -number;
    else if (fn === op.setTextRise) state.rise = number;
    else if (fn === op.setTextRenderingMode) state.mode = number;
    else if (fn === op.moveText) this.moveLine(number, args[1] as number);
    else if (fn === op.setLeadingMoveText) {
      state.leading = args[1] as number;
      this.moveLine(number, args[1] as number);
    } else if (fn === op.nextLine) this.moveLine(0, state.leading);
  }

  private moveLine(x: number, y: number): void {
    this.textMatrix = this.lineMatrix = times(this.lineMatrix, [1, 0, 0, 1, x, y]);
  }

  private markStep(fn: number, args: readonly unknown[]): void {
    if (fn === op.endMarkedContent) {
      if (this.layers.pop()) this.off--;
      return;
    }
    const hides = fn === op.beginMarkedContentProps && args[0] === 'OC' && args[1] && !this.isLayerVisible(args[1]);
    this.layers.push(Boolean(hides));
    if (hides) this.off++;
  }

  private paintStep(fn: number, args: readonly unknown[]): void {
    const state = this.state;
    if (fn === op.save || fn === op.beginGroup) {
      this.stack.push({ ...state });
      if (fn === op.beginGroup)
        this.enter(args[0] as { matrix?: Matrix | null; bbox?: ArrayLike<number> | null }, true);
    } else if (fn === op.restore || fn === op.paintFormXObjectEnd || fn === op.endGroup) {
      this.masked = false;
      this.state = this.stack.pop() ?? state;
    } else if (fn === op.transform) state.ctm = times(state.ctm, args as unknown as Matrix);
    else if (fn === op.paintFormXObjectBegin) {
      this.stack.push({ ...state });
      this.enter({ matrix: args[0] as Matrix | null, bbox: args[1] as ArrayLike<number> | null }, false);
    } else if (fn === op.setGState) this.graphics(args[0] as readonly (readonly [string, unknown])[]);
    else if (fn === op.clip || fn === op.eoClip) this.pendingClip = true;
    else if (fn === op.constructPath) this.path(args);
    else if (fn === op.setFillRGBColor) state.fill = args[0] as string;
    else if (fn === op.setFillColorN) state.fill = null;
    else if (fn === op.setFillTransparent) state.fill = null;
    else if (fn === op.setStrokeRGBColor) state.stroke = args[0] as string;
    else if (fn === op.shadingFill) this.paint(state.clip, null, false, false);
    else if (fn >= op.paintImageMaskXObject && fn <= op.paintSolidColorImageMask) {
      const solid = fn === op.paintImageXObject && !this.masked && state.fillAlpha === 1;
      this.paint(boxUnder(state.ctm, [0, 0, 1, 1]), null, solid, true);
    }
  }

  /** Into a form: its matrix moves, its box clips. A group's matrix comes again with the form inside it. */
  private enter(form: { matrix?: Matrix | null; bbox?: ArrayLike<number> | null }, group: boolean): void {
    const state = this.state;
    const inner = form.matrix ? times(state.ctm, Array.from(form.matrix) as unknown as Matrix) : state.ctm;
    if (form.bbox) state.clip = overlap(state.clip, boxUnder(inner, form.bbox));
    if (!group) state.ctm = inner;
  }

  private graphics(changes: readonly (readonly [string, unknown])[]): void {
    for (const [key, value] of changes) {
      if (key === 'ca') this.state.fillAlpha = value as number;
      else if (key === 'CA') this.state.strokeAlpha = value as number;
      else if (key === 'SMask') this.masked = value === false;
      else if (key === 'Font') [this.state.font, this.state.fontSize] = value as [string, number];
    }
  }

  private path(args: readonly unknown[]): void {
    const [fn, [segments], bounds] = args as [number, [Float32Array | null], ArrayLike<number> | null];
    const box = bounds && boxUnder(this.state.ctm, bounds);
    if (box && fills.has(fn)) {
      // A rectangle is written as four lines and a close: 13 numbers. Anything else may leave holes.
      const solid = segments?.length === 13 && this.state.fillAlpha === 1 && this.state.fill !== null;
      this.paint(box, this.state.fill, solid, false);
    }
    if (this.pendingClip) {
      this.state.clip = box ? overlap(this.state.clip, box) : [0, 0, 0, 0];
      this.pendingClip = false;
    }
  }

  private paint(box: Box, colour: string | null, solid: boolean, picture: boolean): void {
    const seen = overlap(box, this.state.clip);
    if (this.off > 0 || isEmpty(seen) || this.paints.length >= mostPaints) return;
    if (!picture && (seen[2] - seen[0] < 2 || seen[3] - seen[1] < 2)) return;
    this.paints.push({ order: this.order, box: seen, colour, solid, picture });
  }

  private show(items: readonly (DrawnGlyph | number)[]): void {
    const state = this.state;
    const font = this.fontOf(state.font);
    const perUnit = state.fontSize * Math.abs(font?.fontMatrix?.[0] ?? 0.001);
    const vertical = font?.vertical === true;
    const onPage = times(state.ctm, this.textMatrix);
    const size = this.heightOf(font, onPage);
    const show = this.beginShow(state);
    let along = 0;
    const place = (at: number): [number, number] => {
      const x = vertical ? 0 : at * state.scale;
      const y = state.rise + (vertical ? at : 0);
      return [onPage[0] * x + onPage[2] * y + onPage[4], onPage[1] * x + onPage[3] * y + onPage[5]];
    };
    items.forEach((item, i) => {
      if (typeof item === 'number') {
        along -= (item * state.fontSize) / 1000;
        return;
      }
      const width = (vertical ? (item.vmetric?.[0] ?? -1000) : item.width) * perUnit;
      const spacing = (item.isSpace ? state.wordSpacing : 0) + state.charSpacing;
      const [x, y] = place(along);
      // Spacing within one string is even: it parts no words. After its last letter it may.
      const inside = i + 1 < items.length ? state.charSpacing : 0;
      const [endX, endY] = place(along + width + inside);
      const text = this.textOf(item, font);
      const glyph: Glyph = { text, x, y, endX, endY, size, show };
      show.first ??= glyph;
      show.last = glyph;
      this.glyphs.push(glyph);
      along += width + spacing;
    });
    const moved = vertical ? ([1, 0, 0, 1, 0, along] as const) : ([1, 0, 0, 1, along * state.scale, 0] as const);
    this.textMatrix = times(this.textMatrix, moved);
  }

  /** Code 32 of a font that brings no glyphs of its own is a blank on every screen, whatever its text claims to be. */
  private textOf(glyph: DrawnGlyph, font: DrawnFont | null): string {
    if (glyph.isSpace && font?.missingFile && glyph.unicode.trim() !== '') {
      this.claimed++;
      return ' ';
    }
    return glyph.unicode;
  }

  private heightOf(font: DrawnFont | null, onPage: Matrix): number {
    const { fontSize } = this.state;
    const scale = Math.hypot(onPage[2], onPage[3]);
    if (!font?.isType3Font) return Math.abs(fontSize) * scale;
    // A Type 3 font measures its letters in units of its own: its box says how tall they are.
    const [, bottom = 0, , top = 0] = font.bbox ?? [];
    const unit = Math.abs(font.fontMatrix?.[3] ?? 0.001);
    const height = Math.abs(top - bottom) * unit;
    return Math.abs(fontSize) * scale * (height > 0 ? height : unit * 1000);
  }

  private beginShow(state: State): Show {
    const stroked = state.mode === 1 || state.mode === 2 || state.mode === 5 || state.mode === 6;
    const filled = state.mode === 0 || state.mode === 2 || state.mode === 4 || state.mode === 6;
    const seen = (filled && state.fillAlpha > 0.01) || (stroked && state.strokeAlpha > 0.01);
    const show: Show = {
      order: this.order,
      font: state.font,
      colour: filled ? state.fill : state.stroke,
      invisible: !seen,
      layerOff: this.off > 0,
      clip: state.clip,
      first: null,
      last: null,
    };
    this.shows.push(show);
    return show;
  }
}
