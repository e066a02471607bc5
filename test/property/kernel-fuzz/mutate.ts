import { concatBytes, equalBytes, fromHex, fromUint } from "../../../main/domain/bytes.ts";
import { decodeTlv, type TlvObject } from "../../../main/domain/emv/tlv.ts";
import type { Random } from "../../simulation/world/random.ts";

/** What can happen to a card's answer on its way to the kernel, or what a hostile card may answer in its place. */

/** What a mutation may put in place of an answer. */
export type Material = {
  /** What the card has answered in this transaction, as it came. */
  readonly earlier: readonly Uint8Array[];
  /** Answers of every card of the fuzzer to the same instruction, in transactions of their own. */
  readonly others: readonly Uint8Array[];
};

export type Mutated = { readonly name: string; readonly response: Uint8Array };

type Change = (random: Random, response: Uint8Array, material: Material) => Uint8Array | undefined;

const STATUS_WORD_LENGTH = 2;

/** A data object that can be rearranged. */
type Node = { tag: Uint8Array; value: Uint8Array; children: Node[] | undefined };

const FOREIGN_STATUS_WORDS = [
  ...["9000", "6100", "6110", "61FF", "6200", "6283", "6300", "63C0", "6700", "6883", "6982", "6983", "6984"],
  ...["6985", "6986", "6A80", "6A81", "6A82", "6A83", "6A88", "6B00", "6C00", "6C10", "6D00", "6E00", "6F00"],
  ...["0000", "FFFF"],
].map(fromHex);

/** Objects that decide something. */
const TAGS = [
  ...["57", "5A", "5F24", "5F25", "5F28", "5F34", "61", "6F", "70", "77", "80", "82", "84", "87", "8C", "8D"],
  ...["8E", "8F", "90", "92", "93", "94", "9F07", "9F08", "9F0D", "9F0E", "9F0F", "9F10", "9F14", "9F23"],
  ...["9F26", "9F27", "9F32", "9F36", "9F37", "9F38", "9F46", "9F47", "9F48", "9F49", "9F4A", "9F4B"],
  ...["9F4C", "9F5D", "9F69", "9F6C", "9F02", "95", "A5", "BF0C"],
].map(fromHex);

const dataOf = (response: Uint8Array): Uint8Array => response.subarray(0, -STATUS_WORD_LENGTH);

function nodesOf(objects: readonly TlvObject[]): Node[] {
  return objects.map(({ tag, value, children }) => ({
    tag: fromHex(tag.toString(16).padStart(tag > 0xffff ? 6 : tag > 0xff ? 4 : 2, "0")),
    value,
    children: children && nodesOf(children),
  }));
}

/** Writes the objects; the one that lies says that it is `lie` bytes longer than it is. */
function written(nodes: readonly Node[], liar?: Node, lie = 0): Uint8Array {
  return concatBytes(
    ...nodes.flatMap((node) => {
      const value = node.children === undefined ? node.value : written(node.children, liar, lie);
      const length = Math.max(0, value.length + (node === liar ? lie : 0));
      const prefix = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length];
      return [node.tag, Uint8Array.from(prefix), value];
    }),
  );
}

/** A list of siblings and the place of one of them, at any level. */
type Place = { readonly list: Node[]; readonly index: number; readonly node: Node };

function placesIn(list: Node[]): Place[] {
  return list.flatMap((node, index) => [{ list, index, node }, ...placesIn(node.children ?? [])]);
}

/** Rearranges the objects of an answer; undefined for an answer without any. */
function rearranged(
  change: (random: Random, place: Place) => { liar: Node; lie: number } | undefined,
): Change {
  return (random, response) => {
    const decoded = decodeTlv(dataOf(response));
    if (!decoded.ok || decoded.value.length === 0) return undefined;
    const nodes = nodesOf(decoded.value);
    const lying = change(random, random.pick(placesIn(nodes)));
    return concatBytes(
      written(nodes, lying?.liar, lying?.lie),
      response.subarray(response.length - STATUS_WORD_LENGTH),
    );
  };
}

function flipBits(random: Random, response: Uint8Array): Uint8Array | undefined {
  if (response.length === 0) return undefined;
  const flipped = response.slice();
  for (let count = random.int(1, 3); count > 0; count--) {
    const at = random.int(0, flipped.length - 1);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << random.int(0, 7));
  }
  return flipped;
}

/** By name; each is as likely as any other. */
const CHANGES: Readonly<Record<string, Change>> = {
  "bits flipped": flipBits,
  truncated: (random, response) => response.subarray(0, random.int(0, Math.max(0, response.length - 1))),
  "bytes inserted": (random, response) => {
    const at = random.int(0, response.length);
    return concatBytes(response.subarray(0, at), random.bytes(random.int(1, 8)), response.subarray(at));
  },
  "length changed": rearranged((random, { node }) => ({
    liar: node,
    lie: random.pick([-2, -1, 1, 2, 64, 128, 255]),
  })),
  "tag changed": rearranged((random, { node }) => {
    node.tag = random.pick(TAGS);
    return undefined;
  }),
  "value changed": rearranged((random, { node }) => {
    node.value = random.bytes(random.chance(0.8) ? node.value.length : random.int(0, 20));
    node.children = undefined;
    return undefined;
  }),
  "object removed": rearranged((_, { list, index }) => {
    list.splice(index, 1);
    return undefined;
  }),
  "object added": rearranged((random, { list, index }) => {
    const value = random.bytes(random.int(0, 8));
    list.splice(index, 0, { tag: random.pick(TAGS), value, children: undefined });
    return undefined;
  }),
  "objects swapped": rearranged((random, { list, index, node }) => {
    const other = random.int(0, list.length - 1);
    list[index] = list[other] ?? node;
    list[other] = node;
    return undefined;
  }),
  "object duplicated": rearranged((random, { list, node }) => {
    list.splice(random.int(0, list.length), 0, node);
    return undefined;
  }),
  "foreign status word": (random, response) =>
    concatBytes(random.chance(0.5) ? dataOf(response) : new Uint8Array(), random.pick(FOREIGN_STATUS_WORDS)),
  "another card's answer": (random, _, { others }) =>
    others.length === 0 ? undefined : random.pick(others).slice(),
  "earlier answer": (random, _, { earlier }) =>
    earlier.length === 0 ? undefined : random.pick(earlier).slice(),
  nonsense: (random) => random.bytes(random.int(0, 258)),
};

/** One after the other until the answer is another one. */
const TRIES_MAX = 4;

export const MUTATION_NAMES: readonly string[] = Object.keys(CHANGES);

/** An answer that is not the one that was given. */
export function mutate(random: Random, response: Uint8Array, material: Material): Mutated {
  for (let count = 0; count < TRIES_MAX; count++) {
    const name = random.pick(MUTATION_NAMES);
    const changed = CHANGES[name]?.(random, response, material);
    if (changed !== undefined && !equalBytes(changed, response)) return { name, response: changed };
  }
  const last = response.at(-1) ?? 0;
  return { name: "bits flipped", response: concatBytes(response.subarray(0, -1), fromUint(last ^ 1, 1)) };
}
