/** A rectangle of the diagram. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Which part of the diagram is looked at: moved and zoomed by mouse, fingers and keys. */
export class DiagramView {
  readonly #svg: SVGSVGElement;
  readonly #onChange: () => void;
  readonly #onPick: (target: Element) => void;
  readonly #pointers = new Map<number, { readonly x: number; readonly y: number }>();
  #pressed: { readonly target: Element; readonly x: number; readonly y: number } | null = null;
  #x = 0;
  #y = 0;
  #scale = 1;
  /** Nobody has moved it: then it shows everything, however that grows. */
  isUntouched = true;

  constructor(svg: SVGSVGElement, onChange: () => void, onPick: (target: Element) => void) {
    this.#svg = svg;
    this.#onChange = onChange;
    this.#onPick = onPick;
    svg.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    svg.addEventListener("pointerdown", (event) => this.#press(event));
    svg.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"] as const)
      svg.addEventListener(end, (event) => this.#release(event));
    svg.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Pixels of the screen for one of the diagram. */
  get scale(): number {
    return this.#scale;
  }

  get transform(): string {
    return `translate(${this.#x} ${this.#y}) scale(${this.#scale})`;
  }

  /** What can be seen. */
  get area(): Area {
    const { width, height } = this.#svg.getBoundingClientRect();
    const [left, top] = [-this.#x / this.#scale, -this.#y / this.#scale];
    return { left, top, right: left + width / this.#scale, bottom: top + height / this.#scale };
  }

  /** Shows all of an area, no larger than life. */
  fit(area: Area): void {
    const { width, height } = this.#svg.getBoundingClientRect();
    if (width === 0 || area.right <= area.left) return;
    const room = { left: 24, top: 64, right: 24, bottom: 44 };
    const [wide, high] = [area.right - area.left, area.bottom - area.top];
    const [across, down] = [width - room.left - room.right, height - room.top - room.bottom];
    this.#scale = Math.max(Math.min(across / wide, down / high, 1), least);
    this.#x = room.left + (across - wide * this.#scale) / 2 - area.left * this.#scale;
    this.#y = room.top + Math.max(0, (down - high * this.#scale) / 2) - area.top * this.#scale;
    this.#onChange();
  }

  /** Brings an area into sight, near enough to read it. */
  show({ left, top, right, bottom }: Area): void {
    const { width, height } = this.#svg.getBoundingClientRect();
    const seen = this.area;
    const isSeen = left >= seen.left && right <= seen.right && top >= seen.top && top + 40 <= seen.bottom;
    if (isSeen && this.#scale >= readable) return;
    this.isUntouched = false;
    this.#scale = Math.max(this.#scale, readable);
    this.#x = width / 2 - ((left + right) / 2) * this.#scale;
    this.#y = Math.max(height / 2 - ((top + bottom) / 2) * this.#scale, 70 - top * this.#scale);
    this.#onChange();
  }

  /** Zooms about a point of the screen, or about the middle. */
  zoom(factor: number, point?: { readonly x: number; readonly y: number }): void {
    const { width, height } = this.#svg.getBoundingClientRect();
    const { x, y } = point ?? { x: width / 2, y: height / 2 };
    const scale = Math.min(Math.max(this.#scale * factor, least), most);
    this.isUntouched = false;
    this.#x = x - ((x - this.#x) * scale) / this.#scale;
    this.#y = y - ((y - this.#y) * scale) / this.#scale;
    this.#scale = scale;
    this.#onChange();
  }

  #shift(x: number, y: number): void {
    this.isUntouched = false;
    this.#x += x;
    this.#y += y;
    this.#onChange();
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const { deltaX, deltaY, deltaMode, shiftKey, ctrlKey } = event;
    const unit = deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1;
    if (shiftKey) return this.#shift(-(deltaX || deltaY) * unit, 0);
    const speed = ctrlKey ? 0.01 : 0.0016;
    this.zoom(Math.exp(-deltaY * unit * speed), this.#within(event));
  }

  #within({ clientX, clientY }: MouseEvent): { readonly x: number; readonly y: number } {
    const { left, top } = this.#svg.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0) return;
    const point = this.#within(event);
    this.#pointers.set(event.pointerId, point);
    this.#svg.setPointerCapture(event.pointerId);
    this.#pressed = this.#pointers.size === 1 ? { target: event.target as Element, ...point } : null;
  }

  // One pointer moves, two zoom as well.
  #move(event: PointerEvent): void {
    const from = this.#pointers.get(event.pointerId);
    if (!from) return;
    const to = this.#within(event);
    if (this.#pressed && Math.hypot(to.x - this.#pressed.x, to.y - this.#pressed.y) < slip) return;
    this.#pressed = null;
    this.#svg.classList.add("dragging");
    const others = [...this.#pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    this.#pointers.set(event.pointerId, to);
    const [other] = others;
    if (!other) return this.#shift(to.x - from.x, to.y - from.y);
    const apart = (point: typeof to) => Math.hypot(point.x - other.x, point.y - other.y) || 1;
    this.zoom(apart(to) / apart(from), { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 });
    this.#shift((to.x - from.x) / 2, (to.y - from.y) / 2);
  }

  #release({ pointerId, type }: PointerEvent): void {
    this.#pointers.delete(pointerId);
    if (this.#pointers.size > 0) return;
    this.#svg.classList.remove("dragging");
    const pressed = this.#pressed;
    this.#pressed = null;
    if (pressed && type === "pointerup") this.#onPick(pressed.target);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? 240 : 80;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => this.#shift(step, 0),
      ArrowRight: () => this.#shift(-step, 0),
      ArrowUp: () => this.#shift(0, step),
      ArrowDown: () => this.#shift(0, -step),
      "+": () => this.zoom(1.25),
      "=": () => this.zoom(1.25),
      "-": () => this.zoom(0.8),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }
}

const least = 0.03;
const most = 3;
const readable = 0.7;
/** Pixels that a click may slip. */
const slip = 4;
