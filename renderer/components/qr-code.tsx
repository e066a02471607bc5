import { drawingSVG, qrcode, type RenderOptions } from "bwip-js/browser";

/** A code as the printer draws it. The picture is a data address: the page's policy lets no other markup in. */
export function QrCode({ content }: { readonly content: string }) {
  const options: RenderOptions & { readonly eclevel: string } = {
    bcid: "qrcode",
    text: content,
    eclevel: "M",
  };
  const svg = qrcode(options, drawingSVG());
  return <img className="qr" alt={content} src={`data:image/svg+xml,${encodeURIComponent(svg)}`} />;
}
