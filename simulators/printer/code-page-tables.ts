/**
 * What single bytes from 80 to FF print when the Chinese mode is off, by the number of ESC t. Page 0 is PC437, page 1
 * Katakana with its line pieces, page 16 Windows 1252. A printer knows many more; these are what receipts are met with.
 */
const PC437 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

const KATAKANA =
  "▁▂▃▄▅▆▇█▏▎▍▌▋▊▉┼┴┬┤├▔─│▕┌┐└┘╭╮╰╯\u00a0｡｢｣､･ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟ═╞╪╡◢◣◥◤♠♥♦♣●○╱╲╳円年月日時分秒〒市区町村人▒\u00a0";

const WINDOWS_1252 = new TextDecoder("windows-1252").decode(
  Uint8Array.from({ length: 128 }, (_, i) => 0x80 + i),
);

const CODE_PAGES: Readonly<Record<number, string>> = { 0: PC437, 1: KATAKANA, 16: WINDOWS_1252 };

/** Printed for a byte that the page does not have, as a printer prints a box. */
const BOX = "□";

export function singleByteCharacter(byte: number, page: number): string {
  if (byte < 0x80) return String.fromCharCode(byte);
  return CODE_PAGES[page]?.charAt(byte - 0x80) || BOX;
}
