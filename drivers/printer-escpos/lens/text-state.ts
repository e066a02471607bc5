import type { Language } from "../../../main/domain/text/language.ts";
import type { Words } from "./commands-table.ts";

const words = (en: string, zh: string): Words => ({ en, "zh-CN": zh });

const RIGHT = words("right", "右对齐");
const CENTRE = words("centre", "居中");
const STYLES = {
  bold: words("bold", "加粗"),
  underline: words("underline", "下划线"),
  inverse: words("white on black", "反白"),
  upsideDown: words("upside down", "倒置"),
  fontB: words("font B", "字体 B"),
} as const;

type Style = keyof typeof STYLES;

/** How text would come out: what the commands read so far have set. */
export class TextState {
  isHanzi = true;
  codePage: number | undefined;
  #alignment: Words | undefined;
  #width = 1;
  #height = 1;
  #styles = new Set<Style>();

  apply(code: string, [value = 0]: Uint8Array): void {
    const isOn = (value & 1) === 1;
    switch (code) {
      case "1B40":
        this.#reset();
        return;
      case "1C26":
        this.isHanzi = true;
        return;
      case "1C2E":
        this.isHanzi = false;
        return;
      case "1B74":
        this.codePage = value;
        return;
      case "1B61":
        this.#alignment = [undefined, CENTRE, RIGHT][value & 3];
        return;
      case "1D21":
        this.#width = ((value >> 4) & 7) + 1;
        this.#height = (value & 7) + 1;
        return;
      case "1B21":
        this.#applyPrintMode(value);
        return;
      case "1B45":
      case "1B47":
        return this.#set("bold", isOn);
      case "1B2D":
        return this.#set("underline", (value & 3) !== 0);
      case "1B4D":
        return this.#set("fontB", isOn);
      case "1D42":
        return this.#set("inverse", isOn);
      case "1B7B":
        return this.#set("upsideDown", isOn);
      default:
        return;
    }
  }

  /** Everything but the Chinese mode, of which printers differ: text shows what was meant as long as it stays. */
  #reset(): void {
    this.codePage = undefined;
    this.#alignment = undefined;
    this.#width = 1;
    this.#height = 1;
    this.#styles = new Set();
  }

  #applyPrintMode(value: number): void {
    this.#set("fontB", (value & 0x01) !== 0);
    this.#set("bold", (value & 0x08) !== 0);
    this.#set("underline", (value & 0x80) !== 0);
    this.#height = (value & 0x10) === 0 ? 1 : 2;
    this.#width = (value & 0x20) === 0 ? 1 : 2;
  }

  #set(style: Style, isOn: boolean): void {
    if (isOn) this.#styles.add(style);
    else this.#styles.delete(style);
  }

  /** Nothing for plain text. */
  describe(language: Language): string {
    const parts = [
      this.#alignment?.[language],
      ...[...this.#styles].map((style) => STYLES[style][language]),
      this.#width === 1 && this.#height === 1 ? undefined : `${this.#width} x ${this.#height}`,
    ];
    return parts.filter((part) => part !== undefined).join(", ");
  }
}
