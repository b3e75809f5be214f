// Adds a button that turns the drawing of the page into a PNG, in the browser alone.

const LARGEST_SIDE = 8192; // pixels that a canvas holds everywhere
const LARGEST_AREA = 32_000_000;

const downloads = document.getElementById("downloads");
const status = downloads?.querySelector("[role=status]");

function scaleOf(width, height) {
  const area = Math.sqrt(LARGEST_AREA / (width * height));
  return Math.min(2, area, LARGEST_SIDE / Math.max(width, height));
}

async function toPng(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const scale = scaleOf(image.naturalWidth, image.naturalHeight);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const content = await new Promise((done) => canvas.toBlob(done, "image/png"));
  if (content === null) throw new Error("the canvas is too large");
  return content;
}

async function save() {
  status.textContent = "";
  try {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await toPng(downloads.dataset.svg));
    link.download = `${downloads.dataset.name}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } catch {
    status.textContent = downloads.dataset.failed;
  }
}

if (downloads) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = downloads.dataset.png;
  button.addEventListener("click", save);
  status.before(button, " ");
}
