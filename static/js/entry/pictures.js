// Makes photos small before they are sent: 1920 px at the longest side. Small ones and what is no photo stay as they are.
"use strict";
(() => {
  const LONGEST = 1920;
  const ENOUGH = 400 * 1024;
  const QUALITY = 0.8;
  const isPhoto = (file) => /^image\/(jpeg|png|webp|heic|heif|avif|bmp)$/.test(file.type);

  const draw = async (file) => {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return canvas;
  };

  // Screens and drawings keep sharp edges in WebP; photos are JPEG, which every office opens.
  const encode = (canvas, type) => new Promise((resolve) => { canvas.toBlob(resolve, type, QUALITY); });

  portal.smaller = async (file) => {
    if (!isPhoto(file) || file.size <= ENOUGH) return file;
    try {
      const type = file.type === "image/png" ? "image/webp" : "image/jpeg";
      const blob = await encode(await draw(file), type);
      if (!blob || blob.size >= file.size) return file;
      const ending = { "image/webp": "webp", "image/jpeg": "jpg", "image/png": "png" }[blob.type];
      return new File([blob], `${file.name.replace(/\.[^.]*$/, "")}.${ending}`, { type: blob.type });
    } catch {
      return file;
    }
  };
})();
