// Lets the map of a page be moved and enlarged, by buttons, keys and pointer; where its parts stand
// never changes. Without this script the whole drawing is there, at its own size.

const ROOM = document.querySelector(".drawing[data-zoom-in]");
const LARGEST = 12; // how many times the drawing can be enlarged
const STEP = 1.4;
const PART = 0.15; // of what is shown that an arrow key moves by
const DRAGGED = 4; // pixels: less is a click
const NARROW = 700; // pixels
const READABLE = 0.5; // of its own size, at which a drawing is opened on a narrow screen

function enlarge(room) {
  const drawing = room.querySelector("svg");
  const { width, height } = drawing.viewBox.baseVal;
  const view = { x: 0, y: 0, zoom: 1 };
  const pointers = new Map();
  let isDragged = false;

  const within = (value, most) => Math.max(0, Math.min(value, most));

  function show() {
    view.zoom = Math.max(1, Math.min(LARGEST, view.zoom));
    const [wide, high] = [width / view.zoom, height / view.zoom];
    view.x = within(view.x, width - wide);
    view.y = within(view.y, height - high);
    drawing.setAttribute("viewBox", `${view.x} ${view.y} ${wide} ${high}`);
    room.classList.toggle("zoomed", view.zoom > 1);
    less.disabled = whole.disabled = view.zoom <= 1;
    more.disabled = view.zoom >= LARGEST;
    said.textContent = room.dataset.zoomed.replace("{percent}", Math.round(view.zoom * 100));
  }

  /** Enlarge by a factor; the point of the drawing at the two parts of the view stays there. */
  function zoom(factor, partX = 0.5, partY = 0.5) {
    const before = view.zoom;
    view.zoom = Math.max(1, Math.min(LARGEST, before * factor));
    view.x += width * partX * (1 / before - 1 / view.zoom);
    view.y += height * partY * (1 / before - 1 / view.zoom);
    show();
  }

  /** Move by parts of what is shown. */
  function move(partX, partY) {
    view.x += (width / view.zoom) * partX;
    view.y += (height / view.zoom) * partY;
    show();
  }

  function reset() {
    Object.assign(view, { x: 0, y: 0, zoom: 1 });
    show();
  }

  function button(sign, label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "second";
    made.textContent = sign;
    if (sign !== label) {
      made.setAttribute("aria-label", label);
      made.title = label;
    }
    made.addEventListener("click", act);
    return made;
  }

  const { zoomIn, zoomOut, zoomReset, zoomHelp } = room.dataset;
  const more = button("+", zoomIn, () => zoom(STEP));
  const less = button("−", zoomOut, () => zoom(1 / STEP));
  const whole = button(zoomReset, zoomReset, reset);
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  const tools = document.createElement("p");
  tools.className = "buttons zoom";
  tools.append(more, less, whole, said);
  const help = document.createElement("p");
  help.className = "quiet";
  help.id = "zoom-help";
  help.textContent = zoomHelp;
  room.before(tools);
  room.after(help);
  room.setAttribute("aria-describedby", help.id);

  const KEYS = {
    ArrowLeft: () => move(-PART, 0), ArrowRight: () => move(PART, 0),
    ArrowUp: () => move(0, -PART), ArrowDown: () => move(0, PART),
    "+": () => zoom(STEP), "=": () => zoom(STEP), "-": () => zoom(1 / STEP), 0: reset,
  };
  room.addEventListener("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const isMove = event.key.startsWith("Arrow");
    if (!isPlain || !(event.key in KEYS) || (isMove && view.zoom === 1)) return;
    event.preventDefault();
    KEYS[event.key]();
  });

  /** Return where something of the page is, as parts of what is shown. */
  function partsOf({ clientX, clientY }) {
    const box = drawing.getBoundingClientRect();
    return [(clientX - box.left) / box.width, (clientY - box.top) / box.height];
  }

  // The wheel alone scrolls the page, as anywhere on it.
  room.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? STEP : 1 / STEP, ...partsOf(event));
  }, { passive: false });

  room.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    pointers.set(event.pointerId, event);
    if (pointers.size === 1) isDragged = false;
  });
  // On the window: a pointer may leave the drawing before it is let go.
  window.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before || (view.zoom === 1 && pointers.size < 2)) return;
    const [x, y] = partsOf(event);
    const [fromX, fromY] = partsOf(before);
    if (!isDragged && Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY) < DRAGGED) return;
    isDragged = true;
    const other = [...pointers.values()].find((each) => each.pointerId !== event.pointerId);
    if (other) {
      const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      zoom(apart(event) / Math.max(1, apart(before)), ...partsOf(other));
    } else {
      move(fromX - x, fromY - y);
    }
    pointers.set(event.pointerId, event);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    window.addEventListener(name, (event) => pointers.delete(event.pointerId));
  }
  // A link under a pointer that has moved the drawing is not followed, nor dragged itself.
  room.addEventListener("click", (event) => {
    if (isDragged) event.preventDefault();
    isDragged = false;
  }, { capture: true });
  room.addEventListener("dragstart", (event) => event.preventDefault());

  // What the keyboard comes to is brought into view.
  room.addEventListener("focusin", ({ target }) => {
    if (target === room || view.zoom === 1 || !target.getBBox) return;
    const box = target.getBoundingClientRect();
    const [x, y] = partsOf({ clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 });
    if (Math.min(x, y) < 0.05 || Math.max(x, y) > 0.95) move(x - 0.5, y - 0.5);
  });

  let printed = null;
  window.addEventListener("beforeprint", () => {
    printed = { ...view };
    reset();
  });
  window.addEventListener("afterprint", () => {
    Object.assign(view, printed);
    show();
  });

  room.classList.add("zooms");
  const scale = drawing.getBoundingClientRect().width / width;
  if (room.clientWidth < NARROW && scale < READABLE) view.zoom = READABLE / scale;
  view.x = (width - width / view.zoom) / 2;
  show();
  room.dataset.ready = "true";
}

if (ROOM) enlarge(ROOM);
