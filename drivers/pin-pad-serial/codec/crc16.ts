const POLYNOMIAL = 0x1021;
const START = 0xffff;

/** CRC-16/IBM-3740 (docs/pin-pad-protocol.md, section 2): polynomial 1021, start FFFF, most significant bit first. */
export function crc16(bytes: Uint8Array): number {
  let crc = START;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
    }
    crc &= 0xffff;
  }
  return crc;
}
